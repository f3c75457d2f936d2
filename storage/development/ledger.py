"""发展党员 in the ledger: the steps that were recorded, and those that are owed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_steps import Step
from storage.development.lists import owing
from storage.development.rows import DevelopmentCase, DevelopmentStep
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, Standing
from storage.people.directory import Person

_CASE, _PERSON = table_of(DevelopmentCase).c, table_of(Person).c


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each step of a branch that fell due in the time, done or not; what is still owed is due or late."""
    wanted: list[ColumnElement[bool]] = []
    if scope.branch_id is not None:
        wanted.append(_CASE.branch_id == scope.branch_id)
    if scope.person_id is not None:
        wanted.append(_CASE.person_id == scope.person_id)
    found = [*await _recorded(session, scope, wanted), *await _owed(session, scope, wanted)]
    return sorted(found, key=lambda entry: (entry.on, entry.record))


async def _recorded(session: AsyncSession, scope: Scope, wanted: Sequence[ColumnElement[bool]]) -> list[Entry]:
    step, names = table_of(DevelopmentStep).c, await scope.branches(session)
    told = (
        _CASE.id,
        _CASE.branch_id,
        _PERSON.id,
        _PERSON.name,
        _PERSON.police_no,
        step.step,
        step.on,
        step.passed,
        step.late,
    )
    query = select(*told)  # type: ignore[call-overload]  # more columns than its overloads know
    query = (
        query.join_from(table_of(DevelopmentStep), table_of(DevelopmentCase), _CASE.id == step.case_id)
        .join(table_of(Person), _PERSON.id == _CASE.person_id)
        .where(step.on.between(scope.first, scope.last), step.undone_at.is_(None), *wanted)
        .order_by(step.id)
    )
    return [
        Entry(
            record=case,
            branch_id=branch,
            branch=names.get(branch, ""),
            what=Step(name).words,
            on=on,
            done=on,
            standing=Standing.DONE_LATE if late else Standing.DONE,
            person_id=person,
            person=called,
            police_no=police_no,
            note="未通过" if not passed else f"超期 {late} 天" if late else "",
        )
        for case, branch, person, called, police_no, name, on, passed, late in (await session.exec(query)).all()
    ]


async def _owed(session: AsyncSession, scope: Scope, wanted: Sequence[ColumnElement[bool]]) -> list[Entry]:
    names = await scope.branches(session)
    return [
        Entry(
            record=each.case.case,
            branch_id=each.case.branch_id,
            branch=names.get(each.case.branch_id, ""),
            what=due.step.words,
            on=due.by.day,
            standing=Standing.LATE if due.months and due.by.day < scope.today else Standing.DUE,
            person_id=each.case.person_id,
            person=each.case.person,
            police_no=each.case.police_no,
            note="暂算" if due.by.provisional else "一般期限" if each.rules[due.rule].flag("usual") else "",
        )
        for each in await owing(session, *wanted)
        for due in each.dues
        if due.by.day <= scope.last
    ]
