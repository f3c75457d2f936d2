"""Cases of 发展党员 that run: each step with its true day, checked by the rules of the case as if it were recorded now."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_steps import AGAIN, NOTED, Step
from storage.development import cases
from storage.development.cases import Entry
from storage.development.rows import DevelopmentCase, DevelopmentStep
from storage.engine.refusal import Refusal
from storage.people.directory import Who, people_of
from storage.people.posts import Category
from storage.takeover.book import Book, Unclear
from storage.takeover.columns import NAME, NUMBER, ON_PAPER
from storage.takeover.files import Column, PaperRow, day, days, number, several, text

KIND = "development"
_NEVER = {Step.CANCEL_PROPOSED, Step.CANCEL_VOTED, Step.CANCEL_APPROVED}
STEPS = tuple(step for step in Step if step not in _NEVER)
_CALLED = {
    Step.APPLIED: "入党申请时间 申请入党时间 递交申请书时间 递交入党申请书时间 申请时间 入党申请日期",
    Step.TALKED: "谈话时间 派人谈话时间 谈话日期",
    Step.RECOMMENDED: "推优时间 推荐时间 推优日期",
    Step.ACTIVIST: "确定积极分子时间 列为积极分子时间 确定为入党积极分子时间 确定入党积极分子时间 积极分子时间 确定为积极分子时间",
    Step.CONTACTS: "确定培养联系人时间 指定培养联系人时间",
    Step.INSPECTED: "考察时间 半年考察时间 培养考察 考察日期",
    Step.HEARD: "听取意见时间",
    Step.PROPOSED: "支委会讨论时间 拟列时间",
    Step.CONSENTED: "上级同意时间 备案时间 上级备案时间 党委备案时间",
    Step.NOTICE: "公示时间 公示开始时间 公示开始",
    Step.NOTICE_ENDED: "公示结束时间 公示结束",
    Step.CANDIDATE: "确定发展对象时间 列为发展对象时间 确定为发展对象时间 发展对象时间",
    Step.INTRODUCERS: "确定入党介绍人时间",
    Step.REVIEWED: "政审时间 政治审查时间",
    Step.TRAINED: "培训时间 集中培训时间 短期培训时间",
    Step.PRE_REVIEWED: "预审时间 党委预审时间",
    Step.FORM: "发放志愿书时间 填写志愿书时间",
    Step.ADMITTED: "支部大会时间 接收时间 接收为预备党员时间 支部大会通过时间 支部大会讨论接收时间",
    Step.INTERVIEWED: "审批前谈话时间",
    Step.APPROVED: "党委审批时间 审批时间",
    Step.SWORN: "宣誓时间 入党宣誓时间",
    Step.FULL_APPLIED: "转正申请时间 提出转正申请时间",
}
COLUMNS = (
    NUMBER,
    NAME,
    *(
        Column(
            step.words,
            days if step in AGAIN else day,
            "办理的那一天" + ("，几次的用、隔开。" if step in AGAIN else "；还没有办的空着。"),
            required=step is Step.APPLIED,
            called=_CALLED.get(step, ""),
        )
        for step in STEPS
    ),
    Column("培养联系人", several, "姓名，用、隔开；已调离的也写。", called="联系人 培养联系人姓名"),
    Column("入党介绍人", several, "姓名，用、隔开。", called="介绍人 入党介绍人姓名"),
    Column("培训天数", number, "短期集中培训的天数。", called="天数"),
    Column("培训学时", number, "或者学时。", called="学时"),
    Column("延长月数", number, "延长预备期的月数。"),
    Column("批复文号", text, "上级党委同意拟列的批复。", called="文号"),
)
_PEOPLE = {Step.CONTACTS: "培养联系人", Step.INTRODUCERS: "入党介绍人"}


async def take(tx: AsyncSession, rows: Sequence[PaperRow], book: Book, now: datetime) -> list[tuple[str, int]]:
    """One case with the steps that were done, in their order. Raises Refusal, naming the step that the rules are against."""
    (row,) = rows
    who = book.person(row)
    applied = row[Step.APPLIED.words]
    if applied >= now.date():
        raise Unclear("入党申请的日期要在今天以前；今天的请在机器人里登记。")
    case = await cases.take_over(tx, book.me, who.person_id, applied, now)
    for step in STEPS[1:]:
        said = row[step.words] or ()
        for on in said if isinstance(said, tuple) else (said,):
            await _record(tx, book, case, _entry(book, row, step, on, who.branch_id), now)
    return [(KIND, case.number)]


async def _record(tx: AsyncSession, book: Book, case: DevelopmentCase, entry: Entry, now: datetime) -> None:
    if entry.on >= now.date():
        raise Unclear(f"{entry.step.words}：今天和以后的步骤请在机器人里登记。")
    try:
        await cases.record_from_papers(tx, book.me, case.number, entry, now)
    except Refusal as refusal:
        raise Unclear(f"{entry.step.words}（{entry.on.isoformat()}）：{refusal}") from refusal


def _entry(book: Book, row: PaperRow, step: Step, on: date, branch: int) -> Entry:
    called = row[_PEOPLE[step]] or () if step in _PEOPLE else ()
    found, strange = book.sorted_out(called, branch)
    people = [who.person_id for who in found if who.category is Category.FULL_MEMBER] if not strange else []
    names = f"{'、'.join(called)}（{ON_PAPER}）" if called and not people else ""
    note = row["批复文号"] if step is Step.CONSENTED else None
    return Entry(
        step,
        on,
        people=people,
        days=(row["培训天数"] or 0) if step is Step.TRAINED else 0,
        hours=(row["培训学时"] or 0) if step is Step.TRAINED else 0,
        months=(row["延长月数"] or 0) if step is Step.EXTENDED else 0,
        note=note or names or (ON_PAPER if step in NOTED else ""),
    )


async def to_take_over(session: AsyncSession, branch_id: int | None) -> list[Who]:
    """Those whom the roster has on the way, and of whom no case is kept."""
    busy = set(
        (await session.exec(select(DevelopmentCase.person_id).where(col(DevelopmentCase.ended_at).is_(None)))).all()
    )
    people = await people_of(session, branch_id=branch_id)
    return [who for who in people if who.category in cases.UNDER_WAY and who.person_id not in busy]


async def undo(tx: AsyncSession, records: Sequence[tuple[str, int]], _me: Who, _now: datetime) -> None:
    """Gone; where something was recorded since, all of them stay. Raises Refusal."""
    ids = [record for _, record in records]
    opened = dict(
        (
            await tx.exec(select(DevelopmentCase.id, DevelopmentCase.opened_at).where(col(DevelopmentCase.id).in_(ids)))
        ).all()
    )
    for step in (await tx.exec(select(DevelopmentStep).where(col(DevelopmentStep.case_id).in_(ids)))).all():
        if step.at > opened[step.case_id]:
            raise Unclear("接续的档案里已经登记了新的步骤，不能整份撤销。")
    await tx.exec(delete(DevelopmentStep).where(col(DevelopmentStep.case_id).in_(ids)))
    await tx.exec(delete(DevelopmentCase).where(col(DevelopmentCase.id).in_(ids)))
