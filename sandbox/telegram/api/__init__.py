"""The Bot API's methods, each a function of the world and its parameters, by subject. Importing this registers them."""

from sandbox.telegram.api import bot_settings, chats, editing, files, polls, sending, updates
from sandbox.telegram.api.registry import METHODS, Method

__all__ = ["METHODS", "Method", "bot_settings", "chats", "editing", "files", "polls", "sending", "updates"]
