"""A world's chats in a file, from one run of the sandbox to the next."""

import base64
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from sandbox.telegram.chats import Chat, Person
from sandbox.telegram.files import StoredFile
from sandbox.telegram.polls import Poll
from sandbox.telegram.world import Message, World

VERSION = 2
_PERSON = ("started", "blocked")
_TOPICS = ("forum", "muted", "topics", "closed_topics")
_CHAT = (
    "bot",
    "pinned",
    "keyboard",
    "video_chat_since",
    "migrated_to",
    "last_id",
    "last_bot_message",
    "creator",
    *_TOPICS,
)
_POLL = tuple(field.name for field in fields(Poll) if field.init and field.name not in ("votes", "shown_in"))
_FILE = tuple(field.name for field in fields(StoredFile) if field.name != "data")


class StateError(Exception):
    """The file is not a state of this sandbox."""


def save(world: World, path: Path) -> None:
    """Write the world to a file, which is replaced as a whole."""
    polls = {m.poll.id: m.poll for chat in world.chats.values() for m in chat.messages.values() if m.poll}
    kept = {
        "version": VERSION,
        "clock": world.clock.state()["offset_seconds"],
        "message_id": world.last_message_id,
        "people": {str(p.id): {name: getattr(p, name) for name in _PERSON} for p in world.people.values()},
        "chats": [_chat(chat) for chat in world.chats.values()],
        "polls": [_poll(poll) for poll in polls.values()],
        "files": [_file(file) for file in world.files.by_id.values()],
        "thumbnails": world.files.thumbnails,
        "commands": [[list(scope), commands] for scope, commands in world.commands.items()],
        "updates": world.updates.waiting(),
        "last_update_id": world.updates.last_id,
    }
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def load(world: World, path: Path) -> None:
    """Put what a file holds into a fresh world; StateError if it holds something else."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] != VERSION:
            raise StateError(f"{path}: made by another version")
        _restore(world, kept)
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(f"{path}: not a state of the sandbox ({error})") from error


def _restore(world: World, kept: dict[str, Any]) -> None:
    if kept["clock"]:
        world.clock.advance(kept["clock"])
    world.last_message_id = kept["message_id"]
    for key, values in kept["people"].items():
        person = world.people.get(int(key))
        if person is not None:
            _assign(person, values)
    for values in kept["files"]:
        data = base64.b64decode(values["data"])
        file = StoredFile(data=data, **{name: values[name] for name in _FILE})
        world.files.by_id[file.file_id] = world.files.by_path[file.path] = file
    world.files.count = len(kept["files"])
    world.files.thumbnails.update(kept["thumbnails"])
    polls = {values["id"]: _read_poll(values) for values in kept["polls"]}
    for values in kept["chats"]:
        _read_chat(world, values, polls)
    world.open_polls.update({poll.id: poll for poll in polls.values() if not poll.closed})
    for scope, commands in kept["commands"]:
        world.commands[(scope[0], scope[1], scope[2], scope[3])] = commands
    for update in kept["updates"]:
        world.updates.inject(update)
    world.updates.last_id = max(world.updates.last_id, kept["last_update_id"])


def _assign(thing: Chat | Person, values: dict[str, Any]) -> None:
    for name in _PERSON if isinstance(thing, Person) else _CHAT:
        setattr(thing, name, values[name])


def _chat(chat: Chat) -> dict[str, Any]:
    return {
        **{name: getattr(chat, name) for name in _CHAT},
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "members": list(chat.members),
        "administrators": sorted(chat.administrators),
        "messages": [_message(message) for message in chat.messages.values()],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "sender": message.sender,
        "data": message.data,
        "file": message.file.file_id if message.file else None,
        "kind": message.kind,
        "poll": message.poll.id if message.poll else None,
        "service": message.service,
        "had_reply_markup": message.had_reply_markup,
        "reactions": {str(user): emojis for user, emojis in message.reactions.items()},
    }


def _read_chat(world: World, values: dict[str, Any], polls: dict[str, Poll]) -> None:
    chat = world.chats.get(values["id"])
    if chat is None:
        if values["id"] > 0:
            return  # somebody of another bureau
        chat = world.chats[values["id"]] = Chat(values["id"], values["type"], title=values["title"])
    _assign(chat, values)
    if not chat.private:
        chat.members = {user: None for user in values["members"] if user in world.people}
        chat.administrators = set(values["administrators"])
    for given in values["messages"]:
        poll = polls.get(given["poll"])
        message = Message(
            given["id"],
            chat,
            given["sender"],
            given["data"],
            file=world.files.get(given["file"]) if given["file"] else None,
            kind=given["kind"],
            poll=poll,
            service=given["service"],
            had_reply_markup=given["had_reply_markup"],
            reactions={int(user): emojis for user, emojis in given["reactions"].items()},
        )
        chat.messages[message.id] = message
        if poll is not None:
            poll.shown_in.append(message)


def _poll(poll: Poll) -> dict[str, Any]:
    votes = {str(user): options for user, options in poll.votes.items()}
    return {**{name: getattr(poll, name) for name in _POLL}, "votes": votes}


def _read_poll(values: dict[str, Any]) -> Poll:
    votes = {int(user): options for user, options in values["votes"].items()}
    return Poll(votes=votes, **{name: values[name] for name in _POLL})


def _file(file: StoredFile) -> dict[str, Any]:
    return {**{name: getattr(file, name) for name in _FILE}, "data": base64.b64encode(file.data).decode()}
