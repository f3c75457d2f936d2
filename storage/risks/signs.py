"""Signs (苗头性、倾向性问题): noting one on somebody of the branch, who sees it, raising it, closing it.

A sign is an internal prompt to care for somebody in time. It is never shown to the person whom it is about, whatever their post, nor
to their colleagues; what it says lies in a sealed record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, confirmed, may, roles
from storage.people.directory import Branch, Person, Who
from storage.people.rights import Act, Role
from storage.risks.rows import Outcome, Said, Sign, SignStep
from storage.rules.grades import Interview, Level
from storage.rules.regulations import own
from storage.sealed import audit, records
from storage.sealed.audit import Event
from storage.sealed.records import Unreadable
from storage.talks import lists as talks
from storage.talks.rows import TalkKind

KIND = "sign"
WHAT, WORD = "what", "word"
SHOWN = "sign_shown"
RULES = {Level.LOW: "sign_low", Level.MIDDLE: "sign_middle", Level.HIGH: "sign_high"}
LONGEST = 500
LONGEST_WORD = 300
SHORTEST_PURPOSE = 4


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这条记录，或者不由您办理。"
    NOT_YOURSELF = "不能登记本人；有困难请直接同支部书记谈心。"
    NOT_HERE = "只能登记本支部的人员。"
    EMPTY = f"请写清看到了什么，不超过 {LONGEST} 个字。"
    IN_FUTURE = "发现的日期不能晚于今天。"
    CLOSED = "这条苗头已经结束。"
    HIGHEST = "已经是最高一级的约谈。仍有问题的，请按干部管理权限向上级党组织报告。"
    NO_WORD = "请写明原因。"
    NO_PURPOSE = f"请写明查看的用途，不少于 {SHORTEST_PURPOSE} 个字。"


@dataclass(frozen=True)
class Seen:
    """A sign as it exists, with names; nothing of what it says."""

    row: Sign
    person: str
    by: str
    branch: str
    steps: tuple[tuple[SignStep, str], ...] = ()


def proposed(level: Level) -> Interview:
    """The interview that the rules propose for a sign that grave."""
    return own()[RULES[level]].interview()


def days(level: Level) -> int:
    """After how many days without handling the secretary is reminded."""
    return own()[RULES[level]].integer("days")


def shown_to_the_person() -> bool:
    """Whether people are told that signs about them exist."""
    return own()[SHOWN].flag("shown")


def may_see(me: Who, row: Sign) -> bool:
    """That it exists: who noted it, the branch's committee, the inspectors and the party-committee secretary."""
    if row.person_id == me.person_id:
        return False
    return row.by == me.person_id or may(me, Act.SEE_SIGNS, Place(branch_id=row.branch_id))


def handles(me: Who, row: Sign) -> bool:
    """Who deals with it: the branch's committee."""
    return row.person_id != me.person_id and may(me, Act.HANDLE_SIGN, Place(branch_id=row.branch_id))


def needs_purpose(me: Who, row: Sign) -> bool:
    """Whether reading it takes a purpose: for everybody who neither noted it nor deals with it."""
    return row.by != me.person_id and not handles(me, row)


def may_note(me: Who, person: Who) -> bool:
    """Whether that person may note a sign on that other one."""
    return person.person_id != me.person_id and may(me, Act.NOTE_SIGN, Place(branch_id=person.branch_id))


async def to_be_noted(session: AsyncSession, me: Who, person_id: int) -> Who:
    """Somebody on whom that person may note a sign."""
    person = await directory.who_has_id(session, person_id)
    if person is None or not may_note(me, person):
        raise Refusal(Refused.NOT_YOURSELF if person_id == me.person_id else Refused.NOT_HERE)
    return person


async def note(
    tx: AsyncSession, me: Who, *, person_id: int, what: str, since: date, level: Level, now: datetime
) -> Sign:
    """登记; the trail keeps that it was done."""
    person = await to_be_noted(tx, me, person_id)
    if not 1 <= len(what.strip()) <= LONGEST:
        raise Refusal(Refused.EMPTY)
    if since > now.date():
        raise Refusal(Refused.IN_FUTURE)
    record = await records.make(tx, KIND, {WHAT: what.strip()}, now)
    grade = proposed(level)
    row = Sign(person_id=person_id, branch_id=person.branch_id, by=me.person_id, record_id=record, since=since,
               level=level.value, grade=grade.value, noted_at=now, noted_on=now.date(), grade_on=now.date())  # fmt: skip
    tx.add(row)
    await tx.flush()
    await _step(tx, me, row, Said.NOTED, now)
    return row


async def find(session: AsyncSession, me: Who, sign_id: int) -> Seen:
    """One sign as it exists, with what was done about it; GONE also for the person whom it is about."""
    row = await session.get(Sign, sign_id)
    if row is None or not may_see(me, row):
        raise Refusal(Refused.GONE)
    query = (
        select(SignStep, Person.name)
        .join(Person, col(Person.id) == col(SignStep.by))
        .where(SignStep.sign_id == sign_id)
        .order_by(col(SignStep.id))
    )
    steps = tuple((step, name) for step, name in (await session.exec(query)).all())
    (seen,) = await _seen(session, col(Sign.id) == row.key)
    return Seen(seen.row, seen.person, seen.by, seen.branch, steps)


async def listed(session: AsyncSession, me: Who, branch_id: int | None = None, *, closed: bool = False) -> list[Seen]:
    """What a person may see (of a branch), the gravest and oldest first."""
    wanted: ColumnElement[bool] = col(Sign.closed_on).is_not(None) if closed else col(Sign.closed_on).is_(None)
    if branch_id is not None:
        wanted = and_(wanted, col(Sign.branch_id) == branch_id)
    found = [seen for seen in await _seen(session, wanted) if may_see(me, seen.row)]
    return sorted(found, key=lambda seen: (Level(seen.row.level).weight, seen.row.grade_on, seen.row.key))


async def about(session: AsyncSession, person_id: int) -> Sequence[Sign]:
    """Every sign on a person, newest first; only for those to whom the rule `sign_shown` shows it."""
    return (await session.exec(select(Sign).where(Sign.person_id == person_id).order_by(col(Sign.id).desc()))).all()


async def kept_from(session: AsyncSession, person_id: int) -> list[str]:
    """The subjects in the audit trail that a person, inspector or not, does not find there: the signs on themself."""
    return [f"sign:{row.key}" for row in await about(session, person_id)]


async def read(
    tx: AsyncSession, me: Who, sign_id: int, *, purpose: str | None, now: datetime
) -> tuple[Seen, list[tuple[str, str | Unreadable]]]:
    """What it says, and what was said with each step; that it was read is in the trail before anybody sees it."""
    seen, said = await find(tx, me, sign_id), (purpose or "").strip()
    if needs_purpose(me, seen.row) and len(said) < SHORTEST_PURPOSE:
        raise Refusal(Refused.NO_PURPOSE)
    await audit.record(tx, Event.SIGN_READ, by=me.person_id, now=now, subject=f"sign:{sign_id}", note=said)
    found = [("情况", await records.read(tx, seen.row.record_id, WHAT))]
    for step, name in seen.steps:
        if step.record_id is not None:
            found.append((f"{step.said}（{name}）", await records.read(tx, step.record_id, WORD)))
    return seen, found


async def handled(session: AsyncSession, me: Who, sign_id: int) -> Sign:
    """An open one that the person may deal with."""
    row = await session.get(Sign, sign_id)
    if row is None or not handles(me, row):
        raise Refusal(Refused.GONE)
    if not row.open:
        raise Refusal(Refused.CLOSED)
    return row


async def raisable(session: AsyncSession, me: Who, sign_id: int) -> Interview:
    """The grade to which it would be raised."""
    higher = Interview((await handled(session, me, sign_id)).grade).higher
    if higher is None:
        raise Refusal(Refused.HIGHEST)
    return higher


def _check_word(word: str) -> None:
    if not 1 <= len(word.strip()) <= LONGEST_WORD:
        raise Refusal(Refused.NO_WORD)


async def raise_(tx: AsyncSession, me: Who, sign_id: int, word: str, now: datetime) -> Sign:
    """升级: the next grade of interview, whose handling is counted from today."""
    grade = await raisable(tx, me, sign_id)
    _check_word(word)
    row = await tx.get_one(Sign, sign_id)
    row.grade, row.grade_on = grade.value, now.date()
    tx.add(row)
    await _step(tx, me, row, Said.RAISED, now, word)
    return row


async def talked(session: AsyncSession, row: Sign) -> bool:
    """Whether the interview of its grade was held since it was noted."""
    return await talks.held_with(session, row.person_id, TalkKind(row.grade), row.noted_on)


async def close(tx: AsyncSession, me: Who, sign_id: int, word: str, now: datetime) -> Sign:
    """结束, with a word of why; the outcome says whether the interview was held."""
    row = await handled(tx, me, sign_id)
    _check_word(word)
    row.closed_on, row.outcome = now.date(), (Outcome.TALKED if await talked(tx, row) else Outcome.CLEARED).value
    tx.add(row)
    await _step(tx, me, row, Said.CLOSED, now, word)
    return row


async def open_ones(session: AsyncSession) -> Sequence[Sign]:
    """Every open sign, for the sweep that reminds."""
    return (await session.exec(select(Sign).where(col(Sign.closed_on).is_(None)).order_by(col(Sign.id)))).all()


async def handled_in(session: AsyncSession, sign_id: int) -> Sign | None:
    """One that is open, whoever asks: for reminders, which say nothing of it."""
    row = await session.get(Sign, sign_id)
    return row if row is not None and row.open else None


@dataclass(frozen=True)
class Committees:
    """The branches' committees, as they are now, and who leads each."""

    members: Mapping[int, Sequence[Who]]
    heads: Mapping[int, Who]

    def responsible(self, row: Sign) -> list[Who]:
        """Who is reminded of it: the branch's secretary; where it is about them, the others of the committee."""
        committee = [who for who in self.members.get(row.branch_id, ()) if who.person_id != row.person_id]
        head = self.heads.get(row.branch_id)
        return [who for who in committee if head is not None and who.person_id == head.person_id] or committee


async def committees(session: AsyncSession, branch_ids: Collection[int]) -> Committees:
    """Those branches'."""
    seated = await directory.committees(session, branch_ids)
    able = {branch: [who for who in mine if Role.COMMITTEE in roles(confirmed(who))] for branch, mine in seated.items()}
    return Committees(able, directory.heads_among(chain.from_iterable(seated.values())))


async def responsible(session: AsyncSession, row: Sign) -> list[Who]:
    """Who is reminded of that one."""
    return (await committees(session, [row.branch_id])).responsible(row)


async def _step(  # noqa: PLR0917 - a step's parts
    tx: AsyncSession, me: Who, row: Sign, said: Said, now: datetime, word: str | None = None
) -> None:
    record = await records.make(tx, KIND, {WORD: word.strip()}, now) if word else None
    step = SignStep(sign_id=row.key, by=me.person_id, at=now, said=said.value, grade=row.grade, record_id=record)
    tx.add(step)
    await tx.flush()
    await audit.record(
        tx, Event.SIGN_HANDLED, by=me.person_id, now=now, subject=f"sign:{row.key}", note=f"{said.value}　{row.grade}"
    )


async def _seen(session: AsyncSession, wanted: ColumnElement[bool]) -> list[Seen]:
    person, by = aliased(Person), aliased(Person)
    query = (
        select(Sign, person.name, by.name, Branch.name)
        .join(person, col(person.id) == col(Sign.person_id))
        .join(by, col(by.id) == col(Sign.by))
        .join(Branch, col(Branch.id) == col(Sign.branch_id))
        .where(wanted)
    )
    return [Seen(*row) for row in (await session.exec(query)).all()]
