"""What receiver and giver do about one assignment: note, report, ask, answer, hand in, accept, return, more time, urge.

What is not to be done raises Refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.rules.urging import rested
from storage.tasks import lists
from storage.tasks.rows import Assignment, Proof, Refused, Said, State, Task, TaskEntry, judges, receives


@dataclass(frozen=True)
class Part:
    """An assignment with the task that it is part of."""

    assignment: Assignment
    task: Task


async def find(session: AsyncSession, assignment_id: int) -> Part:
    assignment = await session.get(Assignment, assignment_id)
    task = await session.get(Task, assignment.task_id) if assignment else None
    if assignment is None or task is None:
        raise Refusal(Refused.GONE)
    return Part(assignment, task)


async def mine(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One that is that person's to do."""
    part = await find(session, assignment_id)
    if not receives(me, part.assignment):
        raise Refusal(Refused.NOT_YOURS)
    if part.assignment.state == State.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    return part


def check_owed(assignment: Assignment) -> None:
    """Neither handed in nor done."""
    if not assignment.lags:
        raise Refusal(Refused.DONE if assignment.state == State.DONE else Refused.WAITS)


async def owed(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One that is that person's to do, and neither handed in nor done."""
    part = await mine(session, me, assignment_id)
    check_owed(part.assignment)
    return part


async def judged(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One that is that person's to judge."""
    part = await find(session, assignment_id)
    if not judges(me, part.task):
        raise Refusal(Refused.NOT_ABOVE)
    if part.assignment.state == State.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    return part


async def handed_in(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One that waits to be accepted or returned by that person."""
    part = await judged(session, me, assignment_id)
    if part.assignment.state != State.HANDED_IN:
        raise Refusal(Refused.DONE if part.assignment.state == State.DONE else Refused.NOT_HANDED_IN)
    return part


async def time_owed(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One for which that person may ask more time: one request at a time."""
    part = await owed(session, me, assignment_id)
    if part.assignment.asked_until is not None:
        raise Refusal(Refused.TIME_WAITS)
    return part


async def time_asked(session: AsyncSession, me: Who, assignment_id: int) -> Part:
    """One for which that person is asked for more time."""
    part = await judged(session, me, assignment_id)
    if part.assignment.asked_until is None:
        raise Refusal(Refused.NO_TIME_ASKED)
    return part


async def task_of(session: AsyncSession, me: Who, task_id: int) -> Task:
    """A whole task that is that person's to judge."""
    task = await session.get(Task, task_id)
    if task is None:
        raise Refusal(Refused.GONE)
    if not judges(me, task):
        raise Refusal(Refused.NOT_ABOVE)
    return task


def _say(
    tx: AsyncSession,
    part: Part,
    me: Who,
    said: Said,
    *,
    now: datetime,
    text: str | None = None,
    files: Sequence[File] = (),
) -> Part:
    tx.add(part.assignment)
    tx.add(
        TaskEntry(
            assignment_id=part.assignment.key,
            by=me.person_id,
            at=now,
            said=said.value,
            text=text,
            files=[list(file) for file in files] or None,
        )
    )
    return part


async def note(tx: AsyncSession, me: Who, assignment_id: int, now: datetime) -> Part:
    """已阅: the receiver has read it."""
    part = await owed(tx, me, assignment_id)
    if part.assignment.state != State.GIVEN:
        raise Refusal(Refused.ALREADY_NOTED)
    part.assignment.state = State.NOTED.value
    return _say(tx, part, me, Said.NOTED, now=now)


async def report(tx: AsyncSession, me: Who, assignment_id: int, text: str, now: datetime) -> Part:
    """How far it is."""
    part = await owed(tx, me, assignment_id)
    if part.assignment.state == State.GIVEN:
        part.assignment.state = State.NOTED.value
    return _say(tx, part, me, Said.PROGRESS, now=now, text=text)


async def question(tx: AsyncSession, me: Who, assignment_id: int, text: str, now: datetime) -> Part:
    """Ask the giver something."""
    part = await mine(tx, me, assignment_id)
    return _say(tx, part, me, Said.QUESTION, now=now, text=text)


async def answer(tx: AsyncSession, me: Who, assignment_id: int, text: str, now: datetime) -> Part:
    """The giver's word to the receiver."""
    part = await judged(tx, me, assignment_id)
    return _say(tx, part, me, Said.ANSWER, now=now, text=text)


def check_proof(proof: Proof, text: str | None, files: Sequence[File]) -> None:
    """Whether it is what the task asks for."""
    if proof is Proof.TEXT and not text:
        raise Refusal(Refused.PROOF_TEXT)
    if proof is Proof.PHOTO and not any(kind == "photo" for kind, _ in files):
        raise Refusal(Refused.PROOF_PHOTO)
    if proof is Proof.FILE and not files:
        raise Refusal(Refused.PROOF_FILE)


async def hand_in(
    tx: AsyncSession, me: Who, assignment_id: int, *, text: str | None, files: Sequence[File], now: datetime
) -> Part:
    """Hand it in with its proof."""
    part = await owed(tx, me, assignment_id)
    check_proof(Proof(part.task.proof), text, files)
    part.assignment.state, part.assignment.handed_in_at = State.HANDED_IN.value, now
    if part.task.giver_id == part.assignment.person_id == me.person_id:
        # What one has given oneself nobody else accepts.
        part.assignment.state, part.assignment.accepted_at = State.DONE.value, now
    part.assignment.asked_until = None
    return _say(tx, part, me, Said.HANDED_IN, now=now, text=text, files=files)


async def judge(
    tx: AsyncSession, me: Who, assignment_id: int, *, accepted: bool, word: str | None, now: datetime
) -> Part:
    """Accept what was handed in, or return it with a word."""
    part = await handed_in(tx, me, assignment_id)
    if accepted:
        part.assignment.state, part.assignment.accepted_at = State.DONE.value, now
        return _say(tx, part, me, Said.ACCEPTED, now=now, text=word)
    part.assignment.state, part.assignment.handed_in_at = State.RETURNED.value, None
    return _say(tx, part, me, Said.RETURNED, now=now, text=word)


async def ask_time(tx: AsyncSession, me: Who, assignment_id: int, *, until: date, reason: str, now: datetime) -> Part:
    """Ask for a later due day."""
    part = await time_owed(tx, me, assignment_id)
    if until <= part.assignment.due_on or until < now.date():
        raise Refusal(Refused.NOT_LATER)
    part.assignment.asked_until = until
    return _say(tx, part, me, Said.TIME_ASKED, now=now, text=f"{until:%Y-%m-%d}：{reason}")


async def answer_time(
    tx: AsyncSession, me: Who, assignment_id: int, *, granted: bool, word: str | None, now: datetime
) -> Part:
    """Give more time, or not; the reminders follow the new day."""
    part = await time_asked(tx, me, assignment_id)
    until = part.assignment.asked_until
    part.assignment.asked_until = None
    if granted and until is not None:
        part.assignment.due_on, part.assignment.since = until, now.date()
    return _say(
        tx, part, me, Said.TIME_GIVEN if granted else Said.TIME_REFUSED, now=now, text=word or f"{until:%Y-%m-%d}"
    )


def may_urge(me: Who, part: Part) -> bool:
    """The giver's office, and whoever may urge in that branch; nobody urges themself."""
    allowed = judges(me, part.task) or may(me, Act.URGE, Place(branch_id=part.assignment.branch_id))
    return allowed and not receives(me, part.assignment)


async def urge(tx: AsyncSession, me: Who, assignment_id: int, now: datetime) -> Part:
    """Urge one who lags, unless that was done within the rest time."""
    part = await find(tx, assignment_id)
    if not may_urge(me, part):
        raise Refusal(Refused.NOT_ABOVE)
    if not part.assignment.lags:
        raise Refusal(Refused.NOTHING_LAGS)
    if not rested(part.assignment.urged_at, now):
        raise Refusal(Refused.RESTING)
    return _urge(tx, me, part, now)


async def urge_all(tx: AsyncSession, me: Who, task_id: int, now: datetime) -> tuple[list[Part], int]:
    """Urge all who lag in a task; gives whom, and how many are not urged yet, as it was done lately."""
    task = await task_of(tx, me, task_id)
    everyone = [Part(each, task) for each in await lists.parts(tx, task_id) if each.lags]
    lagging = [part for part in everyone if may_urge(me, part)]
    if not lagging:
        raise Refusal(Refused.NOTHING_LAGS)
    urged = [_urge(tx, me, part, now) for part in lagging if rested(part.assignment.urged_at, now)]
    return urged, len(lagging) - len(urged)


def _urge(tx: AsyncSession, me: Who, part: Part, now: datetime) -> Part:
    part.assignment.urged_at = now
    return _say(tx, part, me, Said.URGED, now=now)


async def receiver_of(session: AsyncSession, assignment: Assignment) -> int | None:
    """Whoever has to do it now: the person, or the branch's secretary; None while that post is vacant."""
    if assignment.person_id is not None:
        return assignment.person_id
    head = (await directory.secretaries(session, assignment.branch_id)).get(assignment.branch_id)
    return head.person_id if head else None
