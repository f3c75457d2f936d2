"""What runs the bot: updates in, each in its turn, checked, and what becomes of those that fail."""
