"""Training outside that was entered: the list, one with its proof, and taking it back."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, day_text, lines, names
from handlers.study import cards
from handlers.study.buttons import OpenTraining, Study, Trainings, WithdrawTraining
from scoring.study import hours_text
from storage.mail import outbox
from storage.people import directory
from storage.study import training


async def trainings(context: Context, button: Trainings) -> None:
    """What was entered, newest first."""
    async with context.read() as session:
        found = await training.entered(session)
    shown, turning = paged(found, button.page, Trainings)
    rows = [[OpenTraining(each.key).labelled(cards.training_label(each, count))] for each, count in shown]
    text = Markup("<b>🗂 集中培训</b>　共 {} 次").format(len(found)) if found else Markup("还没有登记过集中培训。")
    await context.show(text, [*rows, *turning, back(Study())])


async def open_training(context: Context, button: OpenTraining) -> None:
    """One of it, with its proof."""
    async with context.read() as session:
        found = await training.find(session, button.training)
        there = await training.persons(session, button.training)
        by = await directory.who_has_id(session, found.by)
    text = lines(
        Markup("<b>🎓 {}</b>").format(found.name),
        Markup("{}，每人 {} 学时").format(day_text(found.held_on, context.now.date()), hours_text(found.tenths)),
        Markup("人员 {} 人：{}").format(len(there), names(who.name for who in there)),
        Markup("证明：{}").format(found.proof) if found.proof else None,
        Markup("登记：{}").format(by.name if by else "（已调离）"),
    )
    await context.show(text, [[WithdrawTraining(found.key, 0).labelled("↩ 撤销")], back(Trainings(0))])
    if found.files:
        await send_all(context.bot, context.chat_id, found.files)


async def withdraw(context: Context, button: WithdrawTraining) -> None:
    """撤销, asked once more."""
    if button.sure == 1:
        async with context.write() as tx:
            await training.withdraw(tx, context.me, button.training, context.now)
            await outbox.withdraw(tx, "training", f"training:{button.training}")
        await context.toast("已撤销")
        await trainings(context, Trainings(0))
        return
    async with context.read() as session:
        found = await training.find(session, button.training)
    text = Markup("撤销<b>{}</b>？这次培训的学时不再计入所有参加人员。").format(found.name)
    sure = WithdrawTraining(button.training, 1).labelled("确认撤销")
    await context.show(text, [[sure], back(OpenTraining(button.training))])
