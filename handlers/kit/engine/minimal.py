"""What is kept of an update: what its handlers need, and nothing that only repeats what the bot itself has said.

A press comes with the whole message below which it was made: a paper with its marks, a keypad, a talk that was opened for reading.
None of that is stored, not even sealed, and none of it is handled, so that an update taken up again after a restart is the same as it
was at first.
"""

from collections.abc import Mapping
from typing import Any

from handlers.kit.screens.pushing import TOGETHER, is_together

MESSAGES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
)
QUOTED = ("reply_to_message", "external_reply", "quote", "reply_markup", "pinned_message")
"""Parts of a message that carry another one's content."""
OF_QUERY = ("id", "chat_instance", "data", "inline_message_id")
OF_SENDER = ("id", "is_bot", "first_name")
OF_CHAT = ("id", "type")
OF_MESSAGE = ("message_id", "date", "message_thread_id", "is_topic_message")


def minimised(update: Mapping[str, Any]) -> dict[str, Any]:
    """The update without what it carries of other messages; Telegram's JSON before and after."""
    kept = dict(update)
    for name in MESSAGES:
        if isinstance(message := kept.get(name), Mapping):
            kept[name] = {field: value for field, value in message.items() if field not in QUOTED}
    if isinstance(query := kept.get("callback_query"), Mapping):
        kept["callback_query"] = _press(query)
    return kept


def _press(query: Mapping[str, Any]) -> dict[str, Any]:
    kept = _some(query, OF_QUERY)
    if isinstance(sender := query.get("from"), Mapping):
        kept["from"] = _some(sender, OF_SENDER)
    if isinstance(message := query.get("message"), Mapping):
        kept["message"] = _pressed(message)
    return kept


def _pressed(message: Mapping[str, Any]) -> dict[str, Any]:
    """Which message it was, and of what sort: a text, or something else. Buttons that came as pushes were never sealed before they
    were sent; of several nudges together the others' are needed to leave them there."""
    kept = _some(message, OF_MESSAGE)
    if isinstance(chat := message.get("chat"), Mapping):
        kept["chat"] = _some(chat, OF_CHAT)
    if isinstance(text := message.get("text"), str):
        together = is_together(text)
        kept["text"] = TOGETHER if together else ""
        if together and "reply_markup" in message:
            kept["reply_markup"] = message["reply_markup"]
    return kept


def _some(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}
