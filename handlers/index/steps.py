"""What a member can do now to raise the own index, each with the button that leads to it; what raises it most comes first."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.links import NextLesson, OpenExam, OpenMeeting, OpenTopic, StartPostCheck
from handlers.kit.screens.text import clip, length
from scoring.index.chart import tenths
from scoring.index.facts import Came
from scoring.index.model import Line, Verdict
from storage.exams import sitting
from storage.index import index
from storage.meetings.rows import Meeting
from storage.people.directory import Who
from storage.risks import checks
from storage.study import progress
from storage.topics import lists as topics

LABEL, TITLE = 60, 24


@dataclass(frozen=True)
class Step:
    """`raises` is by how much the total rises, in tenths, or where that lies with the member `at_most`; 0: not at once."""

    words: str
    button: Button
    raises: int
    at_most: bool = False

    def labelled(self) -> InlineKeyboardButton:
        raises = f"　{'最多 ' if self.at_most else ''}+{tenths(self.raises)}" if self.raises else ""
        return self.button.labelled(clip(self.words, LABEL - length(raises)) + raises)


async def of(session: AsyncSession, me: Who, verdict: Verdict, now: datetime) -> list[Step]:
    """`now` is in the bureau's zone."""
    found = [
        step
        for line in verdict.lines
        if line.key in _WAYS
        for step in await _WAYS[line.key](session, me, verdict, line, now)
    ]
    return sorted(found, key=lambda step: -step.raises)


async def _life(session: AsyncSession, me: Who, verdict: Verdict, line: Line, now: datetime) -> list[Step]:
    """The meetings that were missed, the latest first; then the open topics, which count when they are over."""
    open_topics = await topics.open_for(session, me.person_id, me.branch_id, now.date())
    return [
        *await _missed(session, verdict, line, now),
        *(
            Step(f"💬 发言：{clip(each.title, TITLE)}（{each.until:%m-%d} 前）", OpenTopic(each.key), 0)
            for each in open_topics
        ),
    ]


async def _missed(session: AsyncSession, verdict: Verdict, line: Line, now: datetime) -> list[Step]:
    records = [record.split(":") for record in line.evidence if record.startswith("meeting:")]
    missed = [int(number) for _, number, how in records if how == Came.ABSENT]
    if not missed:
        return []
    query = select(Meeting).where(col(Meeting.id).in_(missed)).order_by(col(Meeting.starts_at).desc())
    raises = verdict.step(line)
    return [
        Step(
            f"🎓 补课：{each.starts_at.astimezone(now.tzinfo):%m-%d} {clip(each.title, TITLE)}",
            OpenMeeting(each.number),
            raises,
        )
        for each in (await session.exec(query)).all()
    ]


async def _study(session: AsyncSession, me: Who, verdict: Verdict, line: Line, now: datetime) -> list[Step]:
    """The lesson to go on with, while hours are missing."""
    following = await progress.next_of(session, me, now) if line.next is not None else None
    indicator = index.rules_in_force().indicator(line.key)
    if following is None or indicator is None:
        return []
    ((_, _, hours, due),) = (record.split(":") for record in line.evidence)
    after = min(int(due), int(hours) + following.lesson.tenths)
    raises = verdict.raised(line, indicator.curve.points((after, int(due))))
    return [Step(f"📚 学习：{clip(following.lesson.title, TITLE)}", NextLesson(), raises)]


async def _exams(session: AsyncSession, me: Who, verdict: Verdict, line: Line, now: datetime) -> list[Step]:
    """Those that lie open."""
    return [
        Step(f"📝 参加考试：{clip(each.exam.title, TITLE)}", OpenExam(each.exam.key), verdict.step(line), at_most=True)
        for each in await sitting.of_person(session, me.person_id)
        if each.waits(now) and not each.exam.contest
    ]


async def _post_check(_session: AsyncSession, _me: Who, verdict: Verdict, line: Line, now: datetime) -> list[Step]:
    """That of the period that runs: as soon as it is there, it counts in the place of the one before it."""
    running, _ = checks.open_periods(now.date())
    if any(record.split(":")[1] == str(running) for record in line.evidence):
        return []
    return [Step(f"🛡 交{checks.title(running)}岗位风险自查", StartPostCheck(0), verdict.gain(line))]


_Way = Callable[[AsyncSession, Who, Verdict, Line, datetime], Awaitable[list[Step]]]
_WAYS: Mapping[str, _Way] = {
    "meetings": _life,
    "study": _study,
    "exams": _exams,
    "post_check": _post_check,
}
