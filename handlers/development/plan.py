"""The yearly plan list: read by everybody, proposed by secretaries, approved by the staff."""

from handlers.development.buttons import ApprovePlan, Develop, OpenPlan, Plan, RemovePlan, StartPlan
from handlers.kit.forms.choices import Option, Several
from handlers.kit.forms.form import Form, draft
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, other_years, paged
from handlers.kit.screens.text import Markup, lines
from storage.development import plan
from storage.development.rows import Refused
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import may
from storage.people.posts import MEMBERS
from storage.people.rights import Act

EARLIEST, LATEST = 2000, 2100


def check_year(year: int) -> None:
    """Raises Refusal for one that only a forged button names."""
    if not EARLIEST <= year <= LATEST:
        raise Refusal(OUTDATED)


async def show(context: Context, button: Plan) -> None:
    check_year(button.year)
    async with context.read() as session:
        found = await plan.of_year(session, button.year)
    shown, turning = paged(found, button.page, lambda page: Plan(button.year, page))
    rows = [
        [OpenPlan(entry.id or 0).labelled(f"{'✅' if entry.approved_at else '⏳'} {person.name} · {branch}")]
        for entry, person, branch in shown
    ]
    turn = other_years(button.year, lambda year: Plan(year, 0), EARLIEST, LATEST)
    new = [[StartPlan(button.year).labelled("➕ 列入计划")]] if may(context.me, Act.PLAN_DEVELOPMENT) else []
    approved = sum(entry.approved_at is not None for entry, _, _ in found)
    text = lines(
        Markup("<b>📋 {} 年发展党员计划</b>").format(button.year),
        Markup("共 {} 人，已审定 {} 人。✅ 已审定　⏳ 待党务干部审定").format(len(found), approved),
    )
    await context.show(text, [*rows, *turning, *new, turn, back(Develop())])


async def open_entry(context: Context, button: OpenPlan) -> None:
    """One entry, with who put it there and who approved it."""
    async with context.read() as session:
        entry, person, branch = await plan.find(session, button.entry)
        named = await directory.names_of(session, {each for each in (entry.by, entry.approved_by) if each})
    text = lines(
        Markup("<b>📋 {}</b>　{}　{}").format(person.name, branch, person.category),
        Markup("{} 年计划，{} 提出").format(entry.year, named[entry.by]),
        Markup("审定：{}").format(named.get(entry.approved_by or 0, "待审定")),
    )
    rows = []
    if may(context.me, Act.APPROVE_DEVELOPMENT) and entry.approved_at is None:
        rows.append([ApprovePlan(button.entry).labelled("✅ 审定")])
    if plan.may_remove(context.me, entry):
        rows.append([RemovePlan(button.entry, 0).labelled("移出计划")])
    await context.show(text, [*rows, back(Plan(entry.year, 0))])


async def approve(context: Context, button: ApprovePlan) -> None:
    async with context.write() as tx:
        await plan.approve(tx, context.me, button.entry, context.now)
    await context.toast("已审定")
    await open_entry(context, OpenPlan(button.entry))


async def remove(context: Context, button: RemovePlan) -> None:
    """Off the list, asked once more."""
    if button.sure != 1:
        rows = [[RemovePlan(button.entry, 1).labelled("确认移出")], back(OpenPlan(button.entry))]
        await context.show(Markup("把这位同志移出计划？"), rows)
        return
    async with context.write() as tx:
        entry = await plan.remove(tx, context.me, button.entry)
    await context.toast("已移出")
    await show(context, Plan(entry.year, 0))


async def _begin(context: Context, button: StartPlan) -> None:
    check_year(button.year)
    draft(context).update(year=button.year)


async def not_members(context: Context) -> list[Option]:
    """Of one's own branch."""
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=context.me.branch_id)
    return [Option(who.person_id, who.name) for who in found if who.category not in MEMBERS]


async def propose(context: Context) -> None:
    facts, me = draft(context), context.me
    async with context.write() as tx:
        fresh = await plan.propose(tx, me, me.branch_id, facts["people"], year=facts["year"], now=context.now)
    await context.toast(f"新列入 {fresh} 人。" if fresh else Refused.PLANNED.value, alert=True)
    await show(context, Plan(facts["year"], 0))


PLANNING = Form(
    name="development_plan",
    title="发展党员计划",
    start=StartPlan,
    begin=_begin,
    questions=[
        Several(
            "people", "<b>📋 {year} 年计划</b>\n请勾选本支部要列入的同志。", "人", options=not_members, onward="✅ 列入"
        )
    ],
    save=propose,
)
