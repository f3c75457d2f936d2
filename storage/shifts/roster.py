"""Taking a shift roster over: what a file would do, and doing it; what its words mean here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.shifts import meaning
from storage.engine.refusal import Refusal
from storage.people.access import Place, may, reach
from storage.people.directory import Who, people_of
from storage.people.numbered import with_owners
from storage.people.rights import Act, Reach
from storage.rules.regulations import own
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sheets.table import RefusedRow
from storage.shifts.rows import RULE, Refused, Shift, ShiftImport, ShiftWord
from storage.shifts.shift_file import ShiftFile

AT_ONCE = 400
"""Rows that are put in by one statement."""


@dataclass
class ShiftPlan:
    """What taking a file over would do: each person's shifts from today on; words that nobody has explained; days that are over."""

    days: dict[int, dict[date, str]] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    over: int = 0
    words: Mapping[str, bool] = field(default_factory=dict)

    @property
    def span(self) -> tuple[date, date] | None:
        every = [day for days in self.days.values() for day in days]
        return (min(every), max(every)) if every else None


async def words(session: AsyncSession) -> dict[str, bool]:
    """What the bureau has said of words."""
    return {
        each.word: each.free for each in (await session.exec(select(ShiftWord).order_by(col(ShiftWord.word)))).all()
    }


async def compare(session: AsyncSession, me: Who, file: ShiftFile, today: date, said: Mapping[str, bool]) -> ShiftPlan:
    """What the file would change; `said` is what its sender says of unknown words. Rows of people whom the roster does not know under that
    name, or who are not the sender's, are refused."""
    if not may(me, Act.IMPORT_SHIFTS):
        raise Refusal(Refused.NOT_YOURS)
    known = {**said, **await words(session)}
    plan = ShiftPlan(refused=list(file.refused), words=known)
    for who, row in with_owners(file.rows, await people_of(session), plan.refused):
        if not may(me, Act.IMPORT_SHIFTS, Place(branch_id=who.branch_id)):
            reason = "不是本支部的人员，请由党务干部或所在支部导入。"
            plan.refused.append(RefusedRow(row.line, f"{row.police_no} {row.name}", reason))
        else:
            ahead = {day: word for day, word in row.days.items() if day >= today}
            plan.over += len(row.days) - len(ahead)
            if ahead:
                plan.days.setdefault(who.person_id, {}).update(ahead)
    plan.refused.sort(key=lambda refusal: refusal.line)
    used = dict.fromkeys(word for days in plan.days.values() for word in days.values())
    plan.unknown = [word for word in used if meaning(word, known) is None]
    return plan


async def apply(
    tx: AsyncSession, me: Who, file: ShiftFile, *, name: str, said: Mapping[str, bool], now: datetime
) -> ShiftPlan:
    """Take it over: of the people it names, the days from its first to its last are as it says. `now` is in the bureau's zone. Raises Refusal."""
    plan = await compare(tx, me, file, now.date(), said)
    if plan.unknown or plan.span is None:
        return plan
    known = await words(tx)
    used = {word for days in plan.days.values() for word in days.values()}
    tx.add_all(
        ShiftWord(word=word, free=free, by=me.person_id, at=now)
        for word, free in said.items()
        if word in used and word not in known
    )
    first, last = plan.span
    await tx.exec(
        delete(Shift).where(col(Shift.person_id).in_(plan.days), col(Shift.day) >= first, col(Shift.day) <= last)
    )
    rows = [
        Shift(person_id=person, day=day, word=word, free=bool(meaning(word, plan.words)))
        for person, days in plan.days.items()
        for day, word in days.items()
    ]
    for start in range(0, len(rows), AT_ONCE):
        tx.add_all(rows[start : start + AT_ONCE])
        await tx.flush()
    whole = reach(me, Act.IMPORT_SHIFTS) is Reach.BUREAU
    taken = ShiftImport(
        branch_id=None if whole else me.branch_id,
        by=me.person_id,
        at=now,
        name=name,
        first=first,
        last=last,
        people=len(plan.days),
    )
    tx.add(taken)
    await tx.flush()
    note = f"{name}：{len(plan.days)} 人，{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    await audit.record(tx, Event.SHIFTS_IMPORTED, by=me.person_id, subject=f"shifts:{taken.id}", note=note, now=now)
    return plan


async def imports(session: AsyncSession, me: Who) -> Sequence[ShiftImport]:
    """The files taken over lately, newest first: of the whole bureau and of one's own branch, or of all."""
    query = select(ShiftImport).order_by(col(ShiftImport.id).desc()).limit(20)
    if reach(me, Act.IMPORT_SHIFTS) is not Reach.BUREAU:
        query = query.where((col(ShiftImport.branch_id) == me.branch_id) | col(ShiftImport.branch_id).is_(None))
    return (await session.exec(query)).all()


async def used_words(session: AsyncSession) -> list[tuple[str, bool]]:
    """The words of shifts that are kept, and those that were explained, each with what it means."""
    known = await words(session)
    kept = (await session.exec(select(Shift.word).distinct())).all()
    return sorted((word, bool(meaning(word, known))) for word in {*known, *kept})


async def switch_word(tx: AsyncSession, me: Who, word: str, *, free: bool, now: datetime) -> None:
    """It means that from now on, for the shifts that are kept too. Raises Refusal."""
    if reach(me, Act.IMPORT_SHIFTS) is not Reach.BUREAU:
        raise Refusal(Refused.NOT_STAFF)
    if word not in {each for each, _ in await used_words(tx)}:
        raise Refusal(Refused.NO_WORD)
    row = await tx.get(ShiftWord, word) or ShiftWord(word=word, free=free, by=me.person_id, at=now)
    row.free, row.by, row.at = free, me.person_id, now
    tx.add(row)
    await tx.exec(update(Shift).where(col(Shift.word) == word).values(free=free))
    await tx.flush()


async def clear(tx: AsyncSession, today: date) -> int:
    """Erase the shifts of days that are over; gives how many."""
    kept = timedelta(days=own()[RULE].integer("kept_days"))
    gone = await tx.exec(delete(Shift).where(col(Shift.day) < today - kept))
    await tx.exec(delete(ShiftImport).where(col(ShiftImport.last) < today - kept))
    return gone.rowcount


async def of_person(session: AsyncSession, person_id: int) -> Sequence[Shift]:
    query = select(Shift).where(col(Shift.person_id) == person_id).order_by(col(Shift.day))
    return (await session.exec(query)).all()
