"""Dues as screens: one's own, a branch's month with its ticks, one member's month, what each pays, all branches."""

from handlers.dues import cards
from handlers.dues.buttons import (
    DuesBasis,
    DuesBranches,
    DuesHome,
    DuesMonth,
    DuesYear,
    MyDues,
    Rates,
    StartDuesFile,
    StartRates,
)
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, other_months, other_years, paged
from handlers.kit.screens.spans import month_word, read_month
from handlers.kit.screens.text import Markup, lines, month_text
from scoring.cadence import add_months
from scoring.dues import sum_text
from storage.dues import lists, months
from storage.dues.rows import (
    ARREARS_RULE,
    FROM_RULE,
    MONTH_RULE,
    SHARE_RULE,
    YEAR_RULE,
    check_keep,
    month_of,
)
from storage.engine.refusal import Refusal, passes
from storage.people import directory
from storage.people.access import reach
from storage.people.posts import MEMBERS
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis

PEOPLE, BRANCHES = 16, 11
FIRST_YEAR = 2000


async def command(context: Context) -> None:
    """/dues."""
    await show_home(context, DuesHome())


async def show_home(context: Context, _button: DuesHome) -> None:
    await _own(context, context.now.year)


async def show_mine(context: Context, button: MyDues) -> None:
    if not FIRST_YEAR <= button.year <= context.now.year:
        raise Refusal(OUTDATED)
    await _own(context, button.year)


async def _own(context: Context, year: int) -> None:
    """One's own months, and for those who keep dues the way to the branch's."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        rows = await lists.of_person(session, me.person_id, year)
    keeps, wide = passes(check_keep, me, me.branch_id), reach(me, Act.SEE_DUES) is Reach.BUREAU
    text = lines(
        Markup("<b>💰 党费</b>　{}年").format(year),
        Markup("{}").format(cards.NO_MONEY),
        Markup(""),
        *cards.own_lines(rows, today, me.branch),
        None if rows else Markup("您这一年还没有党费记录；支部核定标准以后，这里按月列出。"),
        Markup("\n您的金额只有您本人、本支部的书记、副书记、组织委员和党务干部看得到。")
        if me.category in MEMBERS
        else None,
    )
    this = month_word(month_of(today))
    before = month_word(add_months(month_of(today), -1))
    rows_ = [other_years(year, MyDues, FIRST_YEAR, today.year)]
    if keeps:
        rows_.append(
            [
                DuesMonth(me.branch_id, this, 0).labelled("☑ 登记本月"),
                DuesMonth(me.branch_id, before, 0).labelled("☑ 登记上月"),
            ]
        )
        rows_.append([Rates(me.branch_id, 0).labelled("✏️ 每人标准"), StartDuesFile().labelled("📥 导入表格")])
    rows_.append(
        [
            *([DuesBranches(this, 0).labelled("🏢 各支部")] if wide else []),
            DuesYear(me.branch_id, today.year).labelled("📊 年度公示"),
        ]
    )
    await context.show(text, [*rows_, [DuesBasis().labelled("📖 依据"), *HOME]])


async def show_rates(context: Context, button: Rates) -> None:
    """What each pays a month, those of whom nothing is laid down this year first."""
    me, today = context.me, context.now.date()
    check_keep(me, button.branch)
    async with context.read() as session:
        people = [who for who in await directory.people_of(session, branch_id=button.branch) if who.category in MEMBERS]
        rates = await months.rates_of(session, [who.person_id for who in people])
        branches = await directory.branch_names(session, button.branch)
    if button.branch not in branches:
        raise Refusal(OUTDATED)

    def line(who: directory.Who) -> tuple[bool, Markup]:
        newest = next(iter(rates.get(who.person_id, [])), None)
        if newest is None:
            return False, Markup("• {}　未核定").format(who.name)
        due = f"每月 {sum_text(newest.due)} 元" if newest.due else f"免交（{newest.ground}）"
        return newest.since.year == today.year, Markup("• {}　{}（{}起）").format(
            who.name, due, month_word(newest.since)
        )

    listed = sorted((line(who) for who in people), key=lambda each: each[0])
    lacking = sum(not this_year for this_year, _ in listed)
    shown, turning = paged(listed, button.page, lambda page: Rates(button.branch, page), PEOPLE)
    text = lines(
        Markup("<b>💰 {}　党费标准</b>").format(branches[button.branch]),
        Markup("今年还没有核定的 {} 人，在前。去年的标准在核定以前继续算。").format(lacking)
        if lacking
        else Markup("今年已全部核定。"),
        *(each for _, each in shown),
    )
    start = [StartRates(button.branch).labelled("✏️ 核定标准"), StartDuesFile().labelled("📥 导入表格")]
    await context.show(text, [start, *turning, back(DuesMonth(button.branch, month_word(month_of(today)), 0))])


async def show_branches(context: Context, button: DuesBranches) -> None:
    """In numbers; who keeps them goes on to the names, others to the year."""
    me, month = context.me, read_month(button.month)
    if reach(me, Act.SEE_DUES) is not Reach.BUREAU:
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        branches = await directory.present_names(session, since=month)
        found = await lists.branches_in(session, month)
    order = sorted(
        branches,
        key=lambda number: (
            number not in found,
            -(found[number].due - found[number].paid) if number in found else 0,
            number,
        ),
    )
    shown, turning = paged(order, button.page, lambda page: DuesBranches(button.month, page), BRANCHES)

    def label(number: int) -> str:
        if number not in found:
            return f"➖ {branches[number]}　未登记党费"
        done = found[number].paid == found[number].due
        return f"{'✅' if done else '⏳'} {found[number].paid}/{found[number].due}　{branches[number]}"

    rows = [
        [
            (
                DuesMonth(number, button.month, 0) if passes(check_keep, me, number) else DuesYear(number, month.year)
            ).labelled(label(number))
        ]
        for number in shown
    ]
    text = Markup("<b>💰 各支部　{}党费</b>\n已登记人数/应交人数，没交齐的在前；党费不计入健康指数。").format(
        month_text(month)
    )
    turn = other_months(month, lambda each: DuesBranches(month_word(each), 0), context.now.date())
    await context.show(text, [*rows, *turning, turn, back(DuesHome())])


async def show_basis(context: Context, _button: DuesBasis) -> None:
    text = "\n\n".join(basis(key) for key in (SHARE_RULE, FROM_RULE, MONTH_RULE, ARREARS_RULE, YEAR_RULE))
    await context.show(Markup("{}").format(text), [back(DuesHome())])
