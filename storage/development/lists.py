"""Looking at the cases: public stages, what is due and late, what can be voted on, counts by branch, a person's growth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Case, Done
from scoring.development_dues import Due, dues
from scoring.development_rules import notice_last_day, possible
from scoring.development_steps import VOTED, Stage, Step
from storage.ballots.matters import ACCEPTANCE_RULE, FULL_RULE, Matter
from storage.development.cases import ballot_for
from storage.development.dossiers import Dossier, Progress, editions_of, load, load_all, objections
from storage.development.rows import DevelopmentCase, DevelopmentStep, subject_of
from storage.development.rules import numbers_of
from storage.engine.columns import table_of
from storage.people.asking import BRANCH
from storage.people.directory import Branch, Person
from storage.rules.regulations import Regulation

AT_ONCE = 500
"""Cases whose steps are read together."""
_STEPS = {each.value: each for each in Step}
GROWTH = {
    Step.APPLIED: "递交入党申请书",
    Step.ACTIVIST: "确定为入党积极分子",
    Step.CANDIDATE: "列为发展对象",
    Step.ADMITTED: "支部大会接收为预备党员",
    Step.SWORN: "入党宣誓",
    Step.FULL_APPROVED: "批准转为正式党员",
}
VERBS = {
    Step.ADMITTED: "接收{}同志为预备党员",
    Step.EXTENDED: "延长{}同志的预备期",
    Step.FULL_VOTED: "{}同志按期转为正式党员",
    Step.CANCEL_VOTED: "取消{}同志的预备党员资格",
}


_CASE, _PERSON = table_of(DevelopmentCase).c, table_of(Person).c
HERE = _PERSON.left_at.is_(None)
"""That a case is about somebody who is on the roster."""
UNDER_WAY = select(_CASE.id).where(_CASE.ended_at.is_(None))
_HERE = select(_PERSON.id).where(_PERSON.branch_id == BRANCH)
CONCERNING = (
    select(func.count())
    .select_from(table_of(DevelopmentCase))
    .where(_CASE.ended_at.is_(None), or_(_CASE.branch_id == BRANCH, _CASE.person_id.in_(_HERE)))
    .scalar_subquery()
)
"""How many cases are the branch's, or about somebody there."""
MOVING = (
    select(func.count())
    .select_from(table_of(DevelopmentCase).join(table_of(Person), _PERSON.id == _CASE.person_id))
    .where(_CASE.ended_at.is_(None), _CASE.branch_id != _PERSON.branch_id)
    .scalar_subquery()
)
"""How many are about somebody who has gone to another branch."""


@dataclass(frozen=True)
class Listed:
    """A case as everybody may read it."""

    file: Dossier
    person: Person
    branch: str


@dataclass(frozen=True, kw_only=True)
class Outline(Progress):
    """As much of a case as lists, counts and reminders need, of which everybody's are read; of its `facts` only the steps."""

    case: int
    person_id: int
    person: str
    police_no: str
    opened_at: datetime
    edition: str


async def outlines(session: AsyncSession, *, ended: bool = False, branch_id: int | None = None) -> list[Outline]:
    """As `everyone`, by few questions about columns."""
    mine = [] if branch_id is None else [_CASE.branch_id == branch_id]
    if ended:
        found = await _outlined(session, *mine)
    else:
        found = await _outlined(session, HERE, *mine, under_way=True)
    order = {stage: place for place, stage in enumerate(Stage)}
    return sorted(found, key=lambda each: (-order[each.facts.stage], each.case))


async def _outlined(session: AsyncSession, *wanted: ColumnElement[bool], under_way: bool = False) -> list[Outline]:
    """The cases of which that holds; `under_way`: only those in which something can still be recorded."""
    told = (
        _CASE.id,
        _CASE.person_id,
        _PERSON.name,
        _PERSON.police_no,
        _CASE.branch_id,
        _PERSON.branch_id,
        _CASE.opened_at,
    )
    query = select(*told, _CASE.edition, _CASE.ended_at)  # type: ignore[call-overload]  # more columns than its overloads know
    query = query.join_from(table_of(DevelopmentCase), table_of(Person), _PERSON.id == _CASE.person_id).where(*wanted)
    if under_way:
        query = query.where(_CASE.ended_at.is_(None))
    # Asked for in their order SQLite would go through those that have ended, too.
    cases = sorted((await session.exec(query)).all(), key=itemgetter(0))
    found: list[Outline] = []
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        done = await _done_between(session, some[0][0], some[-1][0], under_way=under_way)
        for number, person, name, police_no, branch, home, opened_at, edition, ended_at in some:
            found.append(
                Outline(
                    case=number,
                    person_id=person,
                    person=name,
                    police_no=police_no,
                    branch_id=branch,
                    home=home,
                    opened_at=opened_at,
                    edition=edition,
                    ended=ended_at is not None,
                    facts=Case(tuple(done.get(number, ()))),
                )
            )
    return [each for each in found if each.is_open] if under_way else found


async def _done_between(session: AsyncSession, first: int, last: int, *, under_way: bool) -> dict[int, list[Done]]:
    """Case → its steps, of the cases with numbers from the first to the last."""
    step = table_of(DevelopmentStep).c
    told = (step.case_id, step.step, step.on, step.passed, step.months, step.at)
    query = select(*told)  # type: ignore[call-overload]  # more columns than its overloads know
    query = query.where(step.case_id.between(first, last), step.undone_at.is_(None))
    if under_way:
        query = query.join(table_of(DevelopmentCase), _CASE.id == step.case_id).where(_CASE.ended_at.is_(None))
    done: dict[int, list[Done]] = {}
    for case, name, on, passed, months, at in (await session.exec(query.order_by(step.id))).all():
        done.setdefault(case, []).append(Done(_STEPS[name], on, passed, months=months, entered=at))
    return done


@dataclass(frozen=True)
class Owing:
    """A case under way, by its outline, its own rules, and what is owed in it."""

    case: Outline
    rules: Mapping[str, Regulation]
    dues: tuple[Due, ...]


async def owing(session: AsyncSession, *wanted: ColumnElement[bool]) -> list[Owing]:
    """Every case under way of which that holds."""
    cases = await _outlined(session, *wanted, under_way=True)
    editions = await editions_of(session, {each.edition for each in cases})
    numbers = {edition: numbers_of(rules) for edition, rules in editions.items()}
    stops = await objections(session, UNDER_WAY)
    found = []
    for each in cases:
        facts = replace(each.facts, objections=stops[each.case]) if each.case in stops else each.facts
        found.append(Owing(each, editions[each.edition], dues(facts, numbers[each.edition])))
    return found


async def chosen(session: AsyncSession, case_ids: Sequence[int]) -> list[Listed]:
    """Those cases, in that order."""
    if not case_ids:
        return []
    found = {each.file.case.number: each for each in await _listed(session, col(DevelopmentCase.id).in_(case_ids))}
    return [found[number] for number in case_ids if number in found]


async def everyone(
    session: AsyncSession, branch_id: int | None = None, *, ended: bool = False, moving: bool = False
) -> list[Listed]:
    """Every case (of a branch) under way, those furthest on first; with `ended` also the others, with `moving` also those of other
    branches whose person has gone to another one."""
    wanted: list[ColumnElement[bool]] = []
    if branch_id is not None:
        mine = col(DevelopmentCase.branch_id) == branch_id
        gone = col(DevelopmentCase.branch_id) != col(Person.branch_id)
        wanted.append(or_(mine, gone) if moving else mine)
    if not ended:
        wanted += [col(DevelopmentCase.ended_at).is_(None), col(Person.left_at).is_(None)]
    found = await _listed(session, *wanted)
    if not ended:
        found = [each for each in found if each.file.is_open]
    order = list(Stage)
    return sorted(found, key=lambda each: (-order.index(each.file.facts.stage), each.file.case.number))


async def _listed(session: AsyncSession, *wanted: ColumnElement[bool]) -> list[Listed]:
    query = (
        select(DevelopmentCase, Person, Branch.name)
        .join(Person, col(Person.id) == col(DevelopmentCase.person_id))
        .join(Branch, col(Branch.id) == col(DevelopmentCase.branch_id))
        .where(*wanted)
    )
    rows = (await session.exec(query)).all()
    homes = {person.id or 0: person.branch_id for _, person, _ in rows}
    files = await load_all(session, [case for case, _, _ in rows], homes)
    return [Listed(file, person, branch) for file, (_, person, branch) in zip(files, rows, strict=True)]


async def find(session: AsyncSession, case_id: int) -> Listed:
    """One case. Raises Refusal."""
    file = await load(session, case_id)
    person, branch = await session.get(Person, file.case.person_id), await session.get(Branch, file.case.branch_id)
    assert person is not None  # noqa: S101 - foreign keys
    assert branch is not None  # noqa: S101
    return Listed(file, person, branch.name)


async def stages_of(session: AsyncSession, person_id: int) -> list[tuple[date, str]]:
    """What a person's growth list takes from their cases, by day."""
    query = select(DevelopmentCase).where(col(DevelopmentCase.person_id) == person_id)
    files = await load_all(session, list((await session.exec(query)).all()))
    found = [(done.on, GROWTH[done.step]) for file in files for done in file.facts.standing if done.step in GROWTH]
    return sorted(found)


def late_of(file: Dossier, today: date) -> list[Due]:
    """The steps whose term is over."""
    return [due for due in dues(file.facts, file.numbers) if due.months and due.by.day < today]


def notice_ends(file: Dossier) -> tuple[date, bool] | None:
    """The last day of 公示 and whether it is provisional; None while it is not on, or is stopped."""
    last = notice_last_day(file.facts, file.numbers)
    return (last.day, last.provisional) if last else None


def _vote_rule(step: Step) -> str:
    return ACCEPTANCE_RULE if step is Step.ADMITTED else FULL_RULE


async def votable(session: AsyncSession, branch_id: int, today: date) -> Sequence[Matter]:
    """What a branch's general meeting can decide today, as matters for a ballot."""
    found = []
    for each in await everyone(session, branch_id):
        if each.file.is_moving:
            continue
        for step in sorted(VOTED, key=lambda step: step.place):
            if possible(each.file.facts, step, each.file.numbers, today):
                continue
            if await ballot_for(session, each.file, step) is None:
                title = VERBS[step].format(each.person.name)
                found.append(Matter(title, _vote_rule(step), subject_of(each.file.case.number, step)))
    return found


async def people_of(session: AsyncSession) -> Sequence[tuple[int, str]]:
    """Each case that is not over, with its person's name."""
    query = select(DevelopmentCase.id, Person.name).join(Person, col(Person.id) == col(DevelopmentCase.person_id))
    query = query.where(col(DevelopmentCase.ended_at).is_(None), col(Person.left_at).is_(None))
    return [(number or 0, name) for number, name in (await session.exec(query)).all()]
