"""Discipline facts (处分和权利): what stands against a member from when to when, and what follows from its kind.

The four sanctions that leave somebody a member: 中国共产党章程（2022）第四十一条. Dates and kind are in the clear, as rights are
counted over them; ground and document are in a sealed record.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who, who_has_id
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.sealed import audit, records
from storage.sealed.records import Unreadable

RECORD, GROUND, DOCUMENT = "discipline", "ground", "document"


class Kind(StrEnum):
    """What stands against somebody; the value is the word shown."""

    WARNING = "警告"
    SERIOUS_WARNING = "严重警告"
    REMOVED_FROM_POSTS = "撤销党内职务"
    ON_PROBATION = "留党察看"
    RIGHTS_SUSPENDED = "停止党员权利"

    @property
    def ends_vote(self) -> bool:
        """Whether there is no right to vote, to elect or to be elected while it is in force."""
        return self in (Kind.ON_PROBATION, Kind.RIGHTS_SUSPENDED)


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_KEEPER = "只有党务干部和纪检监察的同志可以登记处分和权利情况。"
    OWN = "不能登记自己的处分和权利情况，请由其他同志办理。"
    NOT_A_MEMBER = "请选择名册里的党员。"
    DATES = "截止日期不能早于开始日期，请重新填写。"
    BLANK = "请写明理由和依据的文号。"
    GONE = "没有这条处分或者权利情况，请返回重新选择。"
    ENDED = "这条已经解除，不用再办理。"


class DisciplineFact(SQLModel, table=True):
    """One fact. Both days of the span count; without `until` it stands until it is ended. It is out of force from `ended_on` on."""

    __tablename__ = "discipline_fact"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    since: date
    until: date | None = None
    record_id: int = Field(foreign_key="record.id")
    entered_by: int = Field(foreign_key="person.id")
    entered_at: datetime = moment()
    ended_on: date | None = None
    ended_by: int | None = Field(default=None, foreign_key="person.id")

    @property
    def number(self) -> int:
        """The id of a stored fact."""
        if self.id is None:
            raise RuntimeError("the fact has not been stored yet")
        return self.id

    def stands(self, day: date) -> bool:
        """Whether it is in force on that day."""
        begun = self.since <= day and (self.until is None or day <= self.until)
        return begun and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Decided:
    """What was decided elsewhere, as somebody enters it."""

    kind: Kind
    since: date
    until: date | None
    ground: str
    document: str


async def check_enter(session: AsyncSession, me: Who, person_id: int) -> None:
    """Raises Refusal where that person cannot enter a fact about that other one."""
    if not may(me, Act.KEEP_DISCIPLINE):
        raise Refusal(Refused.NOT_KEEPER)
    if person_id == me.person_id:
        raise Refusal(Refused.OWN)
    person = await who_has_id(session, person_id)
    if person is None or person.category not in MEMBERS:
        raise Refusal(Refused.NOT_A_MEMBER)


async def enter(tx: AsyncSession, me: Who, person_id: int, decided: Decided, now: datetime) -> DisciplineFact:
    """Keep the decision, and an entry on the trail over the person. Raises Refusal."""
    await check_enter(tx, me, person_id)
    kind, since, until = decided.kind, decided.since, decided.until
    if until is not None and until < since:
        raise Refusal(Refused.DATES)
    if not decided.ground.strip() or not decided.document.strip():
        raise Refusal(Refused.BLANK)
    fact = DisciplineFact(
        person_id=person_id,
        kind=kind.value,
        since=since,
        until=until,
        record_id=await records.make(tx, RECORD, {GROUND: decided.ground, DOCUMENT: decided.document}, now),
        entered_by=me.person_id,
        entered_at=now,
    )
    tx.add(fact)
    await tx.flush()
    span = f"{since:%Y-%m-%d} 起" + (f"，到 {until:%Y-%m-%d} 止" if until else "")
    await _on_trail(tx, audit.Event.DISCIPLINE_ENTERED, fact, f"{kind.value}（{span}）", by=me.person_id, now=now)
    return fact


async def endable(session: AsyncSession, me: Who, fact_id: int) -> DisciplineFact:
    """A fact that this person can end. Raises Refusal."""
    fact = await _kept_by(session, me, fact_id)
    if fact.ended_on is not None:
        raise Refusal(Refused.ENDED)
    return fact


async def _kept_by(session: AsyncSession, me: Who, fact_id: int) -> DisciplineFact:
    fact = await session.get(DisciplineFact, fact_id)
    if fact is None:
        raise Refusal(Refused.GONE)
    if not may(me, Act.KEEP_DISCIPLINE):
        raise Refusal(Refused.NOT_KEEPER)
    if fact.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    return fact


async def end(tx: AsyncSession, me: Who, fact_id: int, on: date, now: datetime) -> DisciplineFact:
    """It is out of force from that day on: lifted before its time, or (with its first day) entered by mistake. Raises Refusal."""
    fact = await endable(tx, me, fact_id)
    if on < fact.since:
        raise Refusal(Refused.DATES)
    fact.ended_on, fact.ended_by = on, me.person_id
    tx.add(fact)
    note = f"{fact.kind}（{on:%Y-%m-%d} 起解除）"
    await _on_trail(tx, audit.Event.DISCIPLINE_ENDED, fact, note, by=me.person_id, now=now)
    return fact


async def _on_trail(
    tx: AsyncSession, event: audit.Event, fact: DisciplineFact, note: str, *, by: int, now: datetime
) -> None:
    subject = f"discipline:{fact.number}"
    await audit.record(tx, event, by=by, over=fact.person_id, subject=subject, note=note, now=now)


async def in_force(session: AsyncSession, person_ids: Collection[int], day: date) -> dict[int, list[DisciplineFact]]:
    """What stands against each of them on that day; those without anything are left out."""
    query = select(DisciplineFact).where(
        col(DisciplineFact.person_id).in_(person_ids),
        col(DisciplineFact.since) <= day,
        or_(col(DisciplineFact.until).is_(None), col(DisciplineFact.until) >= day),
        or_(col(DisciplineFact.ended_on).is_(None), col(DisciplineFact.ended_on) > day),
    )
    found: dict[int, list[DisciplineFact]] = {}
    for fact in (await session.exec(query.order_by(col(DisciplineFact.since), col(DisciplineFact.id)))).all():
        found.setdefault(fact.person_id, []).append(fact)
    return found


async def without_vote(session: AsyncSession, person_ids: Collection[int], day: date) -> set[int]:
    """Which of them have no vote on that day: 留党察看, or their rights are suspended."""
    found = await in_force(session, person_ids, day)
    return {person for person, facts in found.items() if any(Kind(fact.kind).ends_vote for fact in facts)}


async def look_into(tx: AsyncSession, me: Who, fact_id: int, now: datetime) -> DisciplineFact:
    """A fact whose ground and document are about to be read, which leaves an entry on the trail. Raises Refusal."""
    fact = await _kept_by(tx, me, fact_id)
    await _on_trail(tx, audit.Event.DISCIPLINE_READ, fact, fact.kind, by=me.person_id, now=now)
    return fact


async def everything(session: AsyncSession) -> list[DisciplineFact]:
    """All that was ever entered, the newest first."""
    query = select(DisciplineFact).order_by(col(DisciplineFact.since).desc(), col(DisciplineFact.id).desc())
    return list((await session.exec(query)).all())


async def of_person(session: AsyncSession, person_id: int) -> list[DisciplineFact]:
    """Everything that was ever entered about a person, the newest first."""
    query = select(DisciplineFact).where(col(DisciplineFact.person_id) == person_id)
    return list((await session.exec(query.order_by(col(DisciplineFact.since).desc(), col(DisciplineFact.id)))).all())


async def grounds_of(session: AsyncSession, fact: DisciplineFact) -> tuple[str, str] | Unreadable:
    ground = await records.read(session, fact.record_id, GROUND)
    document = await records.read(session, fact.record_id, DOCUMENT)
    if isinstance(ground, Unreadable):
        return ground
    return document if isinstance(document, Unreadable) else (ground, document)
