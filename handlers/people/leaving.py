"""Somebody goes, with the reason and the day; those who have left, whose records stay; and who comes back."""

from handlers.kit.forms.choices import Choice, Option, each
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, day_text, lines, when_text
from handlers.people import facts_asked as ask_for
from handlers.people.buttons import Departed, History, OpenDeparted, Planned, Roster, StartLeave, StartReturn
from handlers.people.by_hand import PlanReview, save
from handlers.people.parting import LEFT, part_with
from handlers.people.pushes import account_decided
from handlers.people.since import day_line, day_of, is_to_come, since
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import by_hand, directory, planned, register, roster
from storage.people.accounts import Decided
from storage.people.directory import Branch, Person
from storage.people.planned import Content
from storage.people.register import Fact, Stamp
from storage.people.register import Way as Entered
from storage.people.roster_plan import posts_in

REASONS = ("退休", "调出本局", "辞职", "辞退", "开除公职", "去世", "借调结束")


async def _begin_leave(context: Context, button: StartLeave) -> None:
    if button.person == context.me.person_id:
        raise Refusal("自己的离开请另一位党务干部办理。")
    async with context.read() as session:
        kept = await by_hand.facts_of(session, button.person)
    draft(context).update(person=button.person, person_name=kept["姓名"], had=kept["职务"] or "")


async def _review(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>请核对</b>（还没有写入）"),
        Markup("<b>{person_name}</b> 离开：{reason}").format_map(facts),
        Markup("⚠️ 不再担任：{had}").format_map(facts) if facts["had"] else None,
        Markup("账号绑定解除，手机号不再保留；已有的记录都会保留。"),
        day_line(context),
    )


async def leave(context: Context) -> None:
    facts, me, now = draft(context), context.me, context.now
    stamp = Stamp(day_of(context), me.person_id, now, Entered.CHAT, reason=facts["reason"])
    later, who = is_to_come(context), None
    async with context.write() as tx:
        if later:
            await by_hand.facts_of(tx, facts["person"])
            person = facts["person"], facts["person_name"]
            await planned.plan(tx, person, f"离开（{facts['reason']}）", Content({}, leaving=facts["reason"]), stamp)
        else:
            who = await directory.who_has_id(tx, facts["person"])
            await roster.leave(tx, facts["person"], stamp)
            if who is not None:
                await outbox.put(tx, now, *await account_decided(tx, who, Decided.REMOVED, me, context.occasion))
    if later:
        text = Markup("<b>✅ 已登记</b>，{} 于 {:%Y-%m-%d} 离开，到日自动办理。").format(facts["person_name"], stamp.on)
        await context.show(text, [[Planned(0).labelled("🗓 待生效的变动")], back(Roster(0))])
        return
    text = Markup("<b>✅ 已登记</b>：{person_name} 离开（{reason}）。").format_map(facts)
    await context.show(text, [[OpenDeparted(facts["person"]).labelled("👤 看登记")], back(Roster(0))])
    if who is not None and who.telegram_id is not None:
        await part_with(context, who.telegram_id, LEFT)


async def _begin_return(context: Context, button: StartReturn) -> None:
    async with context.read() as session:
        kept = await by_hand.facts_of(session, button.person, left=True)
    held = posts_in(kept["职务"])
    draft(context).update(
        person=button.person, person_name=kept["姓名"], left=True, held=[], had="、".join(held), from_branch=None
    )


async def departed(context: Context, button: Departed) -> None:
    """Who has left, the last first."""
    async with context.read() as session:
        found = await directory.departed(session)
    shown, turning = paged(found, button.page, Departed)
    today = context.now.date()
    rows = [
        [OpenDeparted(each.id or 0).labelled(f"{each.name}  {each.police_no}  {day_text(each.left_at.date(), today)}")]
        for each in shown
        if each.left_at
    ]
    text = Markup("<b>已离开（{} 人）</b>\n他们的记录都还在。").format(len(found))
    await context.show(text if found else Markup("没有已离开的人员。"), [*rows, *turning, back(Roster(0))])


async def departed_one(context: Context, button: OpenDeparted) -> None:
    """One of them: since when and why, by whom it was entered."""
    async with context.read() as session:
        person = await session.get(Person, button.person)
        if person is None or person.left_at is None:
            raise Refusal(by_hand.Refused.STILL_HERE)
        branch = await session.get(Branch, person.branch_id)
        ended = await register.last_ended(session, button.person, Fact.HERE)
        by = await directory.name_of(session, ended.ended_by) if ended and ended.ended_by else None
    today = context.now.date()
    text = lines(
        Markup("<b>{}</b>　警号 {}").format(person.name, person.police_no),
        Markup("原支部：{}").format(branch.name if branch else ""),
        Markup("离开日期：{}").format(day_text(ended.until, today) if ended and ended.until else "不详"),
        Markup("原因：{}").format(ended.reason) if ended and ended.reason else None,
        Markup("{} 由{}登记").format(when_text(person.left_at, context.now), by or "运维人员"),
    )
    rows = [[History(button.person, 0).labelled("📜 任职和变动")], [StartReturn(button.person).labelled("↩ 恢复在册")]]
    await context.show(text, [*rows, back(Departed(0))])


def _again(facts: dict[str, object]) -> bool:
    return facts.get("kind") == "again"


LEAVE = Form(
    name="person_leave",
    title="登记离开",
    start=StartLeave,
    begin=_begin_leave,
    questions=[
        Line(
            "reason",
            "<b>{person_name}</b> 为什么离开？点一个，或写几个字。",
            "原因",
            30,
            options=each(*REASONS),
        ),
        *since("从哪一天起不在本局？"),
        Review("review", _review, "✅ 确认离开", leave, ways=[Way("改原因", to="reason"), Way("改日期", to="when")]),
    ],
)
RETURN = Form(
    name="person_back",
    title="恢复在册",
    start=StartReturn,
    begin=_begin_return,
    questions=[
        Choice(
            "kind",
            "<b>{person_name}</b> 恢复在册：",
            options=[Option("slip", "登记错了，没有离开过"), Option("again", "离开后又回来了")],
            columns=1,
        ),
        ask_for.branch("在哪个支部？", _again),
        ask_for.group("编入哪个党小组？", _again),
        ask_for.posts("担任什么职务？没有就直接点下一步。", _again),
        *since("从什么时候起回来？", _again),
        PlanReview("review", save=save, ways=[Way("改日期", to="when")]),
    ],
)
