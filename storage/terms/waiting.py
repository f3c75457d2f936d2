"""Which terms end before long, and what waits for the superior's answer, as questions."""

from sqlmodel import Date, func, select

from storage.engine.columns import table_of
from storage.people.asking import BRANCH, parameter
from storage.terms.rows import CommitteeTerm, TermChange, TermElection, soon

_TERM, _CHANGE, _ELECTION = (table_of(each).c for each in (CommitteeTerm, TermChange, TermElection))
_SOON = parameter("term_soon", Date(), lambda _, now: soon(now.date()))
_ENDING = (_TERM.ended_on.is_(None), _TERM.ends_on <= _SOON)
HERE = select(func.min(_TERM.ends_on)).where(*_ENDING, _TERM.branch_id == BRANCH).scalar_subquery()
"""When my branch's term ends, where that is not far."""
ALL = select(func.count()).select_from(table_of(CommitteeTerm)).where(*_ENDING).scalar_subquery()
"""How many terms end before long."""
CHANGES = select(func.count()).select_from(table_of(TermChange)).where(_CHANGE.agreed.is_(None)).scalar_subquery()
RESULTS = (
    select(func.count())
    .select_from(table_of(TermElection))
    .where(_ELECTION.reported_at.is_not(None), _ELECTION.agreed.is_(None))
    .scalar_subquery()
)
"""How many results wait for an answer."""
