"""A call's parameters, read with Telegram's refusals."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import ApiError, bad, forbidden
from sandbox.telegram.world import Message, World


class Upload(NamedTuple):
    """A file of a multipart request."""

    name: str
    mime: str
    data: bytes


class Params:
    """Names are those of the Bot API; values come as text (query, form) or as JSON."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.files

    def text(self, name: str) -> str:
        """A text; empty if it is not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str) -> int | None:
        """A whole number, or None if it is not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"invalid {name} specified") from None

    def decimal(self, name: str) -> float | None:
        """A number, or None if it is not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A truth value as the Bot API reads them."""
        value = self.values.get(name)
        if value is None:
            return default
        return value is True or str(value).lower() in ("true", "yes", "1")

    def json(self, name: str, error: str = "") -> Any:
        """A JSON-serialized value, or None if it is not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(error or f"can't parse {name} JSON object") from None

    def listed(self, name: str) -> list[Any]:
        """A JSON array; empty if it is not given."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"can't parse {name}: expected an Array")
        return value


def chat_id(params: Params) -> int | None:
    """The chat a call is about, for counting and faults; None if it names none."""
    try:
        return int(params.values["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def target(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names; refuses the unknown, the migrated, and those the bot is not in."""
    given = params.values.get(name)
    if given is None or given == "":
        raise bad(f"{name} is empty")
    try:
        chat = world.chats.get(int(given))
    except (TypeError, ValueError):
        chat = None
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if not chat.bot_inside:
        how = "was kicked from" if chat.bot == "kicked" else "is not a member of"
        raise forbidden(f"bot {how} the {chat.type} chat")
    return chat


def writable(world: World, params: Params) -> Chat:
    """The chat a call writes to; refuses, besides, people who never opened the chat or have blocked the bot."""
    chat = target(world, params)
    if chat.person is not None:
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def spot(params: Params, chat: Chat, kind: str | None = None) -> dict[str, Any]:
    """The fields of a message that say in which topic it stands; refuses where the bot may not write, in Telegram's words."""
    if chat.muted and chat.bot != "administrator":
        what = {None: "text messages", "photo": "photos", "poll": "polls"}.get(kind, f"{kind}s")
        raise bad(f"not enough rights to send {what} to the chat")
    topic = params.integer("message_thread_id")
    if not topic:
        return {}
    if topic not in chat.topics:
        raise bad("message thread not found")
    if topic in chat.closed_topics and chat.bot != "administrator":
        raise bad("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}


def found(chat: Chat, params: Params, missing: str, name: str = "message_id") -> Message:
    """The message a call names; ``missing`` is the refusal where there is none."""
    number = params.integer(name)
    if number is None:
        raise bad(f"{name} isn't specified" if name in params else "message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad(missing)
    return message


def need(error: ApiError, condition: Any) -> None:
    """Raise ``error`` unless the condition holds."""
    if not condition:
        raise error
