"""The world as one person sees it, in the JSON of the control API."""

from typing import Any

from sandbox.telegram.chats import Chat, Person
from sandbox.telegram.formatting import to_html
from sandbox.telegram.world import Event, Message, World


def person_view(person: Person) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": person.id, "name": person.full_name, "first_name": person.name}
    if person.last_name:
        shown["last_name"] = person.last_name
    if person.username:
        shown["username"] = person.username
    return {
        **shown,
        "phone": person.phone,
        "note": person.note,
        "hint": person.hint,
        "started": person.started,
        "blocked": person.blocked,
    }


def message_html(message: Message) -> str:
    """Text or caption as safe HTML."""
    data = message.data
    if "text" in data:
        return to_html(data["text"], data.get("entities", []))
    return to_html(data.get("caption", ""), data.get("caption_entities", []))


def message_view(message: Message, user: int) -> dict[str, Any]:
    """A Message as ``user`` sees it."""
    counts: dict[str, int] = {}
    for emojis in message.reactions.values():
        for emoji in emojis:
            counts[emoji] = counts.get(emoji, 0) + 1
    mine = message.reactions.get(user, [])
    shown = {
        **message.data,
        "out": message.sender == user,
        "html": message_html(message),
        "media": _media(message),
        "reactions": [{"emoji": emoji, "count": count, "mine": emoji in mine} for emoji, count in counts.items()],
        "my_votes": message.poll.votes.get(user, []) if message.poll else [],
        "pinned": message.id in message.chat.pinned,
    }
    if message.poll is not None and user not in message.poll.votes and not message.poll.closed:
        hidden = ("correct_option_ids", "explanation")  # nobody sees the answer before giving one
        shown["poll"] = {name: value for name, value in shown["poll"].items() if name not in hidden}
    return shown


def _media(message: Message) -> dict[str, Any] | None:
    file = message.file
    if file is None:
        return None
    shown: dict[str, Any] = {
        "kind": message.kind,
        "url": f"/sandbox/file/{file.file_id}",
        "name": file.name,
        "mime": file.mime,
        "size": len(file.data),
    }
    if file.width:
        shown |= {"width": file.width, "height": file.height}
    if file.duration is not None:
        shown["duration"] = file.duration
    return shown


def chat_view(world: World, chat: Chat, user: int) -> dict[str, Any]:
    person = world.people[user]
    last = chat.last
    return {
        "id": chat.id,
        "type": chat.type,
        "title": world.bot["first_name"] if chat.private else chat.title,
        "last": message_view(last, user) if last else None,
        "bot": chat.bot,
        "started": person.started,
        "blocked": person.blocked,
    }


def chat_details(world: World, chat: Chat, user: int) -> dict[str, Any]:
    """One Chat with all that a pane of the page shows around its messages."""
    return {
        **chat_view(world, chat, user),
        "commands": world.visible_commands(chat, user),
        "keyboard": keyboard_view(chat.keyboard),
        "pinned": [message_view(chat.messages[number], user) for number in chat.pinned if number in chat.messages],
        "members": [] if chat.private else [person_view(world.people[member]) for member in chat.members],
        "video_chat": chat.video_chat_since is not None,
    }


def keyboard_view(keyboard: dict[str, Any] | None) -> dict[str, Any] | None:
    """A reply keyboard whose keys are all objects."""
    if keyboard is None:
        return None
    rows = [[{"text": key} if isinstance(key, str) else key for key in row] for row in keyboard["keyboard"]]
    return {**keyboard, "keyboard": rows}


def chats_of(world: World, user: int) -> list[Chat]:
    """A person's chats: the private one, then their groups."""
    groups = [c for c in world.chats.values() if not c.private and user in c.members and c.migrated_to is None]
    return [world.chats[user], *groups]


def matching(world: World, query: str) -> list[Person]:
    """The people whose name, username, phone, note or id holds every word of the query."""
    words = query.lower().split()
    if not words:
        return list(world.people.values())
    found = []
    for person in world.people.values():
        about = f"{person.full_name} {person.username} {person.phone} {person.note} {person.id}".lower()
        if all(word in about for word in words):
            found.append(person)
    return found


def event_view(event: Event, user: int) -> dict[str, Any] | None:
    """An event as ``user`` sees it; None if it is none of their business."""
    if event.user is not None and event.user != user:
        return None
    if event.chat is not None and event.user is None and not event.chat.seen_by(user):
        return None
    shown: dict[str, Any] = {"type": event.type, "user": user, **event.fields}
    if event.type == "keyboard":
        shown["keyboard"] = keyboard_view(event.fields["keyboard"])
    if event.chat is not None:
        shown["chat"] = event.chat.id
    if event.message is not None:
        shown["message"] = message_view(event.message, user)
    return shown
