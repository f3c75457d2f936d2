"""The leaders' rating in a few presses: one person a screen, last month's marks as they were, or the whole branch at once."""

from telegram import InlineKeyboardButton

from handlers.inputs.buttons import Ratings, StartRating
from handlers.inputs.rating import comparison_text, standing
from handlers.inputs.rating_draft import current, fill, go_on, marks_of, month_of, rest, set_marks
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Typed, ask, draft
from handlers.kit.forms.question import Own, Save
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, lines, names
from scoring import rating as rule
from scoring.rating import ALL_MIDDLE, HIGHEST, LOWEST, Dimension
from storage.engine.refusal import Refusal
from storage.inputs import rating
from storage.inputs.rating import LONGEST_REASON, Given, Refused
from storage.people.access import Act


class SetMark(Button, prefix="rate_set", act=Act.RATE):
    dimension: int
    mark: int


class AllThree(Button, prefix="rate_3", act=Act.RATE):
    """3 in every dimension for this person."""


class LikeLast(Button, prefix="rate_last", act=Act.RATE):
    """Last month's marks for this person, and on; of which person, so that a second tap does not pass over the next."""

    at: int


class Onward(Button, prefix="rate_on", act=Act.RATE):
    """These marks, and on."""

    at: int


class Before(Button, prefix="rate_pre", act=Act.RATE):
    """Back to the person before."""


class RestThree(Button, prefix="rate_rest", act=Act.RATE):
    """3 for this person and all who come after."""


class KeepReason(Button, prefix="rate_why", act=Act.RATE):
    """The reason of last month, or the one just written."""


class Again(Button, prefix="rate_edit", act=Act.RATE):
    """Once more from the first."""


async def begin(context: Context, _button: StartRating) -> None:
    """Everyone to be rated, with what one gave this month or last."""
    window = rating.window(context.now.date())
    if window is None:
        raise Refusal(f"{Refused.CLOSED}{standing(None, context.now.date())}")
    draft(context).update(month=window.month.isoformat(), at=0, marks={}, reasons={})
    if not await fill(context):
        raise Refusal(Refused.NOBODY)


async def ask_person(context: Context) -> None:
    """One person: five rows of marks, and the quick ways on."""
    facts = draft(context)
    marks = marks_of(facts)
    key, name = current(facts)
    at, total = facts["at"], len(facts["people"])
    last = facts["last"].get(key)
    text = lines(
        Markup("<b>🗳 {}月评分　{}/{}</b>").format(month_of(context).month, at + 1, total),
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


async def set_mark(context: Context, button: SetMark) -> Next:
    facts = draft(context)
    if not (0 <= button.dimension < len(Dimension) and LOWEST <= button.mark <= HIGHEST):
        return "person"
    marks = marks_of(facts)
    marks[button.dimension] = button.mark
    set_marks(facts, marks)
    return "person"


async def all_three(context: Context, _button: AllThree) -> Next:
    facts = draft(context)
    set_marks(facts, list(ALL_MIDDLE))
    return go_on(facts)


async def like_last(context: Context, button: LikeLast) -> Next:
    facts = draft(context)
    key, _ = current(facts)
    if button.at == facts["at"] and key in facts["last"]:
        set_marks(facts, list(facts["last"][key]))
        return go_on(facts)
    return "person"


async def onward(context: Context, button: Onward) -> Next:
    facts = draft(context)
    if button.at != facts["at"]:
        return "person"
    facts["marks"][current(facts)[0]] = marks_of(facts)
    return go_on(facts)


async def before(context: Context, _button: Before) -> Next:
    """One back; their reason may be written anew."""
    facts = draft(context)
    facts["at"] = max(facts["at"] - 1, 0)
    key, _ = current(facts)
    if key in facts["reasons"]:
        facts["offered"][key] = facts["reasons"].pop(key)
    return "person"


async def rest_three(context: Context, _button: RestThree) -> Next:
    """3 for whoever has not been rated this month; one that has is left as it was."""
    facts = draft(context)
    facts["rest"] = True
    return rest(facts)


async def ask_reason(context: Context) -> None:
    """Why the lowest or the highest."""
    facts = draft(context)
    key, name = current(facts)
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


async def take_reason(context: Context) -> Next:
    facts = draft(context)
    facts["reasons"][current(facts)[0]] = reading.within(
        context.text.strip(), "理由", LONGEST_REASON, rating.shortest_reason()
    )
    return go_on(facts)


async def keep_reason(context: Context, _button: KeepReason) -> Next:
    facts = draft(context)
    key, _ = current(facts)
    if key not in facts["offered"]:
        return "reason"
    facts["reasons"][key] = facts["offered"][key]
    return go_on(facts)


async def to_marks(_context: Context, _button: Again) -> Next:
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
        Markup("<b>请核对{}月的评分</b>").format(month_of(context).month),
        Markup("已评 {} 人，其中各项均为 3 分的 {} 人。").format(len(facts["marks"]), middle),
        Markup("有 5 分：{}").format(names(high)) if high else None,
        Markup("有 1 分：{}").format(names(low)) if low else None,
        Markup("还没评：{}").format(names(missing)) if missing else None,
    )
    rows = [[Save().labelled("✅ 提交评分")], [Again().labelled("‹ 从头再看一遍")]]
    await ask(context, text, rows)


async def again(context: Context, _button: Again) -> Next:
    draft(context).update(at=0, rest=False)
    return "person"


async def confirm(context: Context, _button: Save) -> Next:
    """One transaction. Where the branch has changed meanwhile, whoever is new is asked for."""
    facts, me, month = draft(context), context.me, month_of(context)
    given = [Given(int(key), tuple(marks), facts["reasons"].get(key, "")) for key, marks in facts["marks"].items()]
    try:
        async with context.write() as tx:
            total = await rating.rate(tx, me, month, given, now=context.now)
    except Refusal as refusal:
        if refusal.word not in (Refused.INCOMPLETE, Refused.NOT_YOURS):
            raise
        await context.tell(f"支部的党员名单有变化。{Refused.INCOMPLETE}")
        if not await fill(context):
            return None
        missing = [n for n, (person, _) in enumerate(facts["people"]) if str(person) not in facts["marks"]]
        facts["at"] = missing[0] if missing else 0
        return "person" if missing else "confirm"
    async with context.read() as session:
        compared = await rating.compare(session, me, month)
    text = lines(
        Markup("<b>✅ 已提交</b>，{}月共 {} 人。").format(month.month, total),
        comparison_text(compared),
        Markup("截止前可以再改。"),
    )
    await context.show(text, [back(Ratings())])
    return DONE


FORM = Form(
    name="rating",
    title="班子评分",
    start=StartRating,
    begin=begin,
    questions=[
        Own(
            "person",
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
        Own(
            "reason",
            ask_reason,
            [Typed(reading.TEXT, take_reason), Chosen(KeepReason, keep_reason), Chosen(Again, to_marks)],
        ),
        Own("confirm", ask_confirm, [Chosen(Save, confirm), Chosen(Again, again)]),
    ],
)
