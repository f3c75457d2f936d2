"""Who has not bound an account yet, and so hears and does nothing: how many, branch by branch."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.people.asking import BRANCH
from storage.people.directory import Person

_PERSON = table_of(Person).c
HERE = (
    select(func.count())
    .select_from(table_of(Person))
    .where(_PERSON.branch_id == BRANCH, _PERSON.left_at.is_(None), _PERSON.telegram_id.is_(None))
    .scalar_subquery()
)
"""How many of the branch have not."""


async def by_branch(session: AsyncSession) -> dict[int, int]:
    """Branch → how many; of those branches where there are any."""
    query = (
        select(col(Person.branch_id), func.count())
        .where(col(Person.left_at).is_(None), col(Person.telegram_id).is_(None))
        .group_by(col(Person.branch_id))
    )
    return dict((await session.exec(query)).all())
