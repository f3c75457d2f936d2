"""What was paid, noted by those who keep a branch's dues: as it is due by one press, another sum by its own entry, taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.dues import MOST
from storage.dues.rows import THERE, Dues, Refused, check_keep, check_month
from storage.engine.refusal import Refusal
from storage.people.directory import Person, Who, name_of
from storage.sealed import audit
from storage.sealed.audit import Event


async def kept(session: AsyncSession, me: Who, person_id: int, month: date) -> Dues:
    """A month that is that person's to note. Raises Refusal."""
    row = await session.get(Dues, (person_id, month))
    if row is None:
        raise Refusal(Refused.GONE)
    check_keep(me, row.branch_id)
    return row


async def tick(tx: AsyncSession, me: Who, person_id: int, month: date, now: datetime) -> Dues:
    """Paid as it is due. Raises Refusal."""
    row = await kept(tx, me, person_id, month)
    if row.paid_on is not None:
        raise Refusal(Refused.PAID, name=await name_of(tx, person_id))
    if not row.due:
        raise Refusal(Refused.NO_RATE, name=await name_of(tx, person_id))
    await _note(tx, me, row, row.due, now.date(), now)
    return row


async def tick_all(tx: AsyncSession, me: Who, branch_id: int, month: date, now: datetime) -> Sequence[Dues]:
    """Everybody of whom it is known how much is due, and nothing noted. Raises Refusal."""
    check_keep(me, branch_id)
    # Those who are listed: of who has left nobody collects.
    query = (
        select(Dues)
        .join(Person, col(Person.id) == col(Dues.person_id))
        .where(
            col(Dues.branch_id) == branch_id,
            col(Dues.month) == month,
            col(Dues.paid_on).is_(None),
            col(Dues.due) > 0,
            THERE,
        )
    )
    rows = (await tx.exec(query)).all()
    if not rows:
        raise Refusal(Refused.NOBODY)
    for row in rows:
        await _note(tx, me, row, row.due or 0, now.date(), now)
    return rows


async def enter(  # noqa: PLR0917 - what was paid, by whom and when
    tx: AsyncSession, me: Who, person_id: int, month: date, paid: int, on: date, now: datetime
) -> Dues:
    """Another sum than what is due, or another day; said again it takes the earlier one's place. Raises Refusal."""
    check_month(month, now.date())
    if not 0 < paid <= MOST:
        raise Refusal(Refused.SUM)
    if on > now.date():
        raise Refusal(Refused.PAID_ON)
    row = await kept(tx, me, person_id, month)
    await _note(tx, me, row, paid, on, now)
    return row


async def take_back(tx: AsyncSession, me: Who, person_id: int, month: date, now: datetime) -> Dues:
    """It was noted by mistake. Raises Refusal."""
    row = await kept(tx, me, person_id, month)
    if row.paid_on is None:
        raise Refusal(Refused.NOT_PAID)
    row.paid, row.paid_on, row.by, row.at = None, None, me.person_id, now
    tx.add(row)
    await _on_trail(tx, Event.DUES_TAKEN_BACK, me, row, now)
    return row


async def _note(tx: AsyncSession, me: Who, row: Dues, paid: int, on: date, now: datetime) -> None:  # noqa: PLR0917
    row.paid, row.paid_on, row.by, row.at = paid, on, me.person_id, now
    tx.add(row)
    await _on_trail(tx, Event.DUES_NOTED, me, row, now)


async def _on_trail(tx: AsyncSession, event: Event, me: Who, row: Dues, now: datetime) -> None:
    """Without the sum: who reads the trail need not know what somebody earns."""
    await audit.record(
        tx,
        event,
        by=me.person_id,
        over=row.person_id,
        now=now,
        subject=f"dues:{row.branch_id}",
        note=f"{row.month:%Y-%m}",
    )
