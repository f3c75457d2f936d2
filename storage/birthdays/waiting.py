"""Whether there is a political birthday to look at, as questions: one's own, the branch's of today, those to write for."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import BindParameter, Integer, extract
from sqlmodel import and_, func, or_, select

from storage.birthdays.rows import message_days
from storage.engine.columns import table_of
from storage.people.access import reach
from storage.people.asking import BRANCH, Asked, parameter
from storage.people.directory import Person, Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach

_PERSON = table_of(Person).c
_JOINED = extract("month", _PERSON.joined_on) * 100 + extract("day", _PERSON.joined_on)
"""The day of somebody's joining without its year, as a number: 701 for 1 July."""


def _numbers(first: date, last: date) -> tuple[int, int]:
    """Those days as such numbers: all whose birthday lies there have one between them, round the end of the year where the second is
    smaller. Who has joined on 29 February is greeted on the 28th."""
    until = last.month * 100 + last.day
    return first.month * 100 + first.day, 229 if until == 228 else until


def _ahead(days: Callable[[], int], name: str) -> Asked:
    def end(place: int) -> Callable[[date], int]:
        return lambda today: _numbers(today, today + timedelta(days=days()))[place]

    first, last = (_day(f"{name}_{place}", end(place)) for place in (0, 1))
    between = or_(
        and_(first <= last, _JOINED.between(first, last)),
        and_(first > last, or_(first <= _JOINED, last >= _JOINED)),
    )
    members = _PERSON.category.in_([each.value for each in MEMBERS])
    query = select(func.count()).select_from(table_of(Person))
    return query.where(_PERSON.branch_id == BRANCH, _PERSON.left_at.is_(None), members, between).scalar_subquery()


def _day(name: str, number: Callable[[date], int]) -> BindParameter[int]:
    return parameter(name, Integer(), lambda _, now: number(now.date()))


TODAY = _ahead(lambda: 0, "birthdays_today")
"""How many of the branch have theirs today."""
AHEAD = _ahead(lambda: message_days()[0], "birthdays_ahead")
"""How many of the branch have theirs before long, so that somebody is asked for the words."""


def to_write(me: Who) -> list[Asked]:
    """Of the bureau's staff it is not asked: they write where a branch has nobody else."""
    return [AHEAD] if reach(me, Act.WRITE_MESSAGE) is Reach.BRANCH else []
