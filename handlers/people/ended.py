"""A branch without people; those that are no more, and one of them again."""

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.people.buttons import (
    AskReopen,
    EndedBranches,
    OpenBranch,
    Posts,
    Reopen,
    Roster,
    StartAdd,
    StartEnd,
    StartMerge,
    StartRename,
)
from storage.engine.refusal import Refusal
from storage.people import branches, directory
from storage.people.access import may
from storage.people.branch_ends import MARK, BranchEnd
from storage.people.branches import Refused
from storage.people.directory import Branch
from storage.people.rights import Act


def of_branch(branch: int) -> list[InlineKeyboardButton]:
    """What the staff may do with it as a whole."""
    return [
        StartRename(branch).labelled("✏️ 更名"),
        StartMerge(branch).labelled("🔀 合并"),
        StartEnd(branch).labelled("🗄 撤销支部"),
    ]


async def empty(context: Context, number: int) -> None:
    """A branch to which nobody belongs; or one that is no more, with its day and why."""
    async with context.read() as session:
        branch, end = await session.get(Branch, number), await session.get(BranchEnd, number)
        by = await directory.name_of(session, end.by) if end and end.by else ""
        into = await session.get(Branch, end.into_id) if end and end.into_id else None
    if branch is None:
        raise Refusal(Refused.GONE)
    posts, keeps = Posts(number, 0).labelled("📜 职务沿革"), may(context.me, Act.IMPORT_ROSTER)
    if end is None:
        text = lines(Markup("<b>{}</b>").format(branch.name), Markup("支部里没有在册人员。"))
        rows = [[StartAdd(number).labelled("➕ 新增一人"), posts], of_branch(number)] if keeps else [[posts]]
        await context.show(text, [*rows, back(Roster(0))])
        return
    text = lines(
        Markup("<b>{}{}</b>").format(branch.name, MARK),
        Markup("{}撤销，由{}登记").format(day_text(end.on, context.now.date()), by),
        Markup("并入：{}").format(into.name) if into else None,
        Markup("依据：{}").format(end.reason),
        Markup("以前的记录都在，仍用这个名称。"),
    )
    rows = [[posts, AskReopen(number).labelled("↩ 恢复支部")]] if keeps else [[posts]]
    await context.show(text, [*rows, back(EndedBranches(0) if keeps else Roster(0))])


async def listed(context: Context, button: EndedBranches) -> None:
    """The last first."""
    async with context.read() as session:
        found = await branches.ended_ones(session)
    shown, turning = paged(found, button.page, EndedBranches)
    today = context.now.date()
    rows = [[OpenBranch(end.branch_id, 0).labelled(f"{name}  {day_text(end.on, today)}")] for end, name in shown]
    text = Markup("<b>已撤销的支部（{} 个）</b>").format(len(found)) if found else Markup("没有已撤销的支部。")
    await context.show(text, [*rows, *turning, back(Roster(0))])


async def ask_reopen(context: Context, button: AskReopen) -> None:
    async with context.read() as session:
        branch = await session.get(Branch, button.branch)
    if branch is None:
        raise Refusal(NOT_ALLOWED)
    text = lines(
        Markup("<b>恢复{}？</b>").format(branch.name),
        Markup("它重新列入各处的支部名单，应办的事项照常计算。人员不会自动回来，支部群要重新绑定。"),
    )
    await context.show(text, [[Reopen(button.branch).labelled("↩ 确认恢复")], back(OpenBranch(button.branch, 0))])


async def reopen(context: Context, button: Reopen) -> None:
    async with context.write() as tx:
        branch = await branches.reopen(tx, context.me, button.branch, context.now)
    await context.toast(f"{branch.name}已恢复")
    await empty(context, button.branch)
