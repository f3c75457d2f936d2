"""What each subject's file is given, to write that subject's past into a database that has the bureau's roster."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from sandbox.bureau.people import Bureau


@dataclass(frozen=True)
class Past:
    """The bureau, the transaction that it is written in, and the database's ids of who and what is in it.

    People go by 警号, branches by name, party groups by branch and name. `now` is when the demo begins.
    """

    tx: AsyncSession
    bureau: Bureau
    now: datetime
    people: dict[str, int]
    branches: dict[str, int]
    groups: dict[tuple[str, str], int]
