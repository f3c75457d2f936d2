"""What a feature gives to others' screens: its subjects in the ledger, and what it keeps about a person for /mydata."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from storage.ledger import Entry, Scope
from storage.people.access import Act
from storage.people.asking import Answers, Asked
from storage.people.directory import Who

T_co = TypeVar("T_co", covariant=True)


def nothing(_me: Who, _now: datetime) -> Sequence[Asked]:
    return ()


@dataclass(frozen=True)
class Waiting(Generic[T_co]):
    """What stands on the home screen where something waits for a person: a line, or a button of some days only.

    What it `asks` is asked in one statement with what all others ask; `says` is given the answers, and may look further where they
    say that there is something. None when nothing waits.
    """

    says: Callable[[AsyncSession, Who, datetime, Answers], Awaitable[T_co | None]]
    asks: Callable[[Who, datetime], Sequence[Asked]] = nothing


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
