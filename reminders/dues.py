"""Dues: each branch's new month is opened; after it whoever has not paid is reminded, and the branch's keeper hears how many are missing."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.dues import pushes
from handlers.dues.buttons import DuesMonth, OpenDues
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.spans import month_word
from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late
from reminders.wording import nudge_of, worded
from scoring.cadence import Lead, Reminder, add_months, last_of_month, reminder_on
from storage.dues import lists
from storage.dues.months import open_months
from storage.dues.rows import MONTH_RULE, due_on, month_of
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.people import directory
from storage.people.posts import Post
from storage.rules.regulations import own


async def begin_month(tx: AsyncSession, local: datetime) -> int:
    """With those who are members now; and whoever became one since."""
    return await open_months(tx, local)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Of the month that is over, on the day after it, on the last day and once after that."""
    today = local.date()
    month = add_months(month_of(today), -1)
    lead = Lead(days=own()[MONTH_RULE].integer("days"))
    reminder = reminder_on(today, last_of_month(month), due_on(month), [lead])
    if reminder is None:
        return []
    period = reminder.day.isoformat()
    to_members: dict[Key, int] = {}
    missing: Counter[int] = Counter()
    for row, _ in await lists.lagging(session, month):
        with apart(session):
            missing[row.branch_id] += 1
            key = person_key(pushes.REMINDER, pushes.subject(row.person_id, month), period, row.person_id)
            to_members[key] = row.person_id
    to_keepers: dict[Key, int] = {}
    keepers = await _keepers(session) if missing else {}
    for branch in missing:
        for person in keepers.get(branch, ()):
            to_keepers[person_key(pushes.KEEPER, f"dues_of:{branch}:{month_word(month)}", period, person)] = branch
    return [
        *await worded(session, to_members, lambda key, person: _to_member(key, person, month, reminder, local)),
        *await worded(
            session, to_keepers, lambda key, branch: _to_keeper(key, branch, month, missing[branch], reminder, local)
        ),
    ]


async def _keepers(session: AsyncSession) -> dict[int, list[int]]:
    """Branch → its organisers; the secretary, or the deputy, where there is none."""
    found: dict[int, list[int]] = {}
    for who in await directory.holders(session, Post.ORGANISATION):
        found.setdefault(who.branch_id, []).append(who.person_id)
    return {branch: [person] for branch, person in (await directory.heads(session)).items()} | found


def _to_member(key: Key, person: int, month: date, reminder: Reminder, local: datetime) -> Push:
    text = Markup("💰 <b>{}月党费</b>还没有登记已交，请交给支部。已经交了的，请告诉组织委员登记{}").format(
        month.month, late(reminder.day)
    )
    return nudge_of(key, text, local, keyboard([OpenDues(person, month_word(month)).labelled("查看")]))


def _to_keeper(key: Key, branch: int, month: date, number: int, reminder: Reminder, local: datetime) -> Push:  # noqa: PLR0917
    text = Markup("💰 <b>{}月党费</b>还有 {} 人没有登记已交{}").format(month.month, number, late(reminder.day))
    return nudge_of(key, text, local, keyboard([DuesMonth(branch, month_word(month), 0).labelled("☑ 登记")]))
