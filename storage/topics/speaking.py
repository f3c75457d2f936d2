"""Opening a topic, speaking on it, changing and taking back what one said, answering, closing. Each raises Refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.people import directory
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.posts import MEMBERS
from storage.people.rights import Act
from storage.people.stale import touch
from storage.topics import lists
from storage.topics.rows import Kind, Opinion, OpinionAnswer, OpinionVersion, Refused, Sort, Topic, Verdict


@dataclass(frozen=True)
class Word:
    """An opinion with its topic."""

    topic: Topic
    opinion: Opinion


async def open_topic(
    tx: AsyncSession,
    me: Who,
    *,
    kind: Kind,
    title: str,
    text: str,
    files: Sequence[File],
    until: date,
    in_group: bool,
    now: datetime,
) -> Topic:
    """Open a topic for one's own branch; `now` in the bureau's zone."""
    if not may(me, Act.OPEN_TOPIC, Place(branch_id=me.branch_id)):
        raise Refusal(Refused.NOT_SECRETARY)
    if until < now.date():
        raise Refusal(Refused.PAST)
    topic = Topic(
        branch_id=me.branch_id,
        by=me.person_id,
        kind=kind.value,
        title=title,
        text=text,
        files=[list(file) for file in files] or None,
        in_group=in_group,
        at=now,
        until=until,
    )
    tx.add(topic)
    await tx.flush()
    return topic


async def comrades(session: AsyncSession, branch_id: int) -> list[Who]:
    """The members of a branch, who speak on its topics."""
    return [who for who in await directory.people_of(session, branch_id=branch_id) if who.category in MEMBERS]


async def spoken_on(session: AsyncSession, me: Who, topic_id: int, today: date) -> Topic:
    """A topic on which that person may speak today."""
    topic = await session.get(Topic, topic_id)
    if topic is None:
        raise Refusal(Refused.GONE)
    if not may(me, Act.SPEAK_ON_TOPIC, topic.place):
        raise Refusal(Refused.NOT_YOURS)
    if topic.closed_at is not None:
        raise Refusal(Refused.CLOSED)
    if today > topic.until:
        raise Refusal(Refused.OVER)
    return topic


async def speak(
    tx: AsyncSession,
    me: Who,
    topic_id: int,
    *,
    sort: Sort,
    text: str,
    about: int | None,
    reply_to: int | None,
    now: datetime,
) -> Word:
    """Say something on a topic; `now` in the bureau's zone."""
    topic = await spoken_on(tx, me, topic_id, now.date())
    if sort is Sort.CRITICISM:
        if about == me.person_id:
            raise Refusal(Refused.ABOUT_SELF)
        if about not in {who.person_id for who in await comrades(tx, topic.branch_id)}:
            raise Refusal(Refused.NOBODY)
    if sort is Sort.REPLY:
        above = await tx.get(Opinion, reply_to) if reply_to is not None else None
        if above is None or above.topic_id != topic_id or above.withdrawn_at is not None:
            raise Refusal(Refused.NO_OPINION)
    opinion = Opinion(
        topic_id=topic_id,
        by=me.person_id,
        sort=sort.value,
        about=about if sort is Sort.CRITICISM else None,
        reply_to=reply_to if sort is Sort.REPLY else None,
        text=text,
        at=now,
    )
    tx.add(opinion)
    await touch(tx, [me.person_id])
    await tx.flush()
    return Word(topic, opinion)


async def find(session: AsyncSession, opinion_id: int) -> Word:
    """One opinion, also a withdrawn one."""
    opinion = await session.get(Opinion, opinion_id)
    topic = await session.get(Topic, opinion.topic_id) if opinion else None
    if opinion is None or topic is None:
        raise Refusal(Refused.NO_OPINION)
    return Word(topic, opinion)


async def standing(session: AsyncSession, opinion_id: int) -> Word:
    """One opinion that was not taken back."""
    word = await find(session, opinion_id)
    if word.opinion.withdrawn_at is not None:
        raise Refusal(Refused.NO_OPINION)
    return word


async def changeable(session: AsyncSession, me: Who, opinion_id: int) -> Word:
    """An opinion of one's own that can still be changed or taken back."""
    word = await find(session, opinion_id)
    if word.opinion.by != me.person_id:
        raise Refusal(Refused.NOT_OWN)
    if word.topic.closed_at is not None:
        raise Refusal(Refused.CLOSED)
    if word.opinion.withdrawn_at is not None:
        raise Refusal(Refused.NO_OPINION)
    return word


async def change(tx: AsyncSession, me: Who, opinion_id: int, text: str, now: datetime) -> Word:
    """Say it in other words; what was said before is kept."""
    word = await changeable(tx, me, opinion_id)
    tx.add(OpinionVersion(opinion_id=opinion_id, text=word.opinion.text, at=now))
    word.opinion.text, word.opinion.changed_at = text, now
    tx.add(word.opinion)
    return word


async def withdraw(tx: AsyncSession, me: Who, opinion_id: int, now: datetime) -> Word:
    """Take it back: others see that there was something, and no longer what."""
    word = await changeable(tx, me, opinion_id)
    word.opinion.withdrawn_at = now
    tx.add(word.opinion)
    await touch(tx, [me.person_id])
    return word


async def answerable(session: AsyncSession, me: Who, opinion_id: int) -> Word:
    """An opinion that this secretary may answer."""
    word = await find(session, opinion_id)
    if not may(me, Act.ANSWER_OPINIONS, word.topic.place):
        raise Refusal(Refused.NOT_SECRETARY)
    if word.opinion.by == me.person_id:
        raise Refusal(Refused.OWN)
    if word.topic.closed_at is not None:
        raise Refusal(Refused.CLOSED)
    if word.opinion.withdrawn_at is not None:
        raise Refusal(Refused.NO_OPINION)
    return word


async def answer(
    tx: AsyncSession, me: Who, opinion_id: int, verdict: Verdict, *, words: str, now: datetime, reacted: bool = False
) -> Word:
    """The secretary's answer, in place of an earlier one. A reaction does not take the place of words."""
    word = await answerable(tx, me, opinion_id)
    if verdict is Verdict.CRITICISE and not words and not reacted:
        raise Refusal(Refused.WORDS_NEEDED)
    former = await tx.get(OpinionAnswer, opinion_id)
    if reacted and former is not None and not former.reacted:
        raise Refusal(Refused.ANSWERED)
    await tx.merge(
        OpinionAnswer(
            opinion_id=opinion_id, by=me.person_id, verdict=verdict.value, words=words, at=now, reacted=reacted
        )
    )
    return word


async def take_reaction_back(tx: AsyncSession, me: Who, opinion_id: int) -> None:
    """The reaction is gone from the post: so is the answer, if it was no more than that."""
    await answerable(tx, me, opinion_id)
    former = await tx.get(OpinionAnswer, opinion_id)
    if former is not None and former.reacted:
        await tx.delete(former)


async def closable(session: AsyncSession, me: Who, topic_id: int) -> Topic:
    """A topic that this secretary may close: everything on it is answered."""
    topic = await session.get(Topic, topic_id)
    if topic is None:
        raise Refusal(Refused.GONE)
    if not may(me, Act.ANSWER_OPINIONS, topic.place):
        raise Refusal(Refused.NOT_SECRETARY)
    if topic.closed_at is not None:
        raise Refusal(Refused.CLOSED)
    if await lists.unanswered(session, topic_id):
        raise Refusal(Refused.STILL_OWED)
    return topic


async def close(tx: AsyncSession, me: Who, topic_id: int, summary: str, now: datetime) -> Topic:
    """End a topic with a summary (小结)."""
    topic = await closable(tx, me, topic_id)
    topic.closed_at, topic.summary = now, summary
    tx.add(topic)
    return topic


async def versions(session: AsyncSession, opinion_id: int) -> list[OpinionVersion]:
    """What it said before, oldest first."""
    query = select(OpinionVersion).where(col(OpinionVersion.opinion_id) == opinion_id).order_by(col(OpinionVersion.id))
    return list((await session.exec(query)).all())
