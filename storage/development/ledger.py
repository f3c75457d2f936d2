"""发展党员 in the ledger: the steps that were recorded, and those that are owed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import and_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_materials import missing
from scoring.development_steps import Step
from storage.development import materials
from storage.development.lists import Outline, owing
from storage.development.rows import DevelopmentCase, DevelopmentStep
from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, Standing
from storage.people.directory import Person
from storage.people.taken import MARK, is_taken

_CASE, _PERSON = table_of(DevelopmentCase).c, table_of(Person).c


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each step of a branch that fell due in the time, done or not; what is still owed, documents too, is due or late."""
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
        and_(is_taken("development", _CASE.id), step.at == _CASE.opened_at),
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
            note="，".join(
                filter(None, [MARK if on_paper else "", "未通过" if not passed else f"超期 {late} 天" if late else ""])
            ),
        )
        for case, branch, person, called, police_no, name, on, passed, late, on_paper in (
            await session.exec(query)
        ).all()
    ]


async def _owed(session: AsyncSession, scope: Scope, wanted: Sequence[ColumnElement[bool]]) -> list[Entry]:
    names = await scope.branches(session)
    there = await materials.kept(session, *wanted)

    def line(case: Outline, what: str, on: date, note: str, *, late: bool) -> Entry:
        return Entry(
            record=case.case,
            branch_id=case.branch_id,
            branch=names.get(case.branch_id, ""),
            what=what,
            on=on,
            standing=Standing.LATE if late and on < scope.today else Standing.DUE,
            person_id=case.person_id,
            person=case.person,
            police_no=case.police_no,
            note=note,
        )

    found = []
    for each in await owing(session, *wanted):
        for due in each.dues:
            note = "暂算" if due.by.provisional else "一般期限" if each.rules[due.rule].flag("usual") else ""
            found.append(line(each.case, due.step.words, due.by.day, note, late=due.months > 0))
        held = materials.owed_in(each.case.facts, there.get(each.case.case, {}), scope.zone)
        found += [
            line(each.case, f"材料：{lacking.material.name}", lacking.by, f"缺 {lacking.missing} 份", late=True)
            for lacking in missing(held)
        ]
    return [each for each in found if each.on <= scope.last]
