"""Photos and files of a case of 发展党员, each a document of the list (`materials.py`) or another one."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development import materials
from storage.development.dossiers import check_acts, load
from storage.development.rows import MOST_DOCUMENTS, DevelopmentDocument, Refused
from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.people.directory import Who


async def attach(  # noqa: PLR0917 - a file's parts
    tx: AsyncSession, me: Who, case_id: int, file: File, now: datetime, material: str = ""
) -> None:
    """Keep a photo or file with the case, as that document of the list; the same one again changes nothing. Raises Refusal."""
    check_acts(me, await load(tx, case_id))
    kept = await of_case(tx, case_id)
    found = next((each for each in kept if each.content == file[1]), None)
    if found is None:
        if len(kept) >= MOST_DOCUMENTS:
            raise Refusal(Refused.TOO_MANY)
        found = DevelopmentDocument(case_id=case_id, media=file[0], content=file[1], by=me.person_id, at=now)
        tx.add(found)
        await tx.flush()
    if material:
        await materials.keep_file(tx, me, case_id, material, found.id or 0, now)


async def attached(
    session: AsyncSession, cases: Sequence[int], start: datetime, end: datetime
) -> list[DevelopmentDocument]:
    """What was attached to those from one moment on and before another, in order."""
    query = select(DevelopmentDocument).where(
        col(DevelopmentDocument.case_id).in_(cases),
        col(DevelopmentDocument.at) >= start,
        col(DevelopmentDocument.at) < end,
    )
    return list((await session.exec(query.order_by(col(DevelopmentDocument.id)))).all())


async def of_case(session: AsyncSession, case_id: int) -> list[DevelopmentDocument]:
    """What is attached, in order."""
    query = select(DevelopmentDocument).where(col(DevelopmentDocument.case_id) == case_id)
    return list((await session.exec(query.order_by(col(DevelopmentDocument.id)))).all())
