"""微课堂: lessons, who has studied them, the hours credited for it, and the year's pace."""
