"""Cases of 发展党员 as everything else takes them: with their recorded steps, their own rules, and where they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development import Case, Done, Numbers
from scoring.development_steps import Step
from scoring.working_days import Stop
from storage.development.rows import (
    DevelopmentCase,
    DevelopmentComment,
    DevelopmentStep,
    DevelopmentTransfer,
    Origin,
    Refused,
    RuleEdition,
)
from storage.development.rules import completed, numbers_of, thaw
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Person, Who, people_of
from storage.people.posts import Category
from storage.people.rights import Act
from storage.rules.regulations import Regulation


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What has happened in a case, the branch where it is and the one where its person is now (`home`), and what follows."""

    branch_id: int
    home: int
    ended: bool
    facts: Case

    @property
    def is_open(self) -> bool:
        """Whether anything can still be recorded."""
        return not self.ended and not self.facts.is_complete and not self.facts.is_cancelled

    @property
    def is_moving(self) -> bool:
        """Whether its person has gone to another branch that has not accepted it yet."""
        return self.is_open and self.home != self.branch_id

    @property
    def in_notice(self) -> bool:
        """Whether 公示 is on."""
        return self.is_open and self.facts.in_notice


@dataclass(frozen=True, kw_only=True)
class Dossier(Progress):
    """A case with all that follows from it: its recorded steps, its own rules, and its transfers in order."""

    case: DevelopmentCase
    steps: list[DevelopmentStep]
    rules: Mapping[str, Regulation]
    numbers: Numbers
    transfers: list[DevelopmentTransfer]

    @property
    def handed_over(self) -> DevelopmentTransfer | None:
        """What the old branch has handed to the branch where the person is now, and that waits to be accepted.

        One from before the person came back for a while, and more was recorded, does not count.
        """
        newest = max(step.at for step in self.steps)
        waiting = [
            each
            for each in self.transfers
            if each.accepted_on is None and each.to_branch == self.home and each.handed_at >= newest
        ]
        return waiting[-1] if waiting and self.is_moving else None


def runs(me: Who, file: Dossier) -> bool:
    """Whether that person runs the case: the branch's secretary or organisation committee member, unless it is moving."""
    return may(me, Act.RUN_DEVELOPMENT, file.case.place) and not file.is_moving


def acts_in(me: Who, file: Dossier) -> bool:
    """Whether that person runs the case, or approves of what is done in it."""
    return runs(me, file) or may(me, Act.APPROVE_DEVELOPMENT)


def check_acts(me: Who, file: Dossier) -> None:
    """Raises Refusal for one's own case, and for somebody who neither runs it nor approves."""
    if me.person_id == file.case.person_id:
        raise Refusal(Refused.OWN)
    if not acts_in(me, file):
        raise Refusal(Refused.NOT_RUNNING)


def sees_inside(me: Who, file: Dossier) -> bool:
    """Whether they see more than the public stages: those who run, approve, inspect, give or take it. Never the applicant's own."""
    return sees_inside_of(me, file.case.person_id, file.case.branch_id, file.home)


def sees_inside_of(me: Who, person_id: int, *branches: int) -> bool:
    """As `sees_inside`, of that person's case, which is in these branches."""
    run = any(may(me, Act.RUN_DEVELOPMENT, Place(branch_id=branch)) for branch in branches)
    inside = run or may(me, Act.APPROVE_DEVELOPMENT) or may(me, Act.SEE_COMMENT_AUTHORS)
    return inside and me.person_id != person_id


async def load(session: AsyncSession, case_id: int) -> Dossier:
    """A case with everything that counts. Raises Refusal."""
    case = await session.get(DevelopmentCase, case_id)
    if case is None:
        raise Refusal(Refused.GONE)
    return (await load_all(session, [case]))[0]


async def load_all(
    session: AsyncSession, cases: Sequence[DevelopmentCase], homes: Mapping[int, int] | None = None
) -> list[Dossier]:
    """Several cases at once, by a few questions; `homes` are the branches where their people are, if they are known."""
    if not cases:
        return []
    ids = [case.number for case in cases]
    steps: dict[int, list[DevelopmentStep]] = {number: [] for number in ids}
    transfers: dict[int, list[DevelopmentTransfer]] = {number: [] for number in ids}
    found = select(DevelopmentStep).where(
        col(DevelopmentStep.case_id).in_(ids), col(DevelopmentStep.undone_at).is_(None)
    )
    for row in (await session.exec(found.order_by(col(DevelopmentStep.id)))).all():
        steps[row.case_id].append(row)
    stops = await objections(session, ids)
    moves = select(DevelopmentTransfer).where(col(DevelopmentTransfer.case_id).in_(ids))
    for transfer in (await session.exec(moves.order_by(col(DevelopmentTransfer.id)))).all():
        transfers[transfer.case_id].append(transfer)
    if homes is None:
        where = select(col(Person.id), Person.branch_id).where(col(Person.id).in_([case.person_id for case in cases]))
        homes = {person: branch for person, branch in (await session.exec(where)).all() if person is not None}
    editions = await editions_of(session, {case.edition for case in cases})
    return [
        Dossier(
            case=case,
            branch_id=case.branch_id,
            ended=case.ended_at is not None,
            steps=steps[case.number],
            facts=Case(
                tuple(_done(row) for row in steps[case.number]),
                stops.get(case.number, ()),
                _moved(case, transfers[case.number]),
            ),
            rules=editions[case.edition],
            numbers=numbers_of(editions[case.edition]),
            home=homes[case.person_id],
            transfers=transfers[case.number],
        )
        for case in cases
    ]


async def objections(session: AsyncSession, cases: Sequence[int] | Any) -> dict[int, tuple[Stop, ...]]:
    """Case (of those numbers, or of those that a select gives) → the objections that stop the clock of 公示; cases without are left out."""
    query = select(DevelopmentComment).where(
        col(DevelopmentComment.case_id).in_(cases), col(DevelopmentComment.objection).is_(True)
    )
    found: dict[int, tuple[Stop, ...]] = {}
    for each in (await session.exec(query)).all():
        found[each.case_id] = (*found.get(each.case_id, ()), Stop(each.on, each.answered_on))
    return found


_THAWED: dict[str, Mapping[str, Regulation]] = {}
"""By the hash of what they say, which is their name."""


async def editions_of(session: AsyncSession, hashes: Collection[str]) -> dict[str, Mapping[str, Regulation]]:
    """Edition → its rules."""
    unknown = [each for each in hashes if each not in _THAWED]
    if unknown:
        query = select(RuleEdition).where(col(RuleEdition.hash).in_(unknown))
        _THAWED.update({edition.hash: thaw(edition.tables) for edition in (await session.exec(query)).all()})
    return {each: completed(_THAWED[each]) for each in hashes}


def _done(row: DevelopmentStep) -> Done:
    return Done(
        step=Step(row.step),
        on=row.on,
        passed=row.passed,
        count=len(row.people or ()),
        days=row.days,
        hours=row.hours,
        months=row.months,
        special=row.special,
        noted=bool(row.note),
        leaves=row.leaves,
        entered=row.at,
    )


def _moved(case: DevelopmentCase, transfers: Sequence[DevelopmentTransfer]) -> tuple[date, ...]:
    here = [case.opened_at.date()] if case.origin == Origin.OUTSIDE else []
    return (*here, *(each.accepted_on for each in transfers if each.accepted_on))


async def open_of(session: AsyncSession, person_id: int) -> DevelopmentCase | None:
    """A person's newest case that was neither ended nor led to a cancelled membership."""
    query = select(DevelopmentCase).where(
        col(DevelopmentCase.person_id) == person_id, col(DevelopmentCase.ended_at).is_(None)
    )
    kept = await load_all(session, list((await session.exec(query.order_by(col(DevelopmentCase.id)))).all()))
    return next((file.case for file in reversed(kept) if not file.facts.is_cancelled), None)


async def candidates(session: AsyncSession, branch_id: int) -> list[Who]:
    """Those in a branch for whom a case may be begun: no full members, and nobody whose case is under way."""
    query = select(DevelopmentCase).join(Person, col(Person.id) == col(DevelopmentCase.person_id))
    kept = await session.exec(query.where(col(Person.branch_id) == branch_id, col(DevelopmentCase.ended_at).is_(None)))
    busy = {file.case.person_id for file in await load_all(session, list(kept.all())) if not file.facts.is_cancelled}
    people = await people_of(session, branch_id=branch_id)
    return [who for who in people if who.category is not Category.FULL_MEMBER and who.person_id not in busy]
