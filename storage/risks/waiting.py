"""What waits for a person in 风险防控, as questions: their own self-checks, others' that wait for their word, signs."""

from functools import cache

from sqlalchemy import Date
from sqlmodel import func, select

from storage.engine.columns import table_of
from storage.people.access import may
from storage.people.asking import BRANCH, ME, Asked, parameter
from storage.people.directory import Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.risks import checks
from storage.risks.rows import RiskCheck, Sign

_CHECK, _SIGN = table_of(RiskCheck).c, table_of(Sign).c
_FIRST = parameter("check_first", Date(), lambda _, now: checks.open_periods(now.date())[0])
_BEFORE = parameter("check_before", Date(), lambda _, now: checks.open_periods(now.date())[1])


def _state(first: object) -> Asked:
    return select(_CHECK.state).where(_CHECK.person_id == ME, _CHECK.first_on == first).scalar_subquery()


THIS, BEFORE = _state(_FIRST), _state(_BEFORE)
"""How one's own self-check of this period stands, and that of the one before; None where there is none."""


def to_judge(me: Who) -> list[Asked]:
    """How many of others' wait for that person's word."""
    if not may(me, Act.CONFIRM_CHECK):
        return []
    return [_judged_by(me.posts & {Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.COMMITTEE_SECRETARY})]


@cache
def _judged_by(posts: frozenset[Post]) -> Asked:
    waits = checks.judged_by(posts, ME, BRANCH)
    return select(func.count()).select_from(table_of(RiskCheck)).where(waits).scalar_subquery()


_SIGNS = (
    select(func.count())
    .select_from(table_of(Sign))
    .where(_SIGN.branch_id == BRANCH, _SIGN.closed_on.is_(None), _SIGN.person_id != ME)
    .scalar_subquery()
)


def signs(me: Who) -> list[Asked]:
    """How many signs the branch's committee deals with that are about others."""
    return [_SIGNS] if may(me, Act.HANDLE_SIGN) else []
