"""Tasks: the next period of what recurs, and the reminders before, on and after the due day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.links import OpenTask
from handlers.kit.screens.pushing import keyboard
from handlers.tasks import cards
from handlers.tasks.buttons import OpenPart, StartHandIn, UrgeAll
from reminders.wording import nudge_of, worded
from scoring.cadence import Cadence, Reminder, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.people.branch_ends import ended
from storage.people.directory import Branch, Person, heads
from storage.rules.regulations import leads_of
from storage.tasks import assigning
from storage.tasks.rows import LAGGING, Assignment, Task

Part = Row[Any]
"""A part as `_open_parts` reads it."""
LONGEST_LEAD = timedelta(days=31)
LOOKS_BACK = timedelta(days=365)


async def next_periods(tx: AsyncSession, local: datetime) -> int:
    """Begin the next period of each recurring task whose due day has passed."""
    return await assigning.begin_next_periods(tx, local.date())


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The reminder of each open part that should have gone out by today; its giver hears once it is overdue."""
    today, to_heads = local.date(), await heads(session)
    to_receivers: dict[Key, tuple[Part, Reminder]] = {}
    to_givers: dict[Key, list[Part]] = {}
    reminder_of = cache(_reminder)  # many parts are alike
    for part in await _open_parts(session, today):
        with apart(session):
            reminder = reminder_of(today, part.since, part.due_on, part.cadence, part.lead_days)
            if reminder is None:
                continue
            if receiver := part.person_id or to_heads.get(part.branch_id):
                key = person_key("task_reminder", f"assignment:{part.id}", reminder.day.isoformat(), receiver)
                to_receivers[key] = (part, reminder)
            if reminder.stage is Stage.OVERDUE:
                key = person_key("task_overdue", f"task:{part.task_id}", part.due_on.isoformat(), part.giver_id)
                to_givers.setdefault(key, []).append(part)
    return [
        *await worded(session, to_receivers, lambda key, told: _to_receiver(key, *told, local)),
        *await worded(session, to_givers, lambda key, lagging: _to_giver(key, lagging, local)),
    ]


async def _open_parts(session: AsyncSession, today: date) -> Sequence[Part]:
    """Each part that is owed and near or late, with what a reminder says of it: as columns, as they are many."""
    query = (
        select(  # type: ignore[call-overload]  # more columns than its overloads know
            Assignment.id, Assignment.task_id, Assignment.branch_id, Assignment.person_id, Assignment.due_on, Assignment.since,
            Task.what, Task.cadence, Task.lead_days, Task.giver_id, func.coalesce(Person.name, Branch.name).label("whose"),
        )
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Branch, col(Branch.id) == col(Assignment.branch_id))
        .join(Person, col(Person.id) == col(Assignment.person_id), isouter=True)
        .where(
            col(Assignment.state).in_([state.value for state in LAGGING]),
            col(Assignment.due_on) <= today + LONGEST_LEAD,
            col(Assignment.due_on) >= today - LOOKS_BACK,
            or_(*_near(today)),
            or_(col(Assignment.person_id).is_not(None), ~ended(col(Assignment.branch_id))),
        )
        .order_by(col(Assignment.due_on), col(Assignment.id))
    )  # fmt: skip
    found: Sequence[Part] = (await session.exec(query)).all()
    return found


def _near(today: date) -> list[ColumnElement[bool]]:
    """Of most tasks nobody is reminded for weeks: their cadence's lead says which; a giver's own lead may be any."""
    found: list[ColumnElement[bool]] = [col(Task.lead_days).is_not(None)]
    for cadence in Cadence:
        longest = max(timedelta(days=31 * lead.months + lead.days) for lead in leads_of(cadence))
        found.append(and_(col(Task.cadence) == cadence.value, col(Assignment.due_on) <= today + longest))
    return found


def _reminder(today: date, since: date, due: date, cadence: str, lead_days: int | None) -> Reminder | None:
    return reminder_on(today, since, due, leads_of(Cadence(cadence), lead_days))


def _to_receiver(key: Key, part: Part, reminder: Reminder, local: datetime) -> Push:
    text = cards.reminded(part.what, part.due_on, reminder, local.date())
    look, hand_in = OpenPart(part.id).labelled("查看任务"), StartHandIn(part.id).labelled("📤 提交")
    return nudge_of(key, text, local, keyboard([look, hand_in]))


def _to_giver(key: Key, lagging: Sequence[Part], local: datetime) -> Push:
    first, names = lagging[0], "、".join(part.whose for part in lagging)
    look, urge = OpenTask(first.task_id, 0).labelled("查看进度"), UrgeAll(first.task_id).labelled("🔔 催办")
    text = cards.overdue_to_giver(first.what, first.due_on, names, len(lagging))
    return nudge_of(key, text, local, keyboard([look, urge]))
