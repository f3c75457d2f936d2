"""The growth list (成长历程清单): the stages, the posts held now, and what the branch has added."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.access import Act, Place, may
from storage.birthdays.asking import joined_on
from storage.birthdays.rows import ENTRY_LONGEST, MOST_ENTRIES, GrowthEntry, Refused
from storage.people import Person, PostHeld, Who
from storage.posts import Post


@dataclass(frozen=True)
class Milestone:
    """One line. `on` is None for what holds now; `entry` is set for what the branch has added."""

    on: date | None
    text: str
    entry: GrowthEntry | None = None

    @property
    def when(self) -> str:
        """Year and month, or 现任."""
        return f"{self.on:%Y.%m}" if self.on else "现任"


async def of_person(session: AsyncSession, person_id: int, until: date) -> list[Milestone]:
    """The member's list up to that day, oldest first, the posts held last."""
    person = await session.get(Person, person_id)
    if person is None:
        return []
    found = []
    if person.joined_on is not None:
        found.append(Milestone(person.joined_on, "加入中国共产党，成为预备党员"))
    if person.full_on is not None:
        found.append(Milestone(person.full_on, "转为中国共产党正式党员"))
    entries = await session.exec(select(GrowthEntry).where(col(GrowthEntry.person_id) == person_id))
    found += [Milestone(entry.on, entry.text, entry) for entry in entries.all()]
    dated = sorted((each for each in found if each.on and each.on <= until), key=lambda each: each.on or date.min)
    posts = (await session.exec(select(PostHeld.post).where(col(PostHeld.person_id) == person_id))).all()
    return [*dated, *(Milestone(None, post.value) for post in Post if post.value in posts)]


async def keeping(session: AsyncSession, me: Who, person_id: int) -> Person | Refused:
    """The member whose list `me` keeps."""
    joined, person = await joined_on(session, person_id), await session.get(Person, person_id)
    if person is None or joined in (Refused.GONE, Refused.NOT_A_MEMBER):
        return Refused.NOT_A_MEMBER if joined is Refused.NOT_A_MEMBER else Refused.GONE
    place = Place(branch_id=person.branch_id, group_id=person.group_id, person_id=person_id)
    return person if may(me, Act.KEEP_BIRTHDAYS, place) else Refused.NOT_KEPT_BY_YOU


async def add(  # noqa: PLR0917 - an entry's parts
    tx: AsyncSession, me: Who, person_id: int, on: date, text: str, now: datetime
) -> GrowthEntry | Refused:
    """Add an entry; one that is there already stays as it is."""
    person = await keeping(tx, me, person_id)
    if isinstance(person, Refused):
        return person
    if not 1 <= len(text) <= ENTRY_LONGEST:
        return Refused.ENTRY_LENGTH
    if on > now.date():
        return Refused.FUTURE
    mine = select(GrowthEntry).where(col(GrowthEntry.person_id) == person_id)
    same = (await tx.exec(mine.where(col(GrowthEntry.on) == on, col(GrowthEntry.text) == text))).first()
    if same is not None:
        return same
    if (await tx.exec(select(func.count()).select_from(mine.subquery()))).one() >= MOST_ENTRIES:
        return Refused.TOO_MANY
    entry = GrowthEntry(person_id=person_id, on=on, text=text, by=me.person_id, at=now)
    tx.add(entry)
    await tx.flush()
    return entry


async def removable(session: AsyncSession, me: Who, entry_id: int) -> GrowthEntry | Refused:
    """An entry that `me` may take away: one's own, or as the bureau's staff anybody's."""
    entry = await session.get(GrowthEntry, entry_id)
    if entry is None:
        return Refused.ENTRY_GONE
    person = await keeping(session, me, entry.person_id)
    if isinstance(person, Refused):
        return person
    return entry if entry.by == me.person_id or may(me, Act.KEEP_BIRTHDAYS, Place()) else Refused.NOT_YOUR_ENTRY


async def remove(tx: AsyncSession, me: Who, entry_id: int) -> GrowthEntry | Refused:
    """Take an entry away."""
    entry = await removable(tx, me, entry_id)
    if not isinstance(entry, Refused):
        await tx.delete(entry)
    return entry
