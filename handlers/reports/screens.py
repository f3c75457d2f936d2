"""Reports as lists and one by one: whoever opens one that has come to them has read it, and its author sees that."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, escape, lines
from handlers.reports import cards, pushes
from handlers.reports.buttons import (
    Close,
    OpenReport,
    ReportFiles,
    Reports,
    StartAnswer,
    StartPass,
    StartReport,
    ToRead,
    Withdraw,
)
from storage.engine.refusal import allowed
from storage.people.access import may
from storage.people.directory import names_of
from storage.people.rights import Act
from storage.reports import handling, lists
from storage.reports.rows import RULE, reads
from storage.rules.regulations import basis


async def command(context: Context) -> None:
    """/reports."""
    await my_reports(context, Reports(0))


async def my_reports(context: Context, button: Reports) -> None:
    """What one has written, and the way to write more."""
    me = context.me
    reading = may(me, Act.READ_REPORTS)
    async with context.read() as session:
        found = await lists.of_person(session, me.person_id)
        waits = len(await lists.waiting(session, me)) if reading else 0
    shown, turning = paged(found, button.page, Reports)
    rows = [[OpenReport(report.key).labelled(cards.own_label(report, leg, context.now))] for report, leg in shown]
    inbox = [[ToRead(0).labelled(f"📥 交给我的（{waits}）")]] if reading else []
    text = lines(
        cards.HEADING,
        Markup("有情况主动向上一级报告：党员向支部书记，支部书记向局里。谁会看到，写的时候会说明。"),
        Markup("\n您写过 {} 份。").format(len(found)) if found else Markup("\n您还没有写过。"),
        Markup("\n📜 {}").format(escape(basis(RULE))),
    )
    await context.show(text, [[StartReport().labelled("➕ 写报告")], *inbox, *rows, *turning, HOME])


async def to_read(context: Context, button: ToRead) -> None:
    """What has come to me: what waits first."""
    async with context.read() as session:
        found = await lists.come(session, context.me)
    shown, turning = paged(found, button.page, ToRead)
    today = context.now.date()
    rows = [[OpenReport(each.report.key).labelled(cards.come_label(each, today))] for each in shown]
    waits = sum(each.waits for each in found)
    text = Markup("<b>📥 交给我的报告</b>\n共 {} 份，待阅或者待答复 {} 份。").format(len(found), waits)
    await context.show(text if found else Markup("还没有交给您的报告。"), [*rows, *turning, back(Reports(0))])


async def open_report(context: Context, button: OpenReport) -> None:
    """A reader's first look is kept, and told to the author."""
    me = context.me
    async with context.read() as session:
        report, _ = await handling.find(session, me, button.report)
        fresh = report.person_id != me.person_id and not await lists.has_read(session, me, button.report)
    if fresh:
        async with context.write() as tx:
            if await handling.note_read(tx, me, button.report, context.now):
                await pushes.told(tx, report, Markup("已由{}阅。").format(me.name), "read", context)
    await show_report(context, button.report)


async def show_report(context: Context, number: int) -> None:
    me = context.me
    async with context.read() as session:
        report, legs = await handling.find(session, me, number)
        read_by = await lists.read_by(session, number)
        answered = await lists.answers(session, number)
        named = await names_of(session, {report.person_id, *(leg.by for leg in legs)})
        can_pass = bool(await allowed(handling.passable(session, me, number)))
        can_withdraw = bool(await allowed(handling.withdrawable(session, me, number)))
    text = cards.whole(report, named.get(report.person_id, "?"), legs, named, read_by, answered, context.now)
    own = report.person_id == me.person_id
    rows = [[ReportFiles(number).labelled(f"📎 附件（{len(report.files)}）")]] if report.files else []
    if not own and not report.over and reads(me, report, legs[-1]):
        passing = [StartPass(number).labelled("📤 转报")] if can_pass else []
        rows.append([StartAnswer(number).labelled("💬 批示"), *passing])
        rows.append([Close(number, 0).labelled("✅ 办结")])
    if can_withdraw:
        rows.append([Withdraw(number, 0).labelled("↩ 撤回")])
    await context.show(text, [*rows, back(Reports(0) if own else ToRead(0))])


async def send_files(context: Context, button: ReportFiles) -> None:
    async with context.read() as session:
        report, _ = await handling.find(session, context.me, button.report)
    await context.toast()
    await send_all(context.bot, context.me.telegram_id or context.chat_id, report.files or [])


async def close(context: Context, button: Close) -> None:
    """Asked once more."""
    async with context.read() as session:
        report, _ = await handling.handled(session, context.me, button.report)
    if button.sure != 1:
        text = Markup("<b>{}</b>已经处理完？办结后不能再批示、转报，报告人会知道。").format(report.title)
        await context.show(text, [[Close(button.report, 1).labelled("确认办结")], back(OpenReport(button.report))])
        return
    async with context.write() as tx:
        report = await handling.close(tx, context.me, button.report, context.now)
        await pushes.told(tx, report, Markup("已由{}办结。").format(context.me.name), "closed", context)
    await context.toast("已办结")
    await show_report(context, button.report)


async def withdraw(context: Context, button: Withdraw) -> None:
    """As long as nobody has read it; asked once more."""
    async with context.read() as session:
        report = await handling.withdrawable(session, context.me, button.report)
    if button.sure != 1:
        text = Markup("撤回<b>{}</b>？撤回后对方看不到，您自己还能看到。").format(report.title)
        await context.show(text, [[Withdraw(button.report, 1).labelled("确认撤回")], back(OpenReport(button.report))])
        return
    async with context.write() as tx:
        report = await handling.withdraw(tx, context.me, button.report, context.now)
        await pushes.done(tx, report)
    await context.toast("已撤回")
    await show_report(context, button.report)
