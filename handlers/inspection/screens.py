"""Asking for a bundle: whose and of which time; it is made beside (`making.py`), and can be cancelled."""

from telegram import InlineKeyboardButton

from handlers.inspection import words
from handlers.inspection.buttons import CancelBundle, ChooseBranch, MakeBundle
from handlers.kit.confidential.pin import unlock
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Inspection
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.spans import WORDS, Span, read_span, span_of
from handlers.kit.screens.text import Markup, lines
from scoring.duties import Period
from storage import inspection
from storage.engine.refusal import Refusal
from storage.inspection import Refused
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach

BUREAU, WIDEST = 0, -1
PERIODS = (Period.QUARTER, Period.HALF_YEAR, Period.YEAR)
ELSEWHERE = "迎检包含他人信息，请在与我的私聊中生成。"


async def choose(context: Context, button: Inspection) -> None:
    """Whose, of which time, what is in it; and the one that is being made."""
    span = _span(context, button.span)
    owner = _widest(context) if button.owner == WIDEST else button.owner
    whose = await _whose(context, owner)
    async with context.read() as session:
        mine = await inspection.under_way_of(session, context.me.person_id)
    text = lines(
        Markup("<b>📦 迎检包</b>"),
        Markup("单位：<b>{}</b>").format(whose),
        Markup("时间：<b>{}</b>\n").format(span.title),
        Markup("{}").format(words.ABOUT),
        Markup("\n⏳ 您的上一个迎检包还在生成。") if mine else None,
    )
    turn = [
        Inspection(owner, span.turned(-1).word).labelled("◀"),
        *(_per(context, owner, span, per) for per in PERIODS),
        Inspection(owner, span.turned(1).word).labelled("▶"),
    ]
    far = reach(context.me, Act.TAKE_BUNDLE) is Reach.BUREAU
    rows = [
        turn,
        *([[ChooseBranch(span.word, 0).labelled("🏢 换一个支部")]] if far else []),
        *([[Inspection(BUREAU, span.word).labelled("🏛 全局")]] if far and owner != BUREAU else []),
        [CancelBundle(mine.key).labelled("✖ 取消正在生成的")]
        if mine
        else [MakeBundle(owner, span.word).labelled("📦 生成")],
    ]
    await context.show(text, [*rows, HOME])


async def choose_branch(context: Context, button: ChooseBranch) -> None:
    span = _span(context, button.span)
    if reach(context.me, Act.TAKE_BUNDLE) is not Reach.BUREAU:
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        names = await directory.present_names(session, since=span.first)
    shown, turning = paged(list(names.items()), button.page, lambda page: ChooseBranch(span.word, page), 11)
    rows = [[Inspection(number, span.word).labelled(name)] for number, name in shown]
    await context.show(
        Markup("<b>📦 迎检包</b>　{}\n要哪个支部的？").format(span.title),
        [*rows, *turning, back(Inspection(BUREAU, span.word))],
    )


async def make(context: Context, button: MakeBundle) -> None:
    span, whose = _span(context, button.span), await _whose(context, button.owner)
    if span.first > context.now.date():
        raise Refusal(Refused.NOT_YET)
    if context.chat_id != context.me.telegram_id:
        raise Refusal(ELSEWHERE)
    if may(context.me, Act.SEE_TALKS, Place(branch_id=button.owner or None)):
        # The register of talks is in it, which is behind the PIN by itself, too.
        await unlock(context, button)
    async with context.write() as tx:
        bundle = await inspection.ask(tx, context.me, button.owner or None, span.word, context.now)
        before = await inspection.before(tx, bundle.key)
    text = words.waiting(f"{whose}　{span.title}", before)
    message = await context.show(text, words.cancelling(bundle.key))
    # Not this update's effect: until it is stored nobody makes it.
    async with context.bot_data.database.write() as tx:
        await inspection.shown(tx, bundle.key, message)
    context.bot_data.bundles.set()


async def cancel(context: Context, button: CancelBundle) -> None:
    async with context.write() as tx:
        bundle = await inspection.cancel(tx, context.me, button.number, context.now)
    span = read_span(bundle.span)
    async with context.read() as session:
        names = await directory.branch_names(session, bundle.branch_id or -1)
    about = f"{names.get(bundle.branch_id or 0, context.bot_data.bureau)}　{span.title if span else ''}"
    again = [[Inspection(WIDEST, "").labelled("📦 迎检包")], HOME] if may(context.me, Act.TAKE_BUNDLE) else [HOME]
    shown = await context.show(words.cancelled(about), again)
    if bundle.message_id not in (None, shown):
        await context.strip(bundle.message_id)


def _span(context: Context, word: str) -> Span:
    """Raises Refusal for a month, and for any days."""
    span = read_span(word) if word else span_of(context.now.date(), Period.QUARTER)
    if span is None or span.per not in PERIODS:
        raise Refusal(OUTDATED)
    return span


def _per(context: Context, owner: int, span: Span, per: Period) -> InlineKeyboardButton:
    word = f"[{WORDS[per]}]" if per is span.per else WORDS[per]
    return Inspection(owner, span_of(min(span.last, context.now.date()), per).word).labelled(word)


def _widest(context: Context) -> int:
    return BUREAU if reach(context.me, Act.TAKE_BUNDLE) is Reach.BUREAU else context.me.branch_id


async def _whose(context: Context, owner: int) -> str:
    """Raises Refusal where one may not."""
    if not may(context.me, Act.TAKE_BUNDLE, Place(branch_id=owner or None)):
        raise Refusal(NOT_ALLOWED)
    if owner == BUREAU:
        return context.bot_data.bureau
    async with context.read() as session:
        name = (await directory.branch_names(session, owner)).get(owner)
    if name is None:
        raise Refusal(OUTDATED)
    return name
