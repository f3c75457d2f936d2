"""A branch's month: who has paid is ticked, one by one or all; and one member's month, in which it is put right."""

from handlers.dues import cards, pushes
from handlers.dues.buttons import (
    DuesBranches,
    DuesHome,
    DuesMonth,
    DuesYear,
    OpenDues,
    Rates,
    StartPaid,
    TakeBack,
    Tick,
    TickAll,
)
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, other_months, paged
from handlers.kit.screens.spans import month_word, read_month
from handlers.kit.screens.text import Markup, lines, month_text, names
from scoring.dues import sum_text
from storage.dues import lists, months, paying
from storage.dues.rows import ARREARS_RULE, Refused, check_keep, sees_sums
from storage.engine.refusal import Refusal, allowed
from storage.people import directory
from storage.people.access import Place, may
from storage.people.rights import Act
from storage.rules.regulations import own

PEOPLE = 16


async def show_month(context: Context, button: DuesMonth) -> None:
    """Everybody of the month: a press on one who has not paid notes what is due as paid. Each keeps their place, so that a second quick
    tap meets the same person.
    """
    me, month, today = context.me, read_month(button.month), context.now.date()
    check_keep(me, button.branch)
    async with context.read() as session:
        branches = await directory.branch_names(session, button.branch)
        if button.branch not in branches:
            raise Refusal(OUTDATED)
        found = await lists.of_month(session, button.branch, month)
        late = await lists.arrears(session, button.branch, today)
    shown, turning = paged(found, button.page, lambda page: DuesMonth(button.branch, button.month, page), PEOPLE)
    cells = [
        (
            Tick(line.row.person_id, button.month, button.page)
            if line.row.open and line.row.due
            else OpenDues(line.row.person_id, button.month)
        ).labelled(cards.label(line.row, line.name, line.away))
        for line in shown
    ]
    paid = [line.row for line in found if line.row.paid_on is not None]
    owed = [line for line in found if line.row.open]
    most = own()[ARREARS_RULE].integer("months")
    long = [line.name for line in found if late.get(line.row.person_id, 0) >= most]
    text = lines(
        Markup("<b>💰 {}　{}党费</b>").format(branches[button.branch], month_text(month)),
        Markup("已登记 {} 人，共 {} 元；未登记 {} 人。").format(
            len(paid), sum_text(sum(row.paid or 0 for row in paid)), len(owed)
        ),
        Markup("未核定标准的 {} 人，请先核定。").format(sum(line.row.due is None for line in owed))
        if any(line.row.due is None for line in owed)
        else None,
        Markup("❗ 连续 {} 个月以上没有登记已交：{}。请了解原因，并看“依据”。").format(most, names(long, 10))
        if long
        else None,
        Markup("{}").format(cards.NO_MONEY),
        Markup("\n☐ 点一下，按应交登记已交；金额不同的，先点再改。☑ 点开可以更正。")
        if found
        else Markup("\n这个月还没有党费记录。请先在“每人标准”里核定，从核定的月份起按月列出。"),
    )
    several = (
        [[TickAll(button.branch, button.month, 0).labelled(f"✅ 全部已交（{len([o for o in owed if o.row.due])} 人）")]]
        if any(line.row.due for line in owed)
        else []
    )
    turn = other_months(month, lambda each: DuesMonth(button.branch, month_word(each), 0), today)
    more = [Rates(button.branch, 0).labelled("✏️ 每人标准"), DuesYear(button.branch, month.year).labelled("📊 年度公示")]
    last = back(DuesHome() if button.branch == me.branch_id else DuesBranches(button.month, 0))
    await context.show(text, [*in_columns(cells), *turning, *several, turn, more, last])


async def tick(context: Context, button: Tick) -> None:
    async with context.write() as tx:
        row = await paying.tick(tx, context.me, button.person, read_month(button.month), context.now)
        await pushes.withdraw(tx, row)
    await context.toast("已登记")
    await show_month(context, DuesMonth(row.branch_id, button.month, button.page))


async def tick_all(context: Context, button: TickAll) -> None:
    """Asked once more, with the number and the names."""
    month = read_month(button.month)
    check_keep(context.me, button.branch)
    here = DuesMonth(button.branch, button.month, 0)
    if button.sure == 1:
        async with context.write() as tx:
            rows = await paying.tick_all(tx, context.me, button.branch, month, context.now)
            for row in rows:
                await pushes.withdraw(tx, row)
        await context.toast(f"已登记 {len(rows)} 人")
        await show_month(context, here)
        return
    async with context.read() as session:
        found = [line for line in await lists.of_month(session, button.branch, month) if line.row.open and line.row.due]
    if not found:
        raise Refusal(Refused.NOBODY)
    text = Markup("<b>{}党费</b>：把这 {} 人都按应交登记为已交，共 {} 元？\n{}").format(
        month_text(month),
        len(found),
        sum_text(sum(line.row.due or 0 for line in found)),
        names(line.name for line in found),
    )
    await context.show(text, [[TickAll(button.branch, button.month, 1).labelled("✅ 确认全部已交")], back(here)])


async def open_dues(context: Context, button: OpenDues) -> None:
    """Paid or not, for whoever sees it in the ledger; sums for whom they concern."""
    me, month, today = context.me, read_month(button.month), context.now.date()
    async with context.read() as session:
        found = await lists.one(session, button.person, month)
        if found is None:
            raise Refusal(Refused.GONE)
        row, name, branch = found
        if not may(me, Act.SEE_LEDGER, Place(row.branch_id, person_id=row.person_id)):
            raise Refusal(Refused.NOT_SEEN)
        keeps = await allowed(paying.kept(session, me, button.person, month))
        rates = (await months.rates_of(session, [button.person])).get(button.person, [])
    ground = next((each.ground for each in rates if each.since <= month and not each.due), "")
    text = lines(
        Markup("<b>💰 {}　{}党费</b>").format(name, month_text(month)),
        Markup("{}　{}").format(branch, cards.standing(row, today)),
        Markup("{}").format(cards.sums(row)) if sees_sums(me, row) else None,
        Markup("免交：{}").format(ground) if row.free and ground and sees_sums(me, row) else None,
        Markup("登记有误的，请向支部组织委员提出。") if row.person_id == me.person_id and not keeps else None,
    )
    rows = []
    if keeps and not row.free:
        rows.append([StartPaid(row.person_id, button.month).labelled("✏️ 实交金额、日期")])
    if keeps and row.paid_on is not None:
        rows.append([TakeBack(row.person_id, button.month).labelled("↩ 撤销登记")])
    if keeps and row.open and row.due:
        rows.append([Tick(row.person_id, button.month, 0).labelled("✅ 已交")])
    await context.show(text, [*rows, back(DuesMonth(row.branch_id, button.month, 0) if keeps else DuesHome())])


async def take_back(context: Context, button: TakeBack) -> None:
    async with context.write() as tx:
        await paying.take_back(tx, context.me, button.person, read_month(button.month), context.now)
    await context.toast("已撤销")
    await open_dues(context, OpenDues(button.person, button.month))
