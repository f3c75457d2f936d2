"""What a feature gives to others' screens: its subjects in the ledger, and what it keeps about a person for /mydata."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from storage.ledger import Entry, Scope
from storage.people.access import Act
from storage.people.directory import Who

Load = Callable[[AsyncSession, Scope], Awaitable[list[Entry]]]
Urge = Callable[[AsyncSession, Context, Sequence[Entry]], Awaitable[int]]


@dataclass(frozen=True)
class Subject:
    """One subject, a sheet of the ledger. `name` stands in buttons; `urge` gives how many people are reminded by it.

    It is shown to those who may do `act` where they look.
    """

    name: str
    title: str
    load: Load
    opens: Callable[[Entry], Button]
    urge: Urge | None = None
    act: Act = Act.SEE_LEDGER


Value = str | int | date | datetime | None
"""What a cell holds; a moment is shown in the bureau's zone."""


@dataclass(frozen=True)
class Section:
    """One kind of data: a table whose first column names the row. `name` stands in buttons."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


Mine = Callable[[AsyncSession, Who], Awaitable[Section | None]]
"""A person's own data of one kind; None where the kind does not concern them."""
