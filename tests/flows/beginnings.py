"""Beginnings that many tests share are told once; each test over SQLite begins where they end, as after a restart of the bot."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from sandbox.telegram import state
from tests.conftest import opened
from tests.flows.conftest import running_house

DATABASE, WORLD = "bot.db", "world.json"
CHAPTERS, KEPT = {}, {}


def beginning(before=None):
    """Makes a fixture of a function that is given the house and lets something happen there, after another such beginning."""

    def made(tell):
        chapters = (*CHAPTERS.get(before, ()), tell)

        async def house(request, database, tmp_path, tmp_path_factory):
            if database.is_sqlite:
                kept = await _kept(chapters, request.getfixturevalue("sqlite_template"), tmp_path_factory)
                async with kept.house(database, tmp_path) as house:
                    yield house
            else:
                async with running_house(database) as house:
                    for chapter in chapters:
                        await chapter(house)
                    yield house

        fixture = pytest.fixture(house, name=tell.__name__)
        CHAPTERS[fixture] = chapters
        return fixture

    return made


@dataclass
class _Kept:
    """A house's files, the keys that its process held, and the time there."""

    folder: Path
    keys: bytes
    now: datetime

    def house(self, database, folder):
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        database.passing._memory[:] = self.keys
        return running_house(database, self._go_on)

    def _go_on(self, world):
        state.load(world, self.folder / WORLD)
        world.clock.set(self.now)


async def _kept(chapters, template, folders):
    if chapters in KEPT:
        return KEPT[chapters]
    *before, last = chapters
    folder = folders.mktemp("kept")
    database = opened(f"sqlite+aiosqlite:///{folder / DATABASE}", folder)
    if before:
        beginning = (await _kept(tuple(before), template, folders)).house(database, folder)
    else:
        shutil.copy(template, folder / DATABASE)
        beginning = running_house(database)
    async with beginning as house:
        await last(house)
        state.save(house.world, folder / WORLD)
        now = house.clock.now()
    await database.close()
    KEPT[chapters] = _Kept(folder, bytes(database.passing._memory), now)
    return KEPT[chapters]
