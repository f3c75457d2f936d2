"""Looking at cases: who may see them, what waits for whom, a case from its first line to its last, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.working_days import last_of
from storage.care import cases
from storage.care.rows import Appeal, CaseEntry, HealthCase, Review, State
from storage.care.waiting import Waiting, Wants
from storage.ledger import Entry, Scope, standing
from storage.people import directory
from storage.people.access import may
from storage.people.directory import Person, Who
from storage.people.rights import Act
from storage.rules.regulations import own

_OPEN = [state.name for state in State if state.open]


@dataclass(frozen=True)
class Line:
    """One thing that happened, with the person who did it ("" for the rule) and what was written."""

    entry: CaseEntry
    by: str
    text: str


def sees(me: Who, case: HealthCase) -> bool:
    """The member, the helper, and those above who answer for it."""
    return me.person_id in (case.person_id, case.helper_id) or may(me, Act.SEE_CASES, case.place)


def sees_all(me: Who, case: HealthCase) -> bool:
    """As `sees`, but the helper sees the plan alone."""
    return case.person_id == me.person_id or may(me, Act.SEE_CASES, case.place)


async def seen_by(session: AsyncSession, me: Who, *, only_open: bool = True) -> list[tuple[HealthCase, str, str]]:
    """The cases that one may see, with the member's name and branch: what waits first, newest first."""
    query = select(HealthCase, Person.name).join(Person, col(Person.id) == col(HealthCase.person_id))
    if only_open:
        query = query.where(col(HealthCase.state).in_(_OPEN))
    names = await directory.branch_names(session)
    rows = (await session.exec(query.order_by(col(HealthCase.id).desc()))).all()
    found = [(case, name, names.get(case.branch_id, "")) for case, name in rows if sees(me, case)]
    return sorted(found, key=lambda row: list(State).index(row[0].stands))


async def of_person(session: AsyncSession, person_id: int) -> list[HealthCase]:
    """A person's own cases, those that are over first, then oldest first."""
    query = select(HealthCase).where(HealthCase.person_id == person_id).order_by(col(HealthCase.id).desc())
    found = sorted((await session.exec(query)).all(), key=lambda case: list(State).index(case.stands))
    return list(reversed(found))


async def timeline(session: AsyncSession, case: HealthCase) -> list[Line]:
    """Everything that happened, oldest first."""
    query = (
        select(CaseEntry, Person.name)
        .join(Person, col(Person.id) == col(CaseEntry.by), isouter=True)
        .where(CaseEntry.case_id == case.key)
        .order_by(col(CaseEntry.id))
    )
    rows = (await session.exec(query)).all()
    return [Line(entry, name or "", await cases.text_of(session, entry.record_id)) for entry, name in rows]


async def reviews(session: AsyncSession, case_id: int) -> list[Review]:
    """The look-ins of a case, by day."""
    return list(
        (await session.exec(select(Review).where(Review.case_id == case_id).order_by(col(Review.due_on)))).all()
    )


async def waiting_for(session: AsyncSession, me: Who, now: datetime) -> list[Waiting]:
    """What waits for that person: proposals, appeals, look-ins that are due, and their own open case. `now` is in the bureau's zone."""
    unanswered = and_(col(Appeal.case_id) == col(HealthCase.id), col(Appeal.answered_at).is_(None))
    query = (
        select(HealthCase, col(Appeal.due_on))
        .join(Appeal, unanswered, isouter=True)
        .where(or_(col(HealthCase.state).in_(_OPEN), col(Appeal.id).is_not(None)))
        .order_by(col(HealthCase.id))
    )
    if not may(me, Act.DECIDE_CASE) and not may(me, Act.ANSWER_APPEAL):
        query = query.where(HealthCase.person_id == me.person_id)
    found = []
    for case, due in (await session.exec(query)).all():
        if case.person_id == me.person_id:
            found += [Waiting(case.key, Wants.LOOK)] if case.stands.open else []
        elif case.stands is State.PROPOSED and cases.decides(me, case):
            found.append(Waiting(case.key, Wants.DECISION, decide_by(case.opened_at.astimezone(now.tzinfo))))
        elif due is not None and may(me, Act.ANSWER_APPEAL, case.place) and me.person_id != case.decided_by:
            found.append(Waiting(case.key, Wants.ANSWER, due))
    reviews = (
        select(col(HealthCase.id), col(Review.due_on))
        .join(Review, col(Review.case_id) == col(HealthCase.id))
        .where(HealthCase.helper_id == me.person_id, HealthCase.state == State.GRAY.name)
        .where(col(Review.done_at).is_(None), col(Review.due_on) <= now.date())
        .order_by(col(Review.due_on))
    )
    return [*found, *(Waiting(case or 0, Wants.REVIEW, due) for case, due in (await session.exec(reviews)).all())]


async def open_appeals(session: AsyncSession) -> list[tuple[HealthCase, Appeal]]:
    """Appeals that nobody has answered, by their due day."""
    query = (
        select(HealthCase, Appeal)
        .join(Appeal, col(Appeal.case_id) == col(HealthCase.id))
        .where(col(Appeal.answered_at).is_(None))
        .order_by(col(Appeal.due_on), col(Appeal.id))
    )
    return [(case, appeal) for case, appeal in (await session.exec(query)).all()]


async def proposals(session: AsyncSession) -> Sequence[tuple[HealthCase, str]]:
    """What nobody has decided about, with the member's name, oldest first."""
    query = _with_name(HealthCase.state == State.PROPOSED.name).order_by(col(HealthCase.id))
    return (await session.exec(query)).all()  # type: ignore[no-any-return]


async def reviews_until(session: AsyncSession, day: date) -> Sequence[tuple[HealthCase, Review, str]]:
    """The look-ins of standing cases that are due by that day and not written about, with the member's name."""
    query = (
        select(HealthCase, Review, Person.name)
        .join(Review, col(Review.case_id) == col(HealthCase.id))
        .join(Person, col(Person.id) == col(HealthCase.person_id))
        .where(HealthCase.state == State.GRAY.name, col(Review.done_at).is_(None), col(Review.due_on) <= day)
        .order_by(col(Review.due_on), col(Review.id))
    )
    return (await session.exec(query)).all()


async def ending(session: AsyncSession, first: date, last: date) -> Sequence[tuple[HealthCase, str]]:
    """Standing cases whose last day lies within those, with the member's name."""
    within = col(HealthCase.ends_on).between(first, last)
    return (await session.exec(_with_name(HealthCase.state == State.GRAY.name, within))).all()  # type: ignore[no-any-return]


def _with_name(*wanted: ColumnElement[bool] | bool) -> Any:
    query = select(HealthCase, Person.name).join(Person, col(Person.id) == col(HealthCase.person_id))
    return query.where(*wanted)


async def standing_gray(session: AsyncSession, day: date, *, branch_id: int | None = None) -> set[int]:
    """The persons who are under key attention on that day by somebody's decision."""
    query = select(HealthCase.person_id).where(
        HealthCase.state == State.GRAY.name,
        or_(col(HealthCase.ends_on).is_(None), col(HealthCase.ends_on) >= day),
    )
    if branch_id is not None:
        query = query.where(HealthCase.branch_id == branch_id)
    return set((await session.exec(query)).all())


def decide_by(opened: datetime) -> date:
    """Until when somebody is to decide about a proposal; `opened` is in the bureau's zone."""
    found = last_of(opened.date(), own()[cases.DECISION_RULE].integer("working_days"))
    return found.day if found else opened.date()


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """What those who answer for it owed: a decision about each proposal, and the helpers' look-ins. Nobody helped is named."""
    entries = await _decisions(session, scope)
    names = await scope.branches(session)
    query = (
        select(Review, HealthCase, Person)
        .join(HealthCase, col(HealthCase.id) == col(Review.case_id))
        .join(Person, col(Person.id) == col(HealthCase.helper_id))
        .where(col(Review.due_on) >= scope.first, col(Review.due_on) <= scope.last)
        .order_by(col(Review.due_on), col(Review.id))
    )
    if scope.branch_id is not None:
        query = query.where(HealthCase.branch_id == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(HealthCase.helper_id == scope.person_id)
    for review, case, helper in (await session.exec(query)).all():
        done = scope.day(review.done_at) if review.done_at else None
        entries.append(
            Entry(
                record=case.key,
                branch_id=case.branch_id,
                branch=names.get(case.branch_id, ""),
                what="帮扶回访",
                on=review.due_on,
                done=done,
                standing=standing(review.due_on, done, scope.today),
                person_id=helper.id,
                person=helper.name,
                police_no=helper.police_no,
            )
        )
    return entries


async def _decisions(session: AsyncSession, scope: Scope) -> list[Entry]:
    if scope.person_id is not None:
        return []
    query = select(HealthCase).where(col(HealthCase.opened_by).is_(None), col(HealthCase.opened_at) < scope.end)
    if scope.branch_id is not None:
        query = query.where(HealthCase.branch_id == scope.branch_id)
    names, entries = await scope.branches(session), []
    for case in (await session.exec(query.order_by(col(HealthCase.id)))).all():
        due = decide_by(case.opened_at.astimezone(scope.zone))
        if not scope.first <= due <= scope.last:
            continue
        done = scope.day(case.decided_at) if case.decided_at else None
        entries.append(
            Entry(
                record=case.key,
                branch_id=case.branch_id,
                branch=names.get(case.branch_id, ""),
                what="对重点关注提示作出决定",
                on=due,
                done=done,
                standing=standing(due, done, scope.today),
            )
        )
    return entries
