"""How a capability joins the ledger: a subject with its entries, the way to each record, and how laggards are urged."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.buttons import Button
from handlers.kit.context import Context
from storage.access import Act
from storage.ledger import Entry, Scope

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
