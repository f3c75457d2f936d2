"""Talks as lists: that, when, of which kind, between whom; searched by person, kind and month without opening any."""

from datetime import date

from telegram import InlineKeyboardButton

from handlers.kit.confidential.pin import LockNow, PinScreen, unlocked
from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.talks import cards
from handlers.talks.buttons import ABOUT_ME, ANY, BUREAU, MINE, Counts, Duty, OpenTalk, StartFinding, TalkHome, Talks
from scoring.cadence import add_months, last_of_month
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.rules.regulations import basis
from storage.talks import lists
from storage.talks.lists import Which
from storage.talks.rows import TalkKind

TITLES = {MINE: "我记录的", ABOUT_ME: "与我的谈话"}
MOST_FOUND = 20


async def home(context: Context, button: TalkHome) -> None:
    """The ways in, by rights."""
    if not await unlocked(context, button):
        return
    me = context.me
    rows: list[list[InlineKeyboardButton]] = []
    if may(me, Act.LOG_TALK):
        rows.append([StartTalk(0, -1).labelled("➕ 记录谈话或家访")])
        rows.append([_list(MINE).labelled("📒 我记录的"), _list(ABOUT_ME).labelled("🙋 与我的谈话")])
    else:
        rows.append([_list(ABOUT_ME).labelled("🙋 与我的谈话")])
    far = reach(me, Act.SEE_TALKS)
    if may(me, Act.SEE_TALKS, Place(branch_id=me.branch_id)):
        progress = Duty(0, 0 if far is Reach.BUREAU else me.branch_id, 0, 0).labelled("📊 还差谁")
        rows.append([_list(me.branch_id).labelled("👥 本支部"), progress])
    if far is Reach.BUREAU:
        rows.append([Counts(context.now.year, 0).labelled("🏢 各支部次数"), _list(BUREAU).labelled("🏢 全局列表")])
    text = lines(
        Markup("<b>🗣 日常管理 · 谈心谈话和家访</b>"),
        Markup("内容加密保存，打开要输 PIN；除谈话人本人外，每次查阅都写明事由、留下记录。"),
        Markup("\n{}").format(basis("talks")),
    )
    await context.show(text, [*rows, [PinScreen().labelled("🔐 PIN"), LockNow().labelled("🔒 立即锁定")], HOME])


async def command(context: Context) -> None:
    await home(context, TalkHome())


def _list(whose: int, person: int = 0) -> Talks:
    return Talks(whose, ANY, person, "", 0)


async def talks(context: Context, button: Talks) -> None:
    which = _which(context, button)
    if which is None or (button.kind != ANY and not 0 <= button.kind < len(TalkKind)):
        return await context.tell(NOT_ALLOWED if which is None else OUTDATED)
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        found, total = await lists.page(session, which, button.page)
        names = await directory.branch_names(session)
    # A name only where it stands in the list anyway: numbers in forged buttons are not to be turned into names.
    sides = {number: name for held in found for number, name in held.sides}
    person = sides.get(button.person, "所选人员") if button.person else ""
    title = TITLES.get(button.whose) or ("全局" if button.whose == BUREAU else names.get(button.whose, ""))
    rows = [[OpenTalk(held.talk.key).labelled(cards.label(held, context.now.date()))] for held in found]

    def turn(page: int) -> Talks:
        return Talks(button.whose, button.kind, button.person, button.month, page)

    _, turning = paged(range(total), button.page, turn, lists.PAGE)
    text = lines(
        Markup("<b>🗣 {}</b>　共 {} 次").format(title, total),
        Markup("人员：{}").format(person) if person else None,
        None if found else Markup("没有符合条件的记录。"),
    )
    await context.show(text, [*rows, *turning, *_filters(context, button), back(TalkHome())])
    return None


def _filters(context: Context, button: Talks) -> list[list[InlineKeyboardButton]]:
    """Press the kind for the next one; the arrows for the month before and after; the person to search, or to see all again."""
    kind = button.kind + 1 if button.kind + 1 < len(TalkKind) else ANY
    word = "全部类别" if button.kind == ANY else list(TalkKind)[button.kind].value
    this = f"{context.now:%Y-%m}"
    shown = _month(button.month or this)
    months = [
        Talks(button.whose, button.kind, button.person, f"{add_months(shown, step):%Y-%m}", 0).labelled(sign)
        for step, sign in ((-1 if button.month else 0, "◀"), (1 if button.month else 0, "▶"))
    ]
    middle = Talks(button.whose, button.kind, button.person, "" if button.month else this, 0)
    rows = [
        [Talks(button.whose, kind, button.person, button.month, 0).labelled(f"🏷 {word}")],
        [months[0], middle.labelled(button.month or "全部时间"), months[1]],
    ]
    if button.person:
        rows.append([Talks(button.whose, button.kind, 0, button.month, 0).labelled("👤 全部人员")])
    elif button.whose not in (MINE, ABOUT_ME):
        rows.append([StartFinding(button.whose).labelled("👤 按人员查")])
    return rows


def _month(word: str) -> date:
    return date.fromisoformat(f"{word}-01")


def _which(context: Context, button: Talks) -> Which | None:
    """What may be listed; None for what may not."""
    me = context.me
    try:
        first = _month(button.month) if button.month else None
    except ValueError:
        return None
    if first is not None and not 2000 <= first.year < 2100:
        return None
    place = Place(branch_id=button.whose if button.whose > 0 else None)
    if button.whose not in (MINE, ABOUT_ME) and (button.whose < ABOUT_ME or not may(me, Act.SEE_TALKS, place)):
        return None
    return Which(
        by=me.person_id if button.whose == MINE else None,
        about=me.person_id if button.whose == ABOUT_ME else None,
        branch_id=button.whose if button.whose > 0 else None,
        person_id=button.person or None,
        kind=list(TalkKind)[button.kind] if 0 <= button.kind < len(TalkKind) else None,
        first=first,
        last=last_of_month(first) if first else None,
    )


async def counts(context: Context, button: Counts) -> None:
    """Every branch with its number of talks in a year."""
    if reach(context.me, Act.SEE_TALKS) is not Reach.BUREAU or not 2000 <= button.year < 2100:
        return await context.tell(NOT_ALLOWED)
    if not await unlocked(context, button):
        return None
    async with context.read() as session:
        names = await directory.branch_names(session)
        found = await lists.counts(session, date(button.year, 1, 1), date(button.year, 12, 31))
    shown, turning = paged(list(names.items()), button.page, lambda page: Counts(button.year, page), 10)
    rows = [[_list(number).labelled(f"{found.get(number, 0)} 次　{name}")] for number, name in shown]
    years = [Counts(button.year - 1, 0).labelled("◀"), Counts(button.year + 1, 0).labelled("▶")]
    text = Markup("<b>🏢 {} 年各支部谈话次数</b>\n合计 {} 次。").format(button.year, sum(found.values()))
    await context.show(text, [*rows, *turning, years, back(TalkHome())])
    return None


async def begin_finding(context: Context, button: StartFinding) -> Next:
    """Only in a list that one may see."""
    if button.whose in (MINE, ABOUT_ME) or _which(context, _list(button.whose)) is None:
        await context.tell(NOT_ALLOWED)
        return None
    draft(context).update(whose=button.whose, found=[])
    return "name"


async def ask_name(context: Context) -> None:
    facts = draft(context)
    async with context.read() as session:
        found = await directory.people_of(session, ids=set(facts["found"]))
    rows = [[_list(facts["whose"], who.person_id).labelled(person_label(who))] for who in found[:MOST_FOUND]]
    await ask(context, Markup("请输入姓名（或其中一部分）或警号："), rows)


async def take_name(context: Context) -> Next:
    text = await reading.line(context, "姓名或警号", 20)
    if text is None:
        return None
    facts = draft(context)
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=facts["whose"] if facts["whose"] > 0 else None)
    found = matching(everyone, text)
    if not found:
        await context.tell("没有找到这位同志，请换个写法再试。")
        return None
    if len(found) > MOST_FOUND:
        await context.tell(f"有 {len(found)} 位符合，请写完整一些。")
        return None
    facts["found"] = [who.person_id for who in found]
    return "name"


async def show_found(context: Context, button: Talks) -> Next:
    """The list of the one chosen."""
    await talks(context, button)
    return DONE


FINDING = Form(
    name="talk_find",
    title="按人员查谈话",
    start=StartFinding,
    begin=begin_finding,
    steps={"name": Step(ask_name, [Typed(reading.TEXT, take_name), Chosen(Talks, show_found)])},
)
