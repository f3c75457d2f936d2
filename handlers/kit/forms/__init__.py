"""Forms: their questions, and how answers are read."""
