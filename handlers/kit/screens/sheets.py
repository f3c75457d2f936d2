"""Spreadsheets: tables as an XLSX file, filled in by one process apart, beside which other people's answers go on."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ParamSpec

from handlers.kit.screens.context import Context
from storage.engine.apart import Apart
from storage.engine.beside import Beside
from storage.ledger_file import Part, sheets_of
from storage.sheets import writing
from storage.sheets.writing import Made, Sheet

P = ParamSpec("P")
_PREPARING, WRITING = Beside("preparing"), Apart("writing")


def made_by(context: Context, about: str, branch: str = "") -> Made:
    """What stands above the tables of a file about that (of a branch) which this person takes out."""
    return Made(about, context.bot_data.bureau + branch, context.me.name, context.now)


async def in_turn(make: Callable[P, bytes], *facts: P.args, **more: P.kwargs) -> bytes:
    """What `make` gives with them, one after another in a thread that has time for `workbook`."""
    return await asyncio.wrap_future(_PREPARING.submit(partial(make, *facts, **more)))


def workbook(above: Made, sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables; for `in_turn`."""
    return WRITING.wait(partial(writing.workbook, above, sheets))


def ledger_book(above: Made, parts: Sequence[Part], branches: Sequence[str]) -> bytes:
    """The ledger's; for `in_turn`."""
    return workbook(above, sheets_of(parts, branches))
