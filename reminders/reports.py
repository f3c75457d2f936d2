"""Reports that wait to be read or answered: reminded of before the deadline, on the day, and once when it is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import Markup
from handlers.kit.screens.when_sent import late, near
from handlers.reports import pushes
from reminders.wording import nudge_of, worded
from scoring.cadence import Lead, Reminder, reminder_on
from storage.engine.sweeps import apart
from storage.mail.outbox import Key, Push, person_key
from storage.people.directory import Who
from storage.reports import lists, ways
from storage.reports.rows import RULE, Kind, Level, Report, ReportLeg
from storage.rules.regulations import own


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """To each of those who read at the level that the report has reached."""
    today = local.date()
    lead = Lead(days=own()[RULE].integer("days"))
    told: dict[Key, tuple[Report, ReportLeg, Reminder]] = {}
    known: dict[tuple[str, int], list[Who]] = {}
    for report, leg in await lists.owing(session, today + timedelta(days=lead.days)):
        with apart(session):
            reminder = reminder_on(today, leg.at.astimezone(local.tzinfo).date(), leg.due, [lead])
            if reminder is None:
                continue
            where = (leg.level, leg.branch_id if leg.level == Level.BRANCH else 0)
            if where not in known:
                known[where] = await ways.readers(session, Level(leg.level), leg.branch_id, 0)
            for who in known[where]:
                if who.person_id != report.person_id:
                    key = person_key(pushes.REMINDER, pushes.subject(report), reminder.day.isoformat(), who.person_id)
                    told[key] = (report, leg, reminder)

    def word(key: Key, about: tuple[Report, ReportLeg, Reminder]) -> Push:
        report, leg, reminder = about
        what = "请示待答复" if report.kind == Kind.REQUEST else "报告待阅"
        text = Markup("{}：{} <b>{}</b>（{:%m-%d} 前）{}").format(
            near(leg.due), what, report.title, leg.due, late(reminder.day)
        )
        return nudge_of(key, text, local, pushes.buttons(report))

    return await worded(session, told, word)
