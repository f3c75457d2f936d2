"""What reports give to other screens: what is to be read, at home and in the ledger; what was written, for /mydata; /find."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.text import clip
from handlers.reports.buttons import OpenReport
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act
from storage.reports import lists
from storage.reports.rows import Kind


async def _waiting(session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    owed = await lists.waiting(session, me) if any(found[each] for each in lists.owed(me)) else []
    return [
        ToDo(
            clip(
                f"📨 {each.author}的{'请示待答复' if each.report.kind == Kind.REQUEST else '报告待阅'}：{each.report.title}",
                60,
            ),
            OpenReport(each.report.key),
            each.leg.due,
        )
        for each in owed
    ]


WAITING = Waiting(_waiting, lambda me, _now: lists.owed(me))
LEDGER = Subject("reports", "报告", lists.ledger, lambda entry: OpenReport(entry.record), act=Act.READ_REPORTS)


async def written(session: AsyncSession, who: Who) -> Section | None:
    rows = [
        (report.title, report.kind, report.at, leg.level, lists.state(report, leg))
        for report, leg in await lists.of_person(session, who.person_id)
    ]
    return Section("reports", "报告", ("题目", "种类", "时间", "交给", "状态"), rows) if rows else None


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    found = await lists.bearing(session, me, words)
    return [Found(f"📨 {each.title}", OpenReport(each.key)) for each in found]


FINDING = Finding("report", "📨 报告", Act.WRITE_REPORT, _find)
