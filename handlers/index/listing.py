"""Those one answers for, with their colours: branches, members, a search; each look at a list is on the trail."""

from collections import Counter
from collections.abc import Sequence

from telegram import InlineKeyboardButton

from handlers.index import buttons as b
from handlers.index.cards import heading
from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from scoring.index.chart import SHAPES, tenths
from scoring.index.model import Colour
from storage.index import index, looks
from storage.index.index import Listed
from storage.people import directory
from storage.people.access import Reach
from storage.people.posts import MEMBERS

ASSISTS = "只供人工研判参考；灰色是规则提示，要由有权的同志决定。"
FILTERS = {"all": "全部", "gray": "◆", "yellow": "▲", "none": "○", "green": "●"}
_ORDER = (Colour.GRAY, Colour.YELLOW, None, Colour.GREEN)
MOST_FOUND = 20


async def first(context: Context) -> None:
    """For whoever is no member: the bureau's branches, or the own one."""
    far = looks.widest(context.me, context.bot_data.options)
    if far is Reach.BUREAU:
        return await branches(context, b.Branches(0))
    if far is Reach.BRANCH:
        return await members(context, b.Members(context.me.branch_id, "all", 0))
    return await context.tell(NOT_ALLOWED)


async def _listed(context: Context, branch: int | None) -> list[Listed] | None:
    """The members of a branch (None: of all), with the look on the trail; None after having said why not."""
    far = looks.widest(context.me, context.bot_data.options)
    allowed = far is Reach.BUREAU or (far is Reach.BRANCH and branch == context.me.branch_id)
    if not allowed:
        await context.tell(NOT_ALLOWED)
        return None
    async with context.bot_data.database.write() as tx:
        await looks.note_list(tx, context.me, branch, context.now)
    async with context.read() as session:
        return await index.listed(session, index.this_month(context.now.date()), branch_id=branch)


async def branches(context: Context, button: b.Branches) -> None:
    """Every branch with how many of each colour."""
    found = await _listed(context, None)
    if found is None:
        return
    counts: dict[tuple[int, str], Counter[Colour | None]] = {}
    for each in found:
        counts.setdefault((each.branch_id, each.branch), Counter())[each.colour] += 1
    shown, turning = paged(sorted(counts.items()), button.page, b.Branches)
    rows = [[b.Members(number, "all", 0).labelled(f"{name}　{_counted(count)}")] for (number, name), count in shown]
    together = sum((count for count in counts.values()), Counter[Colour | None]())
    text = lines(
        heading(context.bot_data.bureau, index.this_month(context.now.date())),
        Markup("{}").format(_counted(together)),
        Markup("{}").format(ASSISTS),
    )
    gray = [b.Members(0, "gray", 0).labelled(f"◆ 全局灰色提示（{together[Colour.GRAY]}）")]
    await context.show(text, [*rows, *turning, gray, [b.Search().labelled("🔍 查找")], _home(context)])


def _counted(count: Counter[Colour | None]) -> str:
    unknown = f" ○{count[None]}" if count[None] else ""
    return " ".join(f"{SHAPES[colour]}{count[colour]}" for colour in reversed(Colour)) + unknown


def _home(context: Context) -> list[InlineKeyboardButton]:
    return back(b.Health(0)) if context.me.category in MEMBERS else HOME


async def members(context: Context, button: b.Members) -> None:
    """A branch's members: those who need attention first."""
    if button.colour not in FILTERS:
        return await context.tell(OUTDATED)
    found = await _listed(context, button.branch or None)
    if found is None:
        return None
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
        Markup("{}").format(_counted(count)),
        None if kept else Markup("没有这样的党员。"),
        Markup("{}").format(ASSISTS),
    )
    far = looks.widest(context.me, context.bot_data.options)
    up = back(b.Branches(0)) if far is Reach.BUREAU else _home(context)
    await context.show(text, [*_people(shown), *turning, filters, [b.Search().labelled("🔍 查找")], up])
    return None


def _people(shown: Sequence[Listed], *, branch: bool = False) -> list[list[InlineKeyboardButton]]:
    return [
        [
            b.Health(each.person_id).labelled(
                f"{SHAPES[each.colour] if each.colour else '○'} {tenths(each.total)}　{each.name}"
                + (f"（{each.branch}）" if branch else "")
            )
        ]
        for each in shown
    ]


async def begin(context: Context, _button: b.Search) -> Next:
    """Only for those who answer for others."""
    if looks.widest(context.me, context.bot_data.options) < Reach.BRANCH:
        await context.tell(NOT_ALLOWED)
        return None
    return "who"


async def ask_who(context: Context) -> None:
    await ask(context, Markup("<b>🔍 查找党员</b>\n请输入姓名（或其中几个字）或警号。"))


async def take_who(context: Context) -> Next:
    """Found ones as buttons; none: asked again."""
    word = await reading.line(context, "姓名或警号", 30)
    if word is None:
        return None
    bureau = looks.widest(context.me, context.bot_data.options) is Reach.BUREAU
    everyone = await _listed(context, None if bureau else context.me.branch_id)
    if everyone is None:
        return None
    found = [each for each in everyone if word in each.name or word.casefold() == each.police_no.casefold()]
    if not found:
        await context.tell("您能查看的范围里没有找到，请换几个字，或输入完整警号。")
        return None
    more = Markup("\n只列出前 {} 位，请多写几个字。").format(MOST_FOUND) if len(found) > MOST_FOUND else Markup("")
    text = Markup("<b>🔍 “{}”</b>　找到 {} 位{}").format(word, len(found), more)
    await context.show(text, [*_people(found[:MOST_FOUND], branch=bureau), _home(context)])
    return DONE


FLOW = Form(
    name="health_search",
    title="查找党员",
    start=b.Search,
    begin=begin,
    steps={"who": Step(ask_who, [Typed(reading.TEXT, take_who)])},
)
