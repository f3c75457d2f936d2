"""Signs as lists and one by one: that they exist; and what one says, for those who deal with it."""

from contextlib import AbstractAsyncContextManager

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.confidential.pin import unlock
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.engine.access_check import check_may
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.risks import sign_cards as cards
from handlers.risks.buttons import (
    OpenSign,
    ReadSign,
    Risks,
    SignBasis,
    Signs,
    StartClose,
    StartNote,
    StartRaise,
    StartReading,
)
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach
from storage.risks import signs
from storage.risks.signs import Refused, Seen
from storage.rules.regulations import basis
from storage.talks.rows import TalkKind

ONCE_MORE = "刚才已经打开过一次。要再看，请重新打开。"


def _deals_with(context: Context, branch_id: int) -> bool:
    """Whether the person deals with that branch's signs, and so reads names."""
    return may(context.me, Act.HANDLE_SIGN, Place(branch_id=branch_id))


async def listed(context: Context, button: Signs) -> None:
    """The bureau by branch; a branch's one by one, with names only for its own committee."""
    me = context.me
    wide = reach(me, Act.SEE_SIGNS) is Reach.BUREAU
    branch = button.branch or (0 if wide else me.branch_id)
    check_may(context, Act.SEE_SIGNS, Place(branch_id=branch or None))
    named = bool(branch) and _deals_with(context, branch)
    if named:
        await unlock(context, button)
    async with context.read() as session:
        names = await directory.branch_names(session)
        found = await signs.listed(session, me, branch or None, closed=button.closed == 1)
    if branch and branch not in names:
        raise Refusal(OUTDATED)
    if not branch:
        return await _by_branch(context, button, found, names)
    today = context.now.date()
    shown, turning = paged(found, button.page, lambda page: Signs(branch, button.closed, page))
    rows = [[OpenSign(seen.row.key).labelled(cards.label(seen, today, named=named))] for seen in shown]
    note = [[StartNote().labelled("➕ 登记苗头")]] if named and branch == me.branch_id else []
    others = Signs(branch, 1 - button.closed, 0).labelled("未结束的" if button.closed == 1 else "已结束的")
    text = lines(
        Markup("{}　{}{}").format(cards.HEADING, names[branch], "　已结束" if button.closed == 1 else ""),
        Markup("共 {} 条。").format(len(found)) if found else Markup("没有。"),
        Markup("\n{}").format(cards.CAREFUL),
    )
    last = back(Signs(0, 0, 0) if wide else Risks())
    await context.show(text, [*rows, *turning, *note, [others, SignBasis().labelled("📖 依据")], last])
    return None


async def _by_branch(context: Context, button: Signs, found: list[Seen], names: dict[int, str]) -> None:
    today, own = context.now.date(), context.me.branch_id
    ages: dict[int, list[int]] = {}
    for seen in found:
        ages.setdefault(seen.row.branch_id, []).append(seen.row.age(today))
    worst = sorted(ages, key=lambda number: (-max(ages[number]), number))
    shown, turning = paged(worst, button.page, lambda page: Signs(0, 0, page))
    rows = [
        [Signs(number, 0, 0).labelled(f"{names[number]}　{len(ages[number])} 条，最久 {max(ages[number])} 天未处理")]
        for number in shown
    ]
    if _deals_with(context, own):
        turning.append([Signs(own, 0, 0).labelled("👥 本支部")])
    text = lines(
        Markup("{}　{}").format(cards.HEADING, context.bot_data.bureau),
        Markup("未结束 {} 条。").format(len(found)) if found else Markup("没有未结束的苗头提示。"),
        Markup("\n这里只显示有无、建议的约谈和未处理天数；查看内容要输 PIN、说明用途，并留下记录。"),
    )
    await context.show(text, [*rows, *turning, [SignBasis().labelled("📖 依据")], back(Risks())])


async def _found(context: Context, sign: int) -> tuple[Seen, bool]:
    """A sign that the person may see, and whether its content, and with it the name, takes them no purpose."""
    async with context.read() as session:
        seen = await signs.find(session, context.me, sign)
    return seen, not signs.needs_purpose(context.me, seen.row)


async def open_sign(context: Context, button: OpenSign) -> None:
    seen, named = await _found(context, button.sign)
    if named:
        await unlock(context, button)
    row = seen.row
    rows = []
    if signs.handles(context.me, row) and row.open:
        rows = [
            [StartTalk(row.person_id, TalkKind(row.grade).number).labelled(f"🗣 开始{row.grade}")],
            [StartRaise(row.key).labelled("⬆ 升级"), StartClose(row.key).labelled("✅ 结束")],
        ]
    read = ReadSign(row.key).labelled("🔒 查看内容") if named else StartReading(row.key).labelled("🔒 说明用途并查看")
    text = cards.sign_text(seen, context.now, named=named)
    await context.show(text, [*rows, [read], back(Signs(row.branch_id, 0 if row.open else 1, 0))])


async def read_sign(context: Context, button: ReadSign) -> None:
    """By who noted it or deals with it."""
    _, named = await _found(context, button.sign)
    if not named:
        raise Refusal(Refused.NO_PURPOSE)
    await unlock(context, button)
    await reveal(context, button.sign, "", context.write())


async def reveal(context: Context, sign: int, purpose: str, write: AbstractAsyncContextManager[AsyncSession]) -> None:
    """The trail first, then the content, for a while."""
    try:
        async with write as tx:
            found = await signs.read(tx, context.me, sign, purpose=purpose, now=context.now)
    except AlreadyTaken:
        return await context.tell(ONCE_MORE)
    await context.toast()
    await show_for_a_while(context, [cards.content(*found)])
    return None


async def show_basis(context: Context, _button: SignBasis) -> None:
    """依据 of each grade, and of whether people are told."""
    keys = [*signs.RULES.values(), signs.SHOWN]
    await context.show(Markup("{}").format("\n\n".join(basis(key) for key in keys)), [back(Signs(0, 0, 0))])
