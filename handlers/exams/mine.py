"""What exams and practice keep about a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from scoring.exams import percent, share
from storage.exams import practice, sitting
from storage.people.directory import Who


async def papers(session: AsyncSession, who: Who) -> Section | None:
    """Their tries; the answers themselves can be looked at below each exam once it is over."""
    rows = [
        (
            each.exam.title,
            paper.number,
            paper.started_at,
            paper.handed_in_at,
            None
            if paper.points is None
            else f"{paper.points}/{paper.full}（{percent(share(paper.points, paper.full or 0))}%）",
        )
        for each in await sitting.of_person(session, who.person_id)
        for paper in each.sittings
    ]
    return Section("exams", "考试", ("考试", "第几次", "开始", "交卷", "得分"), rows)


async def practised(session: AsyncSession, who: Who) -> Section | None:
    rows = [(row.day, len(row.answers), row.right) for row in await practice.days_of(session, who.person_id)]
    return Section("practice", "每日练习", ("日期", "答题", "答对"), rows)
