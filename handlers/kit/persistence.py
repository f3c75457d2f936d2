"""python-telegram-bot's persistence over our database: steps and drafts, sealed, as JSON (never pickle)."""

import json
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.ext import BasePersistence, PersistenceInput

from storage import conversations
from storage.clock import Clock
from storage.database import Database
from storage.vault import Vault

Key = tuple[int | str, ...]
Draft = dict[str, Any]
Staged = tuple[dict[tuple[str, Key], str | None], dict[int, str | None]]


class DatabasePersistence(BasePersistence[Draft, dict[Any, Any], dict[Any, Any]]):
    """Stages what the library reports; `save` writes it in the transaction that marks the update as done."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        super().__init__(
            store_data=PersistenceInput(bot_data=False, chat_data=False, user_data=True, callback_data=False),
            update_interval=3600,
        )
        self._database = database
        self._vault = vault
        self._clock = clock
        self._steps: dict[tuple[str, Key], str | None] = {}
        self._drafts: dict[int, str | None] = {}
        self._known: dict[int, str | None] = {}

    async def save(self, tx: AsyncSession) -> Staged:
        """Write what is staged; tell `saved` about it once the transaction is committed."""
        steps, drafts = dict(self._steps), dict(self._drafts)
        now = self._clock.now()
        for (name, key), state in steps.items():
            await conversations.save_state(tx, name, json.dumps(key), state, now)
        for telegram_id, plain in drafts.items():
            sealed = None if plain is None else self._vault.seal(plain)
            await conversations.save_draft(tx, telegram_id, sealed, now)
        return steps, drafts

    def saved(self, staged: Staged) -> None:
        """Forget what was written, unless something newer has been staged meanwhile."""
        steps, drafts = staged
        self._steps = {key: state for key, state in self._steps.items() if key not in steps or steps[key] != state}
        self._drafts = {key: plain for key, plain in self._drafts.items() if key not in drafts or drafts[key] != plain}

    async def get_user_data(self) -> dict[int, Draft]:
        """Every draft, opened."""
        async with self._database.read() as session:
            sealed = await conversations.drafts(session)
        plain = {telegram_id: self._vault.open(text) for telegram_id, text in sealed.items()}
        self._known.update(plain)
        return {telegram_id: json.loads(text) for telegram_id, text in plain.items()}

    async def update_user_data(self, user_id: int, data: Draft) -> None:
        """Stage a draft if it differs from what is stored; an empty one is dropped."""
        plain = json.dumps(data, ensure_ascii=False) if data else None
        if self._known.get(user_id) != plain:
            self._known[user_id] = self._drafts[user_id] = plain

    async def drop_user_data(self, user_id: int) -> None:
        """Stage the end of a draft."""
        await self.update_user_data(user_id, {})

    async def get_conversations(self, name: str) -> dict[Key, object]:
        """Every open conversation of that name."""
        async with self._database.read() as session:
            found = await conversations.states(session, name)
        return {tuple(json.loads(key)): state for key, state in found.items()}

    async def update_conversation(self, name: str, key: Key, new_state: object | None) -> None:
        """Stage a step; steps are strings."""
        self._steps[name, key] = None if new_state is None else str(new_state)

    async def flush(self) -> None:
        """Write what is staged outside any update, when the application stops."""
        async with self._database.write() as tx:
            staged = await self.save(tx)
        self.saved(staged)

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

    async def refresh_user_data(self, user_id: int, user_data: Draft) -> None:
        """The application's copy is the newest."""

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None:
        """Nothing is kept for chats."""

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None:
        """Nothing is kept for the bot."""
