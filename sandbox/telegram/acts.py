"""What people do with their phones. Each act changes the world and queues what the bot gets to know of it."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram.api.media import store
from sandbox.telegram.api.params import Upload
from sandbox.telegram.chats import Chat, Person
from sandbox.telegram.errors import ApiError, CannotActError
from sandbox.telegram.files import StoredFile
from sandbox.telegram.formatting import Formatted, detect, trimmed, utf16
from sandbox.telegram.members import tell_bot
from sandbox.telegram.world import Event, Message, Query, World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COMMAND = re.compile(r"/[a-zA-Z0-9_]{1,64}(?:@(\w+))?(?:\s|$)")
GROUP_ANONYMOUS_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who writes for those who write as their group, in every group of Telegram."""
HOME = (29.108, 121.377)


def place(world: World, user: int, chat: int | None) -> tuple[Person, Chat]:
    """A person and the chat they mean (default: the private one); CannotActError if they cannot write there."""
    person = world.person(user)
    found = world.chats.get(user if chat is None else chat)
    if found is None or not found.seen_by(user):
        raise CannotActError(f"{person.name} is not in chat {chat}")
    if found.private and person.blocked:
        raise CannotActError(f"{person.name} has blocked the bot")
    if found.migrated_to is not None:
        raise CannotActError(f"the group has become {found.migrated_to}")
    return person, found


def message_in(chat: Chat, message_id: int) -> Message:
    """A message by its id; CannotActError where it is gone."""
    try:
        return chat.messages[message_id]
    except KeyError:
        raise CannotActError(f"there is no message {message_id} in chat {chat.id}") from None


def sees(world: World, chat: Chat, message: Message) -> bool:
    """Whether the bot gets to see a message: in groups its privacy mode holds, unless it is an administrator."""
    if chat.private or chat.bot == "administrator":
        return True
    if not chat.bot_inside:
        return False
    reply = message.data.get("reply_to_message", {}).get("from", {}).get("id")
    if message.service or reply == world.bot_id:
        return True
    command = _COMMAND.match(message.data.get("text") or message.data.get("caption") or "")
    return command is not None and command.group(1) in (None, world.bot["username"])


def _post(
    world: World,
    user: int,
    chat: int | None,
    content: dict[str, Any],
    *,
    reply_to: int | None = None,
    file: StoredFile | None = None,
    service: bool = False,
    topic: int | None = None,
    anonymous: bool = False,
) -> Message:
    person, where = place(world, user, chat)
    if topic is not None:
        if topic not in where.topics or (topic in where.closed_topics and user not in where.administrators):
            raise CannotActError(f"one cannot write in topic {topic}")
        content = {**content, "message_thread_id": topic, "is_topic_message": True}
    if anonymous:
        if user not in where.administrators:
            raise CannotActError("only a group's administrators write as the group")
        content = {**content, "from": GROUP_ANONYMOUS_BOT, "sender_chat": where.brief}
    if where.private:
        person.started = True
    answered = message_in(where, reply_to) if reply_to else None
    kind = file.kind if file else None
    message = world.post(where, user, content, reply_to=answered, file=file, kind=kind, service=service)
    if sees(world, where, message):
        world.updates.put("message", message.data)
    return message


def _text(text: str) -> Formatted:
    found = detect(trimmed(Formatted(text, [])))
    if not found.text:
        raise CannotActError("an empty text cannot be sent")
    return found


def _entities(name: str, found: Formatted) -> dict[str, Any]:
    return {name: found.entities} if found.entities else {}


def send(
    world: World,
    user: int,
    text: str,
    chat: int | None = None,
    reply_to: int | None = None,
    *,
    topic: int | None = None,
    anonymous: bool = False,
) -> Message:
    """Write a text; in a topic of a forum, or as the group itself, as anonymous administrators do."""
    found = _text(text)
    if utf16(found.text) > 4096:
        raise CannotActError("a message has at most 4096 characters")
    content = {"text": found.text, **_entities("entities", found)}
    return _post(world, user, chat, content, reply_to=reply_to, topic=topic, anonymous=anonymous)


def send_file(
    world: World,
    user: int,
    kind: str,
    upload: Upload,
    *,
    caption: str = "",
    chat: int | None = None,
    reply_to: int | None = None,
    duration: int | None = None,
    album: str | None = None,
) -> Message:
    """Send a photo, document, video, voice message or audio file."""
    place(world, user, chat)
    try:
        file = store(world, kind, upload, duration=duration)
    except ApiError as error:
        raise CannotActError(error.description) from error
    content: dict[str, Any] = {"media_group_id": album} if album else {}
    content[kind] = file.view
    if caption.strip():
        found = _text(caption)
        content |= {"caption": found.text, **_entities("caption_entities", found)}
    return _post(world, user, chat, content, reply_to=reply_to, file=file)


def send_album(
    world: World,
    user: int,
    uploads: Sequence[Upload],
    *,
    caption: str | Sequence[str] = "",
    chat: int | None = None,
    as_documents: bool = False,
) -> list[Message]:
    """Send 2 to 10 pictures, videos or documents together; a caption goes to the first, several to one each."""
    if not 2 <= len(uploads) <= 10:
        raise CannotActError("an album has 2 to 10 items")
    captions = [caption] if isinstance(caption, str) else caption
    album = str(world.random.getrandbits(62) + 2**61)
    return [
        send_file(
            world,
            user,
            _album_kind(upload, as_documents),
            upload,
            caption=captions[at] if at < len(captions) else "",
            chat=chat,
            album=album,
        )
        for at, upload in enumerate(uploads)
    ]


def _album_kind(upload: Upload, as_documents: bool) -> str:
    if as_documents:
        return "document"
    return "video" if upload.mime.startswith("video/") else "photo"


def contact(
    world: World,
    user: int,
    *,
    of: int | None = None,
    phone: str = "",
    first_name: str = "",
    chat: int | None = None,
) -> Message:
    """Share one's own contact, another person's, or that of somebody without an account."""
    if phone:
        return _post(world, user, chat, {"contact": {"phone_number": phone, "first_name": first_name or phone}})
    person = world.person(of or user)
    card: dict[str, Any] = {"phone_number": person.phone_number, "first_name": person.name, "user_id": person.id}
    if person.last_name:
        card["last_name"] = person.last_name
    return _post(world, user, chat, {"contact": card})


def location(world: World, user: int, latitude: float, longitude: float, chat: int | None = None) -> Message:
    """Share a place."""
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise CannotActError("there is no such place")
    return _post(world, user, chat, {"location": {"latitude": latitude, "longitude": longitude}})


def press(world: World, user: int, message_id: int, *, row: int, column: int, chat: int | None = None) -> Query | str:
    """Press an inline button, by row and column from 0: the query, or the url that the button opens."""
    _, where = place(world, user, chat)
    message = message_in(where, message_id)
    try:
        button = message.buttons[row][column]
    except IndexError:
        raise CannotActError(f"there is no button at {row}, {column}") from None
    if "callback_data" in button:
        return world.ask(user, message, button["callback_data"])
    if "url" in button:
        url: str = button["url"]
        if start_payload(world, url) is not None:
            open_link(world, user, url)
        return url
    raise CannotActError("this kind of button does nothing here")


def forge(world: World, user: int, message_id: int, data: str, chat: int | None = None) -> Query:
    """Send a callback that no button carries, as a forged client can."""
    _, where = place(world, user, chat)
    return world.ask(user, message_in(where, message_id), data)


def key(
    world: World,
    user: int,
    text: str,
    *,
    chat: int | None = None,
    latitude: float = HOME[0],
    longitude: float = HOME[1],
) -> Message:
    """Press a key of the reply keyboard; it may share the contact or the place (default: the bureau's)."""
    _, where = place(world, user, chat)
    keyboard = where.keyboard or {}
    found = [key for row in keyboard.get("keyboard", []) for key in row if key_text(key) == text]
    if not found:
        raise CannotActError(f"there is no key “{text}”")
    if keyboard.get("one_time_keyboard"):
        world.set_keyboard(where, None)
    pressed = found[0] if isinstance(found[0], dict) else {}
    if pressed.get("request_contact"):
        return contact(world, user, chat=chat)
    if pressed.get("request_location"):
        return location(world, user, latitude, longitude, chat)
    return send(world, user, text, chat)


def key_text(key: Any) -> str:
    """A key's label."""
    return str(key["text"]) if isinstance(key, dict) else str(key)


def start_payload(world: World, url: str) -> str | None:
    """The payload of the bot's deep link (empty if Telegram would not take it), or None for any other link."""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    query = parse_qs(parts.query)
    name = world.bot["username"].lower()
    if (parts.netloc.lower() in ("t.me", "telegram.me", "www.t.me") and parts.path.strip("/").lower() == name) or (
        parts.scheme == "tg" and parts.netloc == "resolve" and query.get("domain", [""])[0].lower() == name
    ):
        payload = query.get("start", [""])[0]
    else:
        return None
    return payload if _PAYLOAD.fullmatch(payload) else ""


def open_link(world: World, user: int, url: str) -> Message:
    """Open the bot's deep link, or a bare payload, and press Start."""
    if "/" in url or "?" in url:
        payload = start_payload(world, url)
        if payload is None:
            raise CannotActError("this link does not lead to the bot")
    else:
        payload = url if _PAYLOAD.fullmatch(url) else ""
    return start(world, user, payload)


def start(world: World, user: int, payload: str = "") -> Message:
    """Open the chat and press Start; unblocks the bot."""
    unblock(world, user)
    return send(world, user, f"/start {payload}".strip())


def block(world: World, user: int) -> None:
    """Block the bot; it is told."""
    person = world.person(user)
    if not person.blocked:
        person.blocked = True
        tell_bot(world, world.chats[user], "member", "kicked", user)


def unblock(world: World, user: int) -> None:
    """Take the bot back; it is told. Nothing happens if it was not blocked."""
    person = world.person(user)
    if person.blocked:
        person.blocked = False
        tell_bot(world, world.chats[user], "kicked", "member", user)


def vote(world: World, user: int, message_id: int, options: Sequence[int], chat: int | None = None) -> Message:
    """Vote in a poll; no options take the vote back."""
    person, where = place(world, user, chat)
    message = message_in(where, message_id)
    poll = message.poll
    if poll is None:
        raise CannotActError("that message is no poll")
    world.close_due_polls()
    poll.vote(user, list(options))
    if not poll.anonymous:
        world.updates.put("poll_answer", poll.answer(person.user, list(options)))
    world.refresh_poll(poll)
    return message


def react(world: World, user: int, message_id: int, emoji: str, chat: int | None = None) -> Message:
    """Put a reaction on a message; empty takes it back."""
    person, where = place(world, user, chat)
    message = message_in(where, message_id)
    old = message.reactions.pop(user, [])
    new = [emoji] if emoji else []
    if new:
        message.reactions[user] = new
    if old != new and (where.private or where.bot == "administrator"):
        change = {
            "chat": where.brief,
            "message_id": message.id,
            "user": person.user,
            "date": world.clock.unix(),
            "old_reaction": [{"type": "emoji", "emoji": emoji} for emoji in old],
            "new_reaction": [{"type": "emoji", "emoji": emoji} for emoji in new],
        }
        world.updates.put("message_reaction", change)
    world.emit(Event("edit", where, message=message))
    return message


def edit(world: World, user: int, message_id: int, text: str, chat: int | None = None) -> Message:
    """Change one's own text or caption."""
    _, where = place(world, user, chat)
    message = message_in(where, message_id)
    if message.sender != user or message.service or not (message.file or "text" in message.data):
        raise CannotActError("only one's own texts and captions can be edited")
    found = _text(text)
    name, marks = ("caption", "caption_entities") if message.file else ("text", "entities")
    world.change(message, edited=True, **{name: found.text, marks: found.entities or None})
    if sees(world, where, message):
        world.updates.put("edited_message", message.data)
    return message


def delete(world: World, user: int, message_id: int, chat: int | None = None) -> None:
    """Delete a message for everybody: one's own; any in the private chat; any as a group's administrator."""
    _, where = place(world, user, chat)
    message = message_in(where, message_id)
    if message.sender != user and not where.private and user not in where.administrators:
        raise CannotActError("only one's own messages can be deleted")
    world.remove(where, [message])
