"""A case that follows its person to another branch: handed over by the old one, accepted by the new one.

That somebody has moved is the roster's to say; between then and the acceptance nobody records anything.
中国共产党发展党员工作细则（2026）第十二条、第三十四条.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.dossiers import Dossier, load
from storage.development.rows import DevelopmentTransfer, Refused
from storage.people.access import Act, Place, may
from storage.people.directory import Who
from storage.sealed import audit


def why_not_hand_over(me: Who, file: Dossier) -> Refused | None:
    """Why that person cannot hand the case over, if so: the old branch does, or the staff for it."""
    if not file.is_moving or file.handed_over:
        return Refused.NOT_MOVING
    if me.person_id == file.case.person_id:
        return Refused.OWN
    able = may(me, Act.RUN_DEVELOPMENT, file.case.place) or may(me, Act.APPROVE_DEVELOPMENT)
    return None if able else Refused.NOT_OLD_BRANCH


def why_not_accept(me: Who, file: Dossier) -> Refused | None:
    """Why that person cannot accept the case, if so: the new branch does, once it was handed over."""
    if not file.is_moving:
        return Refused.NOT_MOVING
    if me.person_id == file.case.person_id:
        return Refused.OWN
    if not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=file.home)):
        return Refused.NOT_NEW_BRANCH
    return None if file.handed_over else Refused.NOT_HANDED_OVER


async def hand_over(tx: AsyncSession, me: Who, case_id: int, now: datetime) -> DevelopmentTransfer | Refused:
    """The old branch gives it to the one where the person is now."""
    file = await load(tx, case_id)
    if file is None:
        return Refused.GONE
    if refused := why_not_hand_over(me, file):
        return refused
    transfer = DevelopmentTransfer(
        case_id=case_id, from_branch=file.case.branch_id, to_branch=file.home, handed_by=me.person_id, handed_at=now
    )
    tx.add(transfer)
    await tx.flush()
    await _on_trail(tx, audit.Event.DEVELOPMENT_HANDED, me, file, now)
    return transfer


async def accept(tx: AsyncSession, me: Who, case_id: int, now: datetime) -> DevelopmentTransfer | Refused:
    """The new branch runs it from here on, with all the time that was served. `now` is in the bureau's zone."""
    file = await load(tx, case_id)
    if file is None:
        return Refused.GONE
    refused, transfer = why_not_accept(me, file), file.handed_over
    if refused or transfer is None:
        return refused or Refused.NOT_HANDED_OVER
    transfer.accepted_by, transfer.accepted_on = me.person_id, now.date()
    file.case.branch_id = file.home
    tx.add_all([transfer, file.case])
    await _on_trail(tx, audit.Event.DEVELOPMENT_ACCEPTED, me, file, now)
    return transfer


async def _on_trail(tx: AsyncSession, event: audit.Event, me: Who, file: Dossier, now: datetime) -> None:
    await audit.record(
        tx, event, by=me.person_id, now=now, over=file.case.person_id, subject=f"development:{file.case.number}"
    )
