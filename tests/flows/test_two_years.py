"""Two years, day by day: exactly the reminders that the rule asks for, for every cadence, also after ten days off."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from reminders import schedule
from scoring.cadence import Cadence
from storage.people.directory import who_has_id
from storage.tasks import assigning
from storage.tasks.rows import Proof

DAY = timedelta(days=1)
START, END = date(2026, 11, 24), date(2028, 11, 23)
OFF = [date(2027, 3, 25) + DAY * number for number in range(10)]
BACK = OFF[-1] + DAY

# What, cadence, day of the month (31: the last), lead chosen by the giver, and every due day of two years: written down
# from a calendar, not computed.
TASKS = [
    ("单次", Cadence.ONCE, 0, None, ["2027-05-20"]),
    ("单次提前七天", Cadence.ONCE, 0, 7, ["2027-04-02"]),
    ("单次关机时", Cadence.ONCE, 0, 3, ["2027-03-28"]),
    (
        "月末",
        Cadence.MONTHLY,
        31,
        None,
        [
            "2026-11-30",
            "2026-12-31",
            "2027-01-31",
            "2027-02-28",
            "2027-03-31",
            "2027-04-30",
            "2027-05-31",
            "2027-06-30",
            "2027-07-31",
            "2027-08-31",
            "2027-09-30",
            "2027-10-31",
            "2027-11-30",
            "2027-12-31",
            "2028-01-31",
            "2028-02-29",
            "2028-03-31",
            "2028-04-30",
            "2028-05-31",
            "2028-06-30",
            "2028-07-31",
            "2028-08-31",
            "2028-09-30",
            "2028-10-31",
            "2028-11-30",
        ],
    ),
    (
        "每月三十日",
        Cadence.MONTHLY,
        30,
        None,
        [
            "2026-12-30",
            "2027-01-30",
            "2027-02-28",
            "2027-03-30",
            "2027-04-30",
            "2027-05-30",
            "2027-06-30",
            "2027-07-30",
            "2027-08-30",
            "2027-09-30",
            "2027-10-30",
            "2027-11-30",
            "2027-12-30",
            "2028-01-30",
            "2028-02-29",
            "2028-03-30",
            "2028-04-30",
            "2028-05-30",
            "2028-06-30",
            "2028-07-30",
            "2028-08-30",
            "2028-09-30",
            "2028-10-30",
            "2028-11-30",
        ],
    ),
    (
        "季度",
        Cadence.QUARTERLY,
        31,
        None,
        [
            "2026-12-31",
            "2027-03-31",
            "2027-06-30",
            "2027-09-30",
            "2027-12-31",
            "2028-03-31",
            "2028-06-30",
            "2028-09-30",
            "2028-12-31",
        ],
    ),
    ("半年", Cadence.HALF_YEARLY, 30, None, ["2026-12-30", "2027-06-30", "2027-12-30", "2028-06-30", "2028-12-30"]),
    ("年度闰日", Cadence.YEARLY, 31, None, ["2027-02-28", "2028-02-29", "2029-02-28"]),
    ("年度", Cadence.YEARLY, 31, None, ["2027-03-31", "2028-03-31", "2029-03-31"]),
]


def month_before(day):
    """One calendar month earlier, at most that month's last day."""
    last = day.replace(day=1) - DAY
    return last.replace(day=min(day.day, last.day))


def leads(cadence, chosen, due):
    """One lead time for each cadence; one-off tasks a day, and what the giver chose."""
    if cadence is Cadence.ONCE:
        return {due - DAY, due - DAY * (chosen or 1)}
    days = {Cadence.MONTHLY: 5, Cadence.QUARTERLY: 10, Cadence.HALF_YEARLY: 15}
    return {month_before(due)} if cadence is Cadence.YEARLY else {due - DAY * days[cadence]}


def expected():
    """(day, what, word, due day) of every reminder to the receiver, and (day, what, due day) of every one to the giver."""
    to_receiver, to_giver = Counter(), Counter()
    for what, cadence, _, chosen, days in TASKS:
        told = START
        for due in map(date.fromisoformat, days):
            planned = dict.fromkeys(leads(cadence, chosen, due), "快到期") | {due: "今天到期", due + DAY: "已逾期"}
            planned = {day: word for day, word in planned.items() if day > told}
            missed = [day for day in planned if day in OFF]
            if missed and BACK not in planned:
                planned[BACK] = planned[max(missed)]
            for day, word in planned.items():
                if day not in OFF and day <= END:
                    to_receiver[day, what, word, due] += 1
                    if word == "已逾期":
                        to_giver[day, what, due] += 1
            told = due
    return to_receiver, to_giver


@pytest.fixture
async def given(house, monkeypatch):
    # Two years of every capability's sweeps would say much else, and take their time.
    tasks_alone = [each for each in schedule.SWEEPS if each.name in ("周期任务的下一期", "任务提醒")]
    monkeypatch.setattr(schedule, "SWEEPS", tasks_alone)
    assert len(tasks_alone) == 2
    async with house.database.write() as tx:
        secretary = await who_has_id(tx, 1)
        for what, cadence, of_month, chosen, days in TASKS:
            await assigning.give(
                tx,
                secretary,
                level=1,
                what=what,
                to=[2],
                cadence=cadence,
                due_on=date.fromisoformat(days[0]),
                of_month=of_month,
                lead_days=chosen,
                proof=Proof.NONE,
                parent_id=None,
                now=house.clock.local(),
            )
    return house


NUDGE = re.compile(r"(快到期|今天到期|已逾期)：(\S+?)，截止(?:(\d+)年)?(\d+)月(\d+)日")
LATE = re.compile(r"您布置的(\S+?)已过截止日期（(\d+)月(\d+)日）")


def due_day(year, month, day, today):
    """The day that a message names without its year: the one nearest to the day it came."""
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    found = []
    for each in years:
        try:
            found.append(date(each, int(month), int(day)))
        except ValueError:
            continue
    return min(found, key=lambda due: abs((due - today).days))


@pytest.mark.sweeping
async def test_exactly_the_reminders_of_the_rule(given):
    house = given
    receiver, giver = house.phone("李雷"), house.phone("王芳")
    to_receiver, to_giver = Counter(), Counter()
    seen = [0, 0]
    while house.clock.local().date() < END:
        house.world.clock.advance(DAY)
        today = house.clock.local().date()
        if today in OFF:
            continue
        # Twice, as a second run of a sweep must add nothing.
        await house.sweep()
        await house.sweep()
        for number, phone in enumerate((receiver, giver)):
            messages = phone.messages()
            for message in messages[seen[number] :]:
                for word, what, year, month, day in NUDGE.findall(message.text):
                    to_receiver[today, what, word, due_day(year, month, day, today)] += 1
                for what, month, day in LATE.findall(message.text):
                    to_giver[today, what, due_day(None, month, day, today)] += 1
            seen[number] = len(messages)
    wanted_by_receiver, wanted_by_giver = expected()
    assert to_receiver == wanted_by_receiver
    assert to_giver == wanted_by_giver


async def test_what_comes_late_says_so_and_comes_once(given):
    house = given
    phone = house.phone("李雷")
    house.world.clock.advance(date(2027, 3, 24) - START)
    await house.sweep()
    before = len(phone.messages())
    await house.sweep(days=11)
    (message,) = phone.messages()[before:]
    assert "件事提醒您" in message.text
    assert "单次关机时" in message.text
    assert "迟到的提醒，原定3月29日" in message.text
    await house.sweep(minutes=1)
    assert len(phone.messages()) == before + 1
