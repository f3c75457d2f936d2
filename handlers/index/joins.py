"""What the health index keeps about a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from handlers.kit.screens.text import month_text
from scoring.index.chart import WORDS, tenths
from scoring.rating import Dimension
from storage.index import index
from storage.people.directory import Who


async def kept(session: AsyncSession, who: Who) -> Section | None:
    rows = await index.every_month(session, who.person_id)
    if not rows:
        return None
    return Section(
        name="health",
        title="健康指数",
        headings=("月份", "总分", *(each.value for each in Dimension), "颜色", "权重版本"),
        rows=[
            (
                month_text(row.month),
                tenths(row.total),
                *(tenths(points) for points in row.dimensions.values()),
                WORDS[row.proposed] if row.proposed else "资料不足",
                row.version,
            )
            for row in rows
        ],
    )
