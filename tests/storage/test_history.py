"""A year of meetings taken over from plain data."""

from datetime import date
from zoneinfo import ZoneInfo

from sandbox.bureau import Bureau
from sandbox.history import history
from scoring.duties import DutyState
from storage import people, roster
from storage.history import take_over
from storage.meetings import lists
from storage.meetings.roll import roll_of
from storage.roster_file import read_roster
from tests.conftest import NOW

TODAY = date(2026, 11, 24)


async def test_the_invented_bureaus_year_is_taken_over_once(database):
    bureau = Bureau.generate(2026, today=TODAY)
    year = history(bureau)
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode()), NOW)
        assert await take_over(tx, year, NOW) == len(year["meetings"])
    async with database.write() as tx:
        assert await take_over(tx, year, NOW) == 0
    facts = year["meetings"][0]
    async with database.read() as session:
        meeting = await lists.find(session, 1)
        roll = await roll_of(session, meeting)
        counts = await people.headcounts(session)
        october = await lists.duties_of(session, 1, date(2026, 10, 1), TODAY, ZoneInfo("Asia/Shanghai"))
    assert (meeting.title, len(roll.everyone)) == (facts["title"], len(facts["expected"]))
    assert (len(roll.on_spot), len(roll.live)) == (len(facts["present"]), len(facts["live"]))
    assert (len(counts), sum(each.bound for each in counts)) == (33, len(year["bindings"]))
    assert any(duty.state is DutyState.DONE for duty in october)
