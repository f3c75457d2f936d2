"""The self-check of one's own post (岗位风险排查): who owes one, submitting it, confirming or returning it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, false
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import Cadence, Lead
from scoring.duties import period_of
from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Person, PostHeld, Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.people.stale import touch
from storage.people.whose import EVERYBODY, Of, Whose
from storage.risks.catalogue import LONGEST_MEASURE, LONGEST_POINT
from storage.risks.rows import CheckState, RiskCheck, RiskPoint
from storage.rules.grades import Level
from storage.rules.regulations import leads_of, own

RULE = "post_risk_check"
MOST_POINTS = 8
LONGEST_POSITION = 30
AT_ONCE = 10_000
"""As many may be asked about by their numbers in one question."""
_HEADS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY})
_CHECK, _HELD = table_of(RiskCheck).c, table_of(PostHeld).c
_HEAD, _AUTHOR = table_of(Person).alias("head").c, table_of(Person).alias("author").c


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这份自查，或者已经重新提交，请返回列表查看。"
    NOT_YOURS = "这份自查不由您确认。"
    NOT_SEEN = "您不能查看这份自查。"
    NOT_NOW = "只能填写本期和上一期的自查。"
    CONFIRMED = "这一期的自查已经确认，不用再填。"
    NO_POINTS = f"请选出或写出 1 到 {MOST_POINTS} 个风险点。"
    TWICE = "有两个风险点是一样的，请去掉一个。"
    TOO_LONG = "有的内容太长，请精简后再提交。"
    CHANGED = "本人刚刚重新提交过，请先看新的内容。"
    JUDGED = "这份自查已经处理过。"
    NO_WORD = "退回要写明原因。"


@dataclass(frozen=True)
class Point:
    """A risk point as it is handed in."""

    text: str
    level: Level
    measure: str


@dataclass(frozen=True)
class Check:
    """A self-check with its points and its author."""

    row: RiskCheck
    person: str
    points: tuple[RiskPoint, ...]


@dataclass(frozen=True)
class CheckFact:
    """On which day a person's newest self-check of some time was submitted, and confirmed."""

    submitted_on: date
    confirmed_on: date | None


def period(day: date) -> tuple[date, date]:
    """First and last day of the period in which a self-check is owed."""
    return period_of(day, own()[RULE].period())


def cadence() -> Cadence:
    """How often it is owed."""
    return Cadence(own()[RULE].period().value)


def leads() -> tuple[Lead, ...]:
    """How long before the last day people are reminded."""
    return leads_of(cadence())


def title(first: date) -> str:
    """2026年下半年."""
    months = own()[RULE].period().months
    number = (first.month - 1) // months
    word = {1: f"{first.month}月", 3: f"第{'一二三四'[number % 4]}季度", 6: "上下"[number % 2] + "半年", 12: ""}[months]
    return f"{first.year}年{word}"


def open_periods(today: date) -> tuple[date, date]:
    """The first days of this period and of the one before it: both can be handed in."""
    first, _ = period(today)
    return first, period(first - timedelta(days=1))[0]


async def of_person(session: AsyncSession, person_id: int) -> list[RiskCheck]:
    """A person's self-checks, the newest first."""
    query = select(RiskCheck).where(RiskCheck.person_id == person_id).order_by(col(RiskCheck.first_on).desc())
    return list((await session.exec(query)).all())


async def points_of(session: AsyncSession, check_ids: Sequence[int]) -> dict[int, tuple[RiskPoint, ...]]:
    """Self-check → its points, as they were written."""
    found: dict[int, tuple[RiskPoint, ...]] = {}
    for start in range(0, len(check_ids), AT_ONCE):
        some = col(RiskPoint.check_id).in_(check_ids[start : start + AT_ONCE])
        for point in (await session.exec(select(RiskPoint).where(some).order_by(col(RiskPoint.number)))).all():
            found[point.check_id] = (*found.get(point.check_id, ()), point)
    return found


async def find(session: AsyncSession, check_id: int) -> Check:
    """One self-check with its points."""
    row = await session.get(RiskCheck, check_id)
    person = await session.get(Person, row.person_id) if row else None
    if row is None or person is None:
        raise Refusal(Refused.GONE)
    return Check(row, person.name, (await points_of(session, [row.key])).get(row.key, ()))


async def open_for(session: AsyncSession, me: Who, first: date, today: date) -> RiskCheck | None:
    """What one has handed in for that period already, if anything. Raises Refusal where it cannot be handed in."""
    if first not in open_periods(today):
        raise Refusal(Refused.NOT_NOW)
    query = select(RiskCheck).where(RiskCheck.person_id == me.person_id, RiskCheck.first_on == first)
    row = (await session.exec(query)).one_or_none()
    if row is not None and row.state == CheckState.CONFIRMED:
        raise Refusal(Refused.CONFIRMED)
    return row


async def submit(
    tx: AsyncSession, me: Who, *, first: date, position: str, kind: str, points: Sequence[Point], now: datetime
) -> RiskCheck:
    """Hand it in, in the place of what was handed in before and is not confirmed yet."""
    row = await open_for(tx, me, first, now.date())
    if not 1 <= len(points) <= MOST_POINTS:
        raise Refusal(Refused.NO_POINTS)
    if len({point.text for point in points}) < len(points):
        raise Refusal(Refused.TWICE)
    if len(position) > LONGEST_POSITION or any(
        len(point.text) > LONGEST_POINT or len(point.measure) > LONGEST_MEASURE for point in points
    ):
        raise Refusal(Refused.TOO_LONG)
    if row is None:
        last = period(first)[1]
        row = RiskCheck(person_id=me.person_id, branch_id=me.branch_id, position=position, kind=kind, first_on=first,
                        due_on=last, submitted_at=now, submitted_on=now.date())  # fmt: skip
    else:
        row.branch_id, row.position, row.kind = me.branch_id, position, kind
        row.state, row.revision, row.word, row.judged_by = CheckState.SUBMITTED.value, row.revision + 1, None, None
        row.submitted_at, row.submitted_on = now, now.date()
        await tx.exec(delete(RiskPoint).where(col(RiskPoint.check_id) == row.key))
    tx.add(row)
    await touch(tx, [me.person_id])
    await tx.flush()
    tx.add_all(
        RiskPoint(check_id=row.key, number=number, text=point.text, level=point.level.value, measure=point.measure)
        for number, point in enumerate(points, 1)
    )
    await tx.flush()
    return row


def may_see(me: Who, row: RiskCheck) -> bool:
    """Its author, and those who oversee the branch's risk points."""
    return may(me, Act.SEE_RISK_POINTS, row.place) or row.person_id == me.person_id


@dataclass(frozen=True)
class Judges:
    """The branches' secretaries and deputies, and the party-committee secretary, as they are now."""

    heads: tuple[Who, ...]
    above: tuple[Who, ...]

    def of(self, row: RiskCheck) -> list[Who]:
        """Who confirms it: the branch's heads; for the only one of them, the party-committee secretary."""
        heads = [who for who in self.heads if who.branch_id == row.branch_id and who.person_id != row.person_id]
        return heads or [who for who in self.above if who.person_id != row.person_id]


async def all_judges(session: AsyncSession) -> Judges:
    """Everybody who confirms self-checks."""
    heads = [who for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY) for who in await directory.holders(session, post)]
    return Judges(tuple(heads), tuple(await directory.holders(session, Post.COMMITTEE_SECRETARY)))


async def judges(session: AsyncSession, row: RiskCheck) -> list[Who]:
    """Who confirms that one."""
    return (await all_judges(session)).of(row)


async def judged(session: AsyncSession, me: Who, check_id: int, revision: int) -> RiskCheck:
    """One that waits for that person's word, as they have read it."""
    row = await session.get(RiskCheck, check_id)
    if row is None:
        raise Refusal(Refused.GONE)
    allowed = may(me, Act.CONFIRM_CHECK, Place(branch_id=row.branch_id))
    if not allowed or me.person_id not in {who.person_id for who in await judges(session, row)}:
        raise Refusal(Refused.NOT_YOURS)
    if row.state != CheckState.SUBMITTED:
        raise Refusal(Refused.JUDGED)
    if row.revision != revision:
        raise Refusal(Refused.CHANGED)
    return row


async def confirm(tx: AsyncSession, me: Who, check_id: int, revision: int, today: date) -> RiskCheck:
    """确认."""
    row = await judged(tx, me, check_id, revision)
    row.state, row.judged_by, row.confirmed_on = CheckState.CONFIRMED.value, me.person_id, today
    tx.add(row)
    await touch(tx, [row.person_id])
    return row


async def give_back(tx: AsyncSession, me: Who, check_id: int, revision: int, word: str) -> RiskCheck:
    """退回, with a word of why."""
    row = await judged(tx, me, check_id, revision)
    if not word.strip():
        raise Refusal(Refused.NO_WORD)
    row.state, row.judged_by, row.word = CheckState.RETURNED.value, me.person_id, word.strip()
    tx.add(row)
    await touch(tx, [row.person_id])
    return row


def judged_by(posts: Collection[Post], person: Any, branch: Any) -> ColumnElement[bool]:
    """A condition on self-checks: that they wait for the word of somebody with those posts. `person` and `branch` are theirs, or
    parameters for them."""
    head = exists().where(
        _HEAD.branch_id == _CHECK.branch_id,
        _HEAD.left_at.is_(None),
        _HEAD.id != _CHECK.person_id,
        _HELD.person_id == _HEAD.id,
        _HELD.post.in_([post.value for post in _HEADS]),
    )
    mine = [_CHECK.branch_id == branch] if not _HEADS.isdisjoint(posts) else []
    # Of the only head of a branch, and where there is none.
    above = [~head] if Post.COMMITTEE_SECRETARY in posts else []
    return and_(
        _CHECK.state == CheckState.SUBMITTED.value,
        _CHECK.person_id != person,
        or_(false(), *mine, *above),
        exists().where(_AUTHOR.id == _CHECK.person_id, _AUTHOR.left_at.is_(None)),
    )


async def waiting_for(session: AsyncSession, me: Who) -> list[tuple[RiskCheck, str]]:
    """What waits for that person's word, with its author, the oldest first."""
    if not may(me, Act.CONFIRM_CHECK):
        return []
    query = (
        select(RiskCheck, Person.name)
        .join(Person, col(Person.id) == col(RiskCheck.person_id))
        .where(judged_by(me.posts, me.person_id, me.branch_id))
        .order_by(col(RiskCheck.submitted_at), col(RiskCheck.id))
    )
    return [(row, name) for row, name in (await session.exec(query)).all()]


async def lacking(session: AsyncSession, first: date) -> list[Who]:
    """Everyone on the roster who has handed in nothing for that period, or had it returned."""
    query = select(RiskCheck.person_id).where(
        RiskCheck.first_on == first, col(RiskCheck.state) != CheckState.RETURNED.value
    )
    done = set((await session.exec(query)).all())
    return [who for who in await directory.people_of(session) if who.person_id not in done]


async def begun(session: AsyncSession, first: date) -> bool:
    """Whether anybody has handed in a self-check for the period with that first day."""
    query = select(RiskCheck.id).where(RiskCheck.due_on == period(first)[1]).limit(1)
    return (await session.exec(query)).first() is not None


async def of_period(session: AsyncSession, first: date, last: date, whose: Whose = EVERYBODY) -> dict[int, CheckFact]:
    """Person → when their self-check was submitted and confirmed, of the newest period that overlaps these days.

    One that was returned and not submitted again is left out.
    """
    rows = (await whose.ask(session, _submitted, first=first, last=last)).all()
    return {person: CheckFact(submitted, confirmed) for person, submitted, confirmed in rows}


def _submitted(of: Of) -> Any:
    row = table_of(RiskCheck).c
    return (
        select(row.person_id, row.submitted_on, row.confirmed_on)
        .where(
            row.first_on <= bindparam("last"),
            row.due_on >= bindparam("first"),
            row.state != CheckState.RETURNED.value,
            of(row.person_id),
        )
        .order_by(row.first_on)
    )
