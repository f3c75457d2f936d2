"""Taking over earlier meetings as plain data: so that a new database does not begin with an empty year."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.duties import MeetingKind
from storage.index.stale import touch
from storage.inputs import history as health
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState, kinds_word
from storage.people.directory import Branch, Group, Person
from storage.people.posts import Category
from storage.study import history as study


async def take_over(tx: AsyncSession, history: dict[str, Any], now: datetime) -> int:
    """Store accounts (``bindings``: 警号, telegram_id), groups' chats (``groups``: 支部, chat_id) and past ``meetings``.

    A meeting has 支部, 党小组 or None, kind, also, title, at, place, agenda, chair, minutes, published_at, and by 警号
    those expected, present, live, on leave ({who, reason}) and made_up ({who, text}). ``health``, where there is any, is taken
    over by storage/inputs/history.py, ``study`` by storage/study/history.py. Nothing is stored twice: with
    meetings in the database, history's are left alone, and so are accounts and chats that somebody has bound already.
    Gives how many meetings were taken over.

    Raises:
        KeyError: for a branch or police number that the roster does not hold.
        ValueError: for a kind of meeting that there is not.
    """
    people = {person.police_no: person for person in (await tx.exec(select(Person))).all()}
    branches = {branch.name: branch for branch in (await tx.exec(select(Branch))).all()}
    groups = {(group.branch_id, group.name): group.id for group in (await tx.exec(select(Group))).all()}
    taken = {person.telegram_id for person in people.values()}
    for binding in history["bindings"]:
        person = people[binding["警号"]]
        if person.telegram_id is None and binding["telegram_id"] not in taken:
            person.telegram_id, person.bound_at = binding["telegram_id"], now
            tx.add(person)
    chats = {branch.chat_id for branch in branches.values()}
    for entry in history["groups"]:
        branch = branches[entry["支部"]]
        if branch.chat_id is None and entry["chat_id"] not in chats:
            branch.chat_id = entry["chat_id"]
            tx.add(branch)
    await tx.flush()
    if "health" in history:
        await health.take_over(tx, history["health"], people, now)
    if "study" in history:
        await study.take_over(tx, history["study"], people, now)
    if (await tx.exec(select(func.count(col(Meeting.id))))).one():
        return 0
    stored = []
    for facts in history["meetings"]:
        branch_id = branches[facts["支部"]].id or 0
        group_id = groups[branch_id, facts["党小组"]] if facts["党小组"] else None
        stored.append(_meeting(facts, branch_id, group_id, people[facts["chair"]].id or 0))
    tx.add_all(stored)
    await tx.flush()
    rows = [
        row
        for meeting, facts in zip(stored, history["meetings"], strict=True)
        for row in _attendances(meeting, facts, people)
    ]
    if rows:
        await tx.exec(insert(Attendance), params=rows)
        await touch(tx, (row["person_id"] for row in rows))
    return len(stored)


def _meeting(facts: dict[str, Any], branch_id: int, group_id: int | None, chair_id: int) -> Meeting:
    at = datetime.fromisoformat(facts["at"])
    published = datetime.fromisoformat(facts["published_at"]) if facts["published_at"] else None
    return Meeting(
        branch_id=branch_id,
        group_id=group_id,
        kinds=kinds_word(MeetingKind(word) for word in (facts["kind"], *facts["also"])),
        title=facts["title"],
        starts_at=at,
        place=facts["place"],
        agenda=facts["agenda"],
        chair_id=chair_id,
        called_by=chair_id,
        called_at=at,
        state=(MeetingState.PUBLISHED if published else MeetingState.CLOSED).value,
        secret=secrets.token_hex(16),
        opened_at=at,
        closed_at=at,
        published_at=published,
        minutes=facts["minutes"],
    )


def _attendances(meeting: Meeting, facts: dict[str, Any], people: dict[str, Person]) -> list[dict[str, Any]]:
    present, live = set(facts["present"]), set(facts["live"])
    leave = {entry["who"]: entry["reason"] for entry in facts["leave"]}
    made_up = {entry["who"]: entry["text"] for entry in facts["made_up"]}
    day = datetime.fromisoformat(facts["at"]).date()
    rows = []
    for number in facts["expected"]:
        how = How.ON_SPOT if number in present else How.LIVE if number in live else None
        if how is None and number in made_up:
            how = How.MADE_UP
        rows.append(
            {
                "meeting_id": meeting.number,
                "person_id": people[number].id,
                "entitled": _entitled(people[number], day),
                "how": how.value if how else None,
                "at": meeting.starts_at if how else None,
                "leave": Leave.GRANTED.value if number in leave else None,
                "leave_reason": leave.get(number),
                "leave_answered_by": meeting.chair_id if number in leave else None,
                "make_up_text": made_up.get(number) if how is How.MADE_UP else None,
            }
        )
    return rows


def _entitled(person: Person, day: date) -> bool:
    return person.category == Category.FULL_MEMBER and (person.full_on is None or person.full_on <= day)
