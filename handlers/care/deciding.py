"""Key attention by a named person's decision: reason, steps of help, who helps, how often, until when; shown, confirmed."""

from datetime import date
from typing import Any

from handlers.care import pushes
from handlers.care.buttons import OpenCase, StartExtend, StartGray
from handlers.kit.forms import reading
from handlers.kit.forms.days import DayPicker
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, day_text, lines
from scoring.cadence import add_months
from scoring.index.model import Colour
from storage.care import cases
from storage.care.cases import Plan, Unproposed
from storage.care.rows import HealthCase, Refused, State
from storage.index import index
from storage.people import directory
from storage.people.access import Act

SHORTEST, LONGEST = 6, 1000
EVERY = {7: "每周", 14: "每两周", 30: "每月"}
PAGE = 12


class PickHelper(Button, prefix="cd_who", act=Act.DECIDE_CASE):
    """Who helps."""

    person: int


class TurnHelpers(Button, prefix="cd_page", act=Act.DECIDE_CASE):
    """Turn the list."""

    page: int


class PickEvery(Button, prefix="cd_often", act=Act.DECIDE_CASE):
    """How often the helper looks in, in days."""

    days: int


class PickEnd(Button, prefix="cd_end", act=Act.DECIDE_CASE):
    """So many months from today."""

    months: int


class ConfirmDecision(Button, prefix="cd_yes", act=Act.DECIDE_CASE):
    """Decide."""


class FromTheStart(Button, prefix="cd_edit", act=Act.DECIDE_CASE):
    """Once more from the reason."""


async def begin_gray(context: Context, button: StartGray) -> Next:
    """By the rule's proposal, or against it."""
    async with context.read() as session:
        if button.case:
            case = await cases.can_decide(session, context.me, button.case, State.PROPOSED)
            if isinstance(case, Refused):
                await context.tell(case.value)
                return None
            person = case.person_id
            facts: dict[str, Any] = {"case": button.case}
        else:
            who = await cases.can_start(session, context.me, button.person)
            if isinstance(who, Refused):
                await context.tell(who.value)
                return None
            person = who.person_id
            month = index.closed_month(context.now.date())
            row = await index.of_person(session, person, month)
            colour = row.proposed if row else None
            facts = {"case": 0, "month": month.isoformat(), "proposed": colour.value if colour else ""}
        name = await directory.name_of(session, person)
    draft(context).update(facts, person=person, name=name, extend=False, page=0)
    return "reason"


async def begin_extend(context: Context, button: StartExtend) -> Next:
    """A new decision about one that stands."""
    async with context.read() as session:
        case = await cases.can_decide(session, context.me, button.case, State.GRAY)
        if isinstance(case, Refused):
            await context.tell(case.value)
            return None
        name = await directory.name_of(session, case.person_id)
    until = case.ends_on.isoformat() if case.ends_on else ""
    draft(context).update(case=button.case, person=case.person_id, name=name, extend=True, until=until)
    return "reason"


async def ask_reason(context: Context) -> None:
    """Why, in the decider's words."""
    facts = draft(context)
    what = "延长对{}的重点关注" if facts["extend"] else "将{}列为重点关注"
    text = lines(
        Markup("<b>{}</b>").format(what.format(facts["name"])),
        Markup("⚠️ 规则没有提示重点关注，这是与规则不一致的人工决定，会留痕。")
        if facts.get("proposed") not in (None, Colour.GRAY.value)
        else None,
        Markup("请写明<b>理由</b>（{} 到 {} 个字），署您的名，本人看得到。").format(SHORTEST, LONGEST),
    )
    await ask(context, text)


async def take_reason(context: Context) -> Next:
    text = await reading.words(context, "理由", LONGEST, SHORTEST)
    if text is None:
        return None
    draft(context)["reason"] = text
    return "often" if draft(context)["extend"] else "steps"


async def ask_steps(context: Context) -> None:
    await ask(
        context, Markup("请写<b>帮扶措施</b>：做什么、谁参加、达到什么（{} 到 {} 个字）。").format(SHORTEST, LONGEST)
    )


async def take_steps(context: Context) -> Next:
    text = await reading.words(context, "帮扶措施", LONGEST, SHORTEST)
    if text is None:
        return None
    draft(context)["steps"] = text
    return "helper"


async def ask_helper(context: Context) -> None:
    """Who of the member's branch helps."""
    facts = draft(context)
    async with context.read() as session:
        person = await directory.who_has_id(session, facts["person"])
        everyone = await directory.people_of(session, branch_id=person.branch_id) if person else []
    offered = [who for who in everyone if who.person_id != facts["person"]]
    shown, turning = paged(offered, facts["page"], TurnHelpers, PAGE)
    rows = in_columns([PickHelper(who.person_id).labelled(who.name) for who in shown], 3)
    await ask(context, Markup("由谁<b>帮扶</b>？回访日期到了会提醒帮扶人，不会提醒被帮扶的人。"), [*rows, *turning])


async def turn_helpers(context: Context, button: TurnHelpers) -> Next:
    draft(context)["page"] = button.page
    return "helper"


async def pick_helper(context: Context, button: PickHelper) -> Next:
    """Somebody of the branch, not the member."""
    facts = draft(context)
    async with context.read() as session:
        helper = await directory.who_has_id(session, button.person)
        person = await directory.who_has_id(session, facts["person"])
    if helper is None or person is None or helper.branch_id != person.branch_id or helper == person:
        await context.toast(Refused.HELPER.value, alert=True)
        return None
    facts.update(helper=helper.person_id, helper_name=helper.name)
    return "often"


async def ask_often(context: Context) -> None:
    rows = [[PickEvery(days).labelled(word) for days, word in EVERY.items()]]
    await ask(context, Markup("帮扶人多久<b>回访</b>一次？"), rows)


async def pick_often(context: Context, button: PickEvery) -> Next:
    if button.days not in EVERY:
        return "often"
    draft(context)["every"] = button.days
    return "ends"


async def ask_ends(context: Context) -> None:
    most, facts = cases.longest_months(), draft(context)
    rows = [[PickEnd(months).labelled(f"{months} 个月") for months in range(1, most + 1)]]
    until = (
        Markup("现在到{}为止。").format(day_text(date.fromisoformat(facts["until"]), context.now.date()))
        if facts.get("until")
        else None
    )
    text = Markup("到<b>什么时候</b>结束？到期自动结束，最长 {} 个月。可以点月数。")
    await ENDS.ask(context, lines(text.format(most), until), rows)


async def pick_end(context: Context, button: PickEnd) -> Next:
    if not 1 <= button.months <= cases.longest_months():
        return "ends"
    return await take_end(context, add_months(context.now.date(), button.months))


async def take_end(context: Context, day: date) -> Next:
    """Not longer than the rule allows, and longer than till now."""
    today, facts = context.now.date(), draft(context)
    after = max(today, date.fromisoformat(facts["until"])) if facts.get("until") else today
    if not after < day <= cases.latest_end(today):
        await context.tell(
            _refusal(Refused.ENDS) if after == today else "延长后的日期要晚于现在的结束日期，" + _refusal(Refused.ENDS)
        )
        return None
    facts["ends"] = day.isoformat()
    return "confirm"


ENDS = DayPicker(take_end)


def _refusal(refused: Refused) -> str:
    return refused.value.format(months=cases.longest_months())


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts, today = draft(context), context.now.date()
    ends = date.fromisoformat(facts["ends"])
    days = cases.review_days(today, ends, facts["every"])
    text = lines(
        Markup("<b>请核对：{}　{}</b>").format("延长重点关注" if facts["extend"] else "列为重点关注", facts["name"]),
        Markup("理由：{}").format(clip(facts["reason"], LONGEST)),
        Markup("帮扶措施：{}").format(clip(facts["steps"], LONGEST)) if not facts["extend"] else None,
        Markup("帮扶人：{}").format(facts["helper_name"]) if not facts["extend"] else None,
        Markup("回访：{}，共 {} 次").format(EVERY[facts["every"]], len(days)),
        Markup("结束：{}").format(day_text(ends, today)),
        Markup("\n决定人：<b>{}</b>。确认后通知本人{}。").format(
            context.me.name, "" if facts["extend"] else "和帮扶人"
        ),
    )
    await ask(context, text, [[ConfirmDecision().labelled("✅ 确认决定")], [FromTheStart().labelled("‹ 从头修改")]])


async def from_the_start(_context: Context, _button: FromTheStart) -> Next:
    return "reason"


async def confirm(context: Context, _button: ConfirmDecision) -> Next:
    """One transaction: the decision, its plan, the entries, and a push to each."""
    facts, me, now = draft(context), context.me, context.now
    ends = date.fromisoformat(facts["ends"])
    case: HealthCase | Refused
    async with context.write() as tx:
        if facts["extend"]:
            case = await cases.extend(
                tx, me, facts["case"], reason=facts["reason"], every=facts["every"], ends_on=ends, now=now
            )
            if not isinstance(case, Refused):
                await pushes.extended(tx, case, now, context.occasion)
        else:
            plan = Plan(facts["reason"], facts["steps"], facts["helper"], facts["every"], ends)
            case = await cases.set_gray(tx, me, _target(facts), plan, now)
            if not isinstance(case, Refused):
                await pushes.decided(tx, case, now, context.occasion)
    if isinstance(case, Refused):
        await context.tell(_refusal(case))
        return None
    done = "已延长" if facts["extend"] else "已列为重点关注"
    text = Markup("<b>✅ {}</b>\n到{}结束，已通知本人和帮扶人。").format(done, day_text(ends, now.date()))
    await context.show(text, [back(OpenCase(case.key))])
    return DONE


def _target(facts: dict[str, Any]) -> int | Unproposed:
    if facts["case"]:
        return int(facts["case"])
    proposed = Colour(facts["proposed"]) if facts["proposed"] else None
    return Unproposed(facts["person"], date.fromisoformat(facts["month"]), proposed)


_PLAN = {
    "often": Step(ask_often, [Chosen(PickEvery, pick_often)]),
    "ends": Step(ask_ends, [Chosen(PickEnd, pick_end), *ENDS.answers]),
    "confirm": Step(ask_confirm, [Chosen(ConfirmDecision, confirm), Chosen(FromTheStart, from_the_start)]),
}
GRAY = Form(
    name="case_gray",
    title="列为重点关注",
    start=StartGray,
    begin=begin_gray,
    steps={
        "reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)]),
        "steps": Step(ask_steps, [Typed(reading.TEXT, take_steps)]),
        "helper": Step(ask_helper, [Chosen(PickHelper, pick_helper), Chosen(TurnHelpers, turn_helpers)]),
        **_PLAN,
    },
)
EXTEND = Form(
    name="case_more",
    title="延长重点关注",
    start=StartExtend,
    begin=begin_extend,
    steps={"reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)]), **_PLAN},
)
