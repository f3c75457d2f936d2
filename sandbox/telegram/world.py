"""Everybody and everything in the sandbox, in memory: people, chats, messages, callback queries. Knows no HTTP."""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram.chats import Chat, Group, Person
from sandbox.telegram.clock import Clock, Signal
from sandbox.telegram.errors import CannotActError
from sandbox.telegram.faults import Faults
from sandbox.telegram.files import FileStore, StoredFile
from sandbox.telegram.journal import Journal
from sandbox.telegram.polls import Poll
from sandbox.telegram.updates import Updates
from sandbox.telegram.webhook import Webhook

QUERY_LIFETIME = timedelta(seconds=60)


@dataclass(slots=True, eq=False)
class Message:
    """A message. ``data`` is the Bot API's Message; it is replaced at each change and never changed in place."""

    id: int
    chat: Chat
    sender: int
    data: dict[str, Any]
    file: StoredFile | None = None
    kind: str | None = None
    poll: Poll | None = None
    service: bool = False
    had_reply_markup: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        """The rows of the inline keyboard; empty where there is none."""
        rows: list[list[dict[str, Any]]] = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return rows


@dataclass(slots=True, eq=False)
class Query:
    """A press of an inline button, until and after the bot answers it."""

    id: str
    user: int
    message: Message
    data: str
    asked: datetime
    answered: bool = False
    text: str | None = None
    alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class Event:
    """Something people can see. ``user`` narrows it to one person; ``fields`` are as the control API writes them."""

    type: str
    chat: Chat | None = None
    user: int | None = None
    message: Message | None = None
    fields: dict[str, Any] = field(default_factory=dict)


class World:
    """One bot and the people and groups around it. Belongs to one event loop."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        groups: Iterable[Group] = (),
        *,
        token: str = "1:sandbox",
        username: str = "dangjian_bot",
        name: str = "掌上党建",
        clock: Clock | None = None,
        seed: int = 2026,
    ) -> None:
        self.token = token
        self.clock = clock or Clock()
        self.changed = Signal()
        self.random = random.Random(f"world:{seed}")
        self.faults = Faults(seed)
        self.journal = Journal()
        self.updates = Updates(self.faults, self.changed.fire)
        self.webhook = Webhook(self.updates, self.clock)
        self.poll_turn = 0
        self.closing = False
        self.files = FileStore()
        self.bot: dict[str, Any] = {
            "id": int(token.split(":", maxsplit=1)[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.description = self.short_description = ""
        self.menu_button: dict[str, Any] = {"type": "commands"}
        self.commands: dict[tuple[str, int, int, str], list[dict[str, str]]] = {}
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.last_query: dict[int, Query] = {}
        self._spinning: dict[int, list[Query]] = {}
        self.listeners: set[Callable[[Event], None]] = set()
        self.open_polls: dict[str, Poll] = {}
        self.profile_photos: dict[int, list[StoredFile]] = {}
        self.last_message_id = 0
        for person in people:
            self.add_person(person)
        for group in groups:
            self.add_group(group)

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        return int(self.bot["id"])

    @property
    def updates_pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return self.updates.pending

    def add_person(self, person: Person) -> Chat:
        """Let a person in, with the private chat that belongs to them; ValueError for an id that is taken."""
        if person.id in self.people or person.id == self.bot_id:
            raise ValueError(f"the id {person.id} is taken")
        self.people[person.id] = person
        self.chats[person.id] = chat = Chat(person.id, "private", person=person)
        return chat

    def add_group(self, group: Group) -> Chat:
        """Set up a group; its members must exist."""
        missing = [member for member in group.members if member not in self.people]
        if missing or group.id in self.chats:
            raise ValueError(f"group {group.id}: id taken, or members {missing} unknown")
        creator = group.creator or (group.members[0] if group.members else None)
        self.chats[group.id] = chat = Chat(
            group.id,
            group.type,
            title=group.title,
            members=dict.fromkeys(group.members),
            administrators={*group.administrators, *([creator] if creator else [])},
            creator=creator,
            bot=group.bot,
            forum=group.forum,
        )
        return chat

    def person(self, user: int) -> Person:
        """The person with that id; CannotActError where there is none."""
        try:
            return self.people[user]
        except KeyError:
            raise CannotActError(f"there is no person {user}") from None

    def user(self, user: int) -> dict[str, Any]:
        """The Bot API's User for a person or for the bot."""
        return self.bot if user == self.bot_id else self.people[user].user

    def post(
        self,
        chat: Chat,
        sender: int,
        content: dict[str, Any],
        *,
        file: StoredFile | None = None,
        kind: str | None = None,
        poll: Poll | None = None,
        reply_to: Message | None = None,
        service: bool = False,
    ) -> Message:
        """Put a message into a chat; ``content`` holds the Message's fields beyond id, sender, chat and date."""
        if chat.type == "supergroup":
            chat.last_id += 1
            number = chat.last_id
        else:
            self.last_message_id += 1
            number = self.last_message_id
        data = {
            "message_id": number,
            "from": self.user(sender),
            "chat": chat.brief,
            "date": self.clock.unix(),
            **content,
        }
        if reply_to is not None:
            data["reply_to_message"] = {k: v for k, v in reply_to.data.items() if k != "reply_to_message"}
        message = Message(number, chat, sender, data, file=file, kind=kind, poll=poll, service=service)
        chat.messages[number] = message
        if sender == self.bot_id and not service:
            chat.last_bot_message = number
        if poll is not None:
            poll.shown_in.append(message)
            if not poll.closed:
                self.open_polls[poll.id] = poll
        self.emit(Event("message", chat, message=message))
        return message

    def change(self, message: Message, *, edited: bool = False, **fields: Any) -> None:
        """Replace fields of a message; None takes one away. ``edited`` marks it as edited now."""
        data = {**message.data, **fields}
        if edited:
            data["edit_date"] = self.clock.unix()
        message.data = {name: value for name, value in data.items() if value is not None}
        self.emit(Event("edit", message.chat, message=message))

    def remove(self, chat: Chat, messages: Iterable[Message]) -> None:
        """Delete messages for everybody."""
        ids = [message.id for message in messages if chat.messages.pop(message.id, None)]
        chat.pinned = [number for number in chat.pinned if number not in ids]
        if ids:
            self.emit(Event("delete", chat, fields={"message_ids": ids}))

    def refresh_poll(self, poll: Poll) -> None:
        """Show a poll's new state in every message that carries it, and tell the bot."""
        if poll.closed:
            self.open_polls.pop(poll.id, None)
        shown = poll.view()
        for message in poll.shown_in:
            if message.chat.messages.get(message.id) is message:
                self.change(message, poll=shown)
        self.updates.put("poll", shown)

    def close_due_polls(self) -> None:
        """Close the polls whose time is over by the sandbox's clock."""
        now = self.clock.unix()
        for poll in list(self.open_polls.values()):
            if poll.close_date is not None and poll.close_date <= now:
                poll.closed = True
                self.refresh_poll(poll)

    def ask(self, user: int, message: Message, data: str) -> Query:
        """A press: a callback query goes to the bot, and the button spins."""
        query = Query(str(self.random.getrandbits(62) + 2**61), user, message, data, self.clock.now())
        self.queries[query.id] = query
        self.last_query[user] = query
        self._spinning.setdefault(user, []).append(query)
        while self.stale(oldest := next(iter(self.queries.values()))):
            del self.queries[oldest.id]
        alive = message.chat.messages.get(message.id) is message
        shown = message.data if alive else {"message_id": message.id, "chat": message.chat.brief, "date": 0}
        instance = str(abs(message.chat.id) * 1_000_003)
        content = {"id": query.id, "from": self.user(user), "message": shown, "chat_instance": instance, "data": data}
        fields = {"query_id": query.id, "message_id": message.id, "data": data}
        self.emit(Event("callback_sent", message.chat, user=user, fields=fields))
        self.updates.put("callback_query", content)
        return query

    def stale(self, query: Query) -> bool:
        """Whether Telegram would no longer take an answer to the query."""
        return self.clock.now() - query.asked > QUERY_LIFETIME

    def waiting(self, user: int) -> list[Query]:
        """The person's presses that spin: not answered, not given up."""
        spinning = self._spinning.get(user)
        if not spinning:
            return []
        self._spinning[user] = [query for query in spinning if not query.answered and not self.stale(query)]
        return self._spinning[user]

    def set_keyboard(self, chat: Chat, keyboard: dict[str, Any] | None) -> None:
        """Show or take away the reply keyboard of a chat."""
        if chat.keyboard != keyboard:
            chat.keyboard = keyboard
            self.emit(Event("keyboard", chat, fields={"keyboard": keyboard}))

    def emit(self, event: Event) -> None:
        """Tell those who watch."""
        for listener in tuple(self.listeners):
            listener(event)
        self.changed.fire()

    async def until(self, predicate: Callable[[], Any], timeout: float = 60) -> None:  # noqa: ASYNC109 - the tests' own limit
        """Wait until ``predicate()`` is true; an AssertionError from it counts as not yet. Raises TimeoutError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            reason: AssertionError | None = None
            try:
                if predicate():
                    return
            except AssertionError as error:
                reason = error
            left = deadline - loop.time()
            # What a predicate looks at may lie outside this world: it is asked now and then even without a change.
            if left > 0:
                await self.changed.wait(min(left, 0.1))
            else:
                raise TimeoutError(f"not so within {timeout} s{f': {reason}' if reason else ''}") from reason

    def visible_commands(self, chat: Chat, user: int) -> list[dict[str, str]]:
        """The command menu a person has in a chat: the narrowest scope that is set, their language before none."""
        language = self.people[user].language[:2]
        admin = user in chat.administrators
        if chat.type == "private":
            scopes = [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
        else:
            scopes = [("chat_member", chat.id, user)]
            scopes += [("chat_administrators", chat.id, 0)] if admin else []
            scopes += [("chat", chat.id, 0)]
            scopes += [("all_chat_administrators", 0, 0)] if admin else []
            scopes += [("all_group_chats", 0, 0), ("default", 0, 0)]
        for scope in scopes:
            for code in (language, ""):
                if commands := self.commands.get((*scope, code)):
                    return commands
        return []
