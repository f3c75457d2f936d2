"""Seeing what leading cadres owe in a year: all of them, one, oneself; the rules behind it."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, other_years, paged
from handlers.kit.screens.text import Markup, escape, lines
from handlers.leaders.buttons import Leaders, LeadersBasis, OpenLeader, StartLife, StartMark, Unmark
from storage.engine.refusal import Refusal
from storage.leaders import duties, marks
from storage.leaders.duties import Owed
from storage.leaders.rows import Duty
from storage.people.access import Place, may
from storage.people.rights import Act
from storage.rules.regulations import basis

EARLIEST, LATEST = 2000, 2099


async def show_all(context: Context, button: Leaders) -> None:
    year = _year(context, button.year)
    async with context.read() as session:
        found = await duties.of_year(session, year, context.now.tzinfo)
    by_person: dict[int, list[Owed]] = {}
    for each in found:
        by_person.setdefault(each.leader.who.person_id, []).append(each)
    shown, turning = paged(list(by_person.values()), button.page, lambda page: Leaders(year, page))
    rows = [[OpenLeader(owed[0].leader.who.person_id, year).labelled(_label(owed))] for owed in shown]
    marking = [StartMark().labelled("➕ 标注领导干部"), StartLife().labelled("🗒 登记民主生活会")]
    text = lines(
        Markup("<b>🎖 领导干部职责</b>　{} 年　{} 人").format(year, len(by_person)),
        escape("依次是：讲党课、所在支部的组织生活会、党委民主生活会（班子成员）。✅ 已完成　⏳ 还没有"),
        None if by_person else escape("名册里没有党委书记，也还没有标注其他领导干部。"),
    )
    turn = other_years(year, lambda each: Leaders(each, 0), EARLIEST, LATEST)
    may_mark = [marking] if may(context.me, Act.MARK_LEADER) else []
    await context.show(text, [*rows, *turning, *may_mark, [*turn, LeadersBasis().labelled("📜 依据")], HOME])


def _year(context: Context, year: int) -> int:
    """Raises Refusal for one that only a forged button names."""
    if year and not EARLIEST <= year <= LATEST:
        raise Refusal(OUTDATED)
    return year or context.now.year


def _label(owed: Sequence[Owed]) -> str:
    signs = "".join("✅" if each.done else "⏳" for each in owed)
    return f"{signs} {owed[0].leader.who.name} · {owed[0].leader.who.branch}"


async def open_leader(context: Context, button: OpenLeader) -> None:
    """One's own, or somebody's for those who look over all."""
    year, person = _year(context, button.year), button.person or context.me.person_id
    if not may(context.me, Act.SEE_LEADERS, Place(person_id=person)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        some = await duties.leaders(session, [person])
        found = await duties.owed(session, year, context.now.tzinfo, some)
    if not some:
        raise Refusal("没有标注为领导干部。如有遗漏，请联系党务干部。")
    who = some[0].who
    text = lines(
        Markup("<b>🎖 {}</b>　{}　{} 年").format(who.name, who.branch, year),
        *(_line(each) for each in found),
        escape("\n讲党课：召集党课时填写主讲人，会议结束后自动计入。组织生活：按所在支部的签到计入。"),
    )
    rows = [
        other_years(year, lambda each: OpenLeader(person, each), EARLIEST, LATEST),
        [LeadersBasis().labelled("📜 依据")],
    ]
    if may(context.me, Act.MARK_LEADER) and not some[0].by_post:
        rows.append([Unmark(person, 0).labelled("取消标注")])
    await context.show(text, [*rows, back(Leaders(year, 0)) if may(context.me, Act.SEE_FEED) else HOME])


def _line(owed: Owed) -> Markup:
    days = "、".join(f"{day.month}月{day.day}日" for day in owed.days)
    part = (
        f"\n　所在支部的会议和党课：应到 {owed.meetings} 场，参加 {owed.took_part} 场"
        if owed.duty is Duty.BRANCH_LIFE
        else ""
    )
    return Markup("{} {}：{}{}").format("✅" if owed.done else "⏳", owed.duty.value, days or "还没有", part)


async def show_basis(context: Context, _button: LeadersBasis) -> None:
    keys = dict.fromkeys(key for pair in duties.RULES.values() for key in pair)
    await context.show(lines(*(Markup("{}\n").format(basis(key)) for key in keys)), [HOME])


async def unmark(context: Context, button: Unmark) -> None:
    """Asked once more."""
    if button.sure != 1:
        rows = [[Unmark(button.person, 1).labelled("确认取消标注")], back(OpenLeader(button.person, 0))]
        await context.show(escape("取消这位同志的领导干部标注？已有的讲课、会议记录不受影响。"), rows)
        return
    async with context.write() as tx:
        await marks.unmark(tx, context.me, button.person, context.now)
    await context.toast("已取消标注")
    await show_all(context, Leaders(0, 0))
