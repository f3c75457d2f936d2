"""Publishing a notice, at once or at a moment to come; sending it then; taking it back. What is not to be done raises Refusal."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.notices.audience import Audience, audience_of, receivers
from storage.notices.lists import answered_for, answers_for
from storage.notices.rows import By, Notice, NoticeReader, NoticeSet, Refused
from storage.people.access import may
from storage.people.directory import Who, who_has_id
from storage.people.rights import Act


async def publish(
    tx: AsyncSession,
    me: Who,
    audience: Audience,
    *,
    text: str,
    files: Sequence[File] = (),
    now: datetime,
    at: datetime | None = None,
    urgent: bool = False,
) -> tuple[Notice, list[int]]:
    """Store a notice, and send it unless it is for a moment to come (`at`); gives it and for whom it is as of now."""
    if not may(me, Act.PUBLISH_NOTICE, audience.place):
        raise Refusal(Refused.NOT_ABOVE)
    if not text and not files:
        raise Refusal(Refused.EMPTY)
    to = await for_somebody(tx, audience, me)
    waits = at is not None and at > now
    notice = Notice(
        by=me.person_id,
        branch_id=audience.branch_id,
        group_id=audience.group_id,
        text=text,
        files=[list(file) for file in files] or None,
        at=at if at is not None and waits else now,
    )
    tx.add(notice)
    await tx.flush()
    if waits or audience.by is not By.ALL:
        tx.add(
            NoticeSet(
                notice_id=notice.key,
                by=audience.by.value,
                chosen=list(audience.chosen),
                urgent=urgent,
                sent_at=None if waits else now,
            )
        )
    if not waits:
        tx.add_all(NoticeReader(notice_id=notice.key, person_id=person) for person in to)
    await tx.flush()
    return notice, to


async def for_somebody(session: AsyncSession, audience: Audience, me: Who) -> list[int]:
    """For whom it is. Raises Refusal where that is nobody."""
    to = [who.person_id for who in await receivers(session, audience, me.person_id)]
    if not to:
        raise Refusal(Refused.NOBODY)
    return to


async def due(session: AsyncSession, now: datetime) -> Sequence[tuple[Notice, NoticeSet]]:
    """Those whose moment has come."""
    sets = (await session.exec(select(NoticeSet).where(col(NoticeSet.sent_at).is_(None)))).all()
    chosen = {each.notice_id: each for each in sets}
    if not chosen:
        return []
    query = select(Notice).where(col(Notice.id).in_(chosen), col(Notice.withdrawn_at).is_(None), col(Notice.at) <= now)
    return [(notice, chosen[notice.key]) for notice in (await session.exec(query.order_by(col(Notice.id)))).all()]


async def still_theirs(session: AsyncSession, notice: Notice) -> bool:
    """Whether its author may still speak to those for whom it is: who has lost the post meanwhile does not."""
    author = await who_has_id(session, notice.by)
    return author is not None and may(author, Act.PUBLISH_NOTICE, notice.place)


async def send(tx: AsyncSession, notice: Notice, chosen: NoticeSet, now: datetime) -> list[int]:
    """It goes out to those who are in its set now; gives them."""
    to = [who.person_id for who in await receivers(tx, audience_of(notice, chosen), notice.by)]
    tx.add_all(NoticeReader(notice_id=notice.key, person_id=person) for person in to)
    chosen.sent_at = now
    notice.at = now
    tx.add_all([chosen, notice])
    await tx.flush()
    return to


async def send_early(tx: AsyncSession, me: Who, notice_id: int, now: datetime) -> tuple[Notice, list[int]]:
    """One that waits goes out now."""
    notice = await answered_for(tx, me, notice_id)
    chosen = await tx.get(NoticeSet, notice_id)
    if chosen is None or chosen.sent_at is not None:
        raise Refusal(Refused.OUT_ALREADY)
    return notice, await send(tx, notice, chosen, now)


async def waiting(session: AsyncSession, me: Who) -> list[Notice]:
    """Those still to go out that a person answers for, the next first."""
    query = (
        select(Notice)
        .join(NoticeSet, col(NoticeSet.notice_id) == col(Notice.id))
        .where(col(NoticeSet.sent_at).is_(None), col(Notice.withdrawn_at).is_(None))
        .order_by(col(Notice.at), col(Notice.id))
    )
    return [notice for notice in (await session.exec(query)).all() if answers_for(me, notice)]


async def withdraw(tx: AsyncSession, me: Who, notice_id: int, now: datetime) -> None:
    """Take a notice back: nobody finds it in the bot any more, and one that waits does not go out."""
    notice = await answered_for(tx, me, notice_id)
    notice.withdrawn_at = now
    tx.add(notice)
