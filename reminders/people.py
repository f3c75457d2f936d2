"""Who has not bound an account yet: the branch's secretary hears of them once a week, until there are none. And changes of the roster whose
day has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.people.buttons import Unbound
from handlers.people.pushes import imported
from reminders.wording import nudge_of, worded
from storage.engine.refusal import Refusal
from storage.engine.sweeps import apart_in
from storage.mail import outbox
from storage.mail.outbox import Key, Push, person_key
from storage.people import planned, unbound
from storage.people.directory import heads

KIND = "unbound"
DONE = Markup("🗓 已生效：<b>{}</b>　{}（{:%Y-%m-%d} 起）。")
NOT_DONE = Markup("⚠️ 没有生效：<b>{}</b>　{}。{}")
TEXT = Markup("👤 本支部还有 <b>{} 人</b>没有绑定账号，收不到通知，也不能签到")


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Of the week that runs, from its Monday on."""
    monday = (local.date() - timedelta(days=local.weekday())).isoformat()
    to, missing = await heads(session), await unbound.by_branch(session)
    due: dict[Key, int] = {
        person_key(KIND, f"branch:{branch}", monday, to[branch]): branch for branch in missing if branch in to
    }

    def word(key: Key, branch: int) -> Push:
        row = [Unbound(branch, 0).labelled("👤 看名单")]
        return nudge_of(key, TEXT.format(missing[branch]), local, keyboard(row))

    return await worded(session, due, word)


async def carry_out(tx: AsyncSession, local: datetime) -> int:
    """The changes that were entered for today, or for a day on which nobody ran; gives how many."""
    due = await planned.due(tx, local.date())
    for row in due:
        async with apart_in(tx):
            await _carry_out(tx, row, local)
    return len(due)


async def _carry_out(tx: AsyncSession, row: planned.PlannedChange, local: datetime) -> None:
    period, pushes = f"planned:{row.id}", []
    try:
        async with tx.begin_nested():
            done = await planned.carry_out(tx, row, local)
    except Refusal as refusal:
        text = NOT_DONE.format(row.name, row.what, str(refusal))
    else:
        text = DONE.format(row.name, row.what, row.on)
        pushes = await imported(tx, done.done, done.author, period)
    await planned.put_away(tx, row, local)
    to = await planned.tell(tx, row)
    pushes += [
        Push("planned_done", f"person:{row.person_id or 0}", str(text), person_id=each, period=period) for each in to
    ]
    await outbox.put(tx, local, *pushes)
