"""A year of meetings taken over from plain data."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select, update

from sandbox.bureau import Bureau
from sandbox.history import history
from scoring.duties import DutyState
from storage.history import take_over
from storage.inputs import attendance, rating
from storage.inputs.rating import LeaderRating
from storage.meetings import lists
from storage.meetings.roll import roll_of
from storage.meetings.rows import Attendance
from storage.people import directory, roster
from storage.people.directory import Branch, Person
from storage.people.roster_file import read_roster
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
        counts = await directory.headcounts(session)
        october = await lists.duties_of(session, 1, date(2026, 10, 1), TODAY, ZoneInfo("Asia/Shanghai"))
    assert (meeting.title, len(roll.everyone)) == (facts["title"], len(facts["expected"]))
    assert (len(roll.on_spot), len(roll.live)) == (len(facts["present"]), len(facts["live"]))
    assert (len(counts), sum(each.bound for each in counts)) == (33, len(year["bindings"]))
    assert any(duty.state is DutyState.DONE for duty in october)


async def test_what_somebody_has_bound_already_is_kept_and_votes_go_by_the_day(database):
    bureau = Bureau.generate(2026, today=TODAY)
    year = history(bureau)
    first, second = year["bindings"][:2]
    theirs, other = year["groups"][:2]
    facts = year["meetings"][-1]
    voter = facts["expected"][0]
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode()), NOW)
        # The first person has bound the second's account, the first branch the second's chat; one is confirmed later.
        await tx.exec(
            update(Person).where(col(Person.police_no) == first["警号"]).values(telegram_id=second["telegram_id"])
        )
        await tx.exec(update(Branch).where(col(Branch.name) == theirs["支部"]).values(chat_id=other["chat_id"]))
        await tx.exec(update(Person).where(col(Person.police_no) == voter).values(full_on=TODAY))
    async with database.write() as tx:
        await take_over(tx, year, NOW)
    async with database.read() as session:
        accounts = dict((await session.exec(select(Person.police_no, Person.telegram_id))).all())
        chats = dict((await session.exec(select(Branch.name, Branch.chat_id))).all())
        attendances = (await session.exec(select(func.count()).select_from(Attendance))).one()
        roll = await roll_of(session, await lists.find(session, len(year["meetings"])))
        voters = set((await session.exec(select(Person.id).where(col(Person.police_no) != voter))).all())
    assert (accounts[first["警号"]], accounts[second["警号"]]) == (second["telegram_id"], None)
    assert (chats[theirs["支部"]], chats[other["支部"]]) == (other["chat_id"], None)
    assert attendances == sum(len(meeting["expected"]) for meeting in year["meetings"])
    assert not any(each.row.entitled for each in roll.everyone if each.person_id not in voters)
    assert all(each.row.leave_answered_by for each in roll.on_leave)


async def test_half_a_year_of_attendance_and_ratings_is_taken_over_once(database):
    bureau = Bureau.generate(2026, today=TODAY)
    year = history(bureau)
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode()), NOW)
        await take_over(tx, year, NOW)
        await take_over(tx, year, NOW)
    october = date(2026, 10, 1)
    async with database.read() as session:
        attended = await attendance.of_months(session, date(2026, 1, 1), TODAY)
        rated = await rating.of_months(session, october, october)
        rows = (await session.exec(select(LeaderRating).where(col(LeaderRating.record_id).is_not(None)))).all()
        reason = await rating.reason_of(session, rows[0])
    assert len({month for _, month in attended}) == 6
    assert len(attended) == 6 * len(bureau.people)
    assert len(rated) == sum(person.is_member for person in bureau.people)
    assert all(fact.absent + fact.present <= fact.due for fact in attended.values())
    low = [fact for fact in rated.values() if sum(fact.medians) < 12.5]
    assert 2 <= len(low) < 30
    assert len(reason) >= rating.shortest_reason()
