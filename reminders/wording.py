"""What fell due, as pushes: worded only where it was not told yet."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import nudge
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_of, untold

T = TypeVar("T")


def nudge_of(key: Key, text: str, local: datetime, keyboard: list[list[dict[str, Any]]]) -> Push:
    """The nudge that has that key, which is a person's."""
    kind, subject, period, _ = key
    return nudge(kind, subject, text, local, person_id=person_of(key), period=period, keyboard=keyboard)


async def worded(session: AsyncSession, due: Mapping[Key, T], word: Callable[[Key, T], Push]) -> list[Push]:
    """The pushes that are neither queued nor sent, by what each is made of; one that cannot be worded holds up no other."""
    found: list[Push] = []
    for key, each in (await untold(session, due)).items():
        with apart(session):
            found.append(word(key, each))
    return found
