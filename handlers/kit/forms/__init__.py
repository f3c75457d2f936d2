"""Guided flows: their questions, and how answers are read."""
