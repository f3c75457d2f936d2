"""``verify-audit``: the audit trail from its first entry to its last, and against a head that left the machine earlier."""

import argparse

from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.sealed import audit
from storage.sealed.head import Head


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    await verify(settings, arguments.head)


async def verify(settings: Settings, known: Head | None) -> None:
    """Say that it is whole. Raises OperatorError with what is wrong."""
    async with opened(settings) as database, database.read() as session:
        found = await audit.verify(session, known)
        if isinstance(found, audit.Found):
            raise OperatorError(str(found))
        head = await audit.head(session)
    print(f"审计记录完整，共 {head.number} 条。校验码：{head}")
