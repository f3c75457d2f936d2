"""The leaders' rating in a few presses: one person a screen, last month's marks as they were, or the whole branch at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.health.input_buttons import RatingBasis, Ratings, StartRating
from handlers.kit import reading
from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.flows import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.navigation import HOME, back
from handlers.kit.text import clip, day_text, lines, names, when_text
from scoring import rating as rule
from scoring.cadence import add_months
from scoring.rating import ALL_MIDDLE, HIGHEST, LOWEST, Comparison, Dimension, Window
from storage.access import Act
from storage.health import rating
from storage.health.rating import LONGEST_REASON, REASON_RULE, RULE, Given, Refused
from storage.regulations import basis

BETWEEN = "每月{}日起才能给当月评分，到次月{}日截止。"
MILD_FROM = 0.25


@dataclass(frozen=True)
class SetMark(Button, prefix="rate_set", act=Act.RATE):
    """A mark in one dimension."""

    dimension: int
    mark: int


@dataclass(frozen=True)
class AllThree(Button, prefix="rate_3", act=Act.RATE):
    """3 in every dimension for this person."""


@dataclass(frozen=True)
class LikeLast(Button, prefix="rate_last", act=Act.RATE):
    """Last month's marks for this person, and on; of which person, so that a second tap does not pass over the next."""

    at: int


@dataclass(frozen=True)
class Onward(Button, prefix="rate_on", act=Act.RATE):
    """These marks, and on."""

    at: int


@dataclass(frozen=True)
class Before(Button, prefix="rate_pre", act=Act.RATE):
    """Back to the person before."""


@dataclass(frozen=True)
class RestThree(Button, prefix="rate_rest", act=Act.RATE):
    """3 for this person and all who come after."""


@dataclass(frozen=True)
class KeepReason(Button, prefix="rate_why", act=Act.RATE):
    """The reason of last month, or the one just written."""


@dataclass(frozen=True)
class ConfirmRating(Button, prefix="rate_yes", act=Act.RATE):
    """Hand it in."""


@dataclass(frozen=True)
class Again(Button, prefix="rate_edit", act=Act.RATE):
    """Once more from the first."""


def _month(context: Context) -> date:
    return date.fromisoformat(draft(context)["month"])


async def show(_update: Update, context: Context, _button: Ratings) -> None:
    """Whether a month is to be rated, and how the last rating compares."""
    now, me = context.now, context.me
    window = rating.window(now.date())
    async with context.read() as session:
        rated = await rating.rated_by(session, me)
        month = window.month if window else add_months(now.date().replace(day=1), -1)
        given = await rating.given_by(session, me.person_id, month)
        compared = await rating.compare(session, me, month)
    at = max((row.at for row in given.values()), default=None)
    text = lines(
        Markup("<b>🗳 班子评分</b>\n{}，由支委每月各自评分，取中位数，计入党员健康指数。").format("、".join(Dimension)),
        Markup(""),
        _standing(window, now.date()),
        Markup("您还没有评分，共 {} 人。").format(len(rated)) if window and at is None and rated else None,
        Markup("{}").format(Refused.NOBODY) if not rated else None,
        Markup("您 {} 评了 {} 人。").format(when_text(at, now), len(given)) if at else None,
        comparison_text(compared) if at else None,
    )
    start = [[StartRating().labelled("✏️ 修改评分" if at else "▶ 开始评分")]] if window and rated else []
    await context.show(text, [*start, [RatingBasis().labelled("📜 依据")], HOME])


def _standing(window: Window | None, today: date) -> Markup:
    if window is None:
        following = rating.window_of(today.replace(day=1))
        return Markup("{}月的评分从{}开始。").format(following.month.month, day_text(following.opens, today))
    return Markup("正在评<b>{}年{}月</b>，{}截止。").format(
        window.month.year, window.month.month, day_text(window.closes, today)
    )


def comparison_text(compared: Comparison | None) -> Markup:
    """How harsh or mild one's marks are, in words."""
    if compared is None:
        return Markup("还没有其他支委的评分可以比较。")
    word = "偏宽" if compared.overall >= MILD_FROM else "偏严" if compared.overall <= -MILD_FROM else "相近"
    each = "　".join(f"{name}{gap:+.1f}" for name, gap in zip(Dimension, compared.by_dimension, strict=True))
    return Markup("与全体评分人的中位数相比：平均 {}，<b>{}</b>（{}）").format(f"{compared.overall:+.1f}", word, each)


async def show_basis(_update: Update, context: Context, _button: RatingBasis) -> None:
    """The rules."""
    await context.show(Markup("{}\n\n{}").format(basis(RULE), basis(REASON_RULE)), [back(Ratings())])


async def begin(_update: Update, context: Context, _button: StartRating) -> Next:
    """Everyone to be rated, with what one gave this month or last."""
    window = rating.window(context.now.date())
    if window is None:
        await context.tell(f"{Refused.CLOSED}{_standing(None, context.now.date())}")
        return None
    draft(context).update(month=window.month.isoformat(), at=0, marks={}, reasons={})
    if not await _fill(context):
        await context.tell(Refused.NOBODY)
        return None
    return "person"


async def _fill(context: Context) -> bool:
    """Put into the draft whom one rates now; what was given already stays. False when there is nobody."""
    facts, me = draft(context), context.me
    month = _month(context)
    async with context.read() as session:
        rated = await rating.rated_by(session, me)
        this = await rating.given_by(session, me.person_id, month)
        last = await rating.given_by(session, me.person_id, add_months(month, -1))
        # Of two months' reasons the newer one is offered.
        reasons = {
            str(person): reason
            for rows in (last, this)
            for person, row in rows.items()
            if (reason := await rating.reason_of(session, row))
        }
    facts["people"] = [[who.person_id, who.name] for who in rated]
    facts["last"] = {str(person): list(row.marks) for person, row in last.items()}
    facts["known"] = {str(person): list(row.marks) for person, row in this.items()}
    facts["offered"] = reasons
    facts["marks"] = {
        key: marks for key, marks in facts["marks"].items() if int(key) in {who.person_id for who in rated}
    }
    for key in facts["known"].keys() & reasons.keys():
        facts["reasons"].setdefault(key, reasons[key])
    return bool(rated)


def _current(facts: Mapping[str, Any]) -> tuple[str, str]:
    person, name = facts["people"][facts["at"]]
    return str(person), name


def _marks(facts: Mapping[str, Any]) -> list[int]:
    """What the current person's screen shows: chosen, given before this month, last month's, or 3 for all."""
    key, _ = _current(facts)
    for kept in ("marks", "known", "last"):
        if key in facts[kept]:
            return list(facts[kept][key])
    return list(ALL_MIDDLE)


async def ask_person(context: Context) -> None:
    """One person: five rows of marks, and the quick ways on."""
    facts = draft(context)
    marks = _marks(facts)
    key, name = _current(facts)
    at, total = facts["at"], len(facts["people"])
    last = facts["last"].get(key)
    text = lines(
        Markup("<b>🗳 {}月评分　{}/{}</b>").format(_month(context).month, at + 1, total),
        Markup("<b>{}</b>").format(name),
        Markup("上月：{}").format(" ".join(f"{each}{mark}" for each, mark in zip(Dimension, last, strict=True)))
        if last
        else None,
        Markup("[ ] 是现在的分数，不用改就点“下一位”。评 1 分或 5 分要写理由。"),
    )
    rows: list[list[InlineKeyboardButton]] = [
        [
            SetMark(number, mark).labelled(f"[{each}{mark}]" if mark == marks[number] else f"{mark}")
            for mark in range(LOWEST, HIGHEST + 1)
        ]
        for number, each in enumerate(Dimension)
    ]
    rows.append([AllThree().labelled("全部 3 分"), *([LikeLast(at).labelled("⏩ 同上月")] if last else [])])
    rows.append([
        *([Before().labelled("‹ 上一位")] if at else []),
        Onward(at).labelled("下一位 ›" if at + 1 < total else "完成 ›"),
    ])  # fmt: skip
    rows.append([RestThree().labelled("其余不变" if facts["known"] else "其余均为 3")])
    await ask(context, text, rows)


async def set_mark(_update: Update, context: Context, button: SetMark) -> Next:
    """One dimension of the current person."""
    facts = draft(context)
    if not (0 <= button.dimension < len(Dimension) and LOWEST <= button.mark <= HIGHEST):
        return "person"
    marks = _marks(facts)
    marks[button.dimension] = button.mark
    _set(facts, marks)
    return "person"


def _set(facts: dict[str, Any], marks: list[int]) -> None:
    """A reason was written for other marks: it is only offered again."""
    key, _ = _current(facts)
    if marks != _marks(facts) and key in facts["reasons"]:
        facts["offered"][key] = facts["reasons"].pop(key)
    facts["marks"][key] = marks


async def all_three(_update: Update, context: Context, _button: AllThree) -> Next:
    """3 in every dimension, and on."""
    facts = draft(context)
    _set(facts, list(ALL_MIDDLE))
    return _on(facts)


async def like_last(_update: Update, context: Context, button: LikeLast) -> Next:
    """Last month's marks, and on."""
    facts = draft(context)
    key, _ = _current(facts)
    if button.at == facts["at"] and key in facts["last"]:
        _set(facts, list(facts["last"][key]))
        return _on(facts)
    return "person"


async def onward(_update: Update, context: Context, button: Onward) -> Next:
    """The marks as shown, and on."""
    facts = draft(context)
    if button.at != facts["at"]:
        return "person"
    facts["marks"][_current(facts)[0]] = _marks(facts)
    return _on(facts)


def _on(facts: dict[str, Any]) -> Next:
    """To the reason where one is owed, else to the next person, or the end."""
    key, _ = _current(facts)
    if rule.extremes(facts["marks"][key]) and key not in facts["reasons"]:
        return "reason"
    if not rule.extremes(facts["marks"][key]):
        facts["reasons"].pop(key, None)
    if facts.get("rest"):
        return _rest(facts)
    facts["at"] += 1
    if facts["at"] < len(facts["people"]):
        return "person"
    facts["at"] = len(facts["people"]) - 1
    return "confirm"


async def before(_update: Update, context: Context, _button: Before) -> Next:
    """One back; their reason may be written anew."""
    facts = draft(context)
    facts["at"] = max(facts["at"] - 1, 0)
    key, _ = _current(facts)
    if key in facts["reasons"]:
        facts["offered"][key] = facts["reasons"].pop(key)
    return "person"


async def rest_three(_update: Update, context: Context, _button: RestThree) -> Next:
    """3 for whoever has not been rated this month; one that has is left as it was."""
    facts = draft(context)
    facts["rest"] = True
    return _rest(facts)


def _rest(facts: dict[str, Any]) -> Next:
    """On to the next one who lacks a reason, else to the end."""
    for number, (person, _) in enumerate(facts["people"]):
        key = str(person)
        marks = facts["marks"].setdefault(key, facts["known"].get(key, list(ALL_MIDDLE)))
        if rule.extremes(marks) and key not in facts["reasons"]:
            facts["at"] = number
            return "reason"
    return "confirm"


async def ask_reason(context: Context) -> None:
    """Why the lowest or the highest."""
    facts = draft(context)
    key, name = _current(facts)
    marks = facts["marks"][key]
    said = "、".join(f"{each}{marks[list(Dimension).index(each)]}分" for each in rule.extremes(marks))
    offered = facts["offered"].get(key)
    text = lines(
        Markup("<b>{}</b>：{}").format(name, said),
        Markup("最低分和最高分请写明理由（{} 到 {} 个字），本人看得到理由。").format(
            rating.shortest_reason(), LONGEST_REASON
        ),
        Markup("之前写过：{}").format(clip(offered, LONGEST_REASON)) if offered else None,
    )
    rows = [[KeepReason().labelled("沿用这条理由")]] if offered else []
    await ask(context, text, [*rows, [Again().labelled("‹ 改分数")]])


async def take_reason(update: Update, context: Context) -> Next:
    """In the leader's words."""
    text = await reading.words(update, context, "理由", LONGEST_REASON, rating.shortest_reason())
    if text is None:
        return None
    facts = draft(context)
    facts["reasons"][_current(facts)[0]] = text
    return _on(facts)


async def keep_reason(_update: Update, context: Context, _button: KeepReason) -> Next:
    """The one that was offered."""
    facts = draft(context)
    key, _ = _current(facts)
    if key not in facts["offered"]:
        return "reason"
    facts["reasons"][key] = facts["offered"][key]
    return _on(facts)


async def to_marks(_update: Update, _context: Context, _button: Again) -> Next:
    """The marks of the current person after all."""
    return "person"


async def ask_confirm(context: Context) -> None:
    """What is about to be handed in."""
    facts = draft(context)
    named = {str(person): name for person, name in facts["people"]}
    missing = [name for key, name in named.items() if key not in facts["marks"]]
    high = [named[key] for key, marks in facts["marks"].items() if HIGHEST in marks]
    low = [named[key] for key, marks in facts["marks"].items() if LOWEST in marks]
    middle = sum(tuple(marks) == ALL_MIDDLE for marks in facts["marks"].values())
    text = lines(
        Markup("<b>请核对{}月的评分</b>").format(_month(context).month),
        Markup("已评 {} 人，其中各项均为 3 分的 {} 人。").format(len(facts["marks"]), middle),
        Markup("有 5 分：{}").format(names(high)) if high else None,
        Markup("有 1 分：{}").format(names(low)) if low else None,
        Markup("还没评：{}").format(names(missing)) if missing else None,
    )
    rows = [[ConfirmRating().labelled("✅ 提交评分")], [Again().labelled("‹ 从头再看一遍")]]
    await ask(context, text, rows)


async def again(_update: Update, context: Context, _button: Again) -> Next:
    """From the first person."""
    draft(context).update(at=0, rest=False)
    return "person"


async def confirm(_update: Update, context: Context, _button: ConfirmRating) -> Next:
    """One transaction. Where the branch has changed meanwhile, whoever is new is asked for."""
    facts, me, month = draft(context), context.me, _month(context)
    given = [Given(int(key), tuple(marks), facts["reasons"].get(key, "")) for key, marks in facts["marks"].items()]
    async with context.write() as tx:
        outcome = await rating.rate(tx, me, month, given, now=context.now)
    if outcome in (Refused.INCOMPLETE, Refused.NOT_YOURS):
        await context.tell(f"支部的党员名单有变化。{Refused.INCOMPLETE}")
        if await _fill(context):
            missing = [n for n, (person, _) in enumerate(facts["people"]) if str(person) not in facts["marks"]]
            facts["at"] = missing[0] if missing else 0
            return "person" if missing else "confirm"
        return None
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    async with context.read() as session:
        compared = await rating.compare(session, me, month)
    text = lines(
        Markup("<b>✅ 已提交</b>，{}月共 {} 人。").format(month.month, outcome),
        comparison_text(compared),
        Markup("截止前可以再改。"),
    )
    await context.show(text, [back(Ratings())])
    return DONE


FLOW = Flow(
    name="rating",
    title="班子评分",
    start=StartRating,
    begin=begin,
    steps={
        "person": Step(
            ask_person,
            [
                Chosen(SetMark, set_mark),
                Chosen(AllThree, all_three),
                Chosen(LikeLast, like_last),
                Chosen(Onward, onward),
                Chosen(Before, before),
                Chosen(RestThree, rest_three),
            ],
        ),
        "reason": Step(
            ask_reason, [Typed(reading.TEXT, take_reason), Chosen(KeepReason, keep_reason), Chosen(Again, to_marks)]
        ),
        "confirm": Step(ask_confirm, [Chosen(ConfirmRating, confirm), Chosen(Again, again)]),
    },
)
