"""The records behind an indicator in words."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.index.facts import Came, Checked
from scoring.index.model import Line
from scoring.index.words import CHECKED_WORDS
from scoring.rating import Dimension
from scoring.study import hours_text
from storage.exams import results
from storage.exams.rows import Exam
from storage.inputs import attendance, rating
from storage.meetings.rows import Meeting
from storage.people.whose import Whose
from storage.risks import checks
from storage.study import credits
from storage.topics.rows import Topic

CAME = {
    Came.ON_SPOT: "到会",
    Came.LIVE: "看直播",
    Came.MADE_UP: "已补课",
    Came.EXCUSED: "请假（不计）",
    Came.ABSENT: "未参加",
}
_PLACES = {f"rated_{each.name.lower()}": place for place, each in enumerate(Dimension)}


async def words(session: AsyncSession, person_id: int, line: Line, zone: ZoneInfo) -> list[str]:
    kinds: dict[str, list[list[str]]] = {}
    for each in line.evidence:
        ref = each.split(":")
        kinds.setdefault(ref[0], []).append(ref)
    found = []
    for kind, refs in kinds.items():
        if (tell := _TELL.get(kind)) is not None:
            found += await tell(session, person_id, refs, line, zone)
    return found


async def _meetings(
    session: AsyncSession, _person: int, refs: Sequence[list[str]], _line: Line, zone: ZoneInfo
) -> list[str]:
    came = {int(number): Came(how) for _, number, how in refs}
    rows = (await session.exec(select(Meeting).where(col(Meeting.id).in_(came)).order_by(col(Meeting.starts_at)))).all()
    return [f"{each.starts_at.astimezone(zone):%Y-%m-%d} {each.title}：{CAME[came[each.number]]}" for each in rows]


async def _topics(
    session: AsyncSession, _person: int, refs: Sequence[list[str]], _line: Line, _zone: ZoneInfo
) -> list[str]:
    spoke = {int(number): how == "spoke" for _, number, how in refs}
    rows = (await session.exec(select(Topic).where(col(Topic.id).in_(spoke)).order_by(col(Topic.until)))).all()
    return [
        f"{each.until} 截止的微社区话题“{each.title}”：{'已发言' if spoke[each.key] else '没有发言'}" for each in rows
    ]


async def _study(
    session: AsyncSession, person: int, refs: Sequence[list[str]], _line: Line, zone: ZoneInfo
) -> list[str]:
    _, year, tenths, due = refs[0]
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    found = await credits.credits_of(session, person, first, last, zone=zone)
    behind = f"{year} 年已得 {hours_text(int(tenths))} 学时；到上月底按进度应有 {hours_text(int(due))} 学时"
    if int(due) <= 0:
        behind = f"{year} 年到上月底还没有应完成的学时，这一项暂不计分"
    return [
        behind,
        *(f"{each.on:%m-%d} {each.source.value}《{each.what}》{hours_text(each.tenths)} 学时" for each in found),
    ]


async def _exams(
    session: AsyncSession, person: int, refs: Sequence[list[str]], _line: Line, zone: ZoneInfo
) -> list[str]:
    numbers = [int(number) for _, number in refs]
    exams = (await session.exec(select(Exam).where(col(Exam.id).in_(numbers)))).all()
    if not exams:
        return []
    first = min(exam.opens_at for exam in exams).astimezone(zone).date()
    # A make-up may come long after the exam.
    found = await results.results_in(session, first, date(first.year + 2, 1, 1), zone, whose=Whose(people=(person,)))
    facts = {fact.exam: fact for fact in found.get(person, [])}
    return [
        f"{facts[number].day or '没有参加'} {facts[number].title}：得分率 {round(facts[number].share * 100)}%"
        for number in numbers
        if number in facts
    ]


async def _duty(
    session: AsyncSession, person: int, refs: Sequence[list[str]], _line: Line, _zone: ZoneInfo
) -> list[str]:
    months = sorted(date.fromisoformat(month) for _, month in refs)
    rows = await attendance.of_months(session, months[0], months[-1], person_id=person)
    return [
        f"{month.year}年{month.month}月：应出勤 {row.due:g} 天，请假 {row.leave:g}、公差 {row.travel:g}、病假 {row.sick:g} 天不计，"
        f"出勤 {row.present:g} 天，迟到早退 {row.late} 次"
        for month in months
        if (row := rows.get((person, month)))
    ]


async def _rating(
    session: AsyncSession, person: int, refs: Sequence[list[str]], line: Line, _zone: ZoneInfo
) -> list[str]:
    months = sorted(date.fromisoformat(month) for _, month in refs)
    rows = await rating.of_months(session, months[0], months[-1], person_id=person)
    place = _PLACES[line.key]
    return [
        f"{month.year}年{month.month}月：{row.raters} 位班子成员评分，中位数 {row.medians[place]:g}（满分 5）"
        for month in months
        if (row := rows.get((person, month)))
    ]


async def _check(
    _session: AsyncSession, _person: int, refs: Sequence[list[str]], _line: Line, _zone: ZoneInfo
) -> list[str]:
    return [f"{checks.title(date.fromisoformat(first))}自查：{CHECKED_WORDS[Checked(how)]}" for _, first, how in refs]


_Tell = Callable[[AsyncSession, int, Sequence[list[str]], Line, ZoneInfo], Awaitable[list[str]]]
_TELL: Mapping[str, _Tell] = {
    "meeting": _meetings,
    "topic": _topics,
    "study": _study,
    "exam": _exams,
    "duty": _duty,
    "rating": _rating,
    "check": _check,
}
