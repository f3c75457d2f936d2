"""A case of 发展党员: begun, its steps recorded by a named person, undone, ended. What is possible is said by scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Done
from scoring.development_dues import late_days
from scoring.development_rules import Block, blocks, possible
from scoring.development_steps import DECIDED_ABOVE, VOTED, Step
from storage import discipline
from storage.ballots import lists as ballots
from storage.ballots.rows import Ballot
from storage.development.dossiers import Dossier, acts_in, check_acts, load, open_of, runs, sees_inside
from storage.development.rows import DevelopmentCase, DevelopmentStep, Origin, Refused, RuleEdition, subject_of
from storage.development.rules import freeze
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Who, people_of, who_has_id
from storage.people.posts import Category
from storage.people.rights import Act
from storage.rules.regulations import Regulation, own


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


class Blocked(Refusal):
    """What the case's own rules say against a step, with the rule behind it."""

    def __init__(self, blocks: tuple[Block, ...], rules: Mapping[str, Regulation]) -> None:
        rule = rules[blocks[0].rule]
        why = "".join(block.why for block in blocks)
        super().__init__(f"{why}\n依据：{rule.document}{rule.article or ''}（{rule.status.value}）")
        self.blocks = blocks


async def check_begin(session: AsyncSession, me: Who, person_id: int) -> None:
    """Raises Refusal where no case of that person can be begun."""
    person = await who_has_id(session, person_id)
    if person is None or person.branch_id != me.branch_id:
        raise Refusal(Refused.NOT_HERE)
    if not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=person.branch_id)):
        raise Refusal(Refused.NOT_RUNNING)
    if person_id == me.person_id:
        raise Refusal(Refused.OWN)
    if person.category is Category.FULL_MEMBER:
        raise Refusal(Refused.MEMBER)
    if await open_of(session, person_id):
        raise Refusal(Refused.ALREADY)


UNDER_WAY = frozenset({Category.ACTIVIST, Category.PROSPECT, Category.PROBATIONARY})
"""Somebody whom the roster has as one of these has a way behind them that the bot does not know."""


async def begin(
    tx: AsyncSession, me: Who, person_id: int, applied: date, now: datetime, *, origin: Origin = Origin.NEW
) -> DevelopmentCase:
    """The application is there: a case under the rules of today. Raises Refusal."""
    await check_begin(tx, me, person_id)
    case = await _open(tx, me, person_id, me.branch_id, origin, now)
    await record(tx, me, case.number, Entry(Step.APPLIED, applied), now)
    return case


async def _open(  # noqa: PLR0917 - a case's parts
    tx: AsyncSession, me: Who, person_id: int, branch_id: int, origin: Origin, now: datetime
) -> DevelopmentCase:
    text, edition = freeze(own())
    if await tx.get(RuleEdition, edition) is None:
        tx.add(RuleEdition(hash=edition, tables=text, since=now))
        await tx.flush()
    case = DevelopmentCase(
        person_id=person_id,
        branch_id=branch_id,
        edition=edition,
        origin=origin.value,
        opened_by=me.person_id,
        opened_at=now,
    )
    tx.add(case)
    await tx.flush()
    return case


async def take_over(tx: AsyncSession, me: Who, person_id: int, applied: date, now: datetime) -> DevelopmentCase:
    """A case that ran on paper until today: by those who run it, or by those who approve what is done in it. Raises Refusal."""
    person = await who_has_id(tx, person_id)
    if person is None:
        raise Refusal(Refused.GONE)
    _check_papers(me, person.branch_id, Step.APPLIED)
    if person_id == me.person_id:
        raise Refusal(Refused.OWN)
    if person.category is Category.FULL_MEMBER:
        raise Refusal(Refused.MEMBER)
    if await open_of(tx, person_id):
        raise Refusal(Refused.ALREADY)
    case = await _open(tx, me, person_id, person.branch_id, Origin.EARLIER, now)
    await record_from_papers(tx, me, case.number, Entry(Step.APPLIED, applied), now)
    return case


def _check_papers(me: Who, branch_id: int, step: Step) -> None:
    """Raises Refusal where that person cannot enter what the papers say of that step."""
    above = may(me, Act.APPROVE_DEVELOPMENT)
    if step in DECIDED_ABOVE and not above:
        raise Refusal(Refused.NOT_ABOVE)
    if not above and not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_RUNNING)


async def record_from_papers(tx: AsyncSession, me: Who, case_id: int, entry: Entry, now: datetime) -> DevelopmentStep:
    """As `record`, of a step from before the case came here, whoever of those above or of the branch enters it. Raises Refusal."""
    file = await load(tx, case_id)
    _check_papers(me, file.case.branch_id, entry.step)
    check_day(file, entry.step, entry.on, now)
    return await _write(tx, me, file, entry, None, now)


def check_record(me: Who, file: Dossier, step: Step) -> None:
    """Raises Refusal where that person cannot record that step at all, whatever its order and its rules."""
    if not file.is_open:
        raise Refusal(Refused.ENDED)
    if file.case.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    above = may(me, Act.APPROVE_DEVELOPMENT)
    if file.is_moving and (above or sees_inside(me, file)):
        raise Refusal(Refused.MOVING)
    if step in DECIDED_ABOVE:
        if not above:
            raise Refusal(Refused.NOT_ABOVE)
    elif not runs(me, file):
        raise Refusal(Refused.NOT_RUNNING)


def check_possible(file: Dossier, step: Step, on: date) -> None:
    """Raises Blocked where the rules are against the step on that day, whatever belongs to it."""
    if found := possible(file.facts, step, file.numbers, on):
        raise Blocked(found, file.rules)


def check_rules(file: Dossier, done: Done, now: datetime) -> None:
    """Raises Blocked where the rules are against the step as it was done."""
    if found := blocks(file.facts, done, file.numbers, now.date()):
        raise Blocked(found, file.rules)


def check_day(file: Dossier, step: Step, on: date, now: datetime) -> None:
    """Raises Refusal for a day on which the step cannot have been without a ballot of ours.

    What a meeting decides has its ballot, unless the papers tell of it. 公示 begins on the day on which it is recorded and shown; only
    one from before the case came here may be older.
    """
    if step in VOTED and not by_papers(file, on, now):
        raise Refusal(Refused.NO_BALLOT)
    opened = file.case.opened_at.astimezone(now.tzinfo).date()
    if step is Step.NOTICE and on != now.date() and on >= opened:
        raise Refusal(Refused.NOTICE_TODAY)


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


async def record(tx: AsyncSession, me: Who, case_id: int, entry: Entry, now: datetime) -> DevelopmentStep:
    """Record a step that has taken place. One that a meeting decides takes day and outcome from its ballot. Raises Refusal.

    `now` is in the bureau's zone.
    """
    file = await load(tx, case_id)
    check_record(me, file, entry.step)
    ballot = await ballot_for(tx, file, entry.step) if entry.step in VOTED else None
    if ballot is not None:
        entry = replace(entry, on=day_of(ballot, now), passed=bool(ballot.passed))
    else:
        check_day(file, entry.step, entry.on, now)
    return await _write(tx, me, file, entry, ballot, now)


async def _write(  # noqa: PLR0917 - what `record` has found
    tx: AsyncSession, me: Who, file: Dossier, entry: Entry, ballot: Ballot | None, now: datetime
) -> DevelopmentStep:
    await _check_people(tx, file, entry)
    done = done_of(file, entry, now)
    check_rules(file, done, now)
    row = DevelopmentStep(
        case_id=file.case.number,
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


async def _check_people(session: AsyncSession, file: Dossier, entry: Entry) -> None:
    chosen = set(entry.people)
    if not chosen:
        return
    if entry.step is Step.INTRODUCERS and await discipline.in_force(session, chosen, entry.on):
        raise Refusal(Refused.NOT_INTRODUCERS)
    if not chosen <= {who.person_id for who in await choosable(session, file, entry.step, entry.on)}:
        raise Refusal(Refused.NOT_MEMBERS)


async def undo(tx: AsyncSession, me: Who, step_id: int, reason: str, now: datetime) -> DevelopmentStep:
    """Take the last step back that was recorded by mistake: by whoever recorded it, or by staff. It stays on record as undone.

    Raises Refusal.
    """
    row = await tx.get(DevelopmentStep, step_id)
    file = await load(tx, row.case_id) if row else None
    if row is None or file is None or not file.steps or file.steps[-1].id != row.id or len(file.steps) == 1:
        raise Refusal(Refused.NOTHING_TO_UNDO)
    if file.case.ended_at is not None:
        raise Refusal(Refused.ENDED)
    if file.case.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    # Who recorded it may take it back as long as they could still record it.
    if not (acts_in(me, file) and row.by == me.person_id) and not may(me, Act.CONFIRM_CATEGORY):
        raise Refusal(Refused.NOTHING_TO_UNDO)
    row.undone_at, row.undone_by, row.undone_reason = now, me.person_id, reason
    tx.add(row)
    return row


async def end(tx: AsyncSession, me: Who, case_id: int, reason: str, now: datetime) -> DevelopmentCase:
    """End a case before its aim, with a reason. Raises Refusal."""
    file = await load(tx, case_id)
    if not file.is_open:
        raise Refusal(Refused.ENDED)
    check_acts(me, file)
    case = file.case
    case.ended_at, case.ended_by, case.ended_reason = now, me.person_id, reason
    tx.add(case)
    return case
