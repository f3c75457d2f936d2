"""What was studied in the invented year: five lessons, who has finished or begun them, two trainings, as plain JSON-able data."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from sandbox.bureau import COMMITTEE_POSTS, Bureau, Person
from sandbox.history_study_words import LEADERS_TRAINING, LESSONS, MEMBERS_TRAINING, NOTES

ZONE = timezone(timedelta(hours=8))
# How many days ago each lesson came out; the last one runs on, and is to be finished by a day ahead.
_DAYS_AGO = (290, 210, 140, 70, 12)
_UNTIL_DAYS = 21
_LEADERS_DAYS_AGO, _MEMBERS_DAYS_AGO = 95, 160
_LEADERS_TENTHS, _MEMBERS_TENTHS = 240, 80


def study(bureau: Bureau) -> dict[str, Any]:
    """``lessons``, oldest first: title, topic, minutes, tenths, by (警号), at, until (or None), parts, and question (or
    None), options, right, explanation. ``records``: who (警号), lesson (its place in the list), reached, tries, finished_on
    (or None), note (or None). ``training``: name, on, tenths, proof, by and people (警号).
    """
    random = Random(f"study:{bureau.seed}:{bureau.today.isoformat()}")
    staff = sorted((each for each in bureau.people if "党务干部" in each.posts), key=lambda each: each.badge)[0]
    members = sorted((each for each in bureau.people if each.is_member), key=lambda each: each.badge)
    # Some learn everything at once, some hardly anything: a person's own share, the same for every lesson.
    diligence = {each.badge: random.triangular(0.15, 1.0, 0.85) for each in members}
    days = [bureau.today - timedelta(days=days) for days in _DAYS_AGO]
    return {
        "lessons": [_lesson(number, day, staff, bureau.today) for number, day in enumerate(days)],
        "records": [
            record
            for number, day in enumerate(days)
            for each in members
            if each is not staff and (record := _record(random, number, day, each, diligence[each.badge], bureau.today))
        ],
        "training": _training(random, bureau, members, staff),
    }


def _lesson(number: int, day: date, staff: Person, today: date) -> dict[str, Any]:
    lesson = LESSONS[number]
    newest = number == len(LESSONS) - 1
    return {
        "title": lesson.title,
        "topic": lesson.topic,
        "minutes": lesson.minutes,
        "tenths": lesson.tenths,
        "by": staff.badge,
        "at": datetime.combine(day, time(9), ZONE).isoformat(),
        "until": (today + timedelta(days=_UNTIL_DAYS)).isoformat() if newest else None,
        "parts": list(lesson.parts),
        "question": lesson.question or None,
        "options": list(lesson.options),
        "right": lesson.right,
        "explanation": lesson.explanation,
    }


def _record(  # noqa: PLR0917 - what a record depends on
    random: Random, number: int, out: date, person: Person, diligence: float, today: date
) -> dict[str, Any] | None:
    """What one person has made of a lesson; None for nothing. Draws the same numbers either way."""
    lesson, chance, begun = LESSONS[number], random.random(), random.random()
    day = out + timedelta(days=int(random.expovariate(1 / 15)))
    tries, note = random.choice((0, 0, 0, 1, 2)), random.choice(NOTES)
    done = chance < diligence and day < today
    if not done and begun > 0.15:
        return None
    return {
        "who": person.badge,
        "lesson": number,
        "reached": len(lesson.parts) if done else 1,
        "tries": tries if done and lesson.question else 0,
        "finished_on": day.isoformat() if done else None,
        "note": note if done and not lesson.question else None,
    }


def _training(random: Random, bureau: Bureau, members: Sequence[Person], staff: Person) -> list[dict[str, Any]]:
    leaders = [each for each in members if set(each.posts) & set(COMMITTEE_POSTS)]
    held = (
        (MEMBERS_TRAINING, _MEMBERS_DAYS_AGO, _MEMBERS_TENTHS, members, 0.75),
        (LEADERS_TRAINING, _LEADERS_DAYS_AGO, _LEADERS_TENTHS, leaders, 0.85),
    )
    return [
        {
            "name": name,
            "on": (bureau.today - timedelta(days=days_ago)).isoformat(),
            "tenths": tenths,
            "proof": "局党委通知及签到表，存党务办公室。",
            "by": staff.badge,
            "people": [each.badge for each in invited if random.random() < share],
        }
        for name, days_ago, tenths, invited, share in held
    ]
