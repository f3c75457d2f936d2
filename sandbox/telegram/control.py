"""The control API: what the chat page and other tests than Python's see and do."""

import io
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import segno
from tornado.web import RequestHandler

from sandbox.telegram.act_table import perform
from sandbox.telegram.api.params import Upload
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import ApiError, CannotActError
from sandbox.telegram.views import chat_details, chat_view, chats_of, matching, message_view, person_view
from sandbox.telegram.world import Message, World

_SHOWN_INLINE = re.compile(r"image/(png|jpeg|gif|webp)|video/.*|audio/.*")
_LONGEST_WAIT = 60.0


class NotThereError(Exception):
    """A path that leads to nothing: 404."""


class ControlHandler(RequestHandler):
    """JSON in, JSON out; errors as ``{"error": …}``. Refuses the pages of other sites."""

    def initialize(self, world: World) -> None:
        """What it shows and changes."""
        self.world = world

    def prepare(self) -> None:
        """Only the sandbox's own page may ask from a browser: there is no password."""
        origin = self.request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != self.request.host:
            self.set_status(400)
            self.finish({"error": "requests from other sites are refused"})
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Errors as JSON; what a person cannot do is a 400."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, CannotActError | ApiError | ValueError):
            status_code, reason = 400, str(error)
        elif isinstance(error, NotThereError):
            status_code, reason = 404, str(error)
        else:
            reason = self._reason
        self.set_status(status_code)
        self.finish({"error": reason})

    def log_exception(self, *args: Any) -> None:
        """A refusal is an answer and needs no trace; anything else does."""
        if not isinstance(args[1], CannotActError | ApiError | ValueError | NotThereError):
            super().log_exception(*args)

    def reply(self, answer: Any) -> None:
        """Answer with JSON, Chinese left as it is."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(answer, ensure_ascii=False))

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the query."""
        value = self.get_argument(name, "")
        return int(value) if value else default

    def body(self) -> dict[str, Any]:
        """The JSON object of the request."""
        body = json.loads(self.request.body or b"{}")
        if not isinstance(body, dict):
            raise CannotActError("a JSON object is expected")
        return body

    def addressed(self) -> tuple[int, Chat]:
        """The person and the chat of the query, which that person must see."""
        user = self.number("user") or 0
        self.world.person(user)
        chat = self.world.chats.get(self.number("chat", user) or 0)
        if chat is None or not chat.seen_by(user):
            raise NotThereError(f"person {user} has no chat {self.get_argument('chat', '')}")
        return user, chat


class MeHandler(ControlHandler):
    def get(self) -> None:
        world = self.world
        name = world.bot["username"]
        self.reply(
            {
                "id": world.bot_id,
                "first_name": world.bot["first_name"],
                "username": name,
                "description": world.description,
                "short_description": world.short_description,
                "link": f"https://t.me/{name}",
            }
        )


class PeopleHandler(ControlHandler):
    def get(self) -> None:
        """Those who match, a page of them."""
        found = matching(self.world, self.get_argument("q", ""))
        offset, limit = self.number("offset", 0) or 0, self.number("limit", 50)
        page = found[offset:][:limit]
        self.reply({"total": len(found), "people": [person_view(person) for person in page]})


class ChatsHandler(ControlHandler):
    """A person's chats."""

    def get(self) -> None:
        """All of them, with their last messages."""
        user = self.number("user") or 0
        self.world.person(user)
        self.reply({"chats": [chat_view(self.world, chat, user) for chat in chats_of(self.world, user)]})


class ChatHandler(ControlHandler):
    def get(self) -> None:
        """The chat with its commands, keyboard, pins and members."""
        user, chat = self.addressed()
        self.reply(chat_details(self.world, chat, user))


class MessagesHandler(ControlHandler):
    """A chat's messages."""

    def get(self) -> None:
        """The newest, or those before a message."""
        user, chat = self.addressed()
        before, limit = self.number("before"), self.number("limit", 50) or 50
        found: list[Message] = []
        more = False
        for message in reversed(chat.messages.values()):
            if before is not None and message.id >= before:
                continue
            if len(found) == limit:
                more = True
                break
            found.append(message)
        self.reply({"messages": [message_view(message, user) for message in reversed(found)], "more": more})


class ActHandler(ControlHandler):
    def post(self) -> None:
        """Do something as a person."""
        if self.request.headers.get("Content-Type", "").startswith("multipart/"):
            values = {name: self.get_body_argument(name) for name in self.request.body_arguments}
            files = [Upload(f["filename"], f["content_type"], f["body"]) for f in self.request.files.get("file", [])]
        else:
            values, files = self.body(), []
        self.reply({"result": perform(self.world, values, files)})


class ClockHandler(ControlHandler):
    async def get(self) -> None:
        """The time; with ``after``, waits until the clock has been moved."""
        clock = self.world.clock
        after = self.number("after")
        if after is not None and clock.changed.seq <= after:
            await clock.changed.wait(min(float(self.get_argument("timeout", "30")), _LONGEST_WAIT))
        self.reply(clock.state())

    def post(self) -> None:
        """Move, stop, or reset it."""
        clock = self.world.clock
        change = self.body()
        if unknown := set(change) - {"now", "advance", "freeze", "reset"}:
            raise CannotActError(f"unknown: {sorted(unknown)}")
        if change.get("reset"):
            clock.reset()
        if "now" in change:
            clock.set(datetime.fromisoformat(str(change["now"])))
        if "advance" in change:
            clock.advance(float(change["advance"]))
        if "freeze" in change:
            clock.freeze(bool(change["freeze"]))
        self.world.close_due_polls()
        self.reply(clock.state())


class FaultsHandler(ControlHandler):
    def get(self) -> None:
        """What is set."""
        self.reply(self.world.faults.view())

    def post(self) -> None:
        self.world.faults.set(self.body())
        self.get()

    def delete(self) -> None:
        self.world.faults.clear()
        self.get()


class JournalHandler(ControlHandler):
    def get(self) -> None:
        """What the bot has done."""
        self.reply(self.world.journal.view(self.number("chat"), self.number("limit")))

    def delete(self) -> None:
        self.world.journal.clear()
        self.get()


class UpdatesHandler(ControlHandler):
    def get(self) -> None:
        """How it stands."""
        updates = self.world.updates
        webhook = self.world.webhook.url or None
        self.reply({"pending": updates.pending, "last_update_id": updates.last_id, "webhook": webhook})


class FileHandler(ControlHandler):
    def get(self, file_id: str) -> None:
        """The bytes; what a browser might run comes as a download."""
        file = self.world.files.get(file_id)
        if file is None:
            raise NotThereError("there is no such file")
        self.set_header("Content-Type", file.mime)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "sandbox")
        if not _SHOWN_INLINE.fullmatch(file.mime):
            name = quote(file.name or "file")
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(file.data)


class QrHandler(ControlHandler):
    def get(self) -> None:
        """An SVG of the text."""
        text = self.get_argument("text", strip=False)
        out = io.BytesIO()
        segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False)
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(out.getvalue())


CONTROL: list[tuple[str, type[ControlHandler]]] = [
    ("me", MeHandler),
    ("people", PeopleHandler),
    ("chats", ChatsHandler),
    ("chat", ChatHandler),
    ("messages", MessagesHandler),
    ("act", ActHandler),
    ("clock", ClockHandler),
    ("faults", FaultsHandler),
    ("journal", JournalHandler),
    ("updates", UpdatesHandler),
    (r"file/([\w-]+)", FileHandler),
    ("qr", QrHandler),
]
