"""Text, captions and keyboards of what the bot sends, with everything Telegram refuses about them."""

import json
import re
from typing import Any

from sandbox.telegram.api.params import Params
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.formatting import TAGS, Formatted, detect, parse_html, trimmed, utf16
from sandbox.telegram.world import Message

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64
_MOST_BUTTONS = 100
_MOST_KEYS = 300
_MOST_IN_A_ROW = 8
_MARKUP_BYTES = 10_000
_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_URL = re.compile(r"(https?://|tg://|ton://)\S+|[\w-]+(\.[\w-]+)+(/\S*)?")
_ENTITY_TYPES = frozenset(TAGS.values()) | {"expandable_blockquote", "url", "bot_command", "mention", "hashtag"}


def formatted(params: Params, name: str, mode: str = "parse_mode", entities: str = "entities") -> Formatted:
    """A text parameter with its entities, as Telegram keeps it: ends trimmed, commands and links found."""
    source = params.text(name)
    try:
        source.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    source = source.replace("\r", "")
    parse_mode = params.text(mode).lower()
    if parse_mode not in ("", "none", "html"):
        raise bad("unsupported parse_mode")
    if parse_mode == "html":
        parsed = parse_html(source)
    else:
        parsed = Formatted(source, [_entity(source, given) for given in params.listed(entities)])
    return detect(trimmed(parsed))


def _entity(text: str, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or given.get("type") not in _ENTITY_TYPES:
        raise bad("can't parse MessageEntity: unsupported type specified")
    offset, length = given.get("offset"), given.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad("can't parse MessageEntity: wrong offset or length")
    if offset + length > utf16(text):
        raise bad("entity beginning at UTF-16 offset " + str(offset) + " ends after the end of the text")
    return dict(given)


def text_content(params: Params) -> dict[str, Any]:
    """``text`` and ``entities`` of a text message; refuses the empty and the too long."""
    text, entities = formatted(params, "text")
    if not text:
        raise bad("message text is empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(params: Params) -> dict[str, Any]:
    """``caption`` and ``caption_entities``; nothing if there is no caption."""
    text, entities = formatted(params, "caption", entities="caption_entities")
    if utf16(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def markup(params: Params, chat: Chat) -> dict[str, Any] | None:
    """The checked ``reply_markup`` of a call, or None."""
    given = params.json("reply_markup", "can't parse reply keyboard markup JSON object")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in given:
        return {"inline_keyboard": _inline_keyboard(given["inline_keyboard"])}
    if "keyboard" in given:
        return {**given, "keyboard": _keyboard(given["keyboard"], chat)}
    if given.get("remove_keyboard") is True or given.get("force_reply") is True:
        return given
    if not given:
        return None
    raise bad("REPLY_MARKUP_INVALID")


def inline_markup(params: Params, chat: Chat) -> dict[str, Any] | None:
    """The inline keyboard of an edit, or None; refuses other kinds of markup."""
    found = markup(params, chat)
    if found is None:
        return None
    if "inline_keyboard" not in found:
        raise bad("inline keyboard expected")
    return found if found["inline_keyboard"] else None


def _rows(given: Any, what: str) -> list[list[Any]]:
    if not isinstance(given, list):
        raise bad(f'field "{what}" must be of type Array')
    if any(not isinstance(row, list) for row in given):
        raise bad(f'field "{what}" must be an Array of Arrays')
    return [row for row in given if row]


def _inline_keyboard(given: Any) -> list[list[dict[str, Any]]]:
    rows = _rows(given, "inline_keyboard")
    keyboard = [[_inline_button(button) for button in row] for row in rows]
    if (
        sum(map(len, keyboard)) > _MOST_BUTTONS
        or any(len(row) > _MOST_IN_A_ROW for row in keyboard)
        or len(json.dumps(keyboard, ensure_ascii=False).encode()) > _MARKUP_BYTES
    ):
        raise bad("REPLY_MARKUP_TOO_LONG")
    return keyboard


def _inline_button(given: Any) -> dict[str, Any]:
    reason = "can't parse inline keyboard button: "
    if not isinstance(given, dict):
        raise bad(reason + "expected an Object")
    text = given.get("text")
    if not isinstance(text, str):
        raise bad(reason + 'Can\'t find field "text"')
    if not text.strip():
        raise bad("BUTTON_TEXT_INVALID")
    actions = [name for name in _ACTIONS if name in given]
    if not actions:
        raise bad(reason + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(reason + "exactly one optional field must be specified")
    value = given[actions[0]]
    if actions[0] == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= DATA_LIMIT:
            raise bad("BUTTON_DATA_INVALID")
    elif actions[0] == "url" and (not isinstance(value, str) or not _URL.fullmatch(value)):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return dict(given)


def _keyboard(given: Any, chat: Chat) -> list[list[dict[str, Any]]]:
    rows = _rows(given, "keyboard")
    if not rows:
        raise bad("REPLY_MARKUP_INVALID")
    keyboard = [[_key(key, chat) for key in row] for row in rows]
    if sum(map(len, keyboard)) > _MOST_KEYS or len(json.dumps(keyboard, ensure_ascii=False).encode()) > _MARKUP_BYTES:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return keyboard


def _key(given: Any, chat: Chat) -> dict[str, Any]:
    key = {"text": given} if isinstance(given, str) else given
    if not isinstance(key, dict) or not isinstance(key.get("text"), str) or not key["text"].strip():
        raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object with a text")
    if not chat.private:
        for field, what in (("request_contact", "phone number"), ("request_location", "location")):
            if key.get(field):
                raise bad(f"{what} can be requested in private chats only")
    return key


def replied(params: Params, chat: Chat) -> Message | None:
    """The message that is replied to, in the old and in the new way of naming it."""
    given = params.json("reply_parameters", "can't parse reply parameters JSON object")
    number = params.integer("reply_to_message_id")
    lenient = params.flag("allow_sending_without_reply")
    if isinstance(given, dict):
        number = given.get("message_id")
        lenient = bool(given.get("allow_sending_without_reply"))
    if not number:
        return None
    message = chat.messages.get(number)
    if message is None and not lenient:
        raise bad("message to be replied not found")
    return message


def not_modified() -> ApiError:
    """The refusal of an edit that changes nothing."""
    return bad(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
