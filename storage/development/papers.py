"""Photos and files of a case of 发展党员."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.dossiers import load, runs
from storage.development.rows import MOST_DOCUMENTS, DevelopmentDocument, Refused
from storage.mail.outbox import File
from storage.people.access import Act, may
from storage.people.directory import Who


async def attach(tx: AsyncSession, me: Who, case_id: int, file: File, now: datetime) -> int | Refused:
    """Keep a photo or file with the case; the same one again changes nothing. Gives how many there are."""
    found = await load(tx, case_id)
    if found is None:
        return Refused.GONE
    if not runs(me, found) and not may(me, Act.APPROVE_DEVELOPMENT):
        return Refused.NOT_RUNNING
    if me.person_id == found.case.person_id:
        return Refused.OWN
    kept = await documents(tx, case_id)
    if any(each.content == file[1] for each in kept):
        return len(kept)
    if len(kept) >= MOST_DOCUMENTS:
        return Refused.TOO_MANY
    tx.add(DevelopmentDocument(case_id=case_id, media=file[0], content=file[1], by=me.person_id, at=now))
    return len(kept) + 1


async def documents(session: AsyncSession, case_id: int) -> list[DevelopmentDocument]:
    """What is attached, in order."""
    query = select(DevelopmentDocument).where(col(DevelopmentDocument.case_id) == case_id)
    return list((await session.exec(query.order_by(col(DevelopmentDocument.id)))).all())
