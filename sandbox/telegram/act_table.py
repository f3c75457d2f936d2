"""The acts of the control API: from the names and fields of a request to what people do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.telegram import acts, group_acts
from sandbox.telegram.api.params import Upload
from sandbox.telegram.errors import CannotActError
from sandbox.telegram.views import message_view
from sandbox.telegram.world import Message, Query, World


class Fields:
    """The fields of one act, as JSON or as form texts; CannotActError for what is missing or of the wrong kind."""

    def __init__(self, values: Mapping[str, Any], files: Sequence[Upload] = ()) -> None:
        self.values = values
        self.files = files

    def text(self, name: str, default: str | None = None) -> str:
        """A text; must be given unless there is a default."""
        value = self.values.get(name, default)
        if value is None:
            raise CannotActError(f"{name} is missing")
        return str(value)

    def maybe(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise CannotActError(f"{name} is no whole number") from None

    def number(self, name: str) -> int:
        """A whole number that must be given."""
        value = self.maybe(name)
        if value is None:
            raise CannotActError(f"{name} is missing")
        return value

    def decimal(self, name: str, default: float | None = None) -> float:
        """A number; must be given unless there is a default."""
        value = self.values.get(name, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise CannotActError(f"{name} is no number") from None

    def flag(self, name: str) -> bool:
        """A truth value; False if it is not given."""
        return self.values.get(name) in (True, "true", "1", "on")

    def file(self) -> Upload:
        if len(self.files) != 1:
            raise CannotActError("send one file")
        return self.files[0]

    @property
    def chat(self) -> int | None:
        """The chat it is done in; None for the private one."""
        return self.maybe("chat")


Act = Callable[[World, int, Fields], Any]


def _file(kind: str) -> Act:
    def act(world: World, user: int, given: Fields) -> Message:
        return acts.send_file(
            world,
            user,
            kind,
            given.file(),
            caption=given.text("caption", ""),
            chat=given.chat,
            reply_to=given.maybe("reply_to"),
            duration=given.maybe("duration"),
        )

    return act


def _press(world: World, user: int, given: Fields) -> Any:
    number = given.number("message_id")
    row, column = given.maybe("row"), given.maybe("column")
    if row is None or column is None:
        label = given.text("label")
        chat = world.chats.get(given.chat or user)
        rows = acts.message_in(chat, number).buttons if chat else []
        spots = [(r, c) for r, line in enumerate(rows) for c, button in enumerate(line) if button["text"] == label]
        if not spots:
            raise CannotActError(f"there is no button “{label}”")
        row, column = spots[0]
    if row < 0 or column < 0:
        raise CannotActError("rows and columns count from 0")
    done = acts.press(world, user, number, row=row, column=column, chat=given.chat)
    return {"url": done} if isinstance(done, str) else done


def _contact(world: World, user: int, given: Fields) -> Message:
    phone, first = given.text("phone", ""), given.text("first_name", "")
    return acts.contact(world, user, of=given.maybe("of"), phone=phone, first_name=first, chat=given.chat)


def _key(world: World, user: int, given: Fields) -> Message:
    latitude, longitude = given.decimal("latitude", acts.HOME[0]), given.decimal("longitude", acts.HOME[1])
    return acts.key(world, user, given.text("text"), chat=given.chat, latitude=latitude, longitude=longitude)


def _vote(world: World, user: int, given: Fields) -> Message:
    options = given.values.get("options")
    if not isinstance(options, list) or any(not isinstance(at, int) for at in options):
        raise CannotActError("options is a list of indices")
    return acts.vote(world, user, given.number("message_id"), options, given.chat)


def _album(world: World, user: int, given: Fields) -> list[Message]:
    return acts.send_album(
        world,
        user,
        given.files,
        caption=given.text("caption", ""),
        chat=given.chat,
        as_documents=given.flag("as_documents"),
    )


def _video_chat(world: World, user: int, given: Fields) -> Message:
    return group_acts.video_chat(world, user, given.number("chat"), given.text("state"), given.maybe("start_date"))


def _inject(world: World, user: int, given: Fields) -> dict[str, Any]:
    update = given.values.get("update")
    if not isinstance(update, dict):
        raise CannotActError("update is a JSON object")
    return {"update_id": world.updates.inject(update)}


def _send(world: World, user: int, given: Fields) -> Message:
    text, reply_to, topic = given.text("text"), given.maybe("reply_to"), given.maybe("topic")
    return acts.send(world, user, text, given.chat, reply_to, topic=topic, anonymous=given.flag("anonymous"))


ACTS: dict[str, Act] = {
    "send": _send,
    **{kind: _file(kind) for kind in ("photo", "document", "video", "voice", "audio")},
    "album": _album,
    "contact": _contact,
    "location": lambda w, u, f: acts.location(w, u, f.decimal("latitude"), f.decimal("longitude"), f.chat),
    "press": _press,
    "forge": lambda w, u, f: acts.forge(w, u, f.number("message_id"), f.text("data"), f.chat),
    "key": _key,
    "link": lambda w, u, f: acts.open_link(w, u, f.text("url")),
    "vote": _vote,
    "react": lambda w, u, f: acts.react(w, u, f.number("message_id"), f.text("emoji", ""), f.chat),
    "edit": lambda w, u, f: acts.edit(w, u, f.number("message_id"), f.text("text"), f.chat),
    "delete": lambda w, u, f: acts.delete(w, u, f.number("message_id"), f.chat),
    "start": lambda w, u, f: acts.start(w, u),
    "block": lambda w, u, f: acts.block(w, u),
    "unblock": lambda w, u, f: acts.unblock(w, u),
    "video_chat": _video_chat,
    "add_bot": lambda w, u, f: group_acts.add_bot(w, u, f.number("chat")),
    "promote_bot": lambda w, u, f: group_acts.promote_bot(w, u, f.number("chat")),
    "remove_bot": lambda w, u, f: group_acts.remove_bot(w, u, f.number("chat")),
    "join": lambda w, u, f: group_acts.join(w, u, f.number("chat")),
    "leave": lambda w, u, f: group_acts.leave(w, u, f.number("chat")),
    "migrate": lambda w, u, f: {"chat": group_acts.migrate(w, u, f.number("chat")).id},
    "topic": lambda w, u, f: group_acts.topic(w, u, f.number("chat"), f.text("name")),
    "close_topic": lambda w, u, f: group_acts.close_topic(
        w, u, f.number("chat"), f.number("topic"), closed=not f.flag("open")
    ),
    "mute": lambda w, u, f: group_acts.mute(w, u, f.number("chat"), muted=not f.flag("open")),
    "duplicate": lambda w, u, f: {"update_id": w.updates.repeat(f.maybe("update_id"))},
    "inject": _inject,
}
_WITHOUT_USER = ("duplicate", "inject")


def perform(world: World, values: Mapping[str, Any], files: Sequence[Upload] = ()) -> Any:
    """Do what a request asks for, and return the act's result as JSON."""
    given = Fields(values, files)
    action = given.text("action")
    if action not in ACTS:
        raise CannotActError(f"there is no act “{action}”")
    user = (given.maybe("user") or 0) if action in _WITHOUT_USER else given.number("user")
    if action not in _WITHOUT_USER:
        world.person(user)
    done = ACTS[action](world, user, given)
    if isinstance(done, Message):
        return message_view(done, user)
    if isinstance(done, list):
        return {"messages": [message_view(message, user) for message in done]}
    return {"query_id": done.id} if isinstance(done, Query) else done
