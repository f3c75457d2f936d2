"""What exams brought: for the setter, for the ledger, and as facts about each person for whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import passed, share
from storage.engine.columns import table_of
from storage.exams import bank, exams
from storage.exams.rows import Answer, Exam, Question, Sitting, Taker, best_of
from storage.ledger import Entry, Scope, standing
from storage.people import directory
from storage.people.directory import Branch, Person, Who
from storage.people.whose import EVERYBODY, Of, Whose

_NOT_DRAWN = defer(Sitting.drawn)  # type: ignore[arg-type]  # the column, not what a row holds


@dataclass(frozen=True, slots=True)
class ExamFact:
    """One exam of one person: the best try's share of the points, 0 where it was not taken by its end (`day` None)."""

    exam: int
    title: str
    contest: bool
    share: Fraction
    passed: bool
    day: date | None


@dataclass(frozen=True)
class Row:
    """One person's line in an exam's results; `best` is the handed-in try with the most points."""

    who: Who
    best: Sitting | None
    tries: int
    passed: bool


@dataclass(frozen=True)
class Hardness:
    """Questions of one difficulty: how often they were answered, and how often rightly."""

    difficulty: int
    answered: int
    right: int


@dataclass(frozen=True)
class Hard:
    """One question in the results."""

    question: Question
    asked: int
    right: int


async def rows(session: AsyncSession, exam: Exam, branch_id: int | None = None) -> list[Row]:
    """Everyone for whom it is, best results first, then those who have not taken it."""
    sittings = await _sittings(session, [exam.key])
    query = select(Taker.person_id).where(col(Taker.exam_id) == exam.key)
    takers = set((await session.exec(query)).all())
    found = []
    for who in await directory.people_of(session, branch_id=branch_id):
        if who.person_id in takers:
            own = sittings.get((exam.key, who.person_id), [])
            best = best_of(own)
            found.append(Row(who, best, len(own), best is not None and best.passed(exam)))
    return sorted(found, key=_best_first)


def _best_first(row: Row) -> tuple[bool, Fraction, str]:
    return row.best is None, -(row.best.share if row.best else Fraction(0)), row.who.police_no


async def by_question(session: AsyncSession, exam: Exam, branch_id: int | None = None) -> list[Hard]:
    """Each question that was on a handed-in paper, the hardest first; unanswered counts as wrong."""
    query = (
        select(Sitting, Person.branch_id)
        .join(Person, col(Person.id) == col(Sitting.person_id))
        .where(col(Sitting.exam_id) == exam.key, col(Sitting.handed_in_at).is_not(None))
    )
    if branch_id is not None:
        query = query.where(col(Person.branch_id) == branch_id)
    asked: dict[int, int] = {}
    ids: set[int] = set()
    for sitting, _branch in (await session.exec(query)).all():
        ids.add(sitting.key)
        for number, _ in sitting.drawn:
            asked[int(number)] = asked.get(int(number), 0) + 1
    right: dict[int, int] = {}
    answers = (
        select(Answer.sitting_id, Answer.question_id)
        .join(Sitting, col(Sitting.id) == col(Answer.sitting_id))
        .where(col(Sitting.exam_id) == exam.key, col(Answer.right).is_(True))
    )
    for sitting_id, number in (await session.exec(answers)).all():
        if sitting_id in ids:
            right[number] = right.get(number, 0) + 1
    questions = await bank.several(session, asked)
    found = [Hard(questions[number], times, right.get(number, 0)) for number, times in asked.items()]
    return sorted(found, key=lambda each: (Fraction(each.right, each.asked), each.question.number))


def by_difficulty(found: Sequence[Hard]) -> list[Hardness]:
    """The same summed up by difficulty."""
    levels = sorted({each.question.difficulty for each in found})
    return [
        Hardness(
            level,
            sum(each.asked for each in found if each.question.difficulty == level),
            sum(each.right for each in found if each.question.difficulty == level),
        )
        for level in levels
    ]


async def results_in(
    session: AsyncSession,
    first: date,
    last: date,
    zone: tzinfo,
    *,
    now: datetime | None = None,
    whose: Whose = EVERYBODY,
) -> dict[int, list[ExamFact]]:
    """Person → the exams that they handed in within those days, and those they missed: whose end for them lies there.

    A missed one counts as 0; one that they can still take is left out, for which `now` is needed where `last` is today
    or later.
    """
    start, end = datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
    due = (await whose.ask(session, _theirs, end=end)).all()
    best = await _best(session, whose) if due else {}
    found: dict[int, list[ExamFact]] = {}
    for exam, title, contest, pass_percent, closes_at, extra_closes_at, person in due:
        if (taken := best.get((exam, person))) is not None:
            if start <= taken.at < end:
                day, enough = taken.at.astimezone(zone).date(), passed(taken.points, taken.full, pass_percent)
                fact = ExamFact(exam, title, contest, taken.share, enough, day)
                found.setdefault(person, []).append(fact)
        elif start <= exams.latest(closes_at, extra_closes_at) < (min(end, now) if now else end):
            fact = ExamFact(exam, title, contest, Fraction(0), False, None)
            found.setdefault(person, []).append(fact)
    return found


def _theirs(of: Of) -> Any:
    row, taker = table_of(Exam).c, table_of(Taker).c
    return (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            row.id, row.title, row.contest, row.pass_percent, row.closes_at, taker.extra_closes_at, taker.person_id
        )
        .join_from(table_of(Taker), table_of(Exam))
        .where(row.cancelled_at.is_(None), row.opens_at < bindparam("end"), of(taker.person_id))
        .order_by(row.id)
    )


def _handed_in(of: Of) -> Any:
    row = table_of(Sitting).c
    return (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            row.exam_id, row.person_id, row.handed_in_at, row.points, row.full
        )
        .where(row.handed_in_at.is_not(None), of(row.person_id))
        .order_by(row.number)
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    """A try that was handed in."""

    at: datetime
    points: int
    full: int

    @property
    def share(self) -> Fraction:
        return share(self.points, self.full)


async def _best(session: AsyncSession, whose: Whose) -> dict[tuple[int, int], _Taken]:
    """(exam, person) → their best try that was handed in, the earlier one of equals."""
    found: dict[tuple[int, int], _Taken] = {}
    for exam, person, at, points, full in (await whose.ask(session, _handed_in)).all():
        taken, before = _Taken(at, points or 0, full or 0), found.get((exam, person))
        if before is None or taken.share > before.share:
            found[exam, person] = taken
    return found


async def _sittings(
    session: AsyncSession, numbers: Sequence[int], whose: Whose = EVERYBODY, *options: ExecutableOption
) -> dict[tuple[int, int], list[Sitting]]:
    found: dict[tuple[int, int], list[Sitting]] = {}
    for start in range(0, len(numbers), 500):
        query = select(Sitting).where(
            col(Sitting.exam_id).in_(numbers[start : start + 500]), whose.of(Sitting.person_id)
        )
        query = query.order_by(col(Sitting.number)).options(*options)
        for sitting in (await session.exec(query)).all():
            found.setdefault((sitting.exam_id, sitting.person_id), []).append(sitting)
    return found


async def counts(session: AsyncSession, exam_id: int) -> tuple[int, int]:
    """How many have handed in, of how many."""
    taken = select(func.count(func.distinct(col(Sitting.person_id)))).where(
        col(Sitting.exam_id) == exam_id, col(Sitting.handed_in_at).is_not(None)
    )
    total = select(func.count()).select_from(Taker).where(col(Taker.exam_id) == exam_id)
    return (await session.exec(taken)).one(), (await session.exec(total)).one()


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each person's exams whose end lies in the time: done with the first paper handed in."""
    query = (
        select(Exam, Taker, Person, Branch.name)
        .join(Taker, col(Taker.exam_id) == col(Exam.id))
        .join(Person, col(Person.id) == col(Taker.person_id))
        .join(Branch, col(Branch.id) == col(Person.branch_id))
        .where(
            col(Exam.cancelled_at).is_(None),
            or_(
                *(
                    and_(ends >= scope.start, ends < scope.end)
                    for ends in (col(Exam.closes_at), col(Taker.extra_closes_at))
                )
            ),
            col(Person.left_at).is_(None),
        )
        .order_by(col(Exam.closes_at), col(Exam.id), col(Person.police_no))
    )
    if scope.branch_id is not None:
        query = query.where(col(Person.branch_id) == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(col(Taker.person_id) == scope.person_id)
    due = [row for row in (await session.exec(query)).all() if scope.start <= exams.due_of(row[0], row[1]) < scope.end]
    sittings = await _sittings(session, sorted({exam.key for exam, *_ in due}), scope.whose, _NOT_DRAWN)
    entries = []
    for exam, taker, person, branch in due:
        own = [each for each in sittings.get((exam.key, taker.person_id), []) if each.handed_in_at is not None]
        first = min((each.handed_in_at for each in own if each.handed_in_at is not None), default=None)
        best = best_of(own)
        day, done = scope.day(exams.due_of(exam, taker)), scope.day(first) if first else None
        entries.append(
            Entry(
                record=exam.key,
                branch_id=person.branch_id,
                branch=branch,
                what=f"{exam.word}：{exam.title}",
                on=day,
                done=done,
                standing=standing(day, done, scope.today),
                person_id=person.id,
                person=person.name,
                police_no=person.police_no,
                note=f"{best.points}/{best.full} 分" if best else "未参加",
            )
        )
    return entries
