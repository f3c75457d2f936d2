"""Meetings in the ledger: the branches' duties, each meeting, make-ups."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.meetings.buttons import Duties, OpenMeeting, Watch
from scoring.cadence import awake
from storage.ledger import Entry
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.meetings import ledger
from storage.people import directory


async def _urge_branches(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """The branch's secretary, of each duty once a day."""
    heads, pushes = await directory.secretaries(tx), []
    for entry in entries:
        head = heads.get(entry.branch_id)
        if head is None or head.person_id == context.me.person_id:
            continue
        text = Markup("🔔 <b>{}</b>提醒：<b>{}</b>还没有完成").format(context.me.name, entry.what)
        row = [Duties(entry.branch_id, f"{entry.on:%Y-%m}").labelled("📊 查看")]
        pushes.append(_push(context, "duty_urge", f"{entry.branch_id}:{entry.what}", head.person_id, text, row))
    return await outbox.put(tx, context.now, *pushes)


async def _urge_people(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who owes a make-up, of each meeting once a day."""
    pushes = []
    for entry in entries:
        if entry.person_id is None or entry.person_id == context.me.person_id:
            continue
        text = Markup("🔔 <b>{}</b>提醒补课：<b>{}</b>").format(context.me.name, entry.what)
        row = [Watch(entry.record).labelled("🎬 看录像补课")]
        pushes.append(_push(context, "make_up_urge", f"meeting:{entry.record}", entry.person_id, text, row))
    return await outbox.put(tx, context.now, *pushes)


def _push(  # noqa: PLR0917 - a push's parts
    context: Context, kind: str, subject: str, to: int, text: Markup, row: Sequence[InlineKeyboardButton]
) -> Push:
    return Push(
        kind,
        subject,
        str(text),
        person_id=to,
        period=context.now.date().isoformat(),
        keyboard=keyboard(row),
        not_before=awake(context.now),
        nudge=True,
    )


DUTIES = Subject(
    "duties",
    "三会一课",
    ledger.duties,
    lambda entry: Duties(entry.branch_id, f"{entry.on:%Y-%m}"),
    _urge_branches,
)
MEETINGS = Subject("meetings", "会议", ledger.meetings, lambda entry: OpenMeeting(entry.record))
MAKE_UPS = Subject("make_ups", "补课", ledger.make_ups, lambda entry: OpenMeeting(entry.record), _urge_people)
