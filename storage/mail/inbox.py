"""The inbox: every update is here before Telegram may forget it, and leaves only when its work is done.

A row's life: kept (payload sealed under a key of its own) → its effect taken (in the effect's own transaction) → done, payload
erased, key ended. The bare row stays a while, so that the same update delivered again is recognised: without the minute at which it
came, as nothing is to tell who did what by when. A row that failed by itself is set aside with what was in it, so that it can be run
again after a cure; after some days that ends too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, and_, bindparam, delete, insert, or_, update
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import ask, moment, table_of
from storage.sealed.keyring import Sealed, end_with, passing_of

# More than attempts that fail: a machine that fails again and again at its start hits the first in line each time.
MAX_ENDED = 5
# Telegram repeats an update for at most a day, and may start its numbers anew after a quiet week.
REMEMBERED = timedelta(days=3)
RUNS_AGAIN = timedelta(days=7)
"""How long what was set aside can be run again."""
LISTED = timedelta(days=30)
"""How long the bare row of it is shown."""


class InboxRow(SQLModel, table=True):
    """One update as it came; `payload` is its JSON, sealed under the key of that name in the keyring of what passes."""

    __tablename__ = "inbox"

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    received_on: date = Field(index=True)
    received_at: datetime | None = moment(default=None)
    payload: bytes | None = Field(default=None, sa_type=LargeBinary)
    key: str | None = None
    attempts: int = 0
    effect_taken: bool = False
    done: bool = Field(default=False, index=True)
    set_aside: str | None = None
    sort: str | None = None
    again: bool = Field(default=False, index=True)


_ROWS = table_of(InboxRow)
_THIS, _THESE = _ROWS.c.update_id == bindparam("number"), _ROWS.c.update_id.in_(bindparam("numbers", expanding=True))
_KNOWN = select(_ROWS.c.update_id).where(_THESE)
_KEEP = insert(_ROWS)
_TAKE = update(_ROWS).where(_THIS, ~_ROWS.c.effect_taken).values(effect_taken=True)
_KEYS = select(_ROWS.c.key).where(_THESE)
_EMPTY = update(_ROWS).where(_THESE).values(done=True, payload=None, key=None, received_at=None)


async def keep(session: AsyncSession, updates: Mapping[int, Sealed], now: datetime) -> set[int]:
    """Store updates (`update_id` → sealed payload) and say which of them are new. The keys of the others end."""
    known = set((await ask(session, _KNOWN, {"numbers": list(updates)})).scalars())
    fresh = updates.keys() - known
    rows = [
        {"update_id": number, "received_on": now.date(), "received_at": now, "payload": content, "key": key}
        for number, (key, content) in sorted(updates.items())
        if number in fresh
    ]
    if rows:
        await ask(session, _KEEP, rows)
    end_with(session, passing_of(session), [updates[number].key for number in known])
    return fresh


async def received(session: AsyncSession, update_id: int) -> datetime | None:
    """When an update came: what was in time counts also when its turn comes late."""
    row = await session.get(InboxRow, update_id)
    return row.received_at if row else None


async def waits_since(session: AsyncSession) -> datetime | None:
    """When the oldest update came that is not done with; None when none waits."""
    query = select(func.min(InboxRow.received_at)).where(col(InboxRow.done).is_(False))
    return (await session.exec(query)).one()


async def waiting(session: AsyncSession) -> tuple[int, datetime | None, int]:
    """How many updates are not done with, when the oldest of them came, and how many are set aside."""
    query = select(func.count(col(InboxRow.update_id)), func.min(InboxRow.received_at))
    many, since = (await session.exec(query.where(col(InboxRow.done).is_(False)))).one()
    aside = select(func.count(col(InboxRow.update_id))).where(col(InboxRow.set_aside).is_not(None))
    return many, since, (await session.exec(aside)).one()


async def unfinished(session: AsyncSession) -> list[InboxRow]:
    """What was not done when the process ended, oldest first."""
    query = select(InboxRow).where(col(InboxRow.done).is_(False)).order_by(col(InboxRow.update_id))
    return list((await session.exec(query)).all())


async def attempt(session: AsyncSession, update_id: int) -> None:
    """Count one more beginning of an update that a process ended with."""
    await session.exec(
        update(InboxRow).where(col(InboxRow.update_id) == update_id).values(attempts=col(InboxRow.attempts) + 1)
    )


async def take_effect(session: AsyncSession, update_id: int) -> bool:
    """Mark the update's effect as taken; False when it had been taken before."""
    return bool((await ask(session, _TAKE, {"number": update_id})).rowcount)


async def outlived(session: AsyncSession, update_id: int) -> None:
    """It failed, but did not end the process."""
    await session.exec(update(InboxRow).where(col(InboxRow.update_id) == update_id).values(attempts=0))


async def finish(session: AsyncSession, update_ids: set[int]) -> None:
    """Mark as done and erase what was in them."""
    await _empty(session, update_ids)


async def set_aside(session: AsyncSession, update_id: int, reason: str, sort: str | None) -> None:
    """Give up on a row for now; its reason (the kind of failure) and its sort say nothing of its content, which stays sealed."""
    those = col(InboxRow.update_id) == update_id
    await session.exec(update(InboxRow).where(those).values(done=True, set_aside=reason[:200], sort=sort))


@dataclass(frozen=True)
class SetAside:
    """An update that was set aside: its number, the day it came, and its sort and reason. `runs` while it can be run again."""

    number: int
    day: date
    sort: str
    reason: str
    runs: bool


async def all_set_aside(session: AsyncSession) -> list[SetAside]:
    """What is set aside, newest first."""
    query = select(InboxRow).where(col(InboxRow.set_aside).is_not(None)).order_by(col(InboxRow.update_id).desc())
    return [
        SetAside(row.update_id, row.received_on, row.sort or "其他", row.set_aside or "", row.payload is not None)
        for row in (await session.exec(query)).all()
    ]


async def run_again(tx: AsyncSession, update_id: int) -> bool:
    """Let it wait once more; False when it is not set aside, or what was in it has ended."""
    result: Any = await tx.exec(
        update(InboxRow)
        .where(
            col(InboxRow.update_id) == update_id,
            col(InboxRow.set_aside).is_not(None),
            col(InboxRow.payload).is_not(None),
        )
        .values(done=False, set_aside=None, sort=None, attempts=0, again=True)
    )
    return bool(result.rowcount)


async def wanted(session: AsyncSession) -> list[InboxRow]:
    """What is to be run again and has not been taken up."""
    query = select(InboxRow).where(col(InboxRow.again).is_(True), col(InboxRow.done).is_(False))
    return list((await session.exec(query.order_by(col(InboxRow.update_id)))).all())


async def begun_again(tx: AsyncSession, update_ids: list[int]) -> None:
    """They are taken up."""
    await tx.exec(update(InboxRow).where(col(InboxRow.update_id).in_(update_ids)).values(again=False))


async def let_go(tx: AsyncSession, update_id: int) -> bool:
    """Erase what was set aside; False when it is not."""
    row = await tx.get(InboxRow, update_id)
    if row is None or row.set_aside is None:
        return False
    await _empty(tx, {update_id}, set_aside=None, sort=None)
    return True


async def keys(session: AsyncSession) -> set[str]:
    """The names of the keys that rows still need."""
    return {
        name for name in (await session.exec(select(InboxRow.key).where(col(InboxRow.key).is_not(None)))).all() if name
    }


async def forget(session: AsyncSession, now: datetime) -> int:
    """Drop rows that no repetition can reach any more, and what was set aside too long ago; gives how many rows."""
    aside, came = col(InboxRow.set_aside).is_not(None), col(InboxRow.received_on)
    old = select(InboxRow.update_id).where(aside, came < (now - RUNS_AGAIN).date(), col(InboxRow.payload).is_not(None))
    await _empty(session, (await session.exec(old)).all())
    result: Any = await session.exec(
        delete(InboxRow).where(
            col(InboxRow.done).is_(True),
            or_(
                and_(col(InboxRow.set_aside).is_(None), came < (now - REMEMBERED).date()),
                came < (now - LISTED).date(),
            ),
        )
    )
    return int(result.rowcount)


async def _empty(session: AsyncSession, update_ids: Iterable[int], **values: Any) -> None:
    those = {"numbers": list(update_ids)}
    end_with(session, passing_of(session), (await ask(session, _KEYS, those)).scalars().all())
    await ask(session, _EMPTY.values(**values) if values else _EMPTY, those)
