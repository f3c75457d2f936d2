"""What reports tell people unasked: that one is there, that it was read, answered, passed up, closed; never what it says."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.reports.buttons import OpenReport
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Who
from storage.reports.rows import Report, ReportLeg

COME, REMINDER = "report", "report_reminder"


def subject(report: Report) -> str:
    return f"report:{report.key}"


def buttons(report: Report) -> list[list[dict[str, object]]]:
    return keyboard([OpenReport(report.key).labelled("📨 打开")])


async def come(  # noqa: PLR0917 - a push's parts
    tx: AsyncSession, report: Report, leg: ReportLeg, author: str, to: Iterable[Who], now: datetime
) -> None:
    """To those who read it at the level that it has reached."""
    text = Markup("📨 <b>{}</b>交来一份报告（{}）：<b>{}</b>").format(author, report.kind, report.title)
    pushes = [
        nudge(COME, subject(report), text, now, person_id=who.person_id, period=str(leg.id), keyboard=buttons(report))
        for who in to
    ]
    await outbox.put(tx, now, *pushes)


async def told(tx: AsyncSession, report: Report, what: Markup, kind: str, context: Context) -> None:
    """To its author, and nobody is reminded any more of what has been done."""
    await done(tx, report)
    push = Push(
        f"report_{kind}",
        subject(report),
        str(Markup("📨 您的报告<b>{}</b>{}").format(report.title, what)),
        person_id=report.person_id,
        period=context.occasion,
        keyboard=buttons(report),
    )
    await outbox.put(tx, context.now, push)


async def done(tx: AsyncSession, report: Report) -> None:
    for kind in (COME, REMINDER):
        await outbox.withdraw(tx, kind, subject(report))
