"""Who there is, which posts they hold, and what they may do."""
