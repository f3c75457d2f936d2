"""Half a year of duty attendance and of the leaders' ratings in the invented bureau."""

from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import insert

from sandbox.bureau.past import Past
from sandbox.bureau.people import COMMITTEE_POSTS, ZONE, Bureau, Person
from scoring.cadence import add_months
from storage.inputs.attendance import Attendance, AttendanceImport
from storage.inputs.rating import RECORD, LeaderRating
from storage.sealed import records

MONTHS = 6
_WORKING_DAYS = 21
# Of the members: those who have a hard time, and those whom something has thrown far back.
_TROUBLED, _DOWN = 18, 3
_PRAISE = ("连续值守未缺一岗，勇挑重担", "破获要案，群众送来锦旗", "带教新人尽心尽责")
_BLAME = ("多次未完成交办的任务", "值班迟到早退，经提醒仍未改", "精神状态不好，需要多关心")


class Rated(NamedTuple):
    """One leader's marks for one member, in the order 德能勤绩廉; without a reason where none is 1 or 5."""

    month: date
    rater: Person
    who: Person
    marks: list[int]
    reason: str


async def add(past: Past) -> None:
    """Write both, of the months before this one."""
    random = Random(f"health:{past.bureau.seed}:{past.bureau.today.isoformat()}")
    moods = _moods(random, past.bureau)
    months = _months(past.bureau.today)
    for month in months:
        await _add_attendance(past, random, month, moods)
    await _add_ratings(past, [rated for month in months for rated in _rated(random, past.bureau, month, moods)])


async def _add_attendance(past: Past, random: Random, month: date, moods: dict[str, int]) -> None:
    people = past.bureau.people
    made = AttendanceImport(month=month, at=_after(month, 3), name=f"考勤_{month:%Y-%m}.xlsx", people=len(people))
    past.tx.add(made)
    await past.tx.flush()
    rows = [
        {
            "person_id": past.people[each.badge],
            "month": month,
            "import_id": made.key,
            **_attended(random, moods.get(each.badge, 0)),
        }
        for each in people
    ]
    await past.tx.exec(insert(Attendance), params=rows)


async def _add_ratings(past: Past, ratings: list[Rated]) -> None:
    """The reasons of a leader's month are one record."""
    reasons: dict[tuple[Person, date], dict[str, str]] = {}
    for each in ratings:
        if each.reason:
            reasons.setdefault((each.rater, each.month), {})[str(past.people[each.who.badge])] = each.reason
    kept = {key: await records.make(past.tx, RECORD, texts, _after(key[1], 1)) for key, texts in reasons.items()}
    rows = [
        {
            "person_id": past.people[each.who.badge],
            "month": each.month,
            "rater_id": past.people[each.rater.badge],
            "branch_id": past.branches[each.rater.branch],
            **dict(zip(("virtue", "ability", "diligence", "results", "integrity"), each.marks, strict=True)),
            "record_id": kept[each.rater, each.month] if each.reason else None,
            "at": _after(each.month, 1),
        }
        for each in ratings
    ]
    await past.tx.exec(insert(LeaderRating), params=rows)


def _moods(random: Random, bureau: Bureau) -> dict[str, int]:
    """How hard a time somebody has: 1 or 2, by 警号; for all others 0."""
    plain = sorted(each.badge for each in bureau.people if each.is_member and not each.posts)
    chosen = random.sample(plain, _TROUBLED + _DOWN)
    return dict.fromkeys(chosen[:_TROUBLED], 1) | dict.fromkeys(chosen[_TROUBLED:], 2)


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS, last)]


def _after(month: date, day: int) -> datetime:
    """The morning of that day of the next month."""
    return datetime.combine(add_months(month, 1).replace(day=day), time(10), ZONE)


def _attended(random: Random, mood: int) -> dict[str, Any]:
    leave, travel, sick = (random.choice((0, 0, 0, 0, 1, 2)) for _ in range(3))
    absent = (0, random.choice((0, 1, 2)), random.choice((3, 4, 6)))[mood]
    late = (random.choice((0,) * 9 + (1,)), random.choice((1, 2, 3)), random.choice((3, 4, 5)))[mood]
    return {
        "due": _WORKING_DAYS,
        "present": _WORKING_DAYS - leave - travel - sick - absent,
        "late": late,
        "absent": absent,
        "leave": leave,
        "travel": travel,
        "sick": sick,
    }


def _rated(random: Random, bureau: Bureau, month: date, moods: dict[str, int]) -> Iterator[Rated]:
    for branch in bureau.branches:
        people = bureau.of_branch(branch.name)
        for leader in people:
            if set(leader.posts) & set(COMMITTEE_POSTS):
                for person in people:
                    if person.is_member and person is not leader:
                        marks = _marks(random, moods.get(person.badge, 0))
                        reasons = _BLAME if 1 in marks else _PRAISE if 5 in marks else ()
                        yield Rated(month, leader, person, marks, random.choice(reasons) if reasons else "")


def _marks(random: Random, mood: int) -> list[int]:
    usual = ((4, 4, 4, 4, 4, 3), (3, 3, 2, 2), (2, 2, 1))[mood]
    marks = [random.choice(usual) for _ in range(5)]
    if mood == 0 and random.random() < 0.02:
        marks[random.randrange(5)] = 5
    return marks
