"""Notices that are out: whose they are, who has read them, who is urged; the ledger. What is not to be done raises Refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.notices.audience import audience_of, in_words
from storage.notices.rows import Notice, NoticeReader, NoticeSet, Refused
from storage.people.access import Place, may
from storage.people.asking import ME
from storage.people.directory import Person, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.rights import Act
from storage.rules.urging import rested


@dataclass(frozen=True)
class Reading:
    """How many have read a notice, of how many."""

    read: int
    total: int


def answers_for(me: Who, notice: Notice) -> bool:
    """Who published it, and who may publish there."""
    return notice.by == me.person_id or may(me, Act.PUBLISH_NOTICE, notice.place)


async def find(session: AsyncSession, notice_id: int) -> Notice:
    """One notice that has not been withdrawn."""
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.withdrawn_at is not None:
        raise Refusal(Refused.GONE)
    return notice


async def answered_for(session: AsyncSession, me: Who, notice_id: int) -> Notice:
    """One that the person answers for."""
    notice = await find(session, notice_id)
    if not answers_for(me, notice):
        raise Refusal(Refused.NOT_ABOVE)
    return notice


async def where(session: AsyncSession, notice: Notice) -> str:
    """For whom it is, in words."""
    return await in_words(session, audience_of(notice, await session.get(NoticeSet, notice.key)))


async def read(tx: AsyncSession, me: Who, notice_id: int, now: datetime) -> None:
    """已阅; read already, it stays so."""
    await find(tx, notice_id)
    row = await tx.get(NoticeReader, (notice_id, me.person_id))
    if row is None:
        raise Refusal(Refused.NOT_YOURS)
    if row.read_at is None:
        row.read_at = now
        tx.add(row)


async def of_person(session: AsyncSession, person_id: int) -> list[tuple[Notice, NoticeReader]]:
    """The notices for a person, unread ones first, newest first."""
    query = (
        select(Notice, NoticeReader)
        .join(NoticeReader, col(NoticeReader.notice_id) == col(Notice.id))
        .where(col(NoticeReader.person_id) == person_id, col(Notice.withdrawn_at).is_(None))
        .order_by(col(NoticeReader.read_at).is_not(None), col(Notice.at).desc(), col(Notice.id).desc())
    )
    return [(notice, row) for notice, row in (await session.exec(query)).all()]


async def published_by(session: AsyncSession, me: Who) -> list[tuple[Notice, Reading]]:
    """The notices that a person answers for, newest first, with how many have read them."""
    query = (
        select(Notice, func.count(col(NoticeReader.read_at)), func.count(col(NoticeReader.person_id)))
        .join(NoticeReader, col(NoticeReader.notice_id) == col(Notice.id))
        .where(col(Notice.withdrawn_at).is_(None))
        .where(
            or_(col(Notice.by) == me.person_id, col(Notice.branch_id).is_(None), col(Notice.branch_id) == me.branch_id)
        )
        .group_by(col(Notice.id))
        .order_by(col(Notice.at).desc(), col(Notice.id).desc())
    )
    rows = (await session.exec(query)).all()
    return [(notice, Reading(seen, total)) for notice, seen, total in rows if answers_for(me, notice)]


async def readers(session: AsyncSession, notice_id: int) -> list[tuple[Person, NoticeReader]]:
    """Everyone for whom it is, in the order of police numbers."""
    query = (
        select(Person, NoticeReader)
        .join(NoticeReader, col(NoticeReader.person_id) == col(Person.id))
        .where(col(NoticeReader.notice_id) == notice_id, col(Person.left_at).is_(None))
        .order_by(col(Person.police_no))
    )
    return [(person, row) for person, row in (await session.exec(query)).all()]


async def seen_in(session: AsyncSession, me: Who, notice_id: int, branch_id: int) -> Notice:
    """One of which the person may see who of a branch has read it: for who answers for it, and who urges there."""
    notice = await find(session, notice_id)
    if not answers_for(me, notice) and not may(me, Act.URGE, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    return notice


async def urge(
    tx: AsyncSession, me: Who, notice_id: int, now: datetime, *, branch_id: int | None = None
) -> tuple[Notice, list[int]]:
    """Remind those (of a branch) who have not read it, unless that was done within the rest time; gives whom."""
    if branch_id is None:
        notice = await answered_for(tx, me, notice_id)
    else:
        notice = await seen_in(tx, me, notice_id, branch_id)
    unread = [
        row
        for person, row in await readers(tx, notice_id)
        if row.read_at is None and branch_id in (None, person.branch_id) and row.person_id != me.person_id
    ]
    if not unread:
        raise Refusal(Refused.ALL_READ)
    found = [row for row in unread if rested(row.urged_at, now)]
    if not found:
        raise Refusal(Refused.RESTING)
    for row in found:
        row.urged_at = now
        tx.add(row)
    return notice, [row.person_id for row in found]


async def unread_since(session: AsyncSession, before: datetime, after: datetime) -> list[tuple[Notice, int]]:
    """Who has not read a notice that was published between those moments."""
    query = (
        select(Notice, NoticeReader.person_id)
        .join(NoticeReader, col(NoticeReader.notice_id) == col(Notice.id))
        .join(Person, col(Person.id) == col(NoticeReader.person_id))
        .where(
            col(Notice.at) < before,
            col(Notice.at) >= after,
            col(Notice.withdrawn_at).is_(None),
            col(NoticeReader.read_at).is_(None),
            col(Person.left_at).is_(None),
        )
    )
    return [(notice, person) for notice, person in (await session.exec(query)).all()]


_READER, _NOTICE = table_of(NoticeReader).c, table_of(Notice).c
UNREAD = (
    select(func.count())
    .select_from(table_of(NoticeReader).join(table_of(Notice), _NOTICE.id == _READER.notice_id))
    .where(_READER.person_id == ME, _READER.read_at.is_(None), _NOTICE.withdrawn_at.is_(None))
    .scalar_subquery()
)
"""How many notices a person has not read."""


async def unread_by(session: AsyncSession, person_id: int) -> Sequence[Notice]:
    """The notices that person has not read, newest first."""
    query = (
        select(Notice)
        .join(NoticeReader, col(NoticeReader.notice_id) == col(Notice.id))
        .where(
            col(NoticeReader.person_id) == person_id,
            col(NoticeReader.read_at).is_(None),
            col(Notice.withdrawn_at).is_(None),
        )
        .order_by(col(Notice.id).desc())
    )
    return (await session.exec(query)).all()


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Each notice of the time: done when everyone within the scope has read it; a person's, when they have."""
    counted = (func.count(), func.count(_READER.read_at), func.max(_READER.read_at))
    query = (
        select(Notice, Person.branch_id, *counted)  # type: ignore[call-overload]  # more columns than its overloads know
        .join(NoticeReader, col(NoticeReader.notice_id) == col(Notice.id))
        .join(Person, col(Person.id) == col(NoticeReader.person_id))
        .where(
            col(Notice.at) >= scope.start,
            col(Notice.at) < scope.end,
            col(Notice.withdrawn_at).is_(None),
            col(Person.left_at).is_(None),
        )
        .group_by(col(Notice.id), col(Person.branch_id))
        .order_by(col(Notice.at), col(Notice.id), col(Person.branch_id))
    )
    if scope.branch_id is not None:
        query = query.where(col(Person.branch_id) == scope.branch_id)
    if scope.person_id is not None:
        query = query.where(col(NoticeReader.person_id) == scope.person_id)
    names = await scope.branches(session)
    entries = []
    for notice, branch_id, total, read, last in (await session.exec(query)).all():
        first_line = notice.text.strip().splitlines()[0] if notice.text.strip() else "（附件）"
        entries.append(
            Entry(
                record=notice.key,
                branch_id=branch_id,
                branch=names.get(branch_id, ""),
                what=first_line,
                on=scope.day(notice.at),
                done=scope.day(last) if read == total else None,
                standing=Standing.DONE if read == total else Standing.DUE,
                note=f"已阅 {read}/{total}",
                undated=True,
            )
        )
    return entries


async def bearing(session: AsyncSession, me: Who, words: Words) -> Sequence[Notice]:
    """The notices for that person, and those that they answer for, which bear the words; newest first."""
    mine = select(NoticeReader.notice_id).where(col(NoticeReader.person_id) == me.person_id)
    answered = reached(me, Act.PUBLISH_NOTICE, col(Notice.branch_id))
    query = (
        select(Notice)
        .where(or_(col(Notice.id).in_(mine), col(Notice.by) == me.person_id, answered))
        .where(col(Notice.withdrawn_at).is_(None), bears(words, col(Notice.text)))
        .order_by(col(Notice.at).desc(), col(Notice.id).desc())
        .limit(MOST)
    )
    return (await session.exec(query)).all()
