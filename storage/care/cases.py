"""What is done with a case: proposed by the rule, decided by a named person, replied to, appealed against, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring import working_days
from scoring.cadence import add_months
from scoring.index.model import Colour
from storage.care.rows import Appeal, CaseEntry, HealthCase, Kind, Refused, Review, State
from storage.engine.refusal import Refusal
from storage.engine.sweeps import apart_in
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.rules.regulations import own
from storage.sealed import audit, records
from storage.sealed.audit import Event

RECORD = "health_case"
TEXT = "text"
DECISION_RULE = "gray_decision"
LIMIT_RULE = "gray_limit"
APPEAL_RULE = "gray_appeal"
_EVENTS = {
    Kind.PROPOSED: Event.CASE_PROPOSED,
    Kind.GRAY: Event.CASE_DECIDED,
    Kind.DECLINED: Event.CASE_DECIDED,
    Kind.EXTENDED: Event.CASE_DECIDED,
    Kind.LIFTED: Event.CASE_DECIDED,
    Kind.ENDED: Event.CASE_ENDED,
    Kind.REPLY: Event.CASE_REPLIED,
    Kind.APPEAL: Event.CASE_APPEALED,
    Kind.UPHELD: Event.APPEAL_ANSWERED,
    Kind.REVOKED: Event.APPEAL_ANSWERED,
    Kind.REVIEW: Event.CASE_REVIEWED,
}


def longest_months() -> int:
    """How long key attention lasts at most before it needs a new decision."""
    return own()[LIMIT_RULE].integer("months")


def latest_end(today: date) -> date:
    """The last end date that can be set today."""
    return add_months(today, longest_months())


def review_days(today: date, ends: date, every: int) -> list[date]:
    """The days on which the helper looks in: every few days, as the rule says, until the end, which is always the last."""
    days = []
    day = today + timedelta(days=every)
    while day < ends:
        days.append(day)
        day += timedelta(days=every)
    return [*days, ends]


async def find(session: AsyncSession, case_id: int) -> HealthCase | None:
    return await session.get(HealthCase, case_id)


async def open_case(session: AsyncSession, person_id: int) -> HealthCase | None:
    """The person's case that is not closed, of which there is at most one."""
    states = [state.name for state in State if state.open]
    query = select(HealthCase).where(HealthCase.person_id == person_id, col(HealthCase.state).in_(states))
    return (await session.exec(query.order_by(col(HealthCase.id).desc()).limit(1))).first()


async def dealt_with(session: AsyncSession, month: date) -> set[int]:
    """Those for whom the rule's word about that month opens no case: one is open, or that month was dealt with."""
    states = [state.name for state in State if state.open]
    query = select(HealthCase.person_id)
    found = [query.where(HealthCase.month == month), query.where(col(HealthCase.state).in_(states))]
    return {person for each in found for person in (await session.exec(each)).all()}


async def propose(tx: AsyncSession, person_id: int, branch_id: int, month: date, now: datetime) -> HealthCase | None:
    """The rule says gray: open a case, unless one is open or the same month was dealt with. None when nothing is new."""
    if await open_case(tx, person_id) is not None:
        return None
    query = select(HealthCase.id).where(HealthCase.person_id == person_id, HealthCase.month == month)
    if (await tx.exec(query)).first() is not None:
        return None
    case = HealthCase(person_id=person_id, branch_id=branch_id, month=month, proposed=Colour.GRAY.value, opened_at=now)
    tx.add(case)
    await tx.flush()
    await _enter(tx, case, Kind.PROPOSED, None, now)
    return case


def decides(me: Who, case: HealthCase) -> bool:
    """Whether that person may decide about the case: in their reach, and not about themself."""
    return case.person_id != me.person_id and may(me, Act.DECIDE_CASE, case.place)


async def startable(session: AsyncSession, me: Who, person_id: int) -> Who:
    """Whether that person may be put under key attention without the rule's having proposed it."""
    who = await directory.who_has_id(session, person_id)
    if who is None:
        raise Refusal(Refused.GONE)
    if who.person_id == me.person_id:
        raise Refusal(Refused.YOURSELF)
    if not may(me, Act.DECIDE_CASE, Place(branch_id=who.branch_id, person_id=who.person_id)):
        raise Refusal(Refused.NOT_YOURS)
    if who.category not in MEMBERS:
        raise Refusal(Refused.NOT_A_MEMBER)
    if await open_case(session, person_id) is not None:
        raise Refusal(Refused.OPEN_ALREADY)
    return who


async def decidable(session: AsyncSession, me: Who, case_id: int, *wanted: State) -> HealthCase:
    """The case, if that person may decide about it and it stands so."""
    case = await find(session, case_id)
    if case is None:
        raise Refusal(Refused.GONE)
    if case.person_id == me.person_id:
        raise Refusal(Refused.YOURSELF)
    if not decides(me, case):
        raise Refusal(Refused.NOT_YOURS)
    if case.stands not in wanted:
        raise Refusal(Refused.DECIDED if State.PROPOSED in wanted else Refused.NOT_GRAY)
    return case


@dataclass(frozen=True, slots=True)
class Unproposed:
    """A person whom somebody puts under key attention although the rule says otherwise of that month."""

    person_id: int
    month: date
    proposed: Colour | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a decision needs: its reason, the steps of help, who helps and how often (days), and when it ends."""

    reason: str
    steps: str
    helper_id: int
    every: int
    ends_on: date


async def set_gray(tx: AsyncSession, me: Who, target: int | Unproposed, plan: Plan, now: datetime) -> HealthCase:
    """Key attention by that person's decision: about a case that the rule proposed, or about somebody whom it did not."""
    if isinstance(target, Unproposed):
        who = await startable(tx, me, target.person_id)
        case = HealthCase(
            person_id=who.person_id, branch_id=who.branch_id, month=target.month, proposed=target.proposed.value if target.proposed else "",
            opened_at=now, opened_by=me.person_id,
        )  # fmt: skip
    else:
        case = await decidable(tx, me, target, State.PROPOSED)
    today = now.date()
    helper = await directory.who_has_id(tx, plan.helper_id)
    if helper is None or helper.person_id == case.person_id:
        raise Refusal(Refused.HELPER)
    if not plan.reason.strip():
        raise Refusal(Refused.REASON)
    if not plan.steps.strip():
        raise Refusal(Refused.STEPS)
    if not today < plan.ends_on <= latest_end(today):
        raise Refusal(Refused.ENDS, months=longest_months())
    case.plan_record = await records.make(tx, RECORD, {TEXT: plan.steps.strip()}, now)
    case.helper_id, case.ends_on = plan.helper_id, plan.ends_on
    await _decide(tx, case, State.GRAY, me, now)
    await _enter(tx, case, Kind.GRAY, me.person_id, now, text=plan.reason)
    tx.add_all(Review(case_id=case.key, due_on=day) for day in review_days(today, plan.ends_on, plan.every))
    await tx.flush()
    return case


async def decline(tx: AsyncSession, me: Who, case_id: int, reason: str, now: datetime) -> HealthCase:
    """The other decision: not to put the member under key attention, with its reason."""
    case = await decidable(tx, me, case_id, State.PROPOSED)
    if not reason.strip():
        raise Refusal(Refused.REASON)
    await _decide(tx, case, State.DECLINED, me, now)
    await _enter(tx, case, Kind.DECLINED, me.person_id, now, text=reason)
    return case


async def extend(
    tx: AsyncSession, me: Who, case_id: int, *, reason: str, every: int, ends_on: date, now: datetime
) -> HealthCase:
    """A new decision for a longer time."""
    case = await decidable(tx, me, case_id, State.GRAY)
    if not reason.strip():
        raise Refusal(Refused.REASON)
    today = now.date()
    if not max(today, case.ends_on or today) < ends_on <= latest_end(today):
        raise Refusal(Refused.ENDS, months=longest_months())
    case.ends_on, case.decided_by, case.decided_at = ends_on, me.person_id, now
    tx.add(case)
    await _drop_reviews(tx, case, today)
    tx.add_all(Review(case_id=case.key, due_on=day) for day in review_days(today, ends_on, every))
    await _enter(tx, case, Kind.EXTENDED, me.person_id, now, text=reason)
    return case


async def lift(tx: AsyncSession, me: Who, case_id: int, reason: str, now: datetime) -> HealthCase:
    """End it before its time."""
    case = await decidable(tx, me, case_id, State.GRAY)
    if not reason.strip():
        raise Refusal(Refused.REASON)
    await _close(tx, case, State.LIFTED, now)
    await _enter(tx, case, Kind.LIFTED, me.person_id, now, text=reason)
    return case


async def reply(tx: AsyncSession, me: Who, case_id: int, text: str, now: datetime) -> HealthCase:
    """The member says something about it."""
    case = await repliable(tx, me, case_id)
    await _enter(tx, case, Kind.REPLY, me.person_id, now, text=text)
    return case


async def repliable(session: AsyncSession, me: Who, case_id: int) -> HealthCase:
    """The case, if it is that person's own and not closed."""
    case = await find(session, case_id)
    if case is None or (case.person_id == me.person_id and not case.stands.open):
        raise Refusal(Refused.GONE)
    if case.person_id != me.person_id:
        raise Refusal(Refused.NOT_THE_PERSON)
    return case


async def appealable(session: AsyncSession, me: Who, case_id: int) -> HealthCase:
    """The case, if that person may appeal now: once for each decision."""
    case = await repliable(session, me, case_id)
    if case.stands is not State.GRAY or case.decided_at is None:
        raise Refusal(Refused.NOT_GRAY)
    latest = await latest_appeal(session, case_id)
    if latest is not None and latest.answered_at is None:
        raise Refusal(Refused.APPEALED)
    if latest is not None and latest.at >= case.decided_at:
        raise Refusal(Refused.APPEALED_BEFORE)
    return case


async def appeal(tx: AsyncSession, me: Who, case_id: int, text: str, now: datetime) -> tuple[HealthCase, Appeal]:
    """The member appeals to the inspectors, who answer within the working days of the rule."""
    case = await appealable(tx, me, case_id)
    due = working_days.last_of(now.date(), own()[APPEAL_RULE].integer("working_days"))
    if due is None:
        raise RuntimeError("an appeal's clock is never stopped")
    made = Appeal(case_id=case.key, at=now, due_on=due.day, provisional=due.provisional)
    tx.add(made)
    await _enter(tx, case, Kind.APPEAL, me.person_id, now, text=text)
    return case, made


def answers(me: Who, case: HealthCase) -> bool:
    """Whether that person answers an appeal about the case, which neither is about them nor was decided by them."""
    return may(me, Act.ANSWER_APPEAL, case.place) and me.person_id not in (case.person_id, case.decided_by)


async def answerable(session: AsyncSession, me: Who, case_id: int) -> tuple[HealthCase, Appeal]:
    """The case and its open appeal, if that person may answer it."""
    case = await find(session, case_id)
    if case is None:
        raise Refusal(Refused.GONE)
    if not answers(me, case):
        raise Refusal(Refused.NOT_INSPECTOR)
    latest = await latest_appeal(session, case_id)
    if latest is None or latest.answered_at is not None:
        raise Refusal(Refused.NO_APPEAL)
    return case, latest


async def answer(tx: AsyncSession, me: Who, case_id: int, *, uphold: bool, text: str, now: datetime) -> HealthCase:
    """The inspectors' written answer: the decision stands, or ends now."""
    case, open_appeal = await answerable(tx, me, case_id)
    if not text.strip():
        raise Refusal(Refused.REASON)
    open_appeal.answered_at, open_appeal.answered_by, open_appeal.upheld = now, me.person_id, uphold
    tx.add(open_appeal)
    if not uphold and case.stands is State.GRAY:
        await _close(tx, case, State.LIFTED, now)
    await _enter(tx, case, Kind.UPHELD if uphold else Kind.REVOKED, me.person_id, now, text=text)
    return case


async def next_review(session: AsyncSession, case_id: int) -> Review | None:
    """The earliest look-in that nobody has written about."""
    query = select(Review).where(Review.case_id == case_id, col(Review.done_at).is_(None))
    return (await session.exec(query.order_by(col(Review.due_on)).limit(1))).first()


async def reviewable(session: AsyncSession, me: Who, case_id: int) -> tuple[HealthCase, Review]:
    """The case and the next look-in, if that person helps there."""
    case = await find(session, case_id)
    if case is None or case.stands is not State.GRAY:
        raise Refusal(Refused.GONE)
    if case.helper_id != me.person_id:
        raise Refusal(Refused.NOT_HELPER)
    found = await next_review(session, case_id)
    if found is None:
        raise Refusal(Refused.NOTHING_DUE)
    return case, found


async def review(tx: AsyncSession, me: Who, case_id: int, text: str, now: datetime) -> HealthCase:
    """The helper has looked in."""
    case, due = await reviewable(tx, me, case_id)
    due.done_at, due.by = now, me.person_id
    tx.add(due)
    await _enter(tx, case, Kind.REVIEW, me.person_id, now, text=text)
    return case


async def end_due(tx: AsyncSession, now: datetime) -> list[HealthCase]:
    """Key attention ends by itself after its last day; gives what has ended."""
    query = select(HealthCase).where(HealthCase.state == State.GRAY.name, col(HealthCase.ends_on) < now.date())
    done: list[HealthCase] = []
    for case in (await tx.exec(query)).all():
        async with apart_in(tx):
            await _close(tx, case, State.ENDED, now)
            await _enter(tx, case, Kind.ENDED, None, now)
            done.append(case)
    return done


async def latest_appeal(session: AsyncSession, case_id: int) -> Appeal | None:
    query = select(Appeal).where(Appeal.case_id == case_id).order_by(col(Appeal.id).desc()).limit(1)
    return (await session.exec(query)).first()


async def text_of(session: AsyncSession, record_id: int | None) -> str:
    """What was written, or why it cannot be read; "" for none."""
    if record_id is None:
        return ""
    found = await records.read(session, record_id, TEXT)
    return found.value if isinstance(found, records.Unreadable) else found


async def _decide(tx: AsyncSession, case: HealthCase, state: State, me: Who, now: datetime) -> None:
    case.state, case.decided_by, case.decided_at = state.name, me.person_id, now
    tx.add(case)
    await tx.flush()


async def _close(tx: AsyncSession, case: HealthCase, state: State, now: datetime) -> None:
    case.state = state.name
    tx.add(case)
    # What lies ahead is owed no more; what was due and missed stays in the ledger.
    await _drop_reviews(tx, case, now.date())


async def _drop_reviews(tx: AsyncSession, case: HealthCase, today: date) -> None:
    await tx.exec(
        delete(Review).where(
            col(Review.case_id) == case.key, col(Review.done_at).is_(None), col(Review.due_on) >= today
        )
    )


async def _enter(
    tx: AsyncSession, case: HealthCase, kind: Kind, by: int | None, now: datetime, *, text: str = ""
) -> None:
    """The line in the case, its text sealed, and the entry on the audit trail."""
    record_id = await records.make(tx, RECORD, {TEXT: text.strip()}, now) if text.strip() else None
    tx.add(CaseEntry(case_id=case.key, kind=kind.name, by=by, at=now, ends_on=case.ends_on, record_id=record_id))
    await audit.record(
        tx, _EVENTS[kind], by=by, now=now, over=case.person_id, subject=f"case:{case.key}", note=kind.value
    )
    await tx.flush()
