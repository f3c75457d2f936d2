"""A branch's year of meetings (年度计划): planned once, by month, and what became of each line."""
