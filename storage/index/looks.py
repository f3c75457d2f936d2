"""Who may look at a health index, and that they did: each look by somebody else is on the audit trail."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.settings import Options
from storage.people.access import Place, confirmed, may, reach, roles
from storage.people.directory import Person, Who
from storage.people.rights import Act, Reach, Role
from storage.sealed import audit
from storage.sealed.audit import AuditEntry, Event


def sees(me: Who, person: Who, options: Options) -> bool:
    """One's own; and by right of post, or by the bureau's choice for the branch's committee."""
    place = Place(branch_id=person.branch_id, group_id=person.group_id, person_id=person.person_id)
    return may(me, Act.SEE_HEALTH, place) or (committee_sees(me, options) and person.branch_id == me.branch_id)


def committee_sees(me: Who, options: Options) -> bool:
    """Whether that person sees the branch as a member of its committee."""
    return options.health_for_committee and Role.COMMITTEE in roles(confirmed(me))


def widest(me: Who, options: Options) -> Reach:
    """How far that person sees: the bureau, the branch, themself."""
    far = reach(me, Act.SEE_HEALTH)
    return max(far, Reach.BRANCH) if committee_sees(me, options) else far


async def note(tx: AsyncSession, me: Who, person: Who, month: date, now: datetime) -> None:
    """Somebody looks at a member's index; one's own look is nobody's concern."""
    if person.person_id != me.person_id:
        await _once(tx, me, f"health:{month:%Y-%m}", now, person.person_id)


async def note_list(tx: AsyncSession, me: Who, branch_id: int | None, now: datetime) -> None:
    """Somebody looks at a list with the colours of a branch (None: of the bureau)."""
    await _once(tx, me, f"health_list:{branch_id or 0}", now, None)


async def _once(tx: AsyncSession, me: Who, subject: str, now: datetime, over: int | None) -> None:
    if not await audit.lately(tx, Event.HEALTH_SEEN, me.person_id, subject, now, over=over):
        await audit.record(tx, Event.HEALTH_SEEN, by=me.person_id, now=now, over=over, subject=subject)


async def of_person(session: AsyncSession, person: Who) -> Sequence[tuple[AuditEntry, str]]:
    """Every look at that member by somebody else, and at lists on which they stand, newest first, with who looked."""
    lists = [f"health_list:{person.branch_id}", "health_list:0"]
    query = (
        select(AuditEntry, Person.name)
        .join(Person, col(Person.id) == col(AuditEntry.by))
        .where(
            AuditEntry.event == Event.HEALTH_SEEN.value,
            AuditEntry.by != person.person_id,
            or_(col(AuditEntry.over) == person.person_id, col(AuditEntry.subject).in_(lists)),
        )
        .order_by(col(AuditEntry.number).desc())
        .limit(200)
    )
    return [(entry, name) for entry, name in (await session.exec(query)).all()]
