"""Planning a year: what is proposed, changed line by line, and saved whole."""

from datetime import datetime
from typing import Any

from handlers.kit.forms.form import Form, Next, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenYearPlan
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.yearplan.buttons import StartYearPlan
from handlers.yearplan.editing import Year, missing, planned, put
from handlers.yearplan.words import gaps_by_rule, plain_by_month
from storage.yearplan import plans
from storage.yearplan.rows import Kept


async def begin(context: Context, button: StartYearPlan) -> Next:
    """With the plan as it is, or where there is none with what is proposed."""
    me, today, facts = context.me, context.now.date(), draft(context)
    plans.plannable(me, me.branch_id, button.year, today)
    async with context.read() as session:
        plan = await plans.find(session, me.branch_id, button.year)
        proposed, branch = await plans.proposed(session, me.branch_id, button.year, today, context.now.tzinfo)
        rows = (await plans.lines_of(session, [plan.id or 0]))[plan.id or 0] if plan else []
    facts.update(
        year=button.year,
        seen=plan.at.isoformat() if plan else None,
        groups=list(branch.groups),
        committee=branch.has_committee,
    )
    put(
        facts,
        [Kept(row.line, row.id or 0) for row in rows]
        if plan
        else [Kept(line, -number) for number, line in enumerate(proposed, 1)],
    )
    return "plan"


async def review(context: Context) -> Markup:
    facts = draft(context)
    lacking = gaps_by_rule(missing(facts, context.now.date()))
    return lines(
        Markup("<b>请核对：{} 年度计划</b>　共 {} 项").format(facts["year"], len(facts["lines"])),
        *plain_by_month(each.line for each in planned(facts)),
        Markup("\n❗ 按规定还缺（可以先保存，以后再补）：") if lacking else Markup("\n✅ 各项规定的次数都已列入。"),
        *(Markup("• {}").format(each) for each in lacking),
        Markup("\n保存后本支部党员和党务干部都能看到，到了那一周会提醒您召集。"),
    )


async def save(context: Context) -> None:
    facts, me = draft(context), context.me
    seen: Any = facts["seen"]
    async with context.write() as tx:
        await plans.save(
            tx,
            me,
            me.branch_id,
            facts["year"],
            planned(facts),
            seen=datetime.fromisoformat(seen) if seen else None,
            now=context.now,
        )
    text = Markup("<b>✅ 已保存 {} 年度计划</b>，共 {} 项。").format(facts["year"], len(facts["lines"]))
    await context.show(text, [back(OpenYearPlan(me.branch_id, facts["year"]))])


PLANNING = Form(
    name="year_plan",
    title="编制年度计划",
    start=StartYearPlan,
    begin=begin,
    questions=[
        Year("plan", ""),
        Review("confirm", review, "✅ 保存年度计划", save, ways=[Way("‹ 再改", to="plan")]),
    ],
)
