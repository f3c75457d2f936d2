"""That talks took place, with whom and when; what was said stays on paper."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.directory import Who
from storage.sealed import records as sealed
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import ON_PAPER
from storage.takeover.files import Column, PaperRow, day, text
from storage.talks import content
from storage.talks.content import Said
from storage.talks.rows import Talk, TalkAddendum, TalkKind

KIND = "talk"
COLUMNS = (
    Column("谈话人", text, "姓名或警号。", required=True, called="谈话人姓名 记录人 主谈人"),
    Column("谈话对象", text, "姓名或警号。", required=True, called="被谈话人 对象 谈话对象姓名 被谈话对象 姓名"),
    Column("日期", day, "谈话的那一天。", required=True, called="时间 谈话日期 谈话时间"),
    Column("类别", text, f"{'、'.join(TalkKind)}；空着的是{TalkKind.HEART.value}。", called="谈话类别 类型 谈话类型"),
)


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One talk, recorded for its holder. Raises Refusal."""
    (row,) = rows
    holder, other = book.checked(book.named(row["谈话人"])), book.named(row["谈话对象"])
    try:
        kind = TalkKind(row["类别"] or TalkKind.HEART)
    except ValueError:
        raise Unclear(f"类别“{row['类别']}”不认识，请填：{'、'.join(TalkKind)}。") from None
    same = select(Talk.id).where(
        Talk.by == holder.person_id, Talk.with_id == other.person_id, Talk.held_on == row["日期"], Talk.kind == kind.value
    )  # fmt: skip
    if (await tx.exec(same)).first() is not None:
        raise Unclear("这次谈话已经有记录，没有重复录入。")
    made = await content.log(
        tx, holder, with_id=other.person_id, kind=kind, held_on=row["日期"], hour="", said=Said(text=f"{ON_PAPER}。"),
        follow_up_on=None, now=now, by=book.me,
    )  # fmt: skip
    return [(KIND, made.key)]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], _me: Who, _now: datetime) -> None:
    """Gone, and what was sealed of them; those to which something was added stay."""
    ids = [record for _, record in records]
    added = (await tx.exec(select(TalkAddendum.talk_id).where(col(TalkAddendum.talk_id).in_(ids)))).all()
    if added:
        raise Unclear("有谈话已经补充了内容，不能整份撤销。")
    for talk in (await tx.exec(select(Talk).where(col(Talk.id).in_(ids)))).all():
        await sealed.erase(tx, talk.record_id)
    await tx.exec(delete(Talk).where(col(Talk.id).in_(ids)))
