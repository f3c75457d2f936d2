"""Sending: text, media, albums, places, contacts; forwarding and copying."""

from typing import Any

from sandbox.telegram.api.content import caption_content, markup, replied, text_content
from sandbox.telegram.api.media import SIBLINGS, Part, media_group, single
from sandbox.telegram.api.params import Params, found, spot, target, writable
from sandbox.telegram.api.registry import method
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import bad
from sandbox.telegram.files import StoredFile
from sandbox.telegram.polls import Poll
from sandbox.telegram.world import Event, Message, World

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_NOT_COPIED = (
    "message_id",
    "from",
    "chat",
    "date",
    "edit_date",
    "reply_markup",
    "reply_to_message",
    "forward_origin",
    "message_thread_id",
    "is_topic_message",
    "sender_chat",
)
_LOCATION_LIMITS = {"latitude": 90, "longitude": 180}
_PHONE_LENGTH = 32


def deliver(
    world: World,
    params: Params,
    chat: Chat,
    content: dict[str, Any],
    *,
    file: StoredFile | None = None,
    kind: str | None = None,
    poll: Poll | None = None,
) -> Message:
    """Send a message with the reply, the keyboard and the flags that every sending method takes."""
    keys = markup(params, chat)
    reply_to = replied(params, chat)
    content = {**spot(params, chat, "poll" if poll else kind), **content}
    inline = keys if keys and keys.get("inline_keyboard") else None
    if inline:
        content = {**content, "reply_markup": inline}
    if params.flag("protect_content"):
        content = {**content, "has_protected_content": True}
    message = world.post(chat, world.bot_id, content, file=file, kind=kind, poll=poll, reply_to=reply_to)
    if keys and "inline_keyboard" not in keys:
        message.had_reply_markup = True
        if "keyboard" in keys:
            world.set_keyboard(chat, keys)
        elif keys.get("remove_keyboard"):
            world.set_keyboard(chat, None)
    return message


@method("sendMessage", sends=True)
def send_message(world: World, params: Params) -> dict[str, Any]:
    chat = writable(world, params)
    return deliver(world, params, chat, text_content(params)).data


def _send_media(kind: str) -> Any:
    def send(world: World, params: Params) -> dict[str, Any]:
        chat = writable(world, params)
        caption = caption_content(params)
        file = single(world, params, kind)
        return deliver(world, params, chat, {kind: file.view, **caption}, file=file, kind=kind).data

    return send


for _kind in SIBLINGS:
    method(f"send{_kind.capitalize()}", sends=True)(_send_media(_kind))


@method("sendMediaGroup", sends=True)
def send_media_group(world: World, params: Params) -> list[dict[str, Any]]:
    """Send an album of 2 to 10."""
    chat = writable(world, params)
    parts = media_group(world, params)
    reply_to = replied(params, chat)
    album = str(world.random.getrandbits(62) + 2**61)
    where = spot(params, chat, parts[0].kind)
    return [_send_part(world, chat, part, {"media_group_id": album, **where}, reply_to).data for part in parts]


def _send_part(world: World, chat: Chat, part: Part, shared: dict[str, Any], reply_to: Message | None) -> Message:
    content = {**shared, part.kind: part.file.view, **part.caption}
    return world.post(chat, world.bot_id, content, file=part.file, kind=part.kind, reply_to=reply_to)


@method("sendLocation", sends=True)
def send_location(world: World, params: Params) -> dict[str, Any]:
    """Send a place on the map."""
    chat = writable(world, params)
    return deliver(world, params, chat, {"location": _place(params)}).data


def _place(params: Params) -> dict[str, Any]:
    place: dict[str, Any] = {}
    for name, limit in _LOCATION_LIMITS.items():
        value = params.decimal(name)
        if value is None:
            raise bad(f"{name} is empty")
        if not -limit <= value <= limit:
            raise bad(f"wrong {name} specified")
        place[name] = value
    return place


@method("sendVenue", sends=True)
def send_venue(world: World, params: Params) -> dict[str, Any]:
    """Send a place with its name and address."""
    chat = writable(world, params)
    title, address = params.text("title"), params.text("address")
    if not title:
        raise bad("venue title must be non-empty")
    if not address:
        raise bad("venue address must be non-empty")
    place = _place(params)
    return deliver(
        world, params, chat, {"location": place, "venue": {"location": place, "title": title, "address": address}}
    ).data


@method("sendContact", sends=True)
def send_contact(world: World, params: Params) -> dict[str, Any]:
    """Send somebody's phone number."""
    chat = writable(world, params)
    phone, first = params.text("phone_number"), params.text("first_name")
    if not phone or len(phone) > _PHONE_LENGTH:
        raise bad("phone number is invalid")
    if not first:
        raise bad("first name must be non-empty")
    contact = {"phone_number": phone, "first_name": first}
    if last := params.text("last_name"):
        contact["last_name"] = last
    return deliver(world, params, chat, {"contact": contact}).data


@method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    """Say that the bot is typing, or sending a file."""
    chat = writable(world, params)
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    world.emit(Event("chat_action", chat, fields={"action": action}))
    return True


def _source(world: World, params: Params, verb: str) -> Message:
    source = target(world, params, "from_chat_id")
    message = found(source, params, f"message to {verb} not found")
    if message.service or message.data.get("has_protected_content"):
        raise bad(f"the message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return message


@method("forwardMessage", sends=True)
def forward_message(world: World, params: Params) -> dict[str, Any]:
    """Forward a message, with its origin."""
    chat = writable(world, params)
    message = _source(world, params, "forward")
    origin = message.data.get("forward_origin") or {
        "type": "user",
        "date": message.data["date"],
        "sender_user": message.data["from"],
    }
    content = {**spot(params, chat, message.kind), **_carried(message), "forward_origin": origin}
    return world.post(chat, world.bot_id, content, file=message.file, kind=message.kind, poll=message.poll).data


@method("copyMessage", sends=True)
def copy_message(world: World, params: Params) -> dict[str, Any]:
    """Send the same content again, without a link to the original."""
    chat = writable(world, params)
    message = _source(world, params, "copy")
    if message.poll is not None and message.poll.quiz and message.sender != world.bot_id:
        raise bad("message to copy not found")
    content = _carried(message)
    if "caption" in params and message.file is not None:
        content = {k: v for k, v in content.items() if k not in ("caption", "caption_entities")}
        content |= caption_content(params)
    copy = deliver(world, params, chat, content, file=message.file, kind=message.kind, poll=message.poll)
    return {"message_id": copy.id}


def _carried(message: Message) -> dict[str, Any]:
    return {name: value for name, value in message.data.items() if name not in (*_NOT_COPIED, "media_group_id")}
