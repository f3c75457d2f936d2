"""Two years of birthdays against a reference of their own, a machine that was off, and who writes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from reminders import birthdays
from storage.birthdays.rows import PoliticalBirthday
from storage.mail.outbox import OutboxRow
from storage.people.directory import Branch, Person
from storage.people.posts import Category

ZONE = ZoneInfo("Asia/Shanghai")
JOINED = [
    "2004-02-29",
    "2024-02-29",
    "2005-02-28",
    "2003-03-01",
    "1999-12-31",
    "2001-01-01",
    "2027-06-30",
    "2028-02-29",
]
JOINED += [f"19{80 + number % 20}-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(40)]
FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)


def expected(joined, day):
    """Whether one would greet on that day, told from how the dates are written."""
    if int(joined[:4]) >= day.year:
        return False
    if joined[5:] == "02-29" and (day + timedelta(days=1)).day != 29 and day.strftime("%m-%d") == "02-28":
        return True
    return joined[5:] == day.strftime("%m-%d")


@pytest.fixture
async def members(database):
    async with database.write() as tx:
        tx.add(Branch(name="第一支部"))
        await tx.flush()
        tx.add_all(
            Person(
                police_no=f"{100000 + number}",
                name=f"党员{number}",
                branch_id=1,
                category=Category.FULL_MEMBER.value,
                joined_on=date.fromisoformat(joined),
                telegram_id=5000 + number,
                bound_at=datetime(2026, 1, 1, tzinfo=ZONE),
            )
            for number, joined in enumerate(JOINED)
        )
        tx.add(
            Person(
                police_no="9", name="群众", branch_id=1, category=Category.NON_MEMBER.value, joined_on=date(2001, 1, 1)
            )
        )
    return database


async def run(database, days, hour=9):
    """Look on each of the days; gives what was given, as (who joined when, the birthday, the day it was given on)."""
    async with database.write() as tx:
        for day in days:
            await birthdays.give(tx, datetime(day.year, day.month, day.day, hour, tzinfo=ZONE))
        rows = (await tx.exec(select(PoliticalBirthday))).all()
        pushed = [row for row in (await tx.exec(select(OutboxRow))).all() if row.kind == "birthday"]
        assert len(pushed) == len(rows)
        joined = {person.id: person.joined_on.isoformat() for person in (await tx.exec(select(Person))).all()}
        return sorted((joined[row.person_id], row.day, row.given_on) for row in rows)


def every_day(first=FIRST, last=LAST):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


async def test_two_years_day_by_day(members):
    found = await run(members, every_day())
    wanted = sorted((joined, day, day) for day in every_day() for joined in JOINED if expected(joined, day))
    # The first look on 1 January finds the last days of December as well, late.
    before = [row for row in found if row[1] < FIRST]
    assert [row for row in found if row[1] >= FIRST] == wanted
    assert all(row[2] == FIRST and row[1] >= FIRST - timedelta(days=10) for row in before)
    assert ("1999-12-31", date(2026, 12, 31), FIRST) in before


@pytest.mark.parametrize("off", [1, 9, 10, 14])
async def test_a_machine_that_was_off_gives_late_what_is_within_the_limit(members, off):
    start = date(2027, 2, 24)
    days = [start, start + timedelta(days=off + 1)]
    found = await run(members, days)
    back = days[1]
    missed = {(joined, day) for day in every_day(start, back) for joined in JOINED if expected(joined, day)}
    given = {(joined, day) for joined, day, _ in found if day >= start}
    assert given == {(joined, day) for joined, day in missed if day == start or back - day <= timedelta(days=10)}


async def test_looking_again_gives_nothing_twice(members):
    day = date(2027, 1, 1)
    once = await run(members, [day])
    assert await run(members, [day, day, day]) == once


async def test_before_the_hour_nothing_is_given(members):
    assert [row for row in await run(members, [date(2027, 6, 2)], hour=8) if row[1] == date(2027, 6, 2)] == []
