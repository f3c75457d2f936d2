"""A Telegram on your own machine, and beside it the invented bureau that meets the bot there."""
