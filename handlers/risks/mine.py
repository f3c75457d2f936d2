"""What 风险防控 keeps about a person, for /mydata. Signs are named only where the rule says so."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.people.directory import Who
from storage.risks import checks, signs


async def own_checks(session: AsyncSession, who: Who) -> Section | None:
    found = await checks.of_person(session, who.person_id)
    points = await checks.points_of(session, [row.key for row in found])
    rows = [
        (checks.title(row.first_on), row.position, point.text, point.level, point.measure, row.state, row.submitted_at)
        for row in found
        for point in points.get(row.key, ())
    ]
    headings = ("期次", "岗位", "风险点", "等级", "防控措施", "状态", "提交时间")
    return Section("post_checks", "岗位风险排查", headings, rows)


async def noted(session: AsyncSession, who: Who) -> Section | None:
    """That signs exist, never what they say; by default not even that."""
    if not signs.shown_to_the_person():
        return None
    rows = [
        (row.noted_on, "已结束" if row.closed_on else "关注中") for row in await signs.about(session, who.person_id)
    ]
    return Section("signs", "组织关注提示", ("登记日期", "状态"), rows)
