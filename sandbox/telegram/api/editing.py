"""Changing what was sent: edits, deletions, pins, reactions, and the answers to presses."""

import re
from datetime import timedelta
from typing import Any

from sandbox.telegram.api.content import caption_content, inline_markup, not_modified, text_content
from sandbox.telegram.api.media import part
from sandbox.telegram.api.params import Params, found, target, writable
from sandbox.telegram.api.registry import method
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.formatting import utf16
from sandbox.telegram.world import Event, Message, World

ANSWER_LIMIT = 200
DELETABLE_FOR = timedelta(hours=48)
REACTIONS = frozenset(
    [
        "👍",
        "👎",
        "❤",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤️\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂️",
        "🤷",
        "🤷\u200d♀️",
        "😡",
    ]
)
_MOST_DELETED = 100


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    if "inline_message_id" in params:
        raise bad("MESSAGE_ID_INVALID")
    chat = writable(world, params)
    message = found(chat, params, "message to edit not found")
    if (
        message.sender != world.bot_id
        or message.service
        or message.had_reply_markup
        or "forward_origin" in message.data
    ):
        raise bad("message can't be edited")
    return chat, message


def _same(message: Message, **fields: Any) -> bool:
    return all(message.data.get(name) == value for name, value in fields.items())


@method("editMessageText", sends=True)
def edit_text(world: World, params: Params) -> dict[str, Any]:
    """Replace a text; the inline keyboard goes unless it is given again."""
    chat, message = _editable(world, params)
    if "text" not in message.data:
        raise bad("there is no text in the message to edit")
    content = text_content(params)
    fields = {"text": content["text"], "entities": content.get("entities"), "reply_markup": inline_markup(params, chat)}
    return _apply(world, message, fields)


@method("editMessageCaption", sends=True)
def edit_caption(world: World, params: Params) -> dict[str, Any]:
    chat, message = _editable(world, params)
    if message.file is None:
        raise bad("there is no caption in the message to edit")
    content = caption_content(params)
    fields = {name: content.get(name) for name in ("caption", "caption_entities")}
    return _apply(world, message, {**fields, "reply_markup": inline_markup(params, chat)})


@method("editMessageMedia", sends=True)
def edit_media(world: World, params: Params) -> dict[str, Any]:
    """Replace a picture or file, or put one into a text message."""
    chat, message = _editable(world, params)
    if message.file is None and "text" not in message.data:
        raise bad("message can't be edited")
    keys = inline_markup(params, chat)
    given = params.json("media", "can't parse media JSON object")
    new = part(world, params, given)
    if "media_group_id" in message.data and (new.kind in ("photo", "video")) != (message.kind in ("photo", "video")):
        raise bad("can't change type of a media in an album")
    fields: dict[str, Any] = dict.fromkeys(("text", "entities", "caption", "caption_entities"))
    if message.kind:
        fields[message.kind] = None
    fields |= {new.kind: new.file.view, **new.caption, "reply_markup": keys}
    if message.file is new.file and _same(message, **fields):
        raise not_modified()
    message.file, message.kind = new.file, new.kind
    world.change(message, edited=True, **fields)
    return message.data


@method("editMessageReplyMarkup", sends=True)
def edit_reply_markup(world: World, params: Params) -> dict[str, Any]:
    """Replace or take away an inline keyboard."""
    chat, message = _editable(world, params)
    return _apply(world, message, {"reply_markup": inline_markup(params, chat)})


def _apply(world: World, message: Message, fields: dict[str, Any]) -> dict[str, Any]:
    if _same(message, **fields):
        raise not_modified()
    world.change(message, edited=True, **fields)
    return message.data


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    if message.sender != world.bot_id and not chat.private and chat.bot != "administrator":
        return False
    own_right = chat.bot == "administrator" and not chat.private
    age = world.clock.now().timestamp() - message.data["date"]
    return own_right or age <= DELETABLE_FOR.total_seconds()


@method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    """Delete a message of the last 48 hours."""
    chat = target(world, params)
    message = found(chat, params, "message to delete not found")
    if not _deletable(world, chat, message):
        raise bad("message can't be deleted")
    world.remove(chat, [message])
    return True


@method("deleteMessages")
def delete_messages(world: World, params: Params) -> bool:
    """Delete several messages; those that are not there are passed over."""
    chat = target(world, params)
    numbers = params.listed("message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > _MOST_DELETED:
        raise bad("too many message identifiers specified")
    messages = [chat.messages[number] for number in numbers if number in chat.messages]
    world.remove(chat, [message for message in messages if _deletable(world, chat, message)])
    return True


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    """Stop a button's spinning, perhaps with a toast or an alert."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or world.stale(query):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if utf16(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not re.match(rf"https://t\.me/{world.bot['username']}\?start=", url):
        raise bad("URL_INVALID")
    if query.answered:
        return True  # Telegram says yes to a second answer, and shows the first
    query.answered, query.text, query.alert, query.url = True, text or None, params.flag("show_alert"), url or None
    fields = {
        "query_id": query.id,
        "message_id": query.message.id,
        "text": query.text,
        "alert": query.alert,
        "url": query.url,
    }
    world.emit(Event("callback_answer", query.message.chat, user=query.user, fields=fields))
    return True


def _pin_right(chat: Chat) -> None:
    if not chat.private and chat.bot != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage")
def pin_chat_message(world: World, params: Params) -> bool:
    """Pin a message; a line in the chat says so."""
    chat = writable(world, params)
    message = found(chat, params, "message to pin not found")
    _pin_right(chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.emit(Event("edit", chat, message=message))
        pinned = {name: value for name, value in message.data.items() if name != "reply_to_message"}
        world.post(chat, world.bot_id, {"pinned_message": pinned}, service=True)
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin a message, or the newest pinned one."""
    chat = target(world, params)
    _pin_right(chat)
    if "message_id" in params:
        message = found(chat, params, "message to unpin not found")
    elif chat.pinned:
        message = chat.messages[chat.pinned[-1]]
    else:
        raise bad("message to unpin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
        world.emit(Event("edit", chat, message=message))
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, params: Params) -> bool:
    chat = target(world, params)
    _pin_right(chat)
    pinned, chat.pinned = chat.pinned, []
    for number in pinned:
        world.emit(Event("edit", chat, message=chat.messages[number]))
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, params: Params) -> bool:
    """Put the bot's reaction on a message, or take it back."""
    chat = writable(world, params)
    message = found(chat, params, "message to react not found")
    given = params.listed("reaction")
    if any(not isinstance(item, dict) or item.get("emoji") not in REACTIONS for item in given):
        raise bad("REACTION_INVALID")
    if len(given) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if message.service:
        raise bad("MESSAGE_NOT_MODIFIED" if not given else "REACTION_INVALID")
    message.reactions.pop(world.bot_id, None)
    if given:
        message.reactions[world.bot_id] = [given[0]["emoji"]]
    world.emit(Event("edit", chat, message=message))
    return True
