"""The year's hours: one's own with everything credited and the rules behind them; who lags, and urging them."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import narrowing
from handlers.kit.screens.navigation import back, in_columns, other_years, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.study import cards, pushes
from handlers.study.buttons import BranchPace, Hours, HoursBasis, Paces, Study, UrgePace
from scoring.study import hours_text
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.directory import Branch, Who
from storage.people.rights import Act, Reach
from storage.rules.regulations import basis
from storage.study import credits as study_credits
from storage.study import pace
from storage.study.credits import Source
from storage.study.pace import Year
from storage.study.rows import LESSON_RULE, MEETING_RULE

CREDITS_A_PAGE = 12
BRANCHES_A_PAGE = 11
PEOPLE_A_PAGE = 30
YEARS_BACK = 10


async def hours(context: Context, button: Hours) -> None:
    """A person's hours of a year: the sum, where they come from, and each of them."""
    who = await _seen(context, button.person)
    today, zone = context.now.date(), context.bot_data.clock.zone
    mine = who.person_id == context.me.person_id
    _check_year(button.year, today)
    first, last = date(button.year, 1, 1), min(date(button.year, 12, 31), today)
    async with context.read() as session:
        found = await study_credits.credits_of(session, who.person_id, first, last, zone=zone)
        years = await pace.years(session, last, person_id=who.person_id, zone=zone)
    shown, turning = paged(found, button.page, lambda page: Hours(button.person, button.year, page), CREDITS_A_PAGE)
    by_source = {source: sum(each.tenths for each in found if each.source is source) for source in Source}
    total = sum(by_source.values())
    parts = [f"{source} {hours_text(tenths)}" for source, tenths in by_source.items() if tenths]
    text = lines(
        Markup("<b>📈 {}　{}年学时</b>").format(who.name, button.year),
        *(cards.hours_line(year, over=button.year < today.year) for year in years),
        None if years else Markup("共 {} 学时（{}没有年度要求）。").format(hours_text(total), "对您" if mine else ""),
        Markup("{}").format("，".join(parts)) if parts else Markup("这一年还没有计入的学时。"),
        Markup("") if shown else None,
        *(
            Markup("{} {}　{}").format(f"{each.on:%m-%d}", clip(each.what, 40), hours_text(each.tenths))
            for each in shown
        ),
    )
    person = button.person
    turn = other_years(button.year, lambda year: Hours(person, year, 0), today.year - YEARS_BACK, today.year)
    why = HoursBasis(person, button.year).labelled("📜 依据")
    return_to = Study() if mine else BranchPace(who.branch_id, button.year, 0)
    await context.show(text, [*turning, [*turn, why], back(return_to)])


def _check_year(year: int, today: date) -> None:
    if not today.year - YEARS_BACK <= year <= today.year:
        raise Refusal(OUTDATED)


async def _seen(context: Context, person_id: int) -> Who:
    """Oneself, or somebody of a branch whose hours one may see. Raises Refusal."""
    async with context.read() as session:
        who = await directory.who_has_id(session, person_id)
    if who is None or (
        who.person_id != context.me.person_id and not may(context.me, Act.SEE_STUDY, Place(branch_id=who.branch_id))
    ):
        raise Refusal(NOT_ALLOWED)
    return who


async def hours_basis(context: Context, button: HoursBasis) -> None:
    """The rules, to the letter: the year's hours, then what credits them."""
    who = await _seen(context, button.person)
    keys = [pace.rule_of(who) or pace.MEMBER_RULE, MEETING_RULE, LESSON_RULE]
    text = lines(*(Markup("{}\n").format(escape(basis(key))) for key in keys))
    await context.show(text, [back(Hours(button.person, button.year, 0))])


async def paces(context: Context, button: Paces) -> None:
    """Every branch with how many lag, the worst first; with a branch's reach only one's own."""
    if reach(context.me, Act.SEE_STUDY) is not Reach.BUREAU:
        await branch_pace(context, BranchPace(context.me.branch_id, context.now.year, 0))
        return
    async with context.read() as session:
        found = await pace.years(session, context.now.date(), zone=context.bot_data.clock.zone)
    by_branch: dict[tuple[int, str], list[Year]] = {}
    for year in found:
        by_branch.setdefault((year.who.branch_id, year.who.branch), []).append(year)
    worst = sorted(by_branch.items(), key=lambda pair: -_behind(pair[1]) / len(pair[1]))
    shown, turning = paged(worst, button.page, Paces, BRANCHES_A_PAGE)
    rows = [
        [BranchPace(number, context.now.year, 0).labelled(f"{_behind(years)}/{len(years)} 落后　{name}")]
        for (number, name), years in shown
    ]
    text = lines(
        Markup("<b>📉 {}年学时</b>").format(context.now.year),
        Markup("全局 {} 人，落后于进度 {} 人，已达标 {} 人。").format(
            len(found), _behind(found), sum(year.done for year in found)
        ),
        Markup("点支部看是谁。"),
    )
    await context.show(text, [*rows, *turning, back(Study())])


def _behind(years: Sequence[Year]) -> int:
    return sum(year.behind for year in years)


async def branch_pace(context: Context, button: BranchPace) -> None:
    """Who lags, how far; the others after them."""
    if not may(context.me, Act.SEE_STUDY, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    today = context.now.date()
    _check_year(button.year, today)
    day = min(today, date(button.year, 12, 31))
    async with context.read() as session:
        branch = await session.get(Branch, button.branch)
        found = await pace.years(session, day, branch_id=button.branch, zone=context.bot_data.clock.zone)
    if branch is None:
        raise Refusal(OUTDATED)
    found.sort(key=lambda year: year.tenths - year.expected)
    shown, turning = paged(found, button.page, lambda page: BranchPace(button.branch, button.year, page), PEOPLE_A_PAGE)
    text = lines(
        Markup("<b>📉 {}</b>　{}年学时").format(branch.name, button.year),
        Markup("⏳ 落后 {}　✅ 达标 {}　🟢 进度正常 {}\n").format(
            _behind(found), sum(year.done for year in found), sum(not year.done and not year.behind for year in found)
        ),
        *(cards.pace_line(year) for year in shown),
    )
    rows = in_columns([Hours(year.who.person_id, button.year, 0).labelled(year.who.name) for year in shown], 4)
    others = [year for year in found if year.behind and year.who.person_id != context.me.person_id]
    if others and button.year == today.year and may(context.me, Act.URGE, Place(branch_id=button.branch)):
        rows.append([UrgePace(button.branch).labelled(f"🔔 催办落后的（{len(others)}）")])
    bureau = reach(context.me, Act.SEE_STUDY) is Reach.BUREAU
    await context.show(text, [*rows, *turning, *narrowing(button, len(found)), back(Paces(0) if bureau else Study())])


async def _on_list(context: Context, button: BranchPace) -> list[OnList]:
    if not may(context.me, Act.SEE_STUDY, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    today = context.now.date()
    _check_year(button.year, today)
    day = min(today, date(button.year, 12, 31))
    async with context.read() as session:
        found = await pace.years(session, day, branch_id=button.branch, zone=context.bot_data.clock.zone)
    return [
        OnList(
            year.who.name,
            year.who.police_no,
            cards.pace_line(year).unescape(),
            Hours(year.who.person_id, button.year, 0),
        )
        for year in found
    ]


PEOPLE = PeopleList(BranchPace, _on_list)


async def urge(context: Context, button: UrgePace) -> None:
    """催办 of all in a branch who lag."""
    if not may(context.me, Act.URGE, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.write() as tx:
        lagging = await pace.urge(tx, context.me, context.now, branch_id=button.branch)
        told = await pushes.hurried(tx, lagging, context)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await branch_pace(context, BranchPace(button.branch, context.now.year, 0))
