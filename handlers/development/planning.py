"""The yearly plan list: read by everybody, proposed by secretaries, approved by the staff."""

from handlers.development.buttons import ApprovePlan, Develop, OpenPlan, Plan, RemovePlan, StartPlan
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, draft
from handlers.kit.forms.picking import Option, Picker
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from storage.development import plan
from storage.development.rows import PlanEntry, Refused
from storage.people import directory
from storage.people.access import Act, Place, may
from storage.people.directory import Branch, Person
from storage.people.posts import MEMBERS

EARLIEST, LATEST = 2000, 2100


async def show(context: Context, button: Plan) -> None:
    if not EARLIEST <= button.year <= LATEST:
        return await context.tell(OUTDATED)
    async with context.read() as session:
        found = await plan.of_year(session, button.year)
    shown, turning = paged(found, button.page, lambda page: Plan(button.year, page))
    rows = [
        [OpenPlan(entry.id or 0).labelled(f"{'✅' if entry.approved_at else '⏳'} {person.name} · {branch}")]
        for entry, person, branch in shown
    ]
    years = [
        Plan(button.year - 1, 0).labelled(f"◀ {button.year - 1}"),
        Plan(button.year + 1, 0).labelled(f"{button.year + 1} ▶"),
    ]
    new = [[StartPlan(button.year).labelled("➕ 列入计划")]] if may(context.me, Act.PLAN_DEVELOPMENT) else []
    approved = sum(entry.approved_at is not None for entry, _, _ in found)
    text = lines(
        Markup("<b>📋 {} 年发展党员计划</b>").format(button.year),
        Markup("共 {} 人，已审定 {} 人。✅ 已审定　⏳ 待党务干部审定").format(len(found), approved),
    )
    await context.show(text, [*rows, *turning, *new, years, back(Develop())])
    return None


async def open_entry(context: Context, button: OpenPlan) -> None:
    """One entry, with who put it there and who approved it."""
    async with context.read() as session:
        entry = await session.get(PlanEntry, button.entry)
        person = await session.get(Person, entry.person_id) if entry else None
        branch = await session.get(Branch, entry.branch_id) if entry else None
        by = await session.get(Person, entry.by) if entry else None
        above = await session.get(Person, entry.approved_by) if entry and entry.approved_by else None
    if entry is None or person is None or branch is None or by is None:
        return await context.tell(Refused.NOT_PLANNED.value)
    text = lines(
        Markup("<b>📋 {}</b>　{}　{}").format(person.name, branch.name, person.category),
        Markup("{} 年计划，{} 提出").format(entry.year, by.name),
        Markup("审定：{}").format(above.name if above else "待审定"),
    )
    rows = []
    if may(context.me, Act.APPROVE_DEVELOPMENT) and entry.approved_at is None:
        rows.append([ApprovePlan(button.entry).labelled("✅ 审定")])
    if may(context.me, Act.APPROVE_DEVELOPMENT) or (
        entry.approved_at is None and may(context.me, Act.PLAN_DEVELOPMENT, Place(branch_id=entry.branch_id))
    ):
        rows.append([RemovePlan(button.entry, 0).labelled("移出计划")])
    await context.show(text, [*rows, back(Plan(entry.year, 0))])
    return None


async def approve(context: Context, button: ApprovePlan) -> None:
    async with context.write() as tx:
        outcome = await plan.approve(tx, context.me, button.entry, context.now)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast("已审定")
    return await open_entry(context, OpenPlan(button.entry))


async def remove(context: Context, button: RemovePlan) -> None:
    """Off the list, asked once more."""
    if button.sure != 1:
        rows = [[RemovePlan(button.entry, 1).labelled("确认移出")], back(OpenPlan(button.entry))]
        await context.show(Markup("把这位同志移出计划？"), rows)
        return
    async with context.write() as tx:
        outcome = await plan.remove(tx, context.me, button.entry)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return
    await context.toast("已移出")
    await show(context, Plan(outcome.year, 0))


class PlanThem(Button, prefix="dv_plan_go", act=Act.PLAN_DEVELOPMENT):
    """Those who are ticked."""


async def _options(context: Context) -> list[Option]:
    """Everybody of the own branch who is no member."""
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=context.me.branch_id)
    return [Option(who.person_id, who.name) for who in found if who.category not in MEMBERS]


PICKER = Picker(_options, "people", "人")


async def begin(context: Context, button: StartPlan) -> Next:
    if not EARLIEST <= button.year <= LATEST:
        await context.tell(OUTDATED)
        return None
    draft(context).update(year=button.year, people=[], page=0)
    return "people"


async def ask_people(context: Context) -> None:
    text = Markup("<b>📋 {} 年计划</b>\n请勾选本支部要列入的同志。").format(draft(context)["year"])
    await PICKER.ask(context, text, [PlanThem().labelled("✅ 列入")])


async def confirm(context: Context, _button: PlanThem) -> Next:
    facts = draft(context)
    async with context.write() as tx:
        outcome = await plan.propose(
            tx, context.me, context.me.branch_id, facts["people"], year=facts["year"], now=context.now
        )
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    await context.toast(f"新列入 {outcome} 人。" if outcome else Refused.PLANNED.value, alert=True)
    await show(context, Plan(facts["year"], 0))
    return DONE


FLOW = Form(
    name="development_plan",
    title="发展党员计划",
    start=StartPlan,
    begin=begin,
    steps={"people": Step(ask_people, [*PICKER.answers, Chosen(PlanThem, confirm)])},
)
