"""That talks took place: as lists by person, kind and month, which open none; one talk's card; and its holder's own look at the content."""

from datetime import date
from functools import partial
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.confidential.pin import LockNow, PinScreen, unlock
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.papers import forms
from handlers.kit.screens.text import Markup, lines
from handlers.talks import cards
from handlers.talks.buttons import (
    ABOUT_ME,
    ANY,
    BUREAU,
    MINE,
    Counts,
    Duty,
    FromLedger,
    OpenTalk,
    PrintTalks,
    ReadOwn,
    StartAdding,
    StartFinding,
    StartReading,
    TalkHome,
    Talks,
)
from handlers.talks.content import attempt, check_readable, reveal
from scoring.cadence import add_months, last_of_month
from storage.engine.refusal import Refusal, allowed
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis
from storage.talks import lists
from storage.talks.lists import Which
from storage.talks.rows import TalkKind, Way, way_to_read

TITLES = {MINE: "我记录的", ABOUT_ME: "与我的谈话", BUREAU: "全局"}
COUNTED = "台账只计次数。谈话详情只对谈话双方、本支部书记和上级有权人员开放。"


async def command(context: Context) -> None:
    await home(context, TalkHome())


async def home(context: Context, button: TalkHome) -> None:
    """The ways in, by rights."""
    await unlock(context, button)
    me, far = context.me, reach(context.me, Act.SEE_TALKS)
    about_me = every(ABOUT_ME).labelled("🙋 与我的谈话")
    rows = [[about_me]]
    if may(me, Act.LOG_TALK):
        rows = [[StartTalk(0, -1).labelled("➕ 记录谈话或家访")], [every(MINE).labelled("📒 我记录的"), about_me]]
    if may(me, Act.SEE_TALKS, Place(branch_id=me.branch_id)):
        progress = Duty(0, 0 if far is Reach.BUREAU else me.branch_id, 0, 0).labelled("📊 还差谁")
        rows.append([every(me.branch_id).labelled("👥 本支部"), progress])
    if far is Reach.BUREAU:
        rows.append([Counts(context.now.year, 0).labelled("🏢 各支部次数"), every(BUREAU).labelled("🏢 全局列表")])
    text = lines(
        Markup("<b>🗣 日常管理 · 谈心谈话和家访</b>"),
        Markup("内容加密保存，打开要输 PIN；除谈话人本人外，每次查阅都写明事由、留下记录。"),
        Markup("\n{}").format(basis("talks")),
    )
    await context.show(text, [*rows, [PinScreen().labelled("🔐 PIN"), LockNow().labelled("🔒 立即锁定")], HOME])


def every(owner: int, person: int = 0) -> Talks:
    """The whole list, of one person where one is named."""
    return Talks(owner, ANY, person, "", 0)


async def talks(context: Context, button: Talks) -> None:
    which = check_list(context, button)
    await unlock(context, button)
    async with context.read() as session:
        found, total = await lists.page(session, which, button.page)
        names = await directory.branch_names(session)
    # A name only where it stands in the list anyway: numbers in forged buttons are not to be turned into names.
    sides = {number: name for held in found for number, name in held.sides}
    person = sides.get(button.person, "所选人员") if button.person else ""
    title = TITLES.get(button.owner) or names.get(button.owner, "")
    rows = [[OpenTalk(held.talk.key).labelled(cards.label(held, context.now.date()))] for held in found]
    _, turning = paged(range(total), button.page, lambda page: _other(button, page=page), lists.PAGE)
    text = lines(
        Markup("<b>🗣 {}</b>　共 {} 次").format(title, total),
        Markup("人员：{}").format(person) if person else None,
        None if found else Markup("没有符合条件的记录。"),
    )
    printing = [_printing(context, button)] if button.owner > 0 else []
    await context.show(text, [*rows, *turning, *_filters(context, button), *printing, back(TalkHome())])


def _other(button: Talks, **changes: Any) -> Talks:
    """Another page, or from the first one on another choice."""
    return Talks(**{**vars(button), "page": 0, **changes})


def _filters(context: Context, button: Talks) -> list[list[InlineKeyboardButton]]:
    """Press the kind for the next one; the arrows for the month before and after; the person to search, or to see all again."""
    word = "全部类别" if button.kind == ANY else list(TalkKind)[button.kind].value
    this = f"{context.now:%Y-%m}"

    def turned(months: int) -> Talks:
        first = add_months(_month(button.month or this), months if button.month else 0)
        return _other(button, month=f"{first:%Y-%m}")

    middle = _other(button, month="" if button.month else this).labelled(button.month or "全部时间")
    rows = [
        [_other(button, kind=button.kind + 1 if button.kind + 1 < len(TalkKind) else ANY).labelled(f"🏷 {word}")],
        [turned(-1).labelled("◀"), middle, turned(1).labelled("▶")],
    ]
    if button.person:
        rows.append([_other(button, person=0).labelled("👤 全部人员")])
    elif button.owner not in (MINE, ABOUT_ME):
        rows.append([StartFinding(button.owner).labelled("👤 按人员查")])
    return rows


def _printing(context: Context, button: Talks) -> list[InlineKeyboardButton]:
    """The register of the branch's year that is looked at."""
    year = _month(button.month).year if button.month else context.now.year
    return forms(f"{year}年登记", partial(PrintTalks, button.owner, year))


def _month(word: str) -> date:
    return date.fromisoformat(f"{word}-01")


def check_list(context: Context, button: Talks) -> Which:
    """What may be listed. Raises Refusal for what may not."""
    me, owner = context.me, button.owner
    try:
        first = _month(button.month) if button.month else None
    except ValueError:
        raise Refusal(NOT_ALLOWED) from None
    if first is not None and not 2000 <= first.year < 2100:
        raise Refusal(NOT_ALLOWED)
    place = Place(branch_id=owner if owner > 0 else None)
    if owner not in (MINE, ABOUT_ME) and (owner < ABOUT_ME or not may(me, Act.SEE_TALKS, place)):
        raise Refusal(NOT_ALLOWED)
    kind = TalkKind.numbered(button.kind)
    if kind is None and button.kind != ANY:
        raise Refusal(OUTDATED)
    return Which(
        by=me.person_id if owner == MINE else None,
        about=me.person_id if owner == ABOUT_ME else None,
        branch_id=place.branch_id,
        person_id=button.person or None,
        kind=kind,
        first=first,
        last=last_of_month(first) if first else None,
    )


async def counts(context: Context, button: Counts) -> None:
    """Every branch with its number of talks in a year."""
    if reach(context.me, Act.SEE_TALKS) is not Reach.BUREAU or not 2000 <= button.year < 2100:
        raise Refusal(NOT_ALLOWED)
    await unlock(context, button)
    async with context.read() as session:
        names = await directory.present_names(session, since=date(button.year, 1, 1))
        found = await lists.counts(session, date(button.year, 1, 1), date(button.year, 12, 31))
    shown, turning = paged(list(names.items()), button.page, lambda page: Counts(button.year, page), 10)
    rows = [[every(number).labelled(f"{found.get(number, 0)} 次　{name}")] for number, name in shown]
    years = [Counts(button.year - 1, 0).labelled("◀"), Counts(button.year + 1, 0).labelled("▶")]
    text = Markup("<b>🏢 {} 年各支部谈话次数</b>\n合计 {} 次。").format(button.year, sum(found.values()))
    await context.show(text, [*rows, *turning, years, back(TalkHome())])


async def open_talk(context: Context, button: OpenTalk) -> None:
    """That it took place, and who has opened it."""
    me, now = context.me, context.now
    async with attempt(context, button.talk), context.read() as session:
        held = await lists.seen(session, me, button.talk)
    await unlock(context, button)
    talk = held.talk
    async with context.read() as session:
        openings = await lists.openings(session, talk)
        added = await lists.added(session, talk.key)
    way, why = None, None
    try:
        way = way_to_read(me, talk, context.bot_data.options)
    except Refusal as refusal:
        why = refusal.word
    told = me.person_id in (talk.by, talk.with_id) or way is Way.PURPOSE
    text = lines(
        cards.facts(held, now.date()),
        Markup("补充 {} 条。").format(added) if added else None,
        Markup("内容已按保存期限清除。") if talk.cleared_at else None,
        Markup("\n{}").format(cards.opened_by(openings, now)) if told else None,
        Markup("\n{}").format(why) if why else None,
    )
    rows = []
    if talk.cleared_at is None and way is Way.OWN:
        rows.append([ReadOwn(talk.key).labelled("📖 打开内容"), StartAdding(talk.key).labelled("✏️ 补充")])
    elif talk.cleared_at is None and way is Way.PURPOSE:
        rows.append([StartReading(talk.key).labelled("📖 写明事由并打开")])
    await context.show(text, [*rows, back(TalkHome())])


async def from_ledger(context: Context, button: FromLedger) -> None:
    """The ledger counts talks for more people than may see them: no attempt to open one, hence no entry in the trail."""
    async with context.read() as session:
        if not await allowed(lists.seen(session, context.me, button.talk)):
            raise Refusal(COUNTED)
    await open_talk(context, OpenTalk(button.talk))


async def read_own(context: Context, button: ReadOwn) -> None:
    """Its holder needs no purpose; others have a way of their own."""
    await check_readable(context, button.talk, purpose=False)
    await unlock(context, button)
    await reveal(context, button.talk, "", context.write())
