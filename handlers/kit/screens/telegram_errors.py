"""Telegram's refusals, told apart by their words: a 400 has nothing else that says why."""

from enum import Enum, auto

from telegram.error import BadRequest, Forbidden, TelegramError

TOO_OLD_TO_ANSWER = "query is too old"
NOT_MODIFIED = "not modified"
CANNOT_EDIT = ("message to edit not found", "can't be edited", "message_id_invalid", "message_author_required")
WRONG_FILE = "file"


class Lost(Enum):
    """Why nothing arrives in a chat any more, until somebody there changes something."""

    GONE = auto()
    NO_RIGHT = auto()
    NO_THREAD = auto()


# In lower case. The sentences are the Bot API server's, the words in capitals those of the API below it, which it passes on.
_LOST = {
    Lost.NO_THREAD: ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid"),
    Lost.NO_RIGHT: (
        "not enough rights to send",
        "no rights to send",
        "need administrator rights",
        "chat_write_forbidden",
        "chat_restricted",
        "chat_admin_required",
        "chat_guest_send_forbidden",
        "user_banned_in_channel",
        "chat_send_",  # …PLAIN, PHOTOS, DOCS, POLLS and so on_FORBIDDEN
    ),
    Lost.GONE: ("chat not found", "peer_id_invalid", "channel_private", "chat_id_invalid"),
}


def says(error: BadRequest, *words: str) -> bool:
    """Whether the refusal contains one of these, written in lower case; the library capitalises Telegram's sentence."""
    return any(each in error.message.lower() for each in words)


def lost(error: TelegramError) -> Lost | None:
    """Why this chat, and not this message alone, is refused; None for any other failure."""
    if not isinstance(error, BadRequest | Forbidden):
        return None
    said = error.message.lower()
    found = next((why for why, words in _LOST.items() if any(each in said for each in words)), None)
    return Lost.GONE if found is None and isinstance(error, Forbidden) else found
