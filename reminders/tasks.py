"""Tasks: the next period of what recurs, and the reminders before, on and after the due day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.tasks import cards
from handlers.tasks.buttons import OpenPart, OpenTask, StartHandIn, UrgeAll
from scoring.cadence import Cadence, Stage, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Push
from storage.people.directory import Branch, Person, secretaries
from storage.rules.regulations import leads_of
from storage.tasks import assigning
from storage.tasks.rows import LAGGING, Assignment, Task

LONGEST_LEAD = timedelta(days=31)
LOOKS_BACK = timedelta(days=365)


async def next_periods(tx: AsyncSession, local: datetime) -> int:
    """Begin the next period of each recurring task whose due day has passed."""
    return await assigning.begin_next_periods(tx, local.date())


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """The reminder of each open part that should have gone out by today; its giver hears once it is overdue."""
    today, heads = local.date(), await secretaries(session)
    query = (
        select(Assignment, Task, Person.name, Branch.name)
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Branch, col(Branch.id) == col(Assignment.branch_id))
        .join(Person, col(Person.id) == col(Assignment.person_id), isouter=True)
        .where(
            col(Assignment.state).in_([state.value for state in LAGGING]),
            col(Assignment.due_on) <= today + LONGEST_LEAD,
            col(Assignment.due_on) >= today - LOOKS_BACK,
        )
        .order_by(col(Assignment.due_on), col(Assignment.id))
    )
    pushes: list[Push] = []
    overdue: dict[tuple[int, datetime], tuple[Task, list[str]]] = {}
    rows = (await session.exec(query)).all()
    for part, task, name, branch in rows:
        with apart(session):
            reminder = reminder_on(today, part.since, part.due_on, leads_of(Cadence(task.cadence), task.lead_days))
            if reminder is None:
                continue
            head = heads.get(part.branch_id)
            receiver = part.person_id or (head.person_id if head else None)
            if receiver is not None:
                lines = [[OpenPart(part.key).labelled("查看任务"), StartHandIn(part.key).labelled("📤 提交")]]
                pushes.append(
                    nudge(
                        "task_reminder",
                        f"assignment:{part.key}",
                        cards.reminded(task, part.due_on, reminder, today),
                        local,
                        person_id=receiver,
                        period=reminder.day.isoformat(),
                        keyboard=keyboard(*lines),
                    )
                )
            if reminder.stage is Stage.OVERDUE:
                day = datetime.combine(part.due_on, datetime.min.time())
                overdue.setdefault((task.key, day), (task, []))[1].append(name or branch)
    for (number, due), (task, lagging) in overdue.items():
        with apart(session):
            pushes.append(
                nudge(
                    "task_overdue",
                    f"task:{number}",
                    cards.overdue_to_giver(task, due.date(), "、".join(lagging), len(lagging)),
                    local,
                    person_id=task.giver_id,
                    period=due.date().isoformat(),
                    keyboard=keyboard([OpenTask(number, 0).labelled("查看进度"), UrgeAll(number).labelled("🔔 催办")]),
                )
            )
    return pushes
