"""A Telegram on your own machine: a strict Bot API and a chat page. Imports nothing of the bot, and nothing of the bureau."""
