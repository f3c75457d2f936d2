"""Topics and opinions as lists, counts and entries of the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, true
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.ledger import Entry, Scope, Standing, standing
from storage.people import directory
from storage.people.directory import Person, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.posts import MEMBERS, Post
from storage.people.rights import Act
from storage.people.whose import Of, Whose
from storage.rules.regulations import own
from storage.topics.rows import Opinion, OpinionAnswer, Sort, Topic

ANSWER_RULE, SPEAK_RULE = "topic_answer", "topic_speak"


@dataclass(frozen=True)
class Counted:
    """A topic with how much was said on it, by how many, and how much of it waits for an answer."""

    topic: Topic
    opinions: int
    speakers: int
    unanswered: int


@dataclass(frozen=True)
class Said:
    """An opinion with the names that belong to it, and its answer."""

    opinion: Opinion
    by: str
    about: str | None
    answer: OpinionAnswer | None


def answer_due(at: datetime, zone: tzinfo | None) -> date:
    """By which day an opinion of that moment is to be answered."""
    return at.astimezone(zone).date() + timedelta(days=own()[ANSWER_RULE].integer("days"))


_OWED = and_(
    col(Opinion.withdrawn_at).is_(None),
    col(Opinion.sort) != Sort.REPLY.value,
    col(OpinionAnswer.opinion_id).is_(None),
    col(Topic.closed_at).is_(None),
)
"""What waits for the secretary; the secretary's own opinions are taken out by `_owed`."""


async def topics(session: AsyncSession, branch_id: int | None, page: int, size: int) -> tuple[list[Counted], int]:
    """A page of a branch's (or all) topics, open ones first, newest first; and how many there are.

    A page beyond either end is the one at that end.
    """
    condition = _of(branch_id)
    total = (await session.exec(select(func.count()).select_from(Topic).where(condition))).one()
    page = min(max(page, 0), max(0, (total - 1) // size))
    query = (
        select(Topic)
        .where(condition)
        .order_by(col(Topic.closed_at).is_not(None), col(Topic.at).desc(), col(Topic.id).desc())
        .offset(page * size)
        .limit(size)
    )
    found = list((await session.exec(query)).all())
    return await _counted(session, found), total


def _of(branch_id: int | None) -> ColumnElement[bool]:
    return col(Topic.branch_id) == branch_id if branch_id is not None else true()


async def counted(session: AsyncSession, topic: Topic) -> Counted:
    (found,) = await _counted(session, [topic])
    return found


async def _counted(session: AsyncSession, found: Sequence[Topic]) -> list[Counted]:
    ids = [topic.key for topic in found]
    query = (
        select(Opinion.topic_id, func.count(), func.count(func.distinct(Opinion.by)))
        .where(col(Opinion.topic_id).in_(ids), col(Opinion.withdrawn_at).is_(None))
        .group_by(col(Opinion.topic_id))
    )
    counts = {topic: (opinions, speakers) for topic, opinions, speakers in (await session.exec(query)).all()}
    owed = await _owed(session, col(Topic.id).in_(ids))
    return [
        Counted(topic, *counts.get(topic.key, (0, 0)), sum(each.topic_id == topic.key for each, _ in owed))
        for topic in found
    ]


async def unanswered(session: AsyncSession, topic_id: int) -> list[Opinion]:
    """What still waits for the secretary's answer, oldest first."""
    return [opinion for opinion, _ in await _owed(session, col(Topic.id) == topic_id)]


async def owed_by(session: AsyncSession, me: Who) -> list[tuple[Opinion, Topic]]:
    """What waits for the secretary of that person's branch, oldest first."""
    return await _owed(session, _of(me.branch_id), {me.branch_id: me} if Post.SECRETARY in me.posts else None)


async def answers_due(
    session: AsyncSession, today: date, zone: tzinfo | None
) -> Sequence[tuple[int, int, int, datetime]]:
    """(topic, branch, by, at) of what should have been answered by today, of all branches; the secretaries' own is still in it."""
    said = today - timedelta(days=own()[ANSWER_RULE].integer("days") - 1)
    opinion, topic = table_of(Opinion).c, table_of(Topic).c
    query = _of_open_topics(
        select(opinion.topic_id, topic.branch_id, opinion.by, opinion.at),
        opinion.at < datetime.combine(said, time(), zone),
    )
    return (await session.exec(query)).all()  # type: ignore[no-any-return]


def _of_open_topics(query: Any, condition: ColumnElement[bool]) -> Any:
    """What is owed there."""
    open_ones = select(Topic.id).where(col(Topic.closed_at).is_(None))
    return (
        query.join(Topic, col(Topic.id) == col(Opinion.topic_id))
        .join(OpinionAnswer, col(OpinionAnswer.opinion_id) == col(Opinion.id), isouter=True)
        # By the few open topics: SQLite would rather go through all opinions, in their order.
        .where(_OWED, condition, col(Opinion.topic_id).in_(open_ones))
    )


async def _owed(
    session: AsyncSession, condition: ColumnElement[bool], heads: Mapping[int, Who] | None = None
) -> list[tuple[Opinion, Topic]]:
    """`heads` are the branches' secretaries where they are known."""
    query = _of_open_topics(select(Opinion, Topic), condition).order_by(col(Opinion.id))
    rows = (await session.exec(query)).all()
    if heads is None:
        committees = await directory.committees(session, {topic.branch_id for _, topic in rows}) if rows else {}
        heads = directory.heads_among(chain.from_iterable(committees.values()))
    own = {(branch, who.person_id) for branch, who in heads.items()}
    return [(opinion, topic) for opinion, topic in rows if (topic.branch_id, opinion.by) not in own]


async def said_on(session: AsyncSession, topic_id: int) -> list[Said]:
    """Everything said on a topic: each opinion, oldest first, its replies below it."""
    query = (
        select(Opinion, Person.name, OpinionAnswer)
        .join(Person, col(Person.id) == col(Opinion.by))
        .join(OpinionAnswer, col(OpinionAnswer.opinion_id) == col(Opinion.id), isouter=True)
        .where(col(Opinion.topic_id) == topic_id)
        .order_by(func.coalesce(Opinion.reply_to, Opinion.id), col(Opinion.id))
    )
    rows = (await session.exec(query)).all()
    mentioned = [opinion.about for opinion, _, _ in rows if opinion.about is not None]
    names = dict((await session.exec(select(Person.id, Person.name).where(col(Person.id).in_(mentioned)))).all())
    return [Said(opinion, by, names.get(opinion.about), answer) for opinion, by, answer in rows]


async def silent(session: AsyncSession, topic: Topic) -> list[Person]:
    """The members of the branch who have said nothing on the topic."""
    spoke = select(Opinion.by).where(col(Opinion.topic_id) == topic.key, col(Opinion.withdrawn_at).is_(None))
    query = (
        select(Person)
        .where(
            col(Person.branch_id) == topic.branch_id,
            col(Person.category).in_([each.value for each in MEMBERS]),
            col(Person.left_at).is_(None),
            col(Person.id).not_in(spoke),
        )
        .order_by(col(Person.police_no))
    )
    return list((await session.exec(query)).all())


async def silent_on(session: AsyncSession, topic_ids: Collection[int]) -> dict[int, list[int]]:
    """Topic → the numbers of those whom `silent` gives."""
    person, topic, opinion = table_of(Person).c, table_of(Topic).c, table_of(Opinion).c
    spoke = exists().where(opinion.topic_id == topic.id, opinion.by == person.id, opinion.withdrawn_at.is_(None))
    query = (
        select(topic.id, person.id)
        .join_from(table_of(Topic), table_of(Person), person.branch_id == topic.branch_id)
        .where(
            topic.id.in_(topic_ids),
            person.category.in_([each.value for each in MEMBERS]),
            person.left_at.is_(None),
            ~spoke,
        )
        .order_by(person.police_no)
    )
    found: dict[int, list[int]] = {}
    for number, quiet in (await session.exec(query)).all():
        found.setdefault(number, []).append(quiet)
    return found


async def named(session: AsyncSession, topic_ids: Collection[int]) -> dict[int, Topic]:
    """Those topics, by number."""
    query = select(Topic).where(col(Topic.id).in_(topic_ids))
    return {topic.key: topic for topic in (await session.exec(query)).all()}


async def ending(session: AsyncSession, first: date, last: date) -> list[Topic]:
    """The topics that are not closed and whose last day to speak lies within those."""
    query = select(Topic).where(col(Topic.closed_at).is_(None), col(Topic.until) >= first, col(Topic.until) <= last)
    return list((await session.exec(query)).all())


async def open_for(session: AsyncSession, person_id: int, branch_id: int, today: date) -> Sequence[Topic]:
    """The open topics of the branch on which that person has said nothing yet."""
    spoke = select(Opinion.topic_id).where(col(Opinion.by) == person_id, col(Opinion.withdrawn_at).is_(None))
    query = select(Topic).where(
        col(Topic.branch_id) == branch_id,
        col(Topic.closed_at).is_(None),
        col(Topic.until) >= today,
        col(Topic.id).not_in(spoke),
    )
    return (await session.exec(query.order_by(col(Topic.until), col(Topic.id)))).all()


async def parts_in(session: AsyncSession, first: date, last: date, whose: Whose) -> Sequence[tuple[int, int, bool]]:
    """(person, topic, whether they spoke, never how much), for the topics of their branch that ended between those days."""
    return (await whose.ask(session, _parts, first=first, last=last)).all()  # type: ignore[no-any-return]


def _parts(of: Of) -> Any:
    person, topic, opinion = table_of(Person).c, table_of(Topic).c, table_of(Opinion).c
    spoke = exists().where(opinion.topic_id == topic.id, opinion.by == person.id, opinion.withdrawn_at.is_(None))
    return (
        select(person.id, topic.id, spoke)
        .join_from(table_of(Person), table_of(Topic), topic.branch_id == person.branch_id)
        .where(
            topic.until >= bindparam("first"),
            topic.until <= bindparam("last"),
            # Nobody was silent on what ended before they joined.
            or_(person.joined_on.is_(None), person.joined_on <= topic.until),
            person.category.in_([each.value for each in MEMBERS]),
            person.left_at.is_(None),
            of(person.id),
        )
    )


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each topic's line for its branch (or for one member), and what its secretary owes an answer to."""
    person = await session.get(Person, scope.person_id) if scope.person_id is not None else None
    branch = person.branch_id if person is not None else scope.branch_id
    during = or_(
        and_(col(Topic.until) >= scope.first, col(Topic.until) <= scope.last),
        and_(col(Topic.at) >= scope.start, col(Topic.at) < scope.end),
    )
    wanted = and_(during, _of(branch))
    found = (await session.exec(select(Topic).where(wanted).order_by(col(Topic.until), col(Topic.id)))).all()
    names = await scope.branches(session)
    speakers = await _speakers(session, wanted)
    if person is not None:
        if person.category not in MEMBERS:
            return []
        days = {topic.key: scope.day(topic.at) if person.id in speakers.get(topic.key, ()) else None for topic in found}
        return [
            _entry(topic, names, standing(topic.until, days[topic.key], scope.today), days[topic.key], person=person)
            for topic in found
        ]
    members: dict[int, set[int]] = {}
    everyone = await scope.people(session)
    for who in everyone:
        if who.category in MEMBERS:
            members.setdefault(who.branch_id, set()).add(who.person_id)
    waiting: dict[int, list[Opinion]] = {}
    heads = directory.heads_among(everyone)
    for opinion, _ in await _owed(session, wanted, heads):
        waiting.setdefault(opinion.topic_id, []).append(opinion)
    entries = []
    for topic in found:
        quiet = members.get(topic.branch_id, set()) - speakers.get(topic.key, set())
        done = scope.day(topic.closed_at) if topic.closed_at else None
        stands = standing(topic.until, done, scope.today) if done is None else Standing.DONE
        note = f"未发言 {len(quiet)} 人" if quiet else "全员发言"
        entries.append(_entry(topic, names, stands, done, note=note))
        head = heads.get(topic.branch_id)
        for opinion in waiting.get(topic.key, ()):
            due = answer_due(opinion.at, scope.zone)
            entries.append(
                Entry(
                    record=topic.key,
                    branch_id=topic.branch_id,
                    branch=names.get(topic.branch_id, ""),
                    what=f"答复“{topic.title}”的发言",
                    on=due,
                    standing=standing(due, None, scope.today),
                    person_id=head.person_id if head else None,
                    person=head.name if head else "",
                    police_no=head.police_no if head else "",
                )
            )
    return entries


async def _speakers(session: AsyncSession, topics_of: ColumnElement[bool]) -> dict[int, set[int]]:
    """Topic → who has said something on it, of those topics."""
    said, topic = table_of(Opinion).c, table_of(Topic)
    query = select(said.topic_id, said.by).join(topic, topic.c.id == said.topic_id)
    found: dict[int, set[int]] = {}
    for number, person in (await session.exec(query.where(topics_of, said.withdrawn_at.is_(None)))).all():
        found.setdefault(number, set()).add(person)
    return found


def _entry(
    topic: Topic,
    names: dict[int, str],
    stands: Standing,
    done: date | None,
    *,
    person: Person | None = None,
    note: str = "",
) -> Entry:
    return Entry(
        record=topic.key,
        branch_id=topic.branch_id,
        branch=names.get(topic.branch_id, ""),
        what=f"{topic.kind}：{topic.title}",
        on=topic.until,
        standing=stands,
        done=done,
        person_id=person.id if person else None,
        person=person.name if person else "",
        police_no=person.police_no if person else "",
        note=note,
    )


async def bearing(session: AsyncSession, me: Who, words: Words) -> list[Counted]:
    """The topics that person may see which bear the words in what was asked; opinions are not looked through. Newest first."""
    seen = reached(me, Act.SEE_TOPICS, col(Topic.branch_id))
    query = select(Topic).where(seen, bears(words, col(Topic.title), col(Topic.text)))
    found = list((await session.exec(query.order_by(col(Topic.at).desc(), col(Topic.id).desc()).limit(MOST))).all())
    return await _counted(session, found) if found else []
