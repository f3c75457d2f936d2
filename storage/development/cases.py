"""A case of 发展党员: begun, its steps recorded by a named person, undone, ended. What is possible is said by scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import DECIDED_ABOVE, VOTED, Case, Done, Numbers, Step
from scoring.development_rules import Block, blocks, late_days
from scoring.working_days import Stop
from storage.access import Act, Place, may
from storage.ballots import lists as ballots
from storage.ballots.rows import Ballot
from storage.development.rows import (
    MOST_DOCUMENTS,
    DevelopmentCase,
    DevelopmentComment,
    DevelopmentDocument,
    DevelopmentStep,
    Refused,
    RuleEdition,
    runs,
    subject_of,
)
from storage.development.rules import freeze, numbers_of, thaw
from storage.outbox import File
from storage.people import Person, Who, people_of, who_has_id
from storage.posts import MEMBERS, Category
from storage.regulations import Regulation, own


@dataclass(frozen=True)
class Dossier:
    """A case with all that follows from it: its recorded steps, the facts for scoring, and its own rules."""

    case: DevelopmentCase
    steps: list[DevelopmentStep]
    facts: Case
    rules: Mapping[str, Regulation]
    numbers: Numbers

    @property
    def is_open(self) -> bool:
        """Whether anything can still be recorded."""
        return self.case.ended_at is None and not self.facts.is_complete


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

    def as_done(self) -> Done:
        """As scoring takes it."""
        return Done(self.step, self.on, self.passed, len(set(self.people)), self.days, self.hours, self.months)


async def load(session: AsyncSession, case_id: int) -> Dossier | None:
    """A case with everything that counts."""
    case = await session.get(DevelopmentCase, case_id)
    if case is None:
        return None
    return (await load_all(session, [case]))[0]


async def load_all(session: AsyncSession, cases: Sequence[DevelopmentCase]) -> list[Dossier]:
    """Several cases at once, in three questions."""
    ids = [case.number for case in cases]
    steps: dict[int, list[DevelopmentStep]] = {number: [] for number in ids}
    stops: dict[int, list[Stop]] = {number: [] for number in ids}
    found = select(DevelopmentStep).where(
        col(DevelopmentStep.case_id).in_(ids), col(DevelopmentStep.undone_at).is_(None)
    )
    for row in (await session.exec(found.order_by(col(DevelopmentStep.id)))).all():
        steps[row.case_id].append(row)
    objections = select(DevelopmentComment).where(
        col(DevelopmentComment.case_id).in_(ids), col(DevelopmentComment.objection).is_(True)
    )
    for comment in (await session.exec(objections)).all():
        stops[comment.case_id].append(Stop(comment.on, comment.answered_on))
    editions = {edition.hash: thaw(edition.tables) for edition in (await session.exec(select(RuleEdition))).all()}
    return [
        Dossier(
            case,
            steps[case.number],
            Case(tuple(_done(row) for row in steps[case.number]), tuple(stops[case.number])),
            editions[case.edition],
            numbers_of(editions[case.edition]),
        )
        for case in cases
    ]


def _done(row: DevelopmentStep) -> Done:
    return Done(Step(row.step), row.on, row.passed, len(row.people or ()), row.days, row.hours, row.months)


async def open_of(session: AsyncSession, person_id: int) -> DevelopmentCase | None:
    """A person's newest case that has not been ended."""
    query = select(DevelopmentCase).where(
        col(DevelopmentCase.person_id) == person_id, col(DevelopmentCase.ended_at).is_(None)
    )
    return (await session.exec(query.order_by(col(DevelopmentCase.id).desc()))).first()


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


async def begin(
    tx: AsyncSession, me: Who, person_id: int, applied: date, now: datetime
) -> DevelopmentCase | Refused | tuple[Block, ...]:
    """The application is there: a case under the rules of today."""
    if refused := await why_not_begin(tx, me, person_id):
        return refused
    text, edition = freeze(own())
    if await tx.get(RuleEdition, edition) is None:
        tx.add(RuleEdition(hash=edition, tables=text, since=now))
        await tx.flush()
    case = DevelopmentCase(
        person_id=person_id, branch_id=me.branch_id, edition=edition, opened_by=me.person_id, opened_at=now
    )
    tx.add(case)
    await tx.flush()
    outcome = await record(tx, me, case.number, Entry(Step.APPLIED, applied), now)
    return case if isinstance(outcome, DevelopmentStep) else outcome


async def why_not_record(session: AsyncSession, me: Who, file: Dossier | None, step: Step) -> Refused | None:
    """Why that person cannot record that step at all, whatever its order; the rules' own blocks come beside it."""
    if file is None:
        return Refused.GONE
    if not file.is_open:
        return Refused.ENDED
    if file.case.person_id == me.person_id:
        return Refused.OWN
    if step in DECIDED_ABOVE:
        return None if may(me, Act.APPROVE_DEVELOPMENT) else Refused.NOT_ABOVE
    return None if runs(me, file.case) else Refused.NOT_RUNNING


def why_not_on(file: Dossier, step: Step, on: date, now: datetime) -> Refused | None:
    """公示 begins on the day on which it is recorded and shown; only one from before the case came here may be older."""
    opened = file.case.opened_at.astimezone(now.tzinfo).date()
    return Refused.NOTICE_TODAY if step is Step.NOTICE and on != now.date() and on >= opened else None


async def ballot_for(session: AsyncSession, file: Dossier, step: Step) -> Ballot | None:
    """The counted ballot about that step that has not been recorded yet. An extension that was voted down is nothing."""
    used = {row.ballot_id for row in file.steps}
    found = [
        each
        for each in await ballots.about(session, subject_of(file.case.number, step))
        if each.id not in used and (each.passed or step is not Step.EXTENDED)
    ]
    return found[-1] if found else None


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
        if ballot is None:
            return Refused.NO_BALLOT
        entry = Entry(
            entry.step,
            day_of(ballot, now),
            bool(ballot.passed),
            months=entry.months,
            note=entry.note,
        )
    if refused := why_not_on(file, entry.step, entry.on, now):
        return refused
    if entry.people and not await _are_members(tx, file.case, entry.people):
        return Refused.NOT_MEMBERS
    done = entry.as_done()
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
        ballot_id=ballot.id if ballot else None,
        note=entry.note,
        late=late_days(file.facts, done, file.numbers),
        by=me.person_id,
        at=now,
    )
    tx.add(row)
    await tx.flush()
    return row


async def _are_members(session: AsyncSession, case: DevelopmentCase, people: Sequence[int]) -> bool:
    found = await people_of(session, ids=set(people))
    return len(found) == len(set(people)) and all(
        who.category is Category.FULL_MEMBER and who.person_id != case.person_id for who in found
    )


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
    acts = runs(me, file.case) or may(me, Act.APPROVE_DEVELOPMENT)
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
    if not runs(me, file.case) and not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_RUNNING
    case = file.case
    case.ended_at, case.ended_by, case.ended_reason = now, me.person_id, reason
    tx.add(case)
    return case


async def attach(tx: AsyncSession, me: Who, case_id: int, file: File, now: datetime) -> int | Refused:
    """Keep a photo or file with the case; the same one again changes nothing. Gives how many there are."""
    case = await tx.get(DevelopmentCase, case_id)
    if case is None:
        return Refused.GONE
    if not runs(me, case) and not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_RUNNING
    if me.person_id == case.person_id:
        return Refused.OWN
    kept = await documents(tx, case_id)
    if any(each.content == file[1] for each in kept):
        return len(kept)
    if len(kept) >= MOST_DOCUMENTS:
        return Refused.TOO_MANY
    tx.add(DevelopmentDocument(case_id=case_id, media=file[0], content=file[1], by=me.person_id, at=now))
    return len(kept) + 1


async def documents(session: AsyncSession, case_id: int) -> list[DevelopmentDocument]:
    """What is attached, in order."""
    query = select(DevelopmentDocument).where(col(DevelopmentDocument.case_id) == case_id)
    return list((await session.exec(query.order_by(col(DevelopmentDocument.id)))).all())


async def candidates(session: AsyncSession, branch_id: int) -> list[Who]:
    """Who in a branch may apply: no members, and nobody whose case is under way."""
    busy = set(
        (await session.exec(select(DevelopmentCase.person_id).where(col(DevelopmentCase.ended_at).is_(None)))).all()
    )
    people = await people_of(session, branch_id=branch_id)
    return [who for who in people if who.category not in MEMBERS and who.person_id not in busy]


async def person_of(session: AsyncSession, case: DevelopmentCase) -> Person:
    """Whose case it is."""
    person = await session.get(Person, case.person_id)
    assert person is not None  # noqa: S101 - a foreign key
    return person
