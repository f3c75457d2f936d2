"""python-telegram-bot's persistence over our database: steps and drafts, sealed, as JSON (never pickle)."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.ext import BasePersistence, PersistenceInput

from handlers.kit.screens.context import Memory
from storage.engine.database import Database
from storage.engine.failure import what_failed
from storage.mail import conversations
from storage.sealed.keyring import KeyEnded, Passing
from storage.sealed.vault import Vault

log = logging.getLogger(__name__)

Key = tuple[int | str, ...]
DRAFT, STEP = "draft", "step"


class DatabasePersistence(BasePersistence[Memory, dict[Any, Any], dict[Any, Any]]):
    """Stages what the library reports; `store` writes it in the transaction that marks the update as done.

    A subject is what a row is about, as JSON: a person's draft, or a conversation's step.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        super().__init__(
            store_data=PersistenceInput(bot_data=False, chat_data=False, user_data=True, callback_data=False),
            update_interval=3600,
        )
        self._database = database
        self._passing = Passing(database.passing, vault)
        self._changed: dict[str, str | None] = {}
        self._known: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        self._written = 0
        self._loaded = False

    async def store(self, also: Callable[[AsyncSession], Awaitable[None]] | None = None) -> None:
        """Write what is staged, sealed under keys that are on the disk before the transaction begins; `also` is done in it."""
        texts = dict(self._changed)
        lasting = {subject: text for subject, text in texts.items() if text is not None}
        self._written += 1
        sealed = await self._passing.seal([json.dumps([self._written, *each]) for each in lasting.items()])
        async with self._database.write() as tx:
            await conversations.forget(tx, [self._rows[subject] for subject in texts if subject in self._rows])
            await conversations.remember(tx, sealed)
            if also is not None:
                await also(tx)
        for subject, text in texts.items():
            self._rows.pop(subject, None)
            # Unless something newer has been staged meanwhile.
            if self._changed.get(subject, text) == text:
                self._changed.pop(subject, None)
        self._rows |= {subject: row.key for subject, row in zip(lasting, sealed, strict=True)}

    async def load(self) -> None:
        """Open what the last process has left. Rows whose key has ended, such as those of a restored copy, are dropped."""
        if self._loaded:
            return
        self._loaded = True
        found, gone = [], []
        async with self._database.read() as session:
            for row in await conversations.remembered(session):
                try:
                    found.append((*_read(self._passing.open(row)), row.key))
                except (KeyEnded, ValueError, TypeError) as error:
                    log.warning("a draft or step cannot be opened any more: %s", what_failed(error))
                    gone.append(row.key)
        for number, subject, text, key in sorted(found):
            # A process that was killed may not have learnt that its last transaction was committed: the newer row counts.
            if subject in self._rows:
                gone.append(self._rows[subject])
            self._written, self._known[subject], self._rows[subject] = number, text, key
        if gone:
            async with self._database.write() as tx:
                await conversations.forget(tx, gone)

    def _about(self, kind: str) -> dict[tuple[Any, ...], Any]:
        """What is known of that kind: what it is about → its content."""
        subjects = {subject: json.loads(subject) for subject in self._known}
        return {tuple(about[1:]): json.loads(self._known[each]) for each, about in subjects.items() if about[0] == kind}

    def _stage(self, content: object | None, *about: object) -> None:
        subject, text = json.dumps(about), json.dumps(content, ensure_ascii=False) if content else None
        if self._known.get(subject) == text:
            return
        self._changed[subject] = text
        if text is None:
            self._known.pop(subject)
        else:
            self._known[subject] = text

    async def get_user_data(self) -> dict[int, Memory]:
        """Every draft, opened."""
        await self.load()
        return {user_id: draft for (user_id,), draft in self._about(DRAFT).items()}

    async def update_user_data(self, user_id: int, data: Memory) -> None:
        """Stage a draft if it differs from what is stored; an empty one is dropped."""
        self._stage(data, DRAFT, user_id)

    async def drop_user_data(self, user_id: int) -> None:
        """Stage the end of a draft."""
        self._stage(None, DRAFT, user_id)

    async def get_conversations(self, name: str) -> dict[Key, object]:
        """Every open conversation of that name."""
        await self.load()
        return {tuple(key): state for (of, *key), state in self._about(STEP).items() if of == name}

    async def update_conversation(self, name: str, key: Key, new_state: object | None) -> None:
        """Stage a step; steps are strings."""
        self._stage(None if new_state is None else str(new_state), STEP, name, *key)

    async def flush(self) -> None:
        """Write what is staged outside any update, when the application stops."""
        if self._changed:
            await self.store()

    async def get_bot_data(self) -> dict[Any, Any]:
        """Nothing is kept for the bot."""
        return {}

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        """Nothing is kept for chats."""
        return {}

    async def get_callback_data(self) -> None:
        """Nothing is kept for buttons: what they carry is in them."""

    async def update_bot_data(self, data: dict[Any, Any]) -> None:
        """Nothing is kept for the bot."""

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None:
        """Nothing is kept for chats."""

    async def update_callback_data(self, data: Any) -> None:
        """Nothing is kept for buttons."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Nothing is kept for chats."""

    async def refresh_user_data(self, user_id: int, user_data: Memory) -> None:
        """The application's copy is the newest."""

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None:
        """Nothing is kept for chats."""

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None:
        """Nothing is kept for the bot."""


def _read(plain: str) -> tuple[int, str, str]:
    """What `store` sealed: its number, the subject and the content. Raises ValueError or TypeError for anything else."""
    number, subject, text = json.loads(plain)
    (kind, *_), content = json.loads(subject), json.loads(text)
    if not isinstance(content, {DRAFT: dict, STEP: str}[kind] if kind in (DRAFT, STEP) else ()):
        raise ValueError("neither a draft nor a step")
    return int(number), subject, text
