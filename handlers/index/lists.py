"""Those one answers for, with their colours, by branch; each look at a list is on the trail."""

from collections import Counter
from collections.abc import Sequence

from telegram import InlineKeyboardButton

from handlers.index import buttons as b
from handlers.index.cards import SHORT, heading
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.colours import SIGNS
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Health, narrowing
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from scoring.index.chart import tenths
from scoring.index.model import Colour
from storage.engine.refusal import Refusal
from storage.index import index, looks
from storage.index.index import Listed
from storage.people import directory
from storage.people.posts import MEMBERS
from storage.people.rights import Reach

ASSISTS = "只供人工研判参考；灰色是规则提示，要由有权的同志决定。"
FILTERS = {
    "all": "全部",
    "gray": SIGNS[Colour.GRAY],
    "yellow": SIGNS[Colour.YELLOW],
    "none": SIGNS[None],
    "green": SIGNS[Colour.GREEN],
}
_ORDER = (Colour.GRAY, Colour.YELLOW, None, Colour.GREEN)


async def first(context: Context) -> None:
    """For somebody who is not a member: the bureau's branches, or their own."""
    far = looks.widest(context.me, context.bot_data.options)
    if far is Reach.BUREAU:
        return await branches(context, b.Branches(0))
    if far is Reach.BRANCH:
        return await members(context, b.Members(context.me.branch_id, "all", 0))
    raise Refusal(NOT_ALLOWED)


async def _looking(context: Context, branch: int | None) -> None:
    """Somebody looks at a branch's list (None: at all of them), which the trail is told. Raises Refusal."""
    far = looks.widest(context.me, context.bot_data.options)
    if far is not Reach.BUREAU and (far is not Reach.BRANCH or branch != context.me.branch_id):
        raise Refusal(NOT_ALLOWED)
    async with context.bot_data.database.write() as tx:
        await looks.note_list(tx, context.me, branch, context.now)


async def listed(context: Context, branch: int | None) -> list[Listed]:
    """The members of a branch (None: of all). Raises Refusal."""
    await _looking(context, branch)
    async with context.read() as session:
        return await index.listed(session, index.this_month(context.now.date()), branch_id=branch)


async def branches(context: Context, button: b.Branches) -> None:
    """Every branch with how many of each colour."""
    await _looking(context, None)
    async with context.read() as session:
        counts = await index.counted(session, index.this_month(context.now.date()))
    shown, turning = paged(sorted(counts.items()), button.page, b.Branches)
    rows = [[b.Members(number, "all", 0).labelled(f"{name}　{_counted(count)}")] for (number, name), count in shown]
    together = sum((count for count in counts.values()), Counter[Colour | None]())
    text = lines(
        heading(context.bot_data.bureau, index.this_month(context.now.date())),
        Markup("{}").format(_counted(together, named=True)),
        Markup("{}").format(ASSISTS),
    )
    gray = [b.Members(0, "gray", 0).labelled(f"{SIGNS[Colour.GRAY]} 全局灰色提示（{together[Colour.GRAY]}）")]
    await context.show(text, [*rows, *turning, gray, [b.Search().labelled("🔍 查找")], up_to_own(context)])


def _counted(count: Counter[Colour | None], *, named: bool = False) -> str:
    """🟢20 🔺5 ⬛2; with their names where they are to be learnt."""
    colours = [*Colour, *([None] if count[None] else [])]
    if named:
        return " ".join(f"{SIGNS[colour]} {SHORT[colour]} {count[colour]}" for colour in colours)
    return " ".join(f"{SIGNS[colour]}{count[colour]}" for colour in colours)


def up_to_own(context: Context) -> list[InlineKeyboardButton]:
    return back(Health(0)) if context.me.category in MEMBERS else HOME


async def members(context: Context, button: b.Members) -> None:
    """A branch's members: those who need attention first."""
    if button.colour not in FILTERS:
        raise Refusal(OUTDATED)
    found = await listed(context, button.branch or None)
    count = Counter(each.colour for each in found)
    kept = [each for each in found if button.colour in ("all", each.colour or "none")]
    kept.sort(key=lambda each: (_ORDER.index(each.colour), each.police_no))
    shown, turning = paged(kept, button.page, lambda page: b.Members(button.branch, button.colour, page))
    where = context.bot_data.bureau
    if button.branch:
        async with context.read() as session:
            where = (await directory.branch_names(session)).get(button.branch, "")
    filters = [
        b.Members(button.branch, name, 0).labelled(f"[{label}]" if name == button.colour else label)
        for name, label in FILTERS.items()
    ]
    text = lines(
        heading(where, index.this_month(context.now.date())),
        Markup("{}").format(_counted(count, named=True)),
        None if kept else Markup("没有这样的党员。"),
        Markup("{}").format(ASSISTS),
    )
    far = looks.widest(context.me, context.bot_data.options)
    up = back(b.Branches(0)) if far is Reach.BUREAU else up_to_own(context)
    await context.show(
        text, [*people(shown), *turning, filters, *narrowing(button, len(kept)), [b.Search().labelled("🔍 查找")], up]
    )


async def _on_list(context: Context, button: b.Members) -> list[OnList]:
    return [
        OnList(each.name, each.police_no, _label(each), Health(each.person_id))
        for each in await listed(context, button.branch or None)
        if button.colour in ("all", each.colour or "none")
    ]


PEOPLE = PeopleList(b.Members, _on_list)


def _label(each: Listed) -> str:
    return f"{SIGNS[each.colour]} {tenths(each.total)}　{each.name}"


def people(shown: Sequence[Listed], *, branch: bool = False) -> list[list[InlineKeyboardButton]]:
    return [
        [Health(each.person_id).labelled(_label(each) + (f"（{each.branch}）" if branch else ""))] for each in shown
    ]
