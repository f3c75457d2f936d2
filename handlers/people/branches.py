"""A branch renamed, with all that is its own; one that is no more; and whether it calls its auxiliaries."""

from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.people.buttons import CallAuxiliaries, OpenBranch, StartEnd, StartRename
from handlers.people.screens import branch as show_branch
from storage.engine.refusal import Refusal
from storage.people import branches
from storage.people.branches import Refused
from storage.people.directory import Branch


async def _begin(context: Context, button: StartRename) -> None:
    async with context.read() as session:
        found = await session.get(Branch, button.branch)
    if found is None:
        raise Refusal(Refused.GONE)
    draft(context).update(branch=button.branch, former=found.name)


async def _review(context: Context) -> Markup:
    return lines(
        Markup("<b>请核对</b>"),
        Markup("{former} → <b>{name}</b>").format_map(draft(context)),
        Markup("人员、会议、台账、任务、群绑定等都跟着走，以前的记录也显示新名称；审计记录里留有原名。"),
        Markup("以后的花名册请用新名称，否则会当作新支部。"),
    )


async def _save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        former, found = await branches.rename(tx, context.me, facts["branch"], facts["name"], context.now)
    await context.show(
        Markup("✅ {} 已更名为<b>{}</b>。").format(former, found.name), [back(OpenBranch(facts["branch"], 0))]
    )


async def _begin_end(context: Context, button: StartEnd) -> None:
    async with context.read() as session:
        found = await branches.closable(session, context.me, button.branch)
    draft(context).update(branch=button.branch, name=found.name)


async def _review_end(context: Context) -> Markup:
    return lines(
        Markup("<b>请核对</b>（还没有写入）"),
        Markup("撤销<b>{name}</b>，自今天起").format_map(draft(context)),
        Markup("依据：{reason}").format_map(draft(context)),
        Markup(
            "支部名单、提醒和今后的台账不再列它，支部群解除绑定；以前的记录都保留，名称后标“已撤销”。登记错了可以恢复。"
        ),
    )


async def _close(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await branches.close(tx, context.me, facts["branch"], facts["reason"], context.now)
    await context.show(Markup("✅ <b>{name}</b>已撤销。").format_map(facts), [back(OpenBranch(facts["branch"], 0))])


async def auxiliaries(context: Context, button: CallAuxiliaries) -> None:
    called = button.called == 1
    async with context.write() as tx:
        await branches.call_auxiliaries(tx, context.me, button.branch, context.now, called=called)
    await context.toast("以后召集主题党日和党课时列入辅警" if called else "以后召集会议不列入辅警")
    await show_branch(context, OpenBranch(button.branch, 0))


FORM = Form(
    name="branch_rename",
    title="支部更名",
    start=StartRename,
    begin=_begin,
    questions=[
        Line("name", "<b>{former}</b>\n新的名称？", "支部名称", 40, shortest=2),
        Review(
            "review",
            _review,
            "✅ 更名",
            _save,
            leads={Refused.TAKEN: "name", Refused.SAME: "name"},
            ways=[Way("改名称", to="name")],
        ),
    ],
)
END = Form(
    name="branch_end",
    title="撤销支部",
    start=StartEnd,
    begin=_begin_end,
    questions=[
        Line("reason", "<b>撤销{name}</b>\n依据什么？写批复文件和文号，或原因。", "依据", 60, shortest=2),
        Review("review", _review_end, "✅ 确认撤销", _close, ways=[Way("改依据", to="reason")]),
    ],
)
