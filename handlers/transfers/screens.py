"""Those who have come to another branch and are not accepted yet; one of them, with what follows and the two words."""

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines, when_text
from handlers.transfers import pushes
from handlers.transfers.buttons import Accept, HandOver, OpenTransfer, Transfers
from storage import transfers
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory
from storage.people.access import Place, may
from storage.people.rights import Act


async def listing(context: Context, button: Transfers) -> None:
    async with context.read() as session:
        found = await transfers.waiting(session, context.me)
        names = await directory.branch_names(session)
    shown, turning = paged(found, button.page, Transfers)
    rows = [
        [
            OpenTransfer(row.id or 0).labelled(
                f"{'待接收' if row.handed_at else '待移交'}　{name}　{names[row.from_branch]} → {names[row.to_branch]}"
            )
        ]
        for row, name in shown
    ]
    text = lines(
        Markup("<b>🔁 调动移交</b>"),
        Markup("名册里换了支部的同志：原支部移交，现支部接收。"),
        None if found else Markup("没有待办的移交和接收。"),
    )
    await context.show(text, [*rows, *turning, HOME])


async def one(context: Context, button: OpenTransfer) -> None:
    me = context.me
    async with context.read() as session:
        row, person = await transfers.find(session, button.number)
        if not transfers.concerns(me, row) or me.person_id == row.person_id:
            raise Refusal(NOT_ALLOWED)
        names = await directory.branch_names(session)
        following = await transfers.following(session, row.person_id)
        people = await directory.names_of(session, {each for each in (row.handed_by, row.accepted_by) if each})
    old = may(me, Act.TRANSFER, Place(branch_id=row.from_branch))
    # What is confidential is the old branch's to know until it is handed over.
    sees = may(me, Act.SEE_SIGNS, Place(branch_id=row.from_branch if row.accepted_at is None else row.to_branch))
    text = lines(
        Markup("<b>{}　调动</b>").format(person.name),
        Markup("{} → {}（{}）").format(names[row.from_branch], names[row.to_branch], pushes.since(row)),
        Markup("\n<b>随人交接</b>"),
        Markup("• 发展党员档案：时间连续计算") if following.case else None,
        Markup("• 未完成的任务 {} 项：仍由本人办理、布置人验收，归入新支部台账").format(following.tasks)
        if following.tasks
        else None,
        Markup("• 苗头 {} 条").format(following.signs) if following.signs and sees else None,
        Markup("• 重点关注和帮扶计划：帮扶人不变，可由新支部重新安排") if following.care and sees else None,
        Markup("• 没有须交接的事项") if following.is_empty else None,
        Markup("本人的学时、考试、政治生日等随人走；此前的会议、考勤和评分留在原支部。"),
        Markup("\n✅ {} 由{}移交").format(when_text(row.handed_at, context.now), people.get(row.handed_by or 0, ""))
        if row.handed_at
        else None,
        Markup("✅ {} 由{}接收").format(when_text(row.accepted_at, context.now), people.get(row.accepted_by or 0, ""))
        if row.accepted_at
        else None,
    )
    rows = []
    if row.handed_at is None and old:
        rows.append([HandOver(button.number).labelled("✅ 确认移交")])
    if row.handed_at and row.accepted_at is None and may(me, Act.TRANSFER, Place(branch_id=row.to_branch)):
        rows.append([Accept(button.number).labelled("✅ 确认接收")])
    await context.show(text, [*rows, back(Transfers(0))])


async def hand_over(context: Context, button: HandOver) -> None:
    async with context.write() as tx:
        row, person = await transfers.hand_over(tx, context.me, button.number, context.now)
        await outbox.put(tx, context.now, *await pushes.handed(tx, row, person.name, context.now))
    await context.toast("已移交")
    await one(context, OpenTransfer(button.number))


async def accept(context: Context, button: Accept) -> None:
    async with context.write() as tx:
        row, person = await transfers.accept(tx, context.me, button.number, context.now)
        await outbox.put(tx, context.now, *await pushes.accepted(tx, row, person.name, context.now))
    await context.toast("已接收")
    await one(context, OpenTransfer(button.number))
