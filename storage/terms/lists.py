"""Terms as lists: all that go on, what waits for an answer, who was on the committee when; and the ledger's entries."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ledger import Entry, Scope, standing
from storage.people.branch_ends import ended
from storage.people.directory import Branch
from storage.terms.rows import BUREAU, CommitteeTerm, TermChange, TermElection


async def open_terms(session: AsyncSession, until: date | None = None) -> Sequence[CommitteeTerm]:
    """Every term that goes on (and is over by that day) of branches that there are, the first to end first."""
    query = select(CommitteeTerm).where(col(CommitteeTerm.ended_on).is_(None), ~ended(col(CommitteeTerm.branch_id)))
    if until is not None:
        query = query.where(col(CommitteeTerm.ends_on) <= until)
    return (await session.exec(query.order_by(col(CommitteeTerm.ends_on), col(CommitteeTerm.id)))).all()


async def by_branch(session: AsyncSession) -> dict[int, CommitteeTerm]:
    """Branch (0: the bureau's committee) → its term."""
    return {term.branch_id or BUREAU: term for term in await open_terms(session)}


async def past(session: AsyncSession, branch_id: int) -> Sequence[CommitteeTerm]:
    """A branch's terms, the newest first."""
    which = col(CommitteeTerm.branch_id) == branch_id if branch_id else col(CommitteeTerm.branch_id).is_(None)
    query = select(CommitteeTerm).where(which).order_by(col(CommitteeTerm.begun_on).desc())
    return (await session.exec(query)).all()


async def changes_of(session: AsyncSession, term_id: int) -> Sequence[TermChange]:
    query = select(TermChange).where(col(TermChange.term_id) == term_id).order_by(col(TermChange.id))
    return (await session.exec(query)).all()


async def waiting_changes(session: AsyncSession) -> Sequence[tuple[TermChange, CommitteeTerm]]:
    """All that wait for an answer, the oldest first."""
    query = (
        select(TermChange, CommitteeTerm)
        .join(CommitteeTerm, col(CommitteeTerm.id) == col(TermChange.term_id))
        .where(col(TermChange.agreed).is_(None))
        .order_by(col(TermChange.id))
    )
    return (await session.exec(query)).all()


async def waiting_elections(session: AsyncSession) -> Sequence[TermElection]:
    """As `waiting_changes`, of results."""
    query = select(TermElection).where(col(TermElection.reported_at).is_not(None), col(TermElection.agreed).is_(None))
    return (await session.exec(query.order_by(col(TermElection.id)))).all()


async def entries(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each branch's election by the day on which its term ends; what is overdue stands there as long as it is.

    Of a person there are none, and those of the bureau's committee are no branch's.
    """
    if scope.person_id is not None:
        return []
    within = col(CommitteeTerm.ends_on).between(scope.first, scope.last)
    overdue = and_(
        col(CommitteeTerm.ended_on).is_(None),
        col(CommitteeTerm.ends_on) < scope.first,
        ~ended(col(CommitteeTerm.branch_id), scope.first),
    )
    which = or_(within, overdue) if scope.first <= scope.today <= scope.last else within
    over = and_(col(CommitteeTerm.ended_on).is_(None), ended(col(CommitteeTerm.branch_id), col(CommitteeTerm.ends_on)))
    query = (
        select(CommitteeTerm, Branch.name)
        .join(Branch, col(Branch.id) == col(CommitteeTerm.branch_id))
        .where(which, ~over)
    )
    if scope.branch_id is not None:
        query = query.where(col(CommitteeTerm.branch_id) == scope.branch_id)
    return [
        Entry(
            record=term.branch_id or BUREAU,
            branch_id=term.branch_id or BUREAU,
            branch=branch,
            what=f"支部委员会换届（{term.begun_on:%Y-%m-%d} 起）",
            on=term.ends_on,
            done=term.ended_on,
            standing=standing(term.ends_on, term.ended_on, scope.today),
            note="已换届" if term.ended_on else "任期届满，未换届" if term.ends_on < scope.today else "将届满",
        )
        for term, branch in (await session.exec(query.order_by(col(CommitteeTerm.ends_on)))).all()
    ]
