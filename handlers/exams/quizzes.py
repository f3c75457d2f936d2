"""A quiz that was forwarded becomes a question. Telegram tells the answer only of some; of the others it is asked for."""

from collections.abc import Sequence

from telegram import Poll
from telegram.ext import filters

from handlers.exams import cards
from handlers.exams.buttons import Bank, StartPoll
from handlers.kit.forms.choices import Choice, Option, Several, each
from handlers.kit.forms.form import Answer, Draft, Form, Next, Typed, draft
from handlers.kit.forms.question import Asked, Review
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from scoring.exams import FALSE, TRUE, Kind
from storage.engine.refusal import Refusal
from storage.exams import bank
from storage.exams.bank import LONGEST_EXPLANATION, LONGEST_OPTION, LONGEST_TEXT, LONGEST_TOPIC, MOST_OPTIONS, New

NOT_A_QUIZ = "这是普通投票，没有标准答案。请转发“测验”类型的投票。"
TOO_LONG = f"这道题的题干、选项、选项数或解析超过了题库的限度（题干和解析 {LONGEST_TEXT} 字，选项 {MOST_OPTIONS} 个、每个 {LONGEST_OPTION} 字）。"
MORE_THAN_ONE = "这道测验只能选一个答案，请只勾一个。"
TOPICS = 30


class Forwarded(Asked):
    """The quiz; the answer holds its words and options, and the places of the right ones where Telegram tells them."""

    def answers(self) -> Sequence[Answer]:
        return (Typed(filters.POLL, self.take),)

    async def take(self, context: Context) -> Next:
        """Raises Refusal for a poll that is not a quiz, or does not fit into the bank."""
        poll = context.message.poll if context.message else None
        if poll is None or poll.type != Poll.QUIZ:
            raise Refusal(NOT_A_QUIZ)
        options = [option.text for option in poll.options]
        if (
            len(poll.question) > LONGEST_TEXT
            or len(options) > MOST_OPTIONS
            or any(len(each) > LONGEST_OPTION for each in options)
            or len(poll.explanation or "") > LONGEST_EXPLANATION
        ):
            raise Refusal(TOO_LONG)
        facts, right = draft(context), list(poll.correct_option_ids or ())
        facts.update(options=options, several=poll.allows_multiple_answers, explanation=poll.explanation or None)
        if right:
            facts["right"] = right
        return await self.keep(context, " ".join(poll.question.split()))


async def ask_right(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>📨 {}</b>").format(facts["text"]),
        cards.options(facts["options"]),
        Markup("\nTelegram 没有告诉我答案（测验还没结束）。请勾出正确答案。"),
    )


async def letters(context: Context) -> Sequence[Option]:
    return [Option(place, cards.LETTERS[place]) for place in range(len(draft(context)["options"]))]


async def as_many_as_it_takes(context: Context, right: list[int]) -> list[int]:
    if len(right) > 1 and not draft(context)["several"]:
        raise Refusal(MORE_THAN_ONE)
    return sorted(right)


async def topics(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        return each(*list(await bank.topics(session, bank.home_of(context.me)))[:TOPICS])


def _new(facts: Draft) -> New:
    options, right = tuple(facts["options"]), tuple(facts["right"])
    if facts["several"] and len(right) > 1:
        kind = Kind.SEVERAL
    else:
        kind = Kind.JUDGE if options == (TRUE, FALSE) else Kind.SINGLE
    return New(kind, facts["text"], options, right, facts["topic"], facts["difficulty"], facts["explanation"])


async def looked_up(context: Context, difficulty: int) -> int:
    """The number of the same question in the bank, where it is there already."""
    facts = draft(context)
    async with context.read() as session:
        known = await bank.known(session, bank.home_of(context.me), [_new({**facts, "difficulty": difficulty})])
    facts["known"] = known[0].number if known else None
    return difficulty


async def review(context: Context) -> Markup:
    new, known = _new(draft(context)), draft(context)["known"]
    return lines(
        Markup("<b>请核对</b>　{} · {} · 难度 {}").format(new.kind, new.topic, new.difficulty),
        Markup("{}").format(new.text),
        cards.options(new.options),
        Markup("正确答案：<b>{}</b>").format(cards.letters(new.right)),
        Markup("解析：{}").format(new.explanation) if new.explanation else None,
        Markup("\n⚠️ 与题库第 {} 号题相同，不用再加。").format(known) if known else None,
    )


async def add(context: Context) -> None:
    async with context.write() as tx:
        await bank.add(tx, context.me, [_new(draft(context))], context.now)
    await context.show(Markup("<b>✅ 已加入题库</b>\n可以继续转发下一题。"), [back(Bank(0))])


FORWARDED = Forwarded(
    "text", "<b>📨 转发测验题</b>\n请把一条“测验”类型的投票转发给我。选项会打乱，解析里请不要写“选B”。"
)
FORM = Form(
    name="bank_poll",
    title="转发测验题",
    start=StartPoll,
    also=[Typed(filters.POLL, FORWARDED.take)],
    questions=[
        FORWARDED,
        Several(
            "right",
            ask_right,
            "项",
            options=letters,
            columns=4,
            too_few="请先勾出正确答案。",
            check=as_many_as_it_takes,
        ),
        Line(
            "topic",
            f"<b>📨 {{text}}</b>\n属于哪个主题？点一个，或写一个新的（{LONGEST_TOPIC} 个字以内）。",
            "主题",
            LONGEST_TOPIC,
            options=topics,
        ),
        Choice(
            "difficulty",
            "<b>难度是多少？</b>1 最易，5 最难。",
            options=[Option(level, str(level)) for level in range(1, 6)],
            columns=5,
            check=looked_up,
        ),
        Review("confirm", review, lambda facts: None if facts["known"] else "✅ 加入题库", add),
    ],
)
