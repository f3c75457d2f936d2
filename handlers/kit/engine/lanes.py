"""One lane for each person: who shares one, how much may wait in it, and what of that is only said again."""

import asyncio
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from telegram import Update

MOST_WAITING = 30
"""In one lane, before repetitions are dropped. Quick presses, an album or a few forwarded messages stay far below."""


@dataclass
class Lane:
    """One person's updates: one runs, the others wait in the order in which they came."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    here: int = 0
    asked: Counter[Hashable] = field(default_factory=Counter)
    told: bool = False


class Lanes:
    """The lanes in which something is; an empty one is forgotten."""

    def __init__(self) -> None:
        self._lanes: dict[Hashable, Lane] = {}

    def flooded_by(self, update: Update) -> Lane | None:
        """The person's lane, when it is full and the update only says again what waits in it."""
        lane, asked = self._lanes.get(sender(update)), asks(update)
        return lane if lane and lane.here >= MOST_WAITING and asked is not None and lane.asked[asked] else None

    @contextmanager
    def enter(self, update: Update) -> Iterator[Lane]:
        """The person's lane, for as long as the update is in it."""
        key, asked = sender(update), asks(update)
        lane = self._lanes.setdefault(key, Lane())
        lane.here += 1
        if asked is not None:
            lane.asked[asked] += 1
        try:
            yield lane
        finally:
            lane.here -= 1
            if asked is not None:
                lane.asked[asked] -= 1
            if not lane.here:
                del self._lanes[key]


def sender(update: Update) -> int | None:
    """What updates must share to run one after another: the person, else the chat that speaks, else nothing.

    Who speaks for a channel or anonymously for a group has an account that all such share.
    """
    who = update.effective_sender or update.effective_chat
    return who.id if who else None


def asks(update: Update) -> Hashable | None:
    """What a command or a press asks for; a repetition asks for the same. None for what has content of its own."""
    query, message = update.callback_query, update.message
    if query is not None:
        return query.message.message_id if query.message else None, query.data
    if message is not None and message.text is not None and message.text.startswith("/"):
        return message.chat_id, message.text
    return None
