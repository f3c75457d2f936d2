"""Tasks: given one level down, reported up; who has what, how far it is, and what was said about it."""
