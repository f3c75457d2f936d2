"""A case of 发展党员: begun, its steps recorded by a named person, undone, ended. What is possible is said by scoring."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Case, Done
from scoring.development_dues import late_days
from scoring.development_rules import Block, blocks
from scoring.development_steps import DECIDED_ABOVE, VOTED, Step
from storage import discipline
from storage.ballots import lists as ballots
from storage.ballots.rows import Ballot
from storage.development.dossiers import Dossier, load, open_of, runs, sees_inside
from storage.development.rows import DevelopmentCase, DevelopmentStep, Origin, Refused, RuleEdition, subject_of
from storage.development.rules import freeze, numbers_of
from storage.people.access import Act, Place, may
from storage.people.directory import Who, people_of, who_has_id
from storage.people.posts import Category
from storage.rules.regulations import own


@dataclass(frozen=True)
class Entry:
    """A step as somebody wants to record it."""

    step: Step
    on: date
    passed: bool = True
    people: Sequence[int] = ()
    days: int = 0
    hours: int = 0
    months: int = 0
    note: str = ""
    special: bool = False
    leaves: date | None = None

    def as_done(self) -> Done:
        """As scoring takes it."""
        return Done(
            step=self.step,
            on=self.on,
            passed=self.passed,
            count=len(set(self.people)),
            days=self.days,
            hours=self.hours,
            months=self.months,
            special=self.special,
            noted=bool(self.note.strip()),
            leaves=self.leaves,
        )


async def why_not_begin(session: AsyncSession, me: Who, person_id: int) -> Refused | None:
    """Why no case of that person can be begun, if so."""
    person = await who_has_id(session, person_id)
    if person is None or person.branch_id != me.branch_id:
        return Refused.NOT_HERE
    if not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=person.branch_id)):
        return Refused.NOT_RUNNING
    if person_id == me.person_id:
        return Refused.OWN
    if person.category is Category.FULL_MEMBER:
        return Refused.MEMBER
    return Refused.ALREADY if await open_of(session, person_id) else None


UNDER_WAY = frozenset({Category.ACTIVIST, Category.PROSPECT, Category.PROBATIONARY})
"""Who is one of those by the roster has a way behind them that the bot does not know."""


async def begin(
    tx: AsyncSession, me: Who, person_id: int, applied: date, now: datetime, *, origin: Origin = Origin.NEW
) -> DevelopmentCase | Refused | tuple[Block, ...]:
    """The application is there: a case under the rules of today."""
    if refused := await why_not_begin(tx, me, person_id):
        return refused
    first = Entry(Step.APPLIED, applied)
    if found := blocks(Case(), first.as_done(), numbers_of(own()), now.date()):
        return found
    text, edition = freeze(own())
    if await tx.get(RuleEdition, edition) is None:
        tx.add(RuleEdition(hash=edition, tables=text, since=now))
        await tx.flush()
    case = DevelopmentCase(
        person_id=person_id,
        branch_id=me.branch_id,
        edition=edition,
        origin=origin.value,
        opened_by=me.person_id,
        opened_at=now,
    )
    tx.add(case)
    await tx.flush()
    outcome = await record(tx, me, case.number, first, now)
    return case if isinstance(outcome, DevelopmentStep) else outcome


async def why_not_record(session: AsyncSession, me: Who, file: Dossier | None, step: Step) -> Refused | None:
    """Why that person cannot record that step at all, whatever its order; the rules' own blocks come beside it."""
    if file is None:
        return Refused.GONE
    if not file.is_open:
        return Refused.ENDED
    if file.case.person_id == me.person_id:
        return Refused.OWN
    above = may(me, Act.APPROVE_DEVELOPMENT)
    if file.is_moving and (above or sees_inside(me, file)):
        return Refused.MOVING
    if step in DECIDED_ABOVE:
        return None if above else Refused.NOT_ABOVE
    return None if runs(me, file) else Refused.NOT_RUNNING


def why_not_on(file: Dossier, step: Step, on: date, now: datetime) -> Refused | None:
    """公示 begins on the day on which it is recorded and shown; only one from before the case came here may be older."""
    opened = file.case.opened_at.astimezone(now.tzinfo).date()
    return Refused.NOTICE_TODAY if step is Step.NOTICE and on != now.date() and on >= opened else None


async def ballot_for(session: AsyncSession, file: Dossier, step: Step) -> Ballot | None:
    """The counted ballot about that step that has not been recorded yet."""
    used = {row.ballot_id for row in file.steps}
    found = [each for each in await ballots.about(session, subject_of(file.case.number, step)) if each.id not in used]
    return found[-1] if found else None


def by_papers(file: Dossier, on: date, now: datetime) -> bool:
    """Whether that was done before the case came here, so that the papers alone tell of it."""
    return file.case.origin != Origin.NEW and on < file.case.opened_at.astimezone(now.tzinfo).date()


def done_of(file: Dossier, entry: Entry, now: datetime) -> Done:
    """The step as the rules take it."""
    return replace(entry.as_done(), elsewhere=by_papers(file, entry.on, now))


def day_of(ballot: Ballot, now: datetime) -> date:
    """The day on which the meeting decided: that of the count."""
    return (ballot.closed_at or ballot.opened_at).astimezone(now.tzinfo).date()


async def record(
    tx: AsyncSession, me: Who, case_id: int, entry: Entry, now: datetime
) -> DevelopmentStep | Refused | tuple[Block, ...]:
    """Record a step that has taken place. One that a meeting decides takes day and outcome from its ballot.

    `now` is in the bureau's zone. The rules' own reasons come as blocks.
    """
    file = await load(tx, case_id)
    if refused := await why_not_record(tx, me, file, entry.step):
        return refused
    if file is None:
        return Refused.GONE
    ballot = None
    if entry.step in VOTED:
        ballot = await ballot_for(tx, file, entry.step)
        if ballot is not None:
            entry = replace(entry, on=day_of(ballot, now), passed=bool(ballot.passed))
        elif not by_papers(file, entry.on, now):
            return Refused.NO_BALLOT
    if refused := why_not_on(file, entry.step, entry.on, now):
        return refused
    if refused := await _why_not_people(tx, file, entry):
        return refused
    done = done_of(file, entry, now)
    if found := blocks(file.facts, done, file.numbers, now.date()):
        return found
    row = DevelopmentStep(
        case_id=case_id,
        step=entry.step.value,
        on=entry.on,
        passed=entry.passed,
        people=sorted(set(entry.people)) or None,
        days=entry.days,
        hours=entry.hours,
        months=entry.months,
        special=entry.special,
        leaves=entry.leaves,
        ballot_id=ballot.id if ballot else None,
        note=entry.note,
        late=late_days(file.facts, done, file.numbers),
        by=me.person_id,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    return row


async def choosable(session: AsyncSession, file: Dossier, step: Step, on: date) -> list[Who]:
    """Who may be contact, introducer or hold the interview on that day: full members, of the branch or (for the interview) of the
    bureau; an introducer only with nothing standing against them."""
    branch = None if step is Step.INTERVIEWED else file.case.branch_id
    found = [
        who
        for who in await people_of(session, branch_id=branch)
        if who.category is Category.FULL_MEMBER and who.person_id != file.case.person_id
    ]
    if step is not Step.INTRODUCERS:
        return found
    barred = await discipline.in_force(session, [who.person_id for who in found], on)
    return [who for who in found if who.person_id not in barred]


async def barred(session: AsyncSession, file: Dossier, on: date) -> set[int]:
    """The introducers against whom something stands now, as long as the meeting has not decided."""
    rows = [row for row in file.steps if row.step == Step.INTRODUCERS]
    if not rows or file.facts.has(Step.ADMITTED):
        return set()
    return set(await discipline.in_force(session, rows[-1].people or (), on))


async def _why_not_people(session: AsyncSession, file: Dossier, entry: Entry) -> Refused | None:
    chosen = set(entry.people)
    if not chosen:
        return None
    if entry.step is Step.INTRODUCERS and await discipline.in_force(session, chosen, entry.on):
        return Refused.NOT_INTRODUCERS
    able = {who.person_id for who in await choosable(session, file, entry.step, entry.on)}
    return None if chosen <= able else Refused.NOT_MEMBERS


async def undo(tx: AsyncSession, me: Who, step_id: int, reason: str, now: datetime) -> DevelopmentStep | Refused:
    """Take the last step back that was recorded by mistake: by who recorded it, or by staff. It stays on record as undone."""
    row = await tx.get(DevelopmentStep, step_id)
    file = await load(tx, row.case_id) if row else None
    if row is None or file is None or not file.steps or file.steps[-1].id != row.id or len(file.steps) == 1:
        return Refused.NOTHING_TO_UNDO
    if file.case.ended_at is not None:
        return Refused.ENDED
    if file.case.person_id == me.person_id:
        return Refused.OWN
    # Who recorded it may take it back as long as they could still record it.
    acts = runs(me, file) or may(me, Act.APPROVE_DEVELOPMENT)
    if not (acts and row.by == me.person_id) and not may(me, Act.CONFIRM_CATEGORY):
        return Refused.NOTHING_TO_UNDO
    row.undone_at, row.undone_by, row.undone_reason = now, me.person_id, reason
    tx.add(row)
    return row


async def end(tx: AsyncSession, me: Who, case_id: int, reason: str, now: datetime) -> DevelopmentCase | Refused:
    """End a case before its aim, with a reason."""
    file = await load(tx, case_id)
    if file is None:
        return Refused.GONE
    if not file.is_open:
        return Refused.ENDED
    if file.case.person_id == me.person_id:
        return Refused.OWN
    if not runs(me, file) and not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_RUNNING
    case = file.case
    case.ended_at, case.ended_by, case.ended_reason = now, me.person_id, reason
    tx.add(case)
    return case
