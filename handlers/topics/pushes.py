"""What a topic tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenTopic, Requests
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, clip, day_text, escape, lines
from handlers.topics import cards
from handlers.topics.buttons import NextUnanswered, OpenOpinion, StartSpeak
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Branch
from storage.topics import lists, speaking
from storage.topics.rows import Opinion, Sort, Topic, Verdict
from storage.topics.speaking import Word

OPINION = "opinion"
OWED = "topic_owed"


async def opened(tx: AsyncSession, topic: Topic, context: Context) -> int:
    """To the branch's other members, with the topic's files; and to its group, if it is to be there."""
    today = context.now.date()
    text = lines(
        Markup("🗣 <b>新话题</b>（{}）：{}").format(topic.kind, topic.title),
        Markup("{}").format(clip(topic.text, 2500)),
        Markup("发言截止：{}").format(day_text(topic.until, today)),
    )
    rows = keyboard([StartSpeak(topic.key).labelled("💬 我要发言"), OpenTopic(topic.key).labelled("查看话题")])
    files = tuple((kind, content) for kind, content in topic.files or [])
    to = [who.person_id for who in await speaking.comrades(tx, topic.branch_id) if who.person_id != topic.by]
    subject = f"topic:{topic.key}"
    pushes = [Push("topic", subject, str(text), person_id=each, keyboard=rows, files=files) for each in to]
    branch = await tx.get(Branch, topic.branch_id)
    if topic.in_group and branch is not None and branch.chat_id is not None:
        pushes.append(Push("topic", subject, str(text), chat_id=branch.chat_id, files=files))
    await outbox.put(tx, context.now, *pushes)
    return len(to)


async def said(tx: AsyncSession, word: Word, context: Context) -> None:
    """To the branch's group if it is an opinion and the topic is there; to the person whom it is about, or replies to."""
    topic, opinion = word.topic, word.opinion
    pushes = []
    branch = await tx.get(Branch, topic.branch_id)
    if topic.in_group and not Sort(opinion.sort).personal and branch is not None and branch.chat_id is not None:
        text = str(cards.posted(topic, opinion, context.me.name))
        pushes.append(Push("opinion", f"opinion:{opinion.key}", text, chat_id=branch.chat_id))
    above = await tx.get(Opinion, opinion.reply_to) if opinion.reply_to is not None else None
    to = opinion.about if above is None else above.by
    if to is not None and to != context.me.person_id:
        heading = "🤝 {}同志给您提了批评建议" if opinion.about else "↪ {}同志回应了您的发言"
        # The words wait in the bot: a push shows on a locked screen.
        text = str(lines(escape(heading.format(context.me.name)), Markup("话题：{}").format(topic.title)))
        open_it = keyboard([OpenOpinion(opinion.key).labelled("查看")])
        pushes.append(Push("opinion_for", f"opinion:{opinion.key}", text, person_id=to, keyboard=open_it))
    await outbox.put(tx, context.now, *pushes)


async def answered(tx: AsyncSession, word: Word, verdict: Verdict, context: Context) -> None:
    text = lines(
        Markup("{} 书记答复了您的发言：<b>{}</b>").format(cards.MARKS[verdict], verdict.value),
        Markup("话题：{}").format(word.topic.title),
    )
    row = keyboard([OpenOpinion(word.opinion.key).labelled("查看")])
    subject = f"opinion:{word.opinion.key}"
    push = Push("opinion_answer", subject, str(text), person_id=word.opinion.by, period=context.occasion, keyboard=row)
    await outbox.put(tx, context.now, push)


async def closed(tx: AsyncSession, topic: Topic, context: Context) -> int:
    """The summary, to the branch's other members and to where the topic was shown."""
    text = lines(
        Markup("📌 话题<b>{}：{}</b>已结束").format(topic.kind, topic.title),
        Markup("{}").format(clip(topic.summary or "", 3000)),
    )
    row = keyboard([OpenTopic(topic.key).labelled("查看话题")])
    to = [who.person_id for who in await speaking.comrades(tx, topic.branch_id)]
    to = [each for each in to if each != context.me.person_id]
    subject = f"topic:{topic.key}"
    pushes = [Push("topic_closed", subject, str(text), person_id=each, keyboard=row) for each in to]
    branch = await tx.get(Branch, topic.branch_id)
    if topic.in_group and branch is not None and branch.chat_id is not None:
        pushes.append(Push("topic_closed", subject, str(text), chat_id=branch.chat_id))
    await outbox.put(tx, context.now, *pushes)
    return len(to)


def silent(topic: Topic, to: Iterable[int], local: datetime, kind: str, period: str = "") -> list[Push]:
    """A reminder to those who have said nothing."""
    text = Markup("🗣 话题<b>{}：{}</b>等您发言，{}截止").format(
        topic.kind, clip(topic.title, 40), day_text(topic.until, local.date())
    )
    row = keyboard([StartSpeak(topic.key).labelled("💬 我要发言"), OpenTopic(topic.key).labelled("查看话题")])
    return [nudge(kind, f"topic:{topic.key}", text, local, person_id=each, period=period, keyboard=row) for each in to]


async def urged(tx: AsyncSession, topic: Topic, context: Context, only: Collection[int] | None = None) -> int:
    """At somebody's press, to those (of `only`) who have said nothing and still can, but oneself; once a day."""
    today = context.now.date()
    if topic.closed_at is not None or topic.until < today:
        return 0
    quiet = [person.id or 0 for person in await lists.silent(tx, topic) if person.id != context.me.person_id]
    to = [person for person in quiet if only is None or person in only]
    return await outbox.put(tx, context.now, *silent(topic, to, context.now, "topic_urge", today.isoformat()))


async def urged_to_answer(tx: AsyncSession, topic: Topic, head: int, context: Context) -> int:
    """At somebody's press, to the secretary who owes answers; once a day."""
    number, day = len(await lists.unanswered(tx, topic.key)), context.now.date().isoformat()
    if not number or head == context.me.person_id:
        return 0
    return await outbox.put(tx, context.now, owed(topic, number, head, day, context.now, "topic_owed_urge"))


def owed(  # noqa: PLR0917 - a push's parts
    topic: Topic, number: int, to: int, period: str, local: datetime, kind: str = OWED
) -> Push:
    """A reminder to the secretary: what was said by then should be answered."""
    text = Markup("✍ 话题<b>{}</b>有 {} 条发言等您答复（点赞、鼓励或批评）").format(clip(topic.title, 40), number)
    return nudge(
        kind,
        f"topic:{topic.key}",
        text,
        local,
        person_id=to,
        period=period,
        keyboard=keyboard([Requests(OPINION).labelled("✍ 答复"), NextUnanswered(topic.key).labelled("✍ 逐条答复")]),
    )
