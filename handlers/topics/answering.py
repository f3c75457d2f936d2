"""The secretary's answers: 点赞, 鼓励 or 批评 with words, or a reaction on the post in the branch's group."""

from telegram import ReactionTypeEmoji

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Flow, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.topics import cards, pushes
from handlers.topics.buttons import NextUnanswered, OpenOpinion, OpenTopic, StartAnswer
from handlers.topics.listing import VERDICTS
from storage.mail import outbox
from storage.people.access import Act
from storage.people.directory import who_is
from storage.topics import speaking
from storage.topics.rows import Refused, Verdict

WORDS = 500
REACTIONS = {
    Verdict.PRAISE: "👍❤👏🏆💯🔥🎉😍🥰",
    Verdict.ENCOURAGE: "🤝🙏⚡💪🤗🫡",
    Verdict.CRITICISE: "👎🤔🤨",
}
"""Which of Telegram's reactions mean which answer; others mean nothing."""


class NoWords(Button, prefix="tp_plain", act=Act.ANSWER_OPINIONS):
    """The verdict alone."""


async def begin(context: Context, button: StartAnswer) -> Next:
    """Only where the last step would not refuse."""
    if not 0 <= button.verdict < len(VERDICTS):
        await context.toast(OUTDATED, alert=True)
        return None
    async with context.read() as session:
        word = await speaking.answerable(session, context.me, button.opinion)
    if isinstance(word, Refused):
        await context.tell(word.value)
        return None
    verdict = VERDICTS[button.verdict]
    draft(context).update(
        opinion=button.opinion, topic=word.topic.key, verdict=verdict.value, said=clip(word.opinion.text, 600)
    )
    return "words"


async def ask_words(context: Context) -> None:
    """A word to it; for 批评 it is needed."""
    facts = draft(context)
    verdict = Verdict(facts["verdict"])
    alone = [] if verdict is Verdict.CRITICISE else [[NoWords().labelled(f"不写了，直接{verdict.value}")]]
    text = lines(
        Markup("{} <b>{}</b>").format(cards.MARKS[verdict], verdict.value),
        Markup("发言：{}").format(facts["said"]),
        Markup("\n请写一句话（{} 字以内），本人会收到。").format(WORDS),
    )
    await ask(context, text, alone)


async def take_words(context: Context) -> Next:
    words = await reading.words(context, "答复", WORDS)
    return None if words is None else await _answer(context, words)


async def no_words(context: Context, _button: NoWords) -> Next:
    """Without."""
    return await _answer(context, "")


async def _answer(context: Context, words: str) -> Next:
    facts = draft(context)
    verdict = Verdict(facts["verdict"])
    async with context.write() as tx:
        outcome = await speaking.answer(tx, context.me, facts["opinion"], verdict, words=words, now=context.now)
        if not isinstance(outcome, Refused):
            await pushes.answered(tx, outcome, verdict, context)
    if outcome is Refused.WORDS_NEEDED:
        await context.tell(outcome.value)
        return None
    said = outcome.value if isinstance(outcome, Refused) else f"{cards.MARKS[verdict]} 已答复，并告诉了本人。"
    onward = [NextUnanswered(facts["topic"]).labelled("✍ 下一条"), OpenOpinion(facts["opinion"]).labelled("查看")]
    await context.show(escape(said), [onward, back(OpenTopic(facts["topic"]))])
    return DONE


ANSWERING = Flow(
    name="opinion_answer",
    title="答复发言",
    start=StartAnswer,
    begin=begin,
    steps={"words": Step(ask_words, [Typed(reading.TEXT, take_words), Chosen(NoWords, no_words)])},
)


def verdict_of(emoji: str) -> Verdict | None:
    """What a reaction says; Telegram may add a variation selector to it."""
    return next((verdict for verdict, all_of in REACTIONS.items() if emoji.rstrip("\ufe0f") in all_of), None)


async def reacted(context: Context) -> None:
    """A reaction in the group; it counts when it is the secretary's, on a member's opinion."""
    change = context.incoming.message_reaction
    if change is None or change.user is None:
        return
    async with context.read() as session:
        me = await who_is(session, change.user.id)
        about = await outbox.about(session, change.chat.id, change.message_id) if me else None
    if me is None or about is None or about[0] != "opinion":
        return
    context.who = me
    number = int(about[1].removeprefix("opinion:"))
    emojis = [each.emoji for each in change.new_reaction if isinstance(each, ReactionTypeEmoji)]
    verdict = next((found for found in map(verdict_of, emojis) if found), None)
    async with context.write() as tx:
        if verdict is None:
            await speaking.take_reaction_back(tx, me, number)
            return
        outcome = await speaking.answer(tx, me, number, verdict, words="", now=context.now, reacted=True)
        if not isinstance(outcome, Refused):
            await pushes.answered(tx, outcome, verdict, context)
