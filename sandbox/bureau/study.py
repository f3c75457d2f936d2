"""What was studied in the invented year: five lessons, who has finished or begun them, two trainings."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from sandbox.bureau.past import Past
from sandbox.bureau.people import COMMITTEE_POSTS, ZONE, Person
from sandbox.bureau.roles import roles
from sandbox.bureau.study_words import LEADERS_TRAINING, LESSONS, MEMBERS_TRAINING, NOTES
from storage.study.rows import Check, Lesson, Part, StudyRecord, Training, TrainingPerson

# How many days ago each lesson came out; the last one runs on, and is to be finished by a day ahead.
_DAYS_AGO = (290, 210, 140, 70, 12)
_UNTIL_DAYS = 6
_OF_GUESTS = 0.9
_MEMBERS_ALONE = (0, 2)
"""Lessons that are for party members; the others are for everybody."""
_LEADERS_DAYS_AGO, _MEMBERS_DAYS_AGO = 95, 160
_LEADERS_TENTHS, _MEMBERS_TENTHS = 240, 80


async def add(past: Past) -> None:
    """Write the lessons, oldest first, what each member has made of them, and the trainings."""
    random = Random(f"study:{past.bureau.seed}:{past.bureau.today.isoformat()}")
    members = sorted((each for each in past.bureau.people if each.is_member), key=lambda each: each.badge)
    staff = past.bureau.holding("党务干部")[-1]
    lessons = [_lesson(number, past.bureau.today, past.people[staff.badge]) for number in range(len(LESSONS))]
    past.tx.add_all(lessons)
    await past.tx.flush()
    records = _records(random, past, lessons, members, staff)
    await past.tx.exec(insert(StudyRecord), params=list(records))
    leaders = [each for each in members if set(each.posts) & set(COMMITTEE_POSTS)]
    for name, days_ago, tenths, invited, share in (
        (MEMBERS_TRAINING, _MEMBERS_DAYS_AGO, _MEMBERS_TENTHS, members, 0.75),
        (LEADERS_TRAINING, _LEADERS_DAYS_AGO, _LEADERS_TENTHS, leaders, 0.85),
    ):
        training = Training(
            name=name,
            held_on=past.bureau.today - timedelta(days=days_ago),
            tenths=tenths,
            proof="局党委通知及签到表，存党务办公室。",
            by=past.people[staff.badge],
            at=past.now,
        )
        past.tx.add(training)
        await past.tx.flush()
        present = [past.people[each.badge] for each in invited if random.random() < share]
        trained = [{"training_id": training.key, "person_id": each} for each in present]
        await past.tx.exec(insert(TrainingPerson), params=trained)


def _lesson(number: int, today: date, by: int) -> Lesson:
    words, newest = LESSONS[number], number == len(LESSONS) - 1
    asks = bool(words.question)
    return Lesson(
        by=by,
        branch_id=None,
        members_only=number in _MEMBERS_ALONE,
        title=words.title,
        topic=words.topic,
        minutes=words.minutes,
        tenths=words.tenths,
        grounds=words.grounds or None,
        until=today + timedelta(days=_UNTIL_DAYS) if newest else None,
        parts=[Part(text).kept for text in words.parts],
        check=(Check.QUESTION if asks else Check.NOTE).value,
        question=words.question or None,
        options=list(words.options) if asks else None,
        right=words.right if asks else None,
        explanation=words.explanation if asks else None,
        secret=secrets.token_hex(16),
        at=datetime.combine(_out(number, today), time(9), ZONE),
    )


def _out(number: int, today: date) -> date:
    return today - timedelta(days=_DAYS_AGO[number])


def _records(
    random: Random, past: Past, lessons: list[Lesson], members: list[Person], staff: Person
) -> Iterator[dict[str, Any]]:
    today = past.bureau.today
    guests = {role.person.badge for role in roles(past.bureau)}
    # Some learn everything at once, some hardly anything: a person's own share, the same for every lesson.
    diligence = {each.badge: random.triangular(0.15, 1.0, 0.85) for each in members}
    diligence |= dict.fromkeys(guests & diligence.keys(), _OF_GUESTS)
    for number, lesson in enumerate(lessons):
        for each in members:
            # Who tries the demo learns the newest lesson in their place.
            if each is not staff and not (each.badge in guests and lesson is lessons[-1]):
                made = _made(random, number, diligence[each.badge], today)
                if made is not None:
                    tenths = lesson.tenths if made["finished_on"] else 0
                    yield {"person_id": past.people[each.badge], "lesson_id": lesson.key, "tenths": tenths, **made}


def _made(random: Random, number: int, diligence: float, today: date) -> dict[str, Any] | None:
    """What one person has made of a lesson; None for nothing. Draws the same numbers either way."""
    lesson, chance, begun = LESSONS[number], random.random(), random.random()
    day = _out(number, today) + timedelta(days=int(random.expovariate(1 / 15)))
    tries, note = random.choice((0, 0, 0, 1, 2)), random.choice(NOTES)
    done = chance < diligence and day < today
    if not done and begun > 0.15:
        return None
    return {
        "reached": len(lesson.parts) if done else 1,
        "tries": tries if done and lesson.question else 0,
        "finished_on": day if done else None,
        "note": note if done and not lesson.question else None,
    }
