"""What 考试竞赛 gives to other screens: a line at home, exams in the ledger, what it keeps about a person."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.exams import pushes
from handlers.kit.joins import Finding, Found, Section, Subject, ToDo, Waiting
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenExam
from scoring.exams import percent
from storage.engine.refusal import Refusal
from storage.exams import exams, practice, results, sitting, waiting
from storage.ledger import Entry
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.finding import Words
from storage.people.rights import Act


async def _waiting(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """The exams that lie open before me."""
    if not found[waiting.WAITS]:
        return []
    return [
        ToDo(
            f"⏱ 正在计时：{each.exam.title}",
            OpenExam(each.exam.key),
            each.under_way.deadline.astimezone(now.tzinfo).date(),
        )
        if each.under_way
        else ToDo(
            f"📝 {each.exam.word}：{each.exam.title}",
            OpenExam(each.exam.key),
            exams.due_of(each.exam, each.taker).astimezone(now.tzinfo).date(),
        )
        for each in await sitting.of_person(session, me.person_id)
        if each.waits(now)
    ]


WAITING = Waiting(_waiting, lambda _me, _now: [waiting.WAITS])


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    told = 0
    for entry in entries:
        with suppress(Refusal):
            exam, to = await exams.urge(
                tx, context.me, entry.record, context.now, branch_id=entry.branch_id, person_id=entry.person_id
            )
            told += await pushes.urged(tx, exam, to, context)
    return told


EXAMS = Subject("exams", "考试", results.ledger, lambda entry: OpenExam(entry.record), _urge, unit="人次")


async def own_papers(session: AsyncSession, who: Who) -> Section | None:
    """Their tries; the answers themselves can be looked at below each exam once it is over."""
    rows = [
        (
            each.exam.title,
            paper.number,
            paper.started_at,
            paper.handed_in_at,
            None if paper.points is None else f"{paper.points}/{paper.full}（{percent(paper.share)}%）",
        )
        for each in await sitting.of_person(session, who.person_id)
        for paper in each.sittings
    ]
    return Section("exams", "考试", ("考试", "第几次", "开始", "交卷", "得分"), rows)


async def own_practice(session: AsyncSession, who: Who) -> Section | None:
    rows = [(row.day, len(row.answers), row.right) for row in await practice.days_of(session, who.person_id)]
    return Section("practice", "每日练习", ("日期", "答题", "答对"), rows)


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    return [Found(f"📝 {each.title}", OpenExam(each.key)) for each in await exams.bearing(session, me, words)]


FINDING = Finding("exam", "📝 考试竞赛", Act.TAKE_EXAMS, _find)
