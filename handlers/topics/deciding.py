"""Opinions, answered by one press, 点赞, or in words."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Deciding, Key, Request, Says
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip
from handlers.topics import cards, pushes
from handlers.topics.buttons import OpenOpinion, StartAnswer
from storage.engine.refusal import Refusal
from storage.people.directory import Who, name_of, names_of
from storage.people.rights import Act
from storage.topics import lists, speaking
from storage.topics.rows import Opinion, OpinionAnswer, Refused, Topic, Verdict


def _request(opinion: Opinion, topic: Topic, by: str, decided: str = "") -> Request:
    return Request(
        key=(opinion.key, 0),
        text=Markup("💬 <b>{}</b>（{}）　{}\n{}").format(
            by, opinion.sort, clip(topic.title, 40), clip(opinion.text, 300)
        ),
        opens=OpenOpinion(opinion.key),
        refuse=StartAnswer(opinion.key, Verdict.CRITICISE),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    found = await lists.owed_by(session, me)
    names = await names_of(session, [opinion.by for opinion, _ in found])
    return [_request(opinion, topic, names.get(opinion.by, "")) for opinion, topic in found]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    word = await speaking.answerable(session, me, key[0])
    answer = await session.get(OpinionAnswer, key[0])
    said = ""
    if answer is not None:
        verdict = Verdict(answer.verdict)
        said = f"{cards.MARKS[verdict]} {await name_of(session, answer.by)}已答复：{verdict.value}"
    return _request(word.opinion, word.topic, await name_of(session, word.opinion.by), said)


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    """An answer that is there already is not replaced by a press that did not know of it."""
    if await tx.get(OpinionAnswer, key[0]) is not None:
        raise Refusal(Refused.ANSWERED)
    word = await speaking.answer(tx, context.me, key[0], Verdict.PRAISE, words="", now=context.now)
    await pushes.answered(tx, word, Verdict.PRAISE, context)


DECIDING = Deciding(
    pushes.OPINION, "发言待答复", Act.ANSWER_OPINIONS, _waiting, _find, _agree, Says("👍", "点赞"), Says("✍", "写答复")
)
