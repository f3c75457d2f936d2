"""Spreadsheets: tables as an XLSX file, filled in by one process apart, beside which other people's answers go on."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ParamSpec

from storage.engine.apart import Apart
from storage.engine.beside import Beside
from storage.sheets import writing
from storage.sheets.writing import Sheet

P = ParamSpec("P")
_PREPARING, WRITING = Beside("preparing"), Apart("writing")


async def in_turn(make: Callable[P, bytes], *facts: P.args, **more: P.kwargs) -> bytes:
    """What `make` gives with them, one after another in a thread that has time for `workbook`."""
    return await asyncio.wrap_future(_PREPARING.submit(partial(make, *facts, **more)))


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file with those tables; for `in_turn`."""
    return WRITING.wait(partial(writing.workbook, sheets))
