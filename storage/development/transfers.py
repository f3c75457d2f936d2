"""A case that follows its person to another branch: handed over by the old one, accepted by the new one.

That somebody has moved is the roster's to say; between then and the acceptance nobody records anything.
中国共产党发展党员工作细则（2026）第十二条、第三十四条.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.dossiers import Dossier, load
from storage.development.rows import DevelopmentTransfer, Refused
from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.sealed import audit


def check_hand_over(me: Who, file: Dossier) -> None:
    """Raises Refusal where that person cannot hand the case over: the old branch does, or the staff for it."""
    if not file.is_moving or file.handed_over:
        raise Refusal(Refused.NOT_MOVING)
    if me.person_id == file.case.person_id:
        raise Refusal(Refused.OWN)
    if not may(me, Act.RUN_DEVELOPMENT, file.case.place) and not may(me, Act.APPROVE_DEVELOPMENT):
        raise Refusal(Refused.NOT_OLD_BRANCH)


def acceptable(me: Who, file: Dossier) -> DevelopmentTransfer:
    """The transfer by which that person can accept the case: of the new branch, once it was handed over. Raises Refusal."""
    if not file.is_moving:
        raise Refusal(Refused.NOT_MOVING)
    if me.person_id == file.case.person_id:
        raise Refusal(Refused.OWN)
    if not may(me, Act.RUN_DEVELOPMENT, Place(branch_id=file.home)):
        raise Refusal(Refused.NOT_NEW_BRANCH)
    if file.handed_over is None:
        raise Refusal(Refused.NOT_HANDED_OVER)
    return file.handed_over


async def hand_over(tx: AsyncSession, me: Who, case_id: int, now: datetime) -> DevelopmentTransfer:
    """The old branch gives it to the one where the person is now. Raises Refusal."""
    file = await load(tx, case_id)
    check_hand_over(me, file)
    transfer = DevelopmentTransfer(
        case_id=case_id, from_branch=file.case.branch_id, to_branch=file.home, handed_by=me.person_id, handed_at=now
    )
    tx.add(transfer)
    await tx.flush()
    await _on_trail(tx, audit.Event.DEVELOPMENT_HANDED, me, file, now)
    return transfer


async def accept(tx: AsyncSession, me: Who, case_id: int, now: datetime) -> DevelopmentTransfer:
    """The new branch runs it from here on, with all the time that was served. Raises Refusal. `now` is in the bureau's zone."""
    file = await load(tx, case_id)
    transfer = acceptable(me, file)
    transfer.accepted_by, transfer.accepted_on = me.person_id, now.date()
    file.case.branch_id = file.home
    tx.add_all([transfer, file.case])
    await _on_trail(tx, audit.Event.DEVELOPMENT_ACCEPTED, me, file, now)
    return transfer


async def _on_trail(tx: AsyncSession, event: audit.Event, me: Who, file: Dossier, now: datetime) -> None:
    await audit.record(
        tx, event, by=me.person_id, now=now, over=file.case.person_id, subject=f"development:{file.case.number}"
    )
