"""Whether a proposed time suits those expected, by their shifts: said where a time is asked for, with the times of the week that suit more."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from handlers.kit.forms.form import Draft, Next, draft, this_step
from handlers.kit.forms.question import Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, day_text
from scoring.duties import MeetingKind
from scoring.shifts import Suits, better
from storage.meetings import planning
from storage.meetings.rows import kinds_of
from storage.people.directory import Who, people_of
from storage.shifts.suiting import week_of


async def weigh(context: Context, at: datetime) -> None:
    """Put into the draft how that time suits, and what suits more."""
    facts = draft(context)
    kinds = kinds_of(facts["kinds"])
    async with context.read() as session:
        if "expected" in facts:
            people = await people_of(session, ids=set(facts["expected"]))
        else:
            people = await planning.propose_expected(session, kinds, facts["branch"], facts.get("group"))
    said, more = await suits(context, people, at, kinds, facts["branch"])
    facts["suits"] = said
    facts["better"] = [[datetime.combine(each.day, at.timetz()).isoformat(), _label(each, at)] for each in more]


async def suits(
    context: Context, people: Sequence[Who], at: datetime, kinds: Collection[MeetingKind], branch_id: int
) -> tuple[str, list[Suits]]:
    """In words; "" where no shifts are kept."""
    local = at.astimezone(context.now.tzinfo)
    async with context.read() as session:
        week = await week_of(session, people, local, context.now, kinds=kinds, branch_id=branch_id)
    if not week:
        return "", []
    mine = next(each for each in week if each.day == local.date())
    return _words(mine, context.now.date()), better(week, mine.day)


def _words(suits: Suits, today: date) -> str:
    said = f"🕘 按班次，{day_text(suits.day, today)}应到 {suits.expected} 人，{suits.free} 人方便参加"
    if suits.unknown:
        said += f"（{suits.unknown} 人没有班次信息，按方便算）"
    if suits.needed is None:
        return said + "。"
    verdict = "预计能达到" if suits.likely else "⚠️ 可能达不到"
    return (
        f"{said}；有表决权的 {suits.entitled} 人里 {suits.entitled_free} 人方便，{verdict}法定人数 {suits.needed} 人。"
    )


def _label(suits: Suits, at: datetime) -> str:
    # On a phone a button holds about twenty characters; how a quorum stands is said again once the day is chosen.
    return f"🕘 改到{suits.day.month}月{suits.day.day}日 {at:%H:%M}（{suits.free} 人方便）"


async def check_time(context: Context, at: datetime) -> datetime:
    """As a question's check: every time will do, and it is weighed."""
    await weigh(context, at)
    return at


async def check_people(context: Context, ids: list[int]) -> list[int]:
    """As `check_time`, of who is expected."""
    facts = draft(context)
    facts["expected"] = ids
    if "when" in facts:
        await weigh(context, datetime.fromisoformat(facts["when"]))
    return ids


def said(facts: Draft) -> Markup | None:
    return Markup("{}").format(facts["suits"]) if facts.get("suits") else None


def _offer(place: int) -> Way:
    def label(facts: Draft) -> str | None:
        offered = facts.get("better") or []
        return offered[place][1] if place < len(offered) else None

    async def take(context: Context) -> Next:
        facts = draft(context)
        facts["when"] = facts["better"][place][0]
        await weigh(context, datetime.fromisoformat(facts["when"]))
        return this_step(context)

    return Way(label, does=take)


BETTER = [_offer(0), _offer(1)]
"""The times of the week that suit more, as buttons."""
