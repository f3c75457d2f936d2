"""Shift rosters (班次表) of the personnel system: who can come on a day, for as long as a meeting may be called for it."""
