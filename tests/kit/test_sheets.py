"""Spreadsheets are waited for beside everything else."""

import asyncio
import threading

from handlers.kit.screens import sheets
from handlers.people.telling import spreadsheet
from storage.people.directory import Branch
from storage.people.roster_plan import RosterPlan
from storage.sheets.writing import Made
from tests.conftest import NOW

MANY = 40
"""More than there are default threads."""


async def test_others_write_while_many_wait_for_spreadsheets(database, monkeypatch):
    written = threading.Event()

    def wait(_work):
        assert written.wait(10), "the write waits for the spreadsheets"
        return b"xlsx"

    monkeypatch.setattr(sheets.WRITING, "wait", wait)
    plan, made = RosterPlan(), Made("导入花名册", "海滨县公安局", "吴干", NOW)
    waiting = [asyncio.create_task(spreadsheet(made, plan)) for _ in range(MANY)]
    await asyncio.sleep(0)
    async with database.write() as tx:
        tx.add(Branch(name="第一支部"))
    written.set()
    assert set(await asyncio.gather(*waiting)) == {b"xlsx"}
