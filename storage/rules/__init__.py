"""The regulations behind deadlines and frequencies, as data."""
