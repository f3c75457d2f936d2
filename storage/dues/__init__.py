"""Membership dues (党费): what is due and paid by month. No money passes here: a branch notes what it has collected."""
