"""The leaders' rating in a few presses: the rest of the branch as last month, or 3 throughout; whoever differs, on a screen of their own."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from handlers.inputs.buttons import Ratings, StartRating
from handlers.inputs.rating import comparison_text, standing
from handlers.inputs.rating_draft import Rest, current, fill, go_on, marks_of, month_of, repeated, rest, set_marks
from handlers.kit.forms import reading
from handlers.kit.forms.choices import PAGE, Turn, turned
from handlers.kit.forms.form import DONE, Chosen, Draft, Form, Next, Typed, ask, draft, scratch
from handlers.kit.forms.question import Own, Save
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, lines, names
from scoring import rating as rule
from scoring.rating import ALL_MIDDLE, HIGHEST, LOWEST, Dimension
from storage.engine.refusal import Refusal
from storage.inputs import rating
from storage.inputs.rating import LONGEST_REASON, Given, Refused
from storage.people.rights import Act

SHOWN_REASON = 60


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


class RestLast(Button, prefix="rate_same", act=Act.RATE):
    """Last month's marks for this person and all who come after."""


class KeepReason(Button, prefix="rate_why", act=Act.RATE):
    """The reason of last month, or the one just written."""


class KeepReasons(Button, prefix="rate_whys", act=Act.RATE):
    """Last month's reasons of all whose marks are as they were."""


class Look(Button, prefix="rate_who", act=Act.RATE):
    """One person's marks, from the last screen and back to it."""

    at: int


class Again(Button, prefix="rate_edit", act=Act.RATE):
    """Once more from the first."""


async def begin(context: Context, _button: StartRating) -> None:
    """Everyone to be rated, with what one gave this month or last."""
    window = rating.window(context.now.date())
    if window is None:
        raise Refusal(f"{Refused.CLOSED}{standing(None, context.now.date())}")
    draft(context).update(month=window.month.isoformat(), at=0, marks={}, reasons={}, rest="")
    if not await fill(context):
        raise Refusal(Refused.NOBODY)


async def ask_person(context: Context) -> None:
    """One person: five rows of marks, and the quick ways on."""
    facts = draft(context)
    marks = marks_of(facts)
    key, name = current(facts)
    at, total = facts["at"], len(facts["people"])
    last, alone = facts["last"].get(key), facts["rest"]
    text = lines(
        Markup("<b>🗳 {}月评分　{}</b>　{}/{}").format(month_of(context).month, name, at + 1, total),
        Markup("上月：{}").format(_in_words(last)) if last else None,
        Markup("[ ] 是现在的分数，不用改就点“{}”。评 1 分或 5 分要写理由。").format("完成" if alone else "下一位"),
    )
    rows: list[list[InlineKeyboardButton]] = [
        [
            SetMark(number, mark).labelled(f"[{each}{mark}]" if mark == marks[number] else f"{each}{mark}")
            for mark in range(LOWEST, HIGHEST + 1)
        ]
        for number, each in enumerate(Dimension)
    ]
    rows.append([AllThree().labelled("全部 3 分"), *([LikeLast(at).labelled("⏩ 同上月")] if last else [])])
    rows.append([
        *([Before().labelled("‹ 上一位")] if at and not alone else []),
        Onward(at).labelled("完成 ›" if alone or at + 1 == total else "下一位 ›"),
    ])  # fmt: skip
    if not alone:
        rows.append(_for_the_rest(facts))
    await ask(context, text, rows)


def _for_the_rest(facts: Draft) -> list[InlineKeyboardButton]:
    """Only offered what differs: with marks of this month for somebody, the others keep theirs."""
    if facts["known"]:
        return [RestThree().labelled("⏩ 其余不变")]
    like_last = [RestLast().labelled("⏩ 其余同上月")] if facts["last"] else []
    return [*like_last, RestThree().labelled("其余均为 3")]


def _in_words(marks: Sequence[int]) -> str:
    return " ".join(f"{each}{mark}" for each, mark in zip(Dimension, marks, strict=True))


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
    facts["rest"] = Rest.THREE.value
    return rest(facts)


async def rest_last(context: Context, _button: RestLast) -> Next:
    """As last month for whoever has not been rated this month; 3 for one who was not there then."""
    facts = draft(context)
    facts["rest"] = Rest.LAST.value
    return rest(facts)


async def ask_reason(context: Context) -> None:
    """Why the lowest or the highest. Of several that are as last month, the reasons of then are shown together."""
    facts = draft(context)
    key, name = current(facts)
    offered, again = facts["offered"].get(key), repeated(facts)
    together = again if len(again) > 1 and key in again else {}
    text = lines(
        Markup("<b>{}</b>：{}").format(name, _ends(facts["marks"][key])),
        Markup("最低分和最高分请写明理由（{} 到 {} 个字），本人看得到理由。").format(
            rating.shortest_reason(), LONGEST_REASON
        ),
        Markup("之前写过：{}").format(clip(offered, LONGEST_REASON)) if offered and not together else None,
        Markup("\n<b>分数同上月、上月写过理由的 {} 人：</b>").format(len(together)) if together else None,
        *(
            Markup("• {} {}：{}").format(each, _ends(facts["marks"][one]), clip(facts["offered"][one], SHOWN_REASON))
            for one, each in together.items()
        ),
    )
    rows = [[KeepReason().labelled("沿用这条理由")]] if offered else []
    if together:
        rows.insert(0, [KeepReasons().labelled(f"⏩ {len(together)} 人都沿用上月理由")])
    await ask(context, text, [*rows, [Again().labelled("‹ 改分数")]])


def _ends(marks: Sequence[int]) -> str:
    return "、".join(f"{each}{marks[list(Dimension).index(each)]}分" for each in rule.extremes(marks))


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


async def keep_reasons(context: Context, _button: KeepReasons) -> Next:
    facts = draft(context)
    for key in repeated(facts):
        facts["reasons"][key] = facts["offered"][key]
    return go_on(facts)


async def to_marks(_context: Context, _button: Again) -> Next:
    """The marks of the current person after all."""
    return "person"


async def ask_confirm(context: Context) -> None:
    """What is about to be handed in: the extremes of all, and everybody's marks by pages, each name a button to change theirs."""
    facts = draft(context)
    people = [(at, str(person), name) for at, (person, name) in enumerate(facts["people"])]
    marks = facts["marks"]
    middle = sum(tuple(marks[key]) == ALL_MIDDLE for _, key, _ in people)
    same = sum(marks[key] == facts["last"].get(key) for _, key, _ in people)
    high, low = ([name for _, key, name in people if end in marks[key]] for end in (HIGHEST, LOWEST))
    shown, turning = paged(people, scratch(context).get("page", 0), Turn, PAGE)
    text = lines(
        Markup("<b>请核对{}月的评分</b>　共 {} 人").format(month_of(context).month, len(people)),
        Markup("同上月 {} 人，各项均为 3 分 {} 人。").format(same, middle),
        Markup("有 5 分：{}").format(names(high)) if high else None,
        Markup("有 1 分：{}").format(names(low)) if low else None,
        Markup(""),
        *(Markup("{}　{}").format(name, _in_words(marks[key])) for _, key, name in shown),
        Markup("\n要改谁，点姓名。"),
    )
    buttons = in_columns([Look(at).labelled(name) for at, _, name in shown], 3)
    rows = [[Save().labelled("✅ 提交评分")], *buttons, *turning]
    await ask(context, text, [*rows, [Again().labelled("‹ 从头逐位看")]])


async def again(context: Context, _button: Again) -> Next:
    draft(context).update(at=0, rest="")
    return "person"


async def look(context: Context, button: Look) -> Next:
    facts = draft(context)
    if not 0 <= button.at < len(facts["people"]):
        return "confirm"
    facts.update(at=button.at, rest=facts["rest"] or Rest.THREE.value)
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
        facts.update(at=missing[0] if missing else 0, rest="")
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
                Chosen(RestLast, rest_last),
            ],
        ),
        Own(
            "reason",
            ask_reason,
            [
                Typed(reading.TEXT, take_reason),
                Chosen(KeepReason, keep_reason),
                Chosen(KeepReasons, keep_reasons),
                Chosen(Again, to_marks),
            ],
        ),
        Own(
            "confirm",
            ask_confirm,
            [Chosen(Save, confirm), Chosen(Look, look), Chosen(Turn, turned), Chosen(Again, again)],
        ),
    ],
)
