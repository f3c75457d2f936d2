"""Looking for words in what is kept, as far as a person's rights reach."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, true

from storage.people.access import reach
from storage.people.directory import Who
from storage.people.rights import Act, Reach

Words = Sequence[str]
MOST = 40
"""As many of one subject are found; who looks for more than these is asked for another word."""


def bears(words: Words, *columns: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rows in which each of the words stands in one of the columns, whatever the case of its letters."""
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def reached(
    me: Who, act: Act, branch: SQLColumnExpression[int | None] | SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Rows of the branches in which that person may do it to everybody."""
    far = reach(me, act)
    if far is Reach.BUREAU:
        return true()
    return branch == me.branch_id if far is Reach.BRANCH else false()
