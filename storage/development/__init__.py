"""Developing members (发展党员): the yearly plan, the cases and their steps, comments, what is due."""
