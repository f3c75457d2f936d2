"""What is kept about a person, by kind: how a capability tells it to /mydata."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import Who

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
