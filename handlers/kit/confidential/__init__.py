"""The PIN, and what is shown for a while only."""
