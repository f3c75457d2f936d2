"""The statements that each of the screens used most costs, and a round of sweeps: no more than their limits, in a branch and a bureau
of any size."""

import shutil

import pytest

from tests.bench.load import NOW, load_all
from tests.bench.sweeps import Measured
from tests.bench.walks import SCREENS, opened, people_of, place_of
from tests.conftest import opened as database_at

MOST_PEOPLE = 3
MOST_OF_A_ROUND = 82
"""When all was told that is due: whatever that is."""
SIZES = {"small": (45, 3), "larger branches": (90, 3), "more branches": (90, 6)}


async def counted(database):
    """Screen → the most statements that it took any of some people; each opens it twice, as the first look may be written down."""
    place, found = await place_of(database), {}
    async with opened(database, database.vault) as bot:
        for screen in SCREENS:
            who = (await people_of(database, screen.by))[:MOST_PEOPLE]
            costs = []
            for person, account in (*who, *who):
                bot.unlock(person, account)
                costs.append(await bot.open(account, screen.opens(place)))
            found[screen.name] = max(len(cost.statements) for cost in costs)
    return found


async def of_a_round(database):
    """All sweeps, after one in which they told what there was to tell."""
    for _ in range(2):
        measured = Measured(database, NOW)
        await measured.sweep()
    return {name: cost.statements for name, cost in measured.costs.items()}


@pytest.mark.parametrize("size", SIZES)
async def test_no_screen_and_no_round_of_sweeps_costs_more_statements_than_its_limit(size, sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    database = database_at(f"sqlite+aiosqlite:///{tmp_path}/bot.db", tmp_path)
    await load_all(database, *SIZES[size])
    found, swept = await counted(database), await of_a_round(database)
    await database.close()
    over = {screen.name: found[screen.name] for screen in SCREENS if found[screen.name] > screen.most}
    assert over == {}
    assert sum(swept.values()) <= MOST_OF_A_ROUND, swept
