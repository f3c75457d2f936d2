"""Half a year of duty attendance and of the leaders' ratings in the invented bureau, as plain JSON-able data."""

from datetime import date
from random import Random
from typing import Any

from sandbox.bureau import COMMITTEE_POSTS, Bureau, Person

MONTHS = 6
_WORKING_DAYS = 21
# Of the members: those who have a hard time, and those whom something has thrown far back.
_TROUBLED, _DOWN = 18, 3
_PRAISE = ("连续值守未缺一岗，勇挑重担", "破获要案，群众送来锦旗", "带教新人尽心尽责")
_BLAME = ("多次未完成交办的任务", "值班迟到早退，经提醒仍未改", "精神状态不好，需要多关心")


def health(bureau: Bureau) -> dict[str, Any]:
    """``attendance``: 警号, month, due, present, late, absent, leave, travel, sick; ``ratings``: month, rater and who by 警号,
    marks in the order 德能勤绩廉, reason ("" where no mark is 1 or 5). Of the months before this one, oldest first.
    """
    random = Random(f"health:{bureau.seed}:{bureau.today.isoformat()}")
    members = sorted((each for each in bureau.people if each.is_member), key=lambda each: each.badge)
    chosen = random.sample([each.badge for each in members if not each.posts], _TROUBLED + _DOWN)
    moods = dict.fromkeys(chosen[:_TROUBLED], 1) | dict.fromkeys(chosen[_TROUBLED:], 2)
    months = _months(bureau.today)
    return {
        "attendance": [_attended(random, each, month, moods) for month in months for each in bureau.people],
        "ratings": [rating for month in months for rating in _rated(random, bureau, month, moods)],
    }


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS, last)]


def _attended(random: Random, person: Person, month: date, moods: dict[str, int]) -> dict[str, Any]:
    mood = moods.get(person.badge, 0)
    leave, travel, sick = (random.choice((0, 0, 0, 0, 1, 2)) for _ in range(3))
    absent = (0, random.choice((0, 1, 2)), random.choice((3, 4, 6)))[mood]
    late = (random.choice((0,) * 9 + (1,)), random.choice((1, 2, 3)), random.choice((3, 4, 5)))[mood]
    return {
        "警号": person.badge,
        "month": month.isoformat(),
        "due": _WORKING_DAYS,
        "present": _WORKING_DAYS - leave - travel - sick - absent,
        "late": late,
        "absent": absent,
        "leave": leave,
        "travel": travel,
        "sick": sick,
    }


def _rated(random: Random, bureau: Bureau, month: date, moods: dict[str, int]) -> list[dict[str, Any]]:
    found = []
    for branch in bureau.branches:
        people = bureau.of_branch(branch.name)
        leaders = [each for each in people if set(each.posts) & set(COMMITTEE_POSTS)]
        for leader in leaders:
            for person in people:
                if person.is_member and person is not leader:
                    marks = _marks(random, moods.get(person.badge, 0))
                    high, low = 5 in marks, 1 in marks
                    reason = random.choice(_BLAME if low else _PRAISE) if high or low else ""
                    found.append(
                        {
                            "month": month.isoformat(),
                            "rater": leader.badge,
                            "who": person.badge,
                            "marks": marks,
                            "reason": reason,
                        }
                    )
    return found


def _marks(random: Random, mood: int) -> list[int]:
    usual = ((4, 4, 4, 4, 4, 3), (3, 3, 2, 2), (2, 2, 1))[mood]
    marks = [random.choice(usual) for _ in range(5)]
    if mood == 0 and random.random() < 0.02:
        marks[random.randrange(5)] = 5
    return marks
