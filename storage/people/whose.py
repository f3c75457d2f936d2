"""Whose records are asked for, as a condition that queries of any subject can take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import col, select

from storage.engine.columns import table_of
from storage.people.directory import Person

_PERSON = table_of(Person)


@dataclass(frozen=True)
class Whose:
    """Everybody's, those of the people of some branches, or some people's."""

    branches: Sequence[int] | None = None
    people: Sequence[int] | None = None

    def of(self, person: Any) -> ColumnElement[bool]:
        """The condition on a column that holds a person's id."""
        if self.people is not None:
            return col(person).in_(self.people)
        if self.branches is not None:
            return col(person).in_(select(_PERSON.c.id).where(_PERSON.c.branch_id.in_(self.branches)))
        return true()


EVERYBODY = Whose()
