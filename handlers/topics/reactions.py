"""The secretary's reaction on an opinion in the branch's group, which is an answer too."""

from contextlib import suppress

from telegram import ReactionTypeEmoji

from handlers.kit.screens.context import Context
from handlers.topics import pushes
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people.directory import who_is
from storage.topics import speaking
from storage.topics.rows import Verdict

REACTIONS = {
    Verdict.PRAISE: "👍❤👏🏆💯🔥🎉😍🥰",
    Verdict.ENCOURAGE: "🤝🙏⚡💪🤗🫡",
    Verdict.CRITICISE: "👎🤔🤨",
}
"""Which of Telegram's reactions mean which answer; others mean nothing."""


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
    with suppress(Refusal):
        async with context.write() as tx:
            if verdict is None:
                await speaking.take_reaction_back(tx, me, number)
            else:
                word = await speaking.answer(tx, me, number, verdict, words="", now=context.now, reacted=True)
                await pushes.answered(tx, word, verdict, context)
