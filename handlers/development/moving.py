"""A case that follows its person to another branch: the old one's button to hand it over, the new one's to accept it."""

from telegram import InlineKeyboardButton

from handlers.development import looking, pushes
from handlers.development.buttons import AcceptCase, HandOver, ManageCase
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from storage.development import lists, moving
from storage.development.lists import Listed
from storage.development.rows import DevelopmentTransfer, Refused
from storage.rules.regulations import basis


async def hand_over(context: Context, button: HandOver) -> None:
    """Asked once more."""
    each = await looking.seen(context, button.case)
    if each is None:
        return
    if refused := moving.why_not_hand_over(context.me, each.file):
        await context.tell(refused.value)
        return
    if not button.sure:
        text = "材料核对齐全后移交。移交以后由现支部接收，本支部不再办理。"
        await _ask(context, each, text, HandOver(button.case, 1).labelled("确认移交"))
        return
    async with context.write() as tx:
        outcome = await moving.hand_over(tx, context.me, button.case, context.now)
        if isinstance(outcome, DevelopmentTransfer):
            await pushes.handed_over(tx, each, outcome, context)
    await _answer(context, outcome, button.case, "已移交，现支部会收到通知。")


async def accept(context: Context, button: AcceptCase) -> None:
    """Asked once more."""
    each = await looking.seen(context, button.case)
    if each is None:
        return
    if refused := moving.why_not_accept(context.me, each.file):
        await context.tell(refused.value)
        return
    if not button.sure:
        text = "接收以后由本支部继续培养和办理，已经经过的时间连续计算。"
        await _ask(context, each, text, AcceptCase(button.case, 1).labelled("确认接收"))
        return
    async with context.write() as tx:
        outcome = await moving.accept(tx, context.me, button.case, context.now)
        moved = await lists.find(tx, button.case)
        if isinstance(outcome, DevelopmentTransfer) and moved is not None:
            await pushes.accepted(tx, moved, context)
    await _answer(context, outcome, button.case, "已接收。")


async def _ask(context: Context, each: Listed, text: str, sure: InlineKeyboardButton) -> None:
    rule = basis("development_transfer", each.file.rules)
    shown = lines(Markup("<b>🔄 {}</b>\n{}").format(each.person.name, text), Markup("\n📜 {}").format(rule))
    await context.show(shown, [[sure], back(ManageCase(each.file.case.number))])


async def _answer(context: Context, outcome: DevelopmentTransfer | Refused, case_id: int, done: str) -> None:
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return
    await context.toast(done)
    await looking.manage(context, ManageCase(case_id))
