"""Meetings (三会一课), from the call to the published minutes."""
