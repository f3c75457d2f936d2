"""A quiz that was forwarded becomes a question. Telegram tells the answer only of some; of the others it is asked for."""

from telegram import Poll
from telegram.ext import filters

from handlers.exams import cards
from handlers.exams.buttons import Bank, StartPoll
from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns
from handlers.kit.screens.text import Markup, lines
from scoring.exams import FALSE, TRUE, Kind
from storage.exams import bank
from storage.exams.bank import (
    LONGEST_EXPLANATION,
    LONGEST_OPTION,
    LONGEST_TEXT,
    LONGEST_TOPIC,
    MOST_OPTIONS,
    New,
)
from storage.exams.rows import Refused
from storage.people.access import Act

NOT_A_QUIZ = "这是普通投票，没有标准答案。请转发“测验”类型的投票。"
TOO_LONG = f"这道题的题干、选项、选项数或解析超过了题库的限度（题干和解析 {LONGEST_TEXT} 字，选项 {MOST_OPTIONS} 个、每个 {LONGEST_OPTION} 字）。"
MORE_THAN_ONE = "这道测验只能选一个答案，请只勾一个。"


class Tick(Button, prefix="qbp_a", act=Act.SET_EXAMS):
    """That option is right (1), or not (0)."""

    place: int
    on: int


class Ticked(Button, prefix="qbp_ok", act=Act.SET_EXAMS):
    """The right ones are ticked."""


class PickTopic(Button, prefix="qbp_t", act=Act.SET_EXAMS):
    """A topic that there is."""

    topic: str


class PickDifficulty(Button, prefix="qbp_d", act=Act.SET_EXAMS):
    """1 to 5."""

    level: int


class Confirm(Button, prefix="qbp_yes", act=Act.SET_EXAMS):
    """Add it."""


async def begin(_context: Context, _button: StartPoll) -> Next:
    return "poll"


async def ask_poll(context: Context) -> None:
    """A quiz, please."""
    what = Markup("请把一条“测验”类型的投票转发给我。选项会打乱，解析里请不要写“选B”。")
    await ask(context, lines(Markup("<b>📨 转发测验题</b>"), what))


async def take_poll(context: Context) -> Next:
    """Its text, its options, and the answer where Telegram tells it."""
    poll = context.message.poll if context.message else None
    if poll is None:
        return None
    if poll.type != Poll.QUIZ:
        await context.tell(NOT_A_QUIZ)
        return None
    options = [option.text for option in poll.options]
    if (
        len(poll.question) > LONGEST_TEXT
        or len(options) > MOST_OPTIONS
        or any(len(each) > LONGEST_OPTION for each in options)
        or len(poll.explanation or "") > LONGEST_EXPLANATION
    ):
        await context.tell(TOO_LONG)
        return None
    right = list(poll.correct_option_ids or ())
    draft(context).update(
        text=" ".join(poll.question.split()),
        options=options,
        right=right,
        several=poll.allows_multiple_answers,
        explanation=poll.explanation or None,
    )
    return "topic" if right else "right"


async def ask_right(context: Context) -> None:
    facts = draft(context)
    ticks = [
        Tick(place, int(place not in facts["right"])).labelled(
            f"{'☑' if place in facts['right'] else '☐'} {cards.LETTERS[place]}"
        )
        for place in range(len(facts["options"]))
    ]
    text = lines(
        Markup("<b>📨 {}</b>").format(facts["text"]),
        cards.options(facts["options"]),
        Markup("\nTelegram 没有告诉我答案（测验还没结束）。请勾出正确答案。"),
    )
    await ask(context, text, [*in_columns(ticks, 4), *([[Ticked().labelled("下一步 ›")]] if facts["right"] else [])])


async def tick(context: Context, button: Tick) -> Next:
    facts = draft(context)
    if 0 <= button.place < len(facts["options"]):
        others = set(facts["right"]) - {button.place}
        facts["right"] = sorted(others | {button.place} if button.on == 1 else others)
    return "right"


async def ticked(context: Context, _button: Ticked) -> Next:
    """As many as the quiz takes."""
    facts = draft(context)
    if len(facts["right"]) > 1 and not facts["several"]:
        await context.toast(MORE_THAN_ONE, alert=True)
        return None
    return "topic" if facts["right"] else None


async def ask_topic(context: Context) -> None:
    async with context.read() as session:
        there = await bank.topics(session, bank.home_of(context.me))
    rows = in_columns([PickTopic(topic).labelled(topic) for topic in list(there)[:30]])
    text = Markup("<b>📨 {}</b>\n属于哪个主题？点一个，或写一个新的（{} 个字以内）。")
    await ask(context, text.format(draft(context)["text"], LONGEST_TOPIC), rows)


async def pick_topic(context: Context, button: PickTopic) -> Next:
    """A known one; a forged one is a new one at most."""
    if not 0 < len(button.topic) <= LONGEST_TOPIC:
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context)["topic"] = button.topic
    return "difficulty"


async def type_topic(context: Context) -> Next:
    topic = await reading.line(context, "主题", LONGEST_TOPIC)
    if topic is None:
        return None
    draft(context)["topic"] = topic
    return "difficulty"


async def ask_difficulty(context: Context) -> None:
    rows = [[PickDifficulty(level).labelled(str(level)) for level in range(1, 6)]]
    await ask(context, Markup("<b>难度是多少？</b>1 最易，5 最难。"), rows)


async def pick_difficulty(context: Context, button: PickDifficulty) -> Next:
    """1 to 5."""
    if not 1 <= button.level <= 5:
        return None
    draft(context)["difficulty"] = button.level
    return "confirm"


def _new(context: Context) -> New:
    facts = draft(context)
    options, right = tuple(facts["options"]), tuple(facts["right"])
    if facts["several"] and len(right) > 1:
        kind = Kind.SEVERAL
    else:
        kind = Kind.JUDGE if options == (TRUE, FALSE) else Kind.SINGLE
    return New(kind, facts["text"], options, right, facts["topic"], facts["difficulty"], facts["explanation"])


async def ask_confirm(context: Context) -> None:
    """The question as it will stand; or that it is there already."""
    new = _new(context)
    async with context.read() as session:
        known = await bank.known(session, bank.home_of(context.me), [new])
    text = lines(
        Markup("<b>请核对</b>　{} · {} · 难度 {}").format(new.kind, new.topic, new.difficulty),
        Markup("{}").format(new.text),
        cards.options(new.options),
        Markup("正确答案：<b>{}</b>").format(cards.letters(new.right)),
        Markup("解析：{}").format(new.explanation) if new.explanation else None,
        Markup("\n⚠️ 与题库第 {} 号题相同，不用再加。").format(known[0].number) if known else None,
    )
    await ask(context, text, [] if known else [[Confirm().labelled("✅ 加入题库")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    async with context.write() as tx:
        added = await bank.add(tx, context.me, [_new(context)], context.now)
    if isinstance(added, Refused):
        await context.tell(added.value)
        return None
    await context.show(Markup("<b>✅ 已加入题库</b>\n可以继续转发下一题。"), [back(Bank(0))])
    return DONE


FLOW = Form(
    name="bank_poll",
    title="转发测验题",
    start=StartPoll,
    begin=begin,
    also=[Typed(filters.POLL, take_poll)],
    steps={
        "poll": Step(ask_poll, [Typed(filters.POLL, take_poll)]),
        "right": Step(ask_right, [Chosen(Tick, tick), Chosen(Ticked, ticked)]),
        "topic": Step(ask_topic, [Typed(reading.TEXT, type_topic), Chosen(PickTopic, pick_topic)]),
        "difficulty": Step(ask_difficulty, [Chosen(PickDifficulty, pick_difficulty)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm)]),
    },
)
