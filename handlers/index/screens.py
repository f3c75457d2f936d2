"""One person's health index: the picture, its lines with their records, what changed, what would raise it, who looked."""

from dataclasses import dataclass
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.index import buttons as b
from handlers.index import cards, evidence, steps
from handlers.index.lists import first
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.links import Health, OpenCase, OwnRating, StartGray, StartTalk
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.text import clip
from scoring.cadence import add_months
from scoring.index import chart, rules
from scoring.index.chart import tenths
from scoring.rating import Dimension
from storage.care import cases, lists
from storage.engine.refusal import Refusal, allowed
from storage.index import index, keeping, looks
from storage.index.index import HealthIndex
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.rights import Reach
from storage.people.stale import HealthStale
from storage.talks.rows import may_talk

RECORDS = 20
LOOKS = 15
STEPS, ALL_STEPS = 3, 8
"""Of what one can do first as many stand below the picture, and below 怎样提高."""


@dataclass(frozen=True)
class Looked:
    """The person who is looked at, if one may, and this month's row."""

    who: Who
    row: HealthIndex
    own: bool


async def look_at(context: Context, person: int) -> Looked:
    """The person's index, computed anew if a fact changed, with the look on the trail. Raises Refusal."""
    me, now = context.me, context.now
    month = index.this_month(now.date())
    number = person or me.person_id
    async with context.read() as session:
        who = me if number == me.person_id else await directory.who_has_id(session, number)
        if who is None or not looks.sees(me, who, context.bot_data.options):
            raise Refusal(NOT_ALLOWED)
        if who.category not in MEMBERS:
            raise Refusal("健康指数只针对党员。")
        row = await index.of_person(session, number, month)
        stale = row is None or await session.get(HealthStale, number) is not None
    own = number == me.person_id
    if stale or not own:
        # Not this update's effect: it may come twice without harm.
        async with context.bot_data.database.write() as tx:
            if stale:
                await keeping.of_person(tx, now, number)
            await looks.note(tx, me, who, month, now)
        async with context.read() as session:
            row = await index.of_person(session, number, month)
    assert row is not None  # noqa: S101 - it has just been computed
    return Looked(who, row, own)


async def command(context: Context) -> None:
    """/health: a member's own picture; for somebody who is not a member, the list of those they answer for."""
    await show(context, Health(0))


async def show(context: Context, button: Health) -> None:
    if button.person == 0 and context.me.category not in MEMBERS:
        return await first(context)
    found = await look_at(context, button.person)
    by = index.rules_in_force()
    async with context.read() as session:
        trend = await index.trend(session, found.who.person_id, found.row.month)
        onward = await _onward(session, context.me, found)
        first_steps = (await _steps(session, context, found))[:STEPS]
    shown = cards.picture(found.who, found.row, trend, by, running=True)
    key = key_of("health", chart.LOOK, shown)
    caption = cards.caption(found.who, found.row, by, own=found.own, steps=len(first_steps))
    await show_picture(
        context,
        key,
        partial(chart.draw, shown),
        caption,
        [*first_steps, *_rows(found, button.person), *in_columns(onward), *_up(context)],
        what=Unrecorded.LOOKED,
    )


async def _steps(session: AsyncSession, context: Context, found: Looked) -> list[list[InlineKeyboardButton]]:
    """What the member can do, each as a row; only for themself."""
    if not found.own:
        return []
    verdict = cards.verdict_of(found.row, index.rules_in_force())
    return [[each.labelled()] for each in await steps.of(session, context.me, verdict, context.now)]


def _rows(found: Looked, person: int) -> list[list[InlineKeyboardButton]]:
    dimensions = [
        b.OpenDimension(person, place).labelled(f"{dimension.value} {tenths(points)}")
        for place, (dimension, points) in enumerate(found.row.dimensions.items())
    ]
    rows = [
        dimensions[:3],
        dimensions[3:],
        [b.Compare(person).labelled("📈 与上月相比"), b.Improve(person).labelled("💡 怎样提高")],
        [b.Ways(person).labelled("⚖ 怎么算"), b.Looks(person, 0).labelled("👀 谁看过")],
    ]
    return rows


async def _onward(session: AsyncSession, me: Who, found: Looked) -> list[InlineKeyboardButton]:
    """What follows from it: the reasons of one's own rating, the case, a decision where there is none, a talk."""
    who = found.who
    case = await cases.open_case(session, who.person_id)
    rows: list[InlineKeyboardButton] = []
    if found.own:
        rows.append(OwnRating("").labelled("🗳 班子评分的理由"))
    if case is not None and lists.sees(me, case):
        rows.append(OpenCase(case.key).labelled("🤝 我的关注事项" if found.own else f"🤝 {case.stands.value}"))
    elif not found.own and await allowed(cases.startable(session, me, who.person_id)):
        rows.append(StartGray(0, who.person_id).labelled("⬛ 列为重点关注"))
    if not found.own and may_talk(me, who):
        rows.append(StartTalk(who.person_id, -1).labelled("💬 记录谈话"))
    return rows


def _up(context: Context) -> list[list[InlineKeyboardButton]]:
    far = looks.widest(context.me, context.bot_data.options)
    if far is Reach.BUREAU:
        return [[b.Branches(0).labelled("👥 各支部")], HOME]
    if far is Reach.BRANCH:
        return [[b.Members(context.me.branch_id, "all", 0).labelled("👥 本支部")], HOME]
    return [HOME]


async def dimension(context: Context, button: b.OpenDimension) -> None:
    found = await look_at(context, button.person)
    if not 0 <= button.place < len(Dimension):
        raise Refusal(OUTDATED)
    which = list(Dimension)[button.place]
    by = index.rules_in_force()
    labels = [
        b.OpenLine(button.person, 0, line.key).labelled(_title(line.key))
        for line in found.row.explained
        if line.dimension is which
    ]
    await context.show(cards.dimension_text(found.row, which, by), [*in_columns(labels), back(Health(button.person))])


def _title(key: str) -> str:
    indicator = index.rules_in_force().indicator(key)
    return indicator.title if indicator else key


async def line(context: Context, button: b.OpenLine) -> None:
    found = await look_at(context, button.person)
    wanted = next((each for each in found.row.explained if each.key == button.key), None)
    if wanted is None:
        raise Refusal(OUTDATED)
    by = index.rules_in_force()
    async with context.read() as session:
        records = await evidence.words(session, found.who.person_id, wanted, context.bot_data.clock.zone)
    shown, turning = paged(records, button.page, lambda page: b.OpenLine(button.person, page, button.key), RECORDS)
    verdict = cards.verdict_of(found.row, by)
    more = f"（共 {len(records)} 条）" if turning else ""
    text = cards.line_text(wanted, verdict, by, [clip(each, 120) for each in shown], more)
    place = list(Dimension).index(wanted.dimension)
    rated = found.own and wanted.key.startswith("rated_")
    reasons = [[OwnRating("").labelled("🗳 班子评分的理由")]] if rated else []
    why = [b.LineBasis(button.person, wanted.key).labelled("📜 依据")]
    await context.show(text, [*turning, *reasons, why, back(b.OpenDimension(button.person, place))])


async def line_basis(context: Context, button: b.LineBasis) -> None:
    """The numbers behind an indicator."""
    found = await look_at(context, button.person)
    wanted = next((each for each in found.row.explained if each.key == button.key), None)
    if wanted is None:
        raise Refusal(OUTDATED)
    text = cards.line_basis_text(wanted, index.rules_in_force())
    await context.show(text, [back(b.OpenLine(button.person, 0, button.key))])


async def compare(context: Context, button: b.Compare) -> None:
    """与上月相比."""
    found = await look_at(context, button.person)
    async with context.read() as session:
        before = await index.of_person(session, found.who.person_id, add_months(found.row.month, -1))
    await context.show(cards.compare_text(before, found.row, index.rules_in_force()), [back(Health(button.person))])


async def improve(context: Context, button: b.Improve) -> None:
    """怎样提高, with the ways to what the member can do now."""
    found = await look_at(context, button.person)
    async with context.read() as session:
        ways = (await _steps(session, context, found))[:ALL_STEPS]
    await context.show(cards.improve_text(found.row, index.rules_in_force()), [*ways, back(Health(button.person))])


async def ways(context: Context, button: b.Ways) -> None:
    """怎么算, in words; the numbers are one press away."""
    rows = [[b.Basis(button.person).labelled("📜 权重版本与依据")], back(Health(button.person))]
    await context.show(cards.ways_text(index.rules_in_force()), rows)


async def basis(context: Context, button: b.Basis) -> None:
    """权重版本与依据: the rules in words, and the file itself."""
    rows = [[b.RuleFile().labelled("📄 规则文件原文")], back(b.Ways(button.person))]
    await context.show(cards.basis_text(index.rules_in_force()), rows)


async def rule_file(context: Context, _button: b.RuleFile) -> None:
    """The file as it is, every number with its comment; and what the bureau has laid over it."""
    await context.toast()
    version, own = index.rules_in_force().version, rules.RULES.own
    await context.send_file(
        f"健康指数规则_{version}.toml", rules.FILE.read_bytes(), Unrecorded.BLANK, f"健康指数规则，版本 {version}"
    )
    if own is not None:
        await context.send_file(
            "健康指数规则_本局.toml", own.read_bytes(), Unrecorded.BLANK, "本局改动的部分：以这里写的为准"
        )


async def seen_by(context: Context, button: b.Looks) -> None:
    """谁看过, for the member and for whoever may see the index."""
    found = await look_at(context, button.person)
    async with context.read() as session:
        entries = await looks.of_person(session, found.who)
    told = [cards.look(entry.at, context.now, name, entry.subject) for entry, name in entries]
    shown, turning = paged(told, button.page, lambda page: b.Looks(button.person, page), LOOKS)
    await context.show(cards.looks_text(list(shown)), [*turning, back(Health(button.person))])
