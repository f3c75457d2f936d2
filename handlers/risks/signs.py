"""Signs as lists and one by one: that they exist; and what one says, opened with the PIN and, by others, with a purpose."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.confidential.pin import is_open, unlocked
from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.forms import confided, reading
from handlers.kit.forms.form import DONE, Form, Next, Step, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.risks import sign_cards as cards
from handlers.risks.buttons import Risks
from handlers.risks.sign_buttons import (
    OpenSign,
    ReadSign,
    SignBasis,
    Signs,
    StartClose,
    StartNote,
    StartRaise,
    StartReading,
)
from storage.engine.database import AlreadyTaken
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.people.directory import Who
from storage.risks import signs
from storage.risks.rows import Sign
from storage.risks.signs import SHORTEST_PURPOSE, Refused
from storage.rules.regulations import basis
from storage.talks.rows import TalkKind

LONGEST_PURPOSE = 100
ONCE_MORE = "刚才已经打开过一次。要再看，请重新打开。"


def _at_home(context: Context, branch_id: int) -> bool:
    """Whether the person deals with that branch's signs, and so reads names."""
    return may(context.me, Act.HANDLE_SIGN, Place(branch_id=branch_id))


def _named(context: Context, row: Sign) -> bool:
    return not signs.needs_purpose(context.me, row)


async def listed(context: Context, button: Signs) -> None:
    """The bureau by branch; a branch's one by one, with names only for its own committee."""
    me = context.me
    wide = reach(me, Act.SEE_SIGNS) is Reach.BUREAU
    branch = button.branch or (0 if wide else me.branch_id)
    if not may(me, Act.SEE_SIGNS, Place(branch_id=branch or None)):
        return await context.tell(NOT_ALLOWED)
    home = bool(branch) and _at_home(context, branch)
    if home and not await unlocked(context, button):
        return None
    async with context.read() as session:
        names = await directory.branch_names(session)
        found = await signs.listed(session, me, branch or None, closed=button.closed == 1)
    if branch and branch not in names:
        return await context.tell(OUTDATED)
    if not branch:
        return await _by_branch(context, button, found, names)
    today = context.now.date()
    shown, turning = paged(found, button.page, lambda page: Signs(branch, button.closed, page))
    rows = [[OpenSign(seen.row.key).labelled(cards.label(seen, today, named=home))] for seen in shown]
    more = [Signs(branch, 1 - button.closed, 0).labelled("未结束的" if button.closed == 1 else "已结束的")]
    note = [[StartNote().labelled("➕ 登记苗头")]] if home and branch == me.branch_id else []
    text = lines(
        Markup("{}　{}{}").format(cards.HEADING, names[branch], "　已结束" if button.closed == 1 else ""),
        Markup("共 {} 条。").format(len(found)) if found else Markup("没有。"),
        Markup("\n{}").format(cards.CAREFUL),
    )
    last = back(Signs(0, 0, 0) if wide else Risks())
    await context.show(text, [*rows, *turning, *note, [*more, SignBasis().labelled("📖 依据")], last])
    return None


async def _by_branch(context: Context, button: Signs, found: list[signs.Seen], names: dict[int, str]) -> None:
    today = context.now.date()
    ages: dict[int, list[int]] = {}
    for seen in found:
        ages.setdefault(seen.row.branch_id, []).append(seen.row.age(today))
    worst = sorted(ages, key=lambda number: (-max(ages[number]), number))
    shown, turning = paged(worst, button.page, lambda page: Signs(0, 0, page))
    rows = [
        [Signs(number, 0, 0).labelled(f"{names[number]}　{len(ages[number])} 条，最久 {max(ages[number])} 天未处理")]
        for number in shown
    ]
    own = [[Signs(context.me.branch_id, 0, 0).labelled("👥 本支部")]] if _at_home(context, context.me.branch_id) else []
    text = lines(
        Markup("{}　{}").format(cards.HEADING, context.bot_data.bureau),
        Markup("未结束 {} 条。").format(len(found)) if found else Markup("没有未结束的苗头提示。"),
        Markup("\n这里只显示有无、建议的约谈和未处理天数；查看内容要输 PIN、说明用途，并留下记录。"),
    )
    await context.show(text, [*rows, *turning, *own, [SignBasis().labelled("📖 依据")], back(Risks())])


async def open_sign(context: Context, button: OpenSign) -> None:
    async with context.read() as session:
        seen = await signs.find(session, context.me, button.sign)
    if isinstance(seen, Refused):
        return await context.tell(seen.value)
    row, named = seen.row, _named(context, seen.row)
    if named and not await unlocked(context, button):
        return None
    rows: list[list[InlineKeyboardButton]] = []
    if signs.handles(context.me, row) and row.open:
        kind = TalkKind(row.grade)
        rows.append([StartTalk(row.person_id, kind.number).labelled(f"🗣 开始{row.grade}")])
        rows.append([StartRaise(row.key).labelled("⬆ 升级"), StartClose(row.key).labelled("✅ 结束")])
    read = ReadSign(row.key).labelled("🔒 查看内容") if named else StartReading(row.key).labelled("🔒 说明用途并查看")
    text = cards.sign_text(seen, context.now, named=named)
    await context.show(text, [*rows, [read], back(Signs(row.branch_id, 0 if row.open else 1, 0))])
    return None


async def read_sign(context: Context, button: ReadSign) -> None:
    """By who noted it or deals with it."""
    async with context.read() as session:
        seen = await signs.find(session, context.me, button.sign)
    if isinstance(seen, Refused):
        return await context.tell(seen.value)
    if signs.needs_purpose(context.me, seen.row):
        return await context.tell(Refused.NO_PURPOSE.value)
    if await unlocked(context, button):
        await _show(context, button.sign, None)
    return None


async def _show(context: Context, sign_id: int, purpose: str | None) -> None:
    """The trail first, then the content, for a while."""
    try:
        async with context.write() as tx:
            found = await signs.read(tx, context.me, sign_id, purpose=purpose, now=context.now)
    except AlreadyTaken:
        return await context.tell(ONCE_MORE)
    if isinstance(found, Refused):
        return await context.tell(found.value)
    await context.toast()
    await show_for_a_while(context, [cards.content(*found)])
    return None


async def begin(context: Context, button: StartReading) -> Next:
    """For those who oversee the branches."""
    async with context.read() as session:
        seen = await signs.find(session, context.me, button.sign)
    if isinstance(seen, Refused):
        await context.tell(seen.value)
        return None
    if not await unlocked(context, button):
        return None
    draft(context).update(sign=button.sign, sent=[])
    return "purpose"


async def ask_purpose(context: Context) -> None:
    text = Markup("查看第 {} 号苗头提示的内容。\n请写明用途（{} 到 {} 个字），会记入审计记录。")
    await ask(context, text.format(draft(context)["sign"], SHORTEST_PURPOSE, LONGEST_PURPOSE))


async def take_purpose(context: Context) -> Next:
    """Then the content, if it is still unlocked."""
    purpose = await reading.words(context, "用途", LONGEST_PURPOSE, SHORTEST_PURPOSE)
    if purpose is None:
        return None
    facts = draft(context)
    if is_open(context):
        await _show(context, facts["sign"], purpose)
    else:
        await unlocked(context, StartReading(facts["sign"]))
    await confided.dropped(context, facts)
    return DONE


READING = Form(
    name="sign_read",
    title="查看苗头提示",
    start=StartReading,
    begin=begin,
    dropped=confided.dropped,
    steps={"purpose": Step(ask_purpose, [confided.typed(reading.TEXT, take_purpose), confided.TEXT_ONLY])},
)


async def show_basis(context: Context, _button: SignBasis) -> None:
    """依据 of each grade, and of whether people are told."""
    keys = [*signs.RULES.values(), signs.SHOWN]
    await context.show(Markup("{}").format("\n\n".join(basis(key) for key in keys)), [back(Signs(0, 0, 0))])


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """How many wait for the committee, and the oldest's age; nothing more on a screen that anybody may glance at."""
    if not may(me, Act.HANDLE_SIGN):
        return None
    found = [seen for seen in await signs.listed(session, me, me.branch_id) if signs.handles(me, seen.row)]
    if not found:
        return None
    oldest = max(seen.row.age(now.date()) for seen in found)
    return Markup("🌱 {} 条苗头提示待处理{}").format(len(found), f"，最久 {oldest} 天" if oldest else "")
