"""Whose records are asked for, as a condition that queries of any subject can take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.people.directory import Person

_PERSON = table_of(Person)

Of = Callable[[Any], ColumnElement[bool]]
"""The condition on a column that holds a person's id."""


@dataclass(frozen=True)
class Whose:
    """Everybody's, those of the people of some branches, or some people's."""

    branches: Sequence[int] | None = None
    people: Sequence[int] | None = None

    def of(self, person: Any) -> ColumnElement[bool]:
        """The condition on a column that holds a person's id."""
        ids = self.people if self.people is not None else self.branches
        return _among(person, self._kind, bindparam(None, ids, expanding=True))

    async def ask(self, session: AsyncSession, make: Callable[[Of], Any], **values: object) -> Any:
        """The result of what `make` makes of the condition, once for all who ask like that, with these values."""
        await session.flush()
        ids = self.people if self.people is not None else self.branches
        return await session.exec(_made(make, self._kind), params=values if ids is None else values | {"whose": ids})

    @property
    def _kind(self) -> str:
        return "people" if self.people is not None else "branches" if self.branches is not None else ""


EVERYBODY = Whose()


@cache
def _made(make: Callable[[Of], Any], kind: str) -> Any:
    return make(lambda person: _among(person, kind, bindparam("whose", expanding=True)))


def _among(person: Any, kind: str, ids: BindParameter[Any]) -> ColumnElement[bool]:
    if kind == "people":
        return col(person).in_(ids)
    if kind == "branches":
        return col(person).in_(select(_PERSON.c.id).where(_PERSON.c.branch_id.in_(ids)))
    return true()
