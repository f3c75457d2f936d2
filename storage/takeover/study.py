"""Hours of training of this year that were kept on paper: each training with those who took part, as staff enter it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.directory import Who
from storage.study import training
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import NAME, NUMBER, ON_PAPER
from storage.takeover.files import Column, PaperRow, day, tenths, text

KIND = "training"
COLUMNS = (
    NUMBER,
    NAME,
    Column("学习内容", text, "培训或集中学习的名称；同名同日的并成一次。", required=True, called="培训名称 名称 内容 课程 培训内容 学习培训内容 培训班名称"),
    Column("日期", day, "那一天；跨几天的写最后一天。", required=True, called="时间 学习日期 学习时间 培训日期 培训时间 结束日期"),
    Column("学时", tenths, "每人的学时，如 4 或 1.5。", required=True, called="学时数 小时 课时 培训学时 学习学时"),
    Column("证明", text, "依据什么，如文号、签到册；空着的记“纸质台账”。", called="依据 证明材料 备注"),
)  # fmt: skip


def together(row: PaperRow) -> object:
    """Rows of one training."""
    return row["学习内容"], row["日期"], row["学时"], row["证明"]


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One training of several people. Raises Refusal."""
    first, people = rows[0], {book.person(row).person_id for row in rows}
    name, held_on = first["学习内容"], first["日期"]
    if there := people & await training.known(tx, name, held_on):
        names = "、".join(book.everyone[each].name for each in sorted(there))
        raise Unclear(f"{names}已经登记过这次培训，请删去后重新发送。")
    made, _ = await training.enter(
        tx, book.me, name=name, held_on=held_on, tenths=first["学时"], proof=first["证明"] or f"纸质台账（{ON_PAPER}）", files=(), to=people, now=now
    )  # fmt: skip
    return [(KIND, made.key)]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], me: Who, now: datetime) -> None:
    """Their hours count no more."""
    for _, record in records:
        await training.withdraw(tx, me, record, now)
