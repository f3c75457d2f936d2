"""Notices (信息发布): to the bureau, a branch or a group; who has read them. What is not to be done raises Refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import index_where, moment, table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.mail.outbox import File
from storage.people import directory
from storage.people.access import Place, may
from storage.people.asking import ME
from storage.people.directory import Branch, Person, Who
from storage.people.finding import MOST, Words, bears, reached
from storage.people.rights import Act
from storage.rules.urging import rested


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这条通知，或者已经撤回。"
    NOT_YOURS = "这条通知没有发给您。"
    NOT_ABOVE = "只有发布人和本级负责人可以查看谁已阅读。"
    NOBODY = "这个范围里没有人员，请重新选择。"
    EMPTY = "通知是空的，请发送文字、图片或文件。"
    RESTING = "24 小时内已经提醒过，请稍后再提醒。"
    ALL_READ = "所有人都已阅读，不用提醒。"


class Notice(SQLModel, table=True):
    """One notice. Without branch it is the bureau's; with a group, only that group's. `files` are kinds and `file_id`s."""

    id: int | None = Field(default=None, primary_key=True)
    by: int = Field(foreign_key="person.id")
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="party_group.id")
    text: str
    files: list[list[str]] | None = Field(default=None, sa_column=Column(JSON))
    at: datetime = moment(index=True)
    withdrawn_at: datetime | None = moment(default=None)

    @property
    def key(self) -> int:
        """The id of a stored notice."""
        if self.id is None:
            raise RuntimeError("the notice has not been stored yet")
        return self.id

    @property
    def place(self) -> Place:
        """Where it stands for rights."""
        return Place(branch_id=self.branch_id, group_id=self.group_id)


class NoticeReader(SQLModel, table=True):
    """One person for whom a notice is, and when they read it."""

    __tablename__ = "notice_reader"
    __table_args__ = (index_where("ix_notice_reader_unread", "notice_id", "read_at IS NULL"),)

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    read_at: datetime | None = moment(default=None)
    urged_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Reading:
    """How many have read a notice, of how many."""

    read: int
    total: int


def answers_for(me: Who, notice: Notice) -> bool:
    """Who published it, and who may publish there."""
    return notice.by == me.person_id or may(me, Act.PUBLISH_NOTICE, notice.place)


async def publish(
    tx: AsyncSession,
    me: Who,
    *,
    branch_id: int | None,
    group_id: int | None,
    text: str,
    files: Sequence[File],
    now: datetime,
) -> tuple[Notice, list[int]]:
    """Store a notice with everyone on the roster within its reach but the publisher; gives it and for whom it is."""
    if not may(me, Act.PUBLISH_NOTICE, Place(branch_id=branch_id, group_id=group_id)):
        raise Refusal(Refused.NOT_ABOVE)
    if not text and not files:
        raise Refusal(Refused.EMPTY)
    audience = await directory.people_of(tx, branch_id=branch_id, group_id=group_id)
    to = [who.person_id for who in audience if who.person_id != me.person_id]
    if not to:
        raise Refusal(Refused.NOBODY)
    notice = Notice(
        by=me.person_id,
        branch_id=branch_id,
        group_id=group_id,
        text=text,
        files=[list(file) for file in files] or None,
        at=now,
    )
    tx.add(notice)
    await tx.flush()
    tx.add_all(NoticeReader(notice_id=notice.key, person_id=person) for person in to)
    await tx.flush()
    return notice, to


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
    branch = await session.get(Branch, notice.branch_id) if notice.branch_id else None
    return await directory.name_of_group(session, notice.group_id) or (branch.name if branch else "全局")


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


async def urge(
    tx: AsyncSession, me: Who, notice_id: int, now: datetime, *, branch_id: int | None = None
) -> tuple[Notice, list[int]]:
    """Remind those (of a branch) who have not read it, unless that was done within the rest time; gives whom."""
    notice = await find(tx, notice_id)
    if not answers_for(me, notice) and not may(me, Act.URGE, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
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


async def withdraw(tx: AsyncSession, me: Who, notice_id: int, now: datetime) -> None:
    """Take a notice back: nobody finds it in the bot any more."""
    notice = await answered_for(tx, me, notice_id)
    notice.withdrawn_at = now
    tx.add(notice)


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
