"""The trail as a table that can be verified: each entry's facts as they are hashed, and its hash. What an entry says beside them stays sealed.

A span begins with the number and hash of the entry before it, from which the first one follows.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.sealed.audit import PURPOSE, START, AuditEntry, Damage, Found
from storage.sealed.head import Head
from storage.sealed.vault import vault_of

MOST = 20_000
NUMBER, AT, EVENT, BY, OVER, SUBJECT, NOTE, KEY, DIGEST = COLUMNS = (
    "序号", "时间（UTC）", "事项", "经办人编号", "涉及人编号", "对象", "附注（密文）", "密钥", "哈希",
)  # fmt: skip
EMPTY, TOO_MANY = "这段时间没有审计记录，请换一段时间。", "这段时间有 {} 条，一次最多取走 {} 条，请分几段取。"

UNREADABLE = "这不是从机器人取走的审计记录 CSV，或者列被改过。"


class Unreadable(Exception):
    """A file that is no trail that was taken out; its text says why."""


@dataclass(frozen=True)
class Span:
    """The entry before, if there is one, and all of a stretch of time, in their order."""

    before: Head | None
    entries: Sequence[AuditEntry]


async def span(session: AsyncSession, start: datetime, end: datetime) -> Span:
    """From one moment on and before another. Raises Refusal as `bounds`."""
    first, last = await bounds(session, start, end)
    # By number: a clock that was moved must leave no gap in the chain.
    query = select(AuditEntry).where(col(AuditEntry.number).between(first - 1, last)).order_by(col(AuditEntry.number))
    entries = list((await session.exec(query)).all())
    before = entries.pop(0) if entries[0].number < first else None
    return Span(Head(before.number, before.digest) if before else None, entries)


async def bounds(session: AsyncSession, start: datetime, end: datetime) -> tuple[int, int]:
    """The first and the last number of that time. Raises Refusal for none, or for more than a file holds."""
    within = (col(AuditEntry.at) >= start, col(AuditEntry.at) < end)
    query = select(func.min(AuditEntry.number), func.max(AuditEntry.number)).where(*within)
    first, last = (await session.exec(query)).one()
    if first is None:
        raise Refusal(EMPTY)
    if last - first + 1 > MOST:
        raise Refusal(TOO_MANY.format(last - first + 1, MOST))
    return first, last


def row(entry: AuditEntry, *, hidden: bool = False) -> dict[str, str]:
    """An entry's cells; of one that is not for who takes it the link alone."""
    cells = {NUMBER: str(entry.number), DIGEST: entry.digest}
    if hidden:
        return cells
    return cells | {
        AT: entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        EVENT: entry.event,
        BY: str(entry.by or ""),
        OVER: str(entry.over or ""),
        SUBJECT: entry.subject,
        NOTE: entry.note,
        KEY: entry.key,
    }


async def verify(session: AsyncSession, rows: Iterable[Mapping[str, str]]) -> Found | tuple[int, int]:
    """The first row that was changed, or that the trail does not have so (any more); else the first and last number.

    Raises Unreadable.
    """
    keys = vault_of(session).derived(PURPOSE)
    read = [_read(each) for each in rows]
    if not read:
        raise Unreadable("文件里没有审计记录。")
    numbers = [entry.number for entry in read]
    query = select(AuditEntry.number, AuditEntry.digest)
    kept = dict((await session.exec(query.where(col(AuditEntry.number).between(numbers[0], numbers[-1])))).all())
    before = Head(0, START) if numbers[0] == 1 else None
    for entry in read:
        if before is not None and entry.number != before.number + 1:
            return Found(before.number + 1, Damage.MISSING)
        if entry.key and before is not None:
            if entry.key not in keys:
                return Found(entry.number, Damage.KEY_GONE)
            if not hmac.compare_digest(entry.computed(before.digest, keys[entry.key]), entry.digest):
                return Found(entry.number, Damage.CHANGED)
        if kept.get(entry.number) != entry.digest:
            return Found(entry.number, Damage.NOT_THE_TRAIL)
        before = Head(entry.number, entry.digest)
    return numbers[0], numbers[-1]


def _read(cells: Mapping[str, str]) -> AuditEntry:
    try:
        return AuditEntry(
            number=int(cells[NUMBER]),
            at=datetime.fromisoformat(cells[AT]) if cells[AT] else datetime.now(UTC),
            event=cells[EVENT],
            by=int(cells[BY]) if cells[BY] else None,
            over=int(cells[OVER]) if cells[OVER] else None,
            subject=cells[SUBJECT],
            note=cells[NOTE],
            key=cells[KEY],
            digest=cells[DIGEST],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Unreadable(UNREADABLE) from error
