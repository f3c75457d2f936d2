"""Taking over earlier lessons, records and training as plain data, so that a new database does not begin without hours."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.index.stale import touch
from storage.people.directory import Person
from storage.study.rows import Check, Lesson, Part, StudyRecord, Training, TrainingPerson

AT_ONCE = 2000


async def take_over(tx: AsyncSession, history: dict[str, Any], people: dict[str, Person], now: datetime) -> int:
    """Store ``lessons``, ``records`` and ``training`` (sandbox/history_study.py says what they hold), unless there are lessons.

    Gives how many rows were stored. Raises KeyError for a police number that the roster does not hold.
    """
    if (await tx.exec(select(func.count(col(Lesson.id))))).one():
        return 0
    numbers = {police_no: person.id or 0 for police_no, person in people.items()}
    lessons = [_lesson(facts, numbers) for facts in history["lessons"]]
    trainings = [_training(facts, numbers, now) for facts in history["training"]]
    for each in (*lessons, *trainings):
        tx.add(each)
        await tx.flush()  # one by one, so that their numbers follow their order
    records = [
        {
            "person_id": numbers[facts["who"]],
            "lesson_id": lessons[facts["lesson"]].key,
            "reached": facts["reached"],
            "tries": facts["tries"],
            "note": facts["note"],
            "tenths": lessons[facts["lesson"]].tenths if facts["finished_on"] else 0,
            "finished_on": date.fromisoformat(facts["finished_on"]) if facts["finished_on"] else None,
        }
        for facts in history["records"]
    ]
    trained = [
        {"training_id": training.key, "person_id": numbers[police_no]}
        for training, facts in zip(trainings, history["training"], strict=True)
        for police_no in facts["people"]
    ]
    for start in range(0, len(records), AT_ONCE):
        await tx.exec(insert(StudyRecord), params=records[start : start + AT_ONCE])
    for start in range(0, len(trained), AT_ONCE):
        await tx.exec(insert(TrainingPerson), params=trained[start : start + AT_ONCE])
    await touch(tx, (row["person_id"] for row in (*records, *trained)))
    return len(lessons) + len(trainings) + len(records) + len(trained)


def _lesson(facts: dict[str, Any], numbers: dict[str, int]) -> Lesson:
    asks = facts["question"] is not None
    return Lesson(
        by=numbers[facts["by"]],
        branch_id=None,
        members_only=True,
        title=facts["title"],
        topic=facts["topic"],
        minutes=facts["minutes"],
        tenths=facts["tenths"],
        until=date.fromisoformat(facts["until"]) if facts["until"] else None,
        parts=[Part(text).kept for text in facts["parts"]],
        check=(Check.QUESTION if asks else Check.NOTE).value,
        question=facts["question"],
        options=facts["options"] if asks else None,
        right=facts["right"] if asks else None,
        explanation=facts["explanation"] if asks else None,
        secret=secrets.token_hex(16),
        at=datetime.fromisoformat(facts["at"]),
    )


def _training(facts: dict[str, Any], numbers: dict[str, int], now: datetime) -> Training:
    return Training(
        name=facts["name"],
        held_on=date.fromisoformat(facts["on"]),
        tenths=facts["tenths"],
        proof=facts["proof"],
        by=numbers[facts["by"]],
        at=now,
    )
