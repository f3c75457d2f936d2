"""Telegram's refusals, told apart by their words: a 400 has nothing else that says why."""

from telegram.error import BadRequest

TOO_OLD_TO_ANSWER = "query is too old"
NOT_MODIFIED = "not modified"
CANNOT_EDIT = ("message to edit not found", "can't be edited")
NO_SUCH_CHAT = "chat not found"
WRONG_FILE = "file"


def says(error: BadRequest, *words: str) -> bool:
    """Whether the refusal contains one of these, written in small letters; the library capitalises Telegram's sentence."""
    return any(each in error.message.lower() for each in words)
