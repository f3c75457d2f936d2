"""The growth list (成长历程清单): the stages up to membership, awards, the posts held now, meetings, study and exams, and what the branch has added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.development_steps import Step
from storage.awards import lists as awards
from storage.birthdays.celebrants import member
from storage.birthdays.rows import ENTRY_LONGEST, MOST_ENTRIES, GrowthEntry, Refused
from storage.development.lists import GROWTH, stages_of
from storage.engine.clock import ZONE
from storage.engine.refusal import Refusal
from storage.exams.results import results_in
from storage.meetings.lists import taken_part
from storage.people.access import Place, may
from storage.people.directory import Person, PostHeld, Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.people.whose import Whose
from storage.study.credits import Credit, Source, credits_of

FOUNDED = date(1921, 7, 1)
"""No exam is older than the Party."""
NAMED = 3
"""How many of a year's lessons are named."""


@dataclass(frozen=True)
class Milestone:
    """One line. `on` is None for what holds now; `entry` is set for what the branch has added.

    A `minor` one, of meetings or study, gives way where there is not room for all.
    """

    on: date | None
    text: str
    entry: GrowthEntry | None = None
    minor: bool = False

    @property
    def when(self) -> str:
        """Year and month, or 现任."""
        return f"{self.on:%Y.%m}" if self.on else "现任"


def chosen(found: Sequence[Milestone], most: int) -> list[Milestone]:
    """At most that many in their order: the newest, the minor ones only where the others leave room."""
    places = sorted(range(len(found)), key=lambda place: (found[place].minor, -place))[:most]
    return [found[place] for place in sorted(places)]


async def of_person(session: AsyncSession, person_id: int, until: date, zone: tzinfo = ZONE) -> list[Milestone]:
    """The member's list up to that day, oldest first, the posts held last."""
    person = await session.get(Person, person_id)
    if person is None:
        return []
    found = []
    if person.joined_on is not None:
        found.append(Milestone(person.joined_on, "加入中国共产党，成为预备党员"))
    if person.full_on is not None:
        found.append(Milestone(person.full_on, "转为中国共产党正式党员"))
    found += await _developed(session, person)
    found += [Milestone(entry.on, entry.text, entry) for entry in await added_to(session, person_id)]
    found += [Milestone(each.on, each.told) for each in await awards.of_person(session, person_id)]
    found += await _met(session, person_id, until, zone)
    found += await _studied(session, person_id, until, zone)
    dated = sorted((each for each in found if each.on and each.on <= until), key=lambda each: each.on or date.min)
    posts = (await session.exec(select(PostHeld.post).where(col(PostHeld.person_id) == person_id))).all()
    return [*dated, *(Milestone(None, post.value) for post in Post if post.value in posts)]


async def added_to(session: AsyncSession, person_id: int) -> list[GrowthEntry]:
    """What the branch has added, oldest first."""
    query = select(GrowthEntry).where(col(GrowthEntry.person_id) == person_id)
    return list((await session.exec(query.order_by(col(GrowthEntry.on), col(GrowthEntry.id)))).all())


async def _developed(session: AsyncSession, person: Person) -> list[Milestone]:
    """The public stages of how somebody became a member; what the roster's dates say already is not said twice."""
    told = {GROWTH[Step.ADMITTED] if person.joined_on else "", GROWTH[Step.FULL_APPROVED] if person.full_on else ""}
    return [Milestone(on, text) for on, text in await stages_of(session, person.id or 0) if text not in told]


async def _met(session: AsyncSession, person_id: int, until: date, zone: tzinfo) -> list[Milestone]:
    """Meetings taken part in, as one line a year."""
    years: dict[int, list[tuple[date, bool]]] = {}
    for at, conducted in await taken_part(session, person_id):
        day = at.astimezone(zone).date()
        if day <= until:
            years.setdefault(day.year, []).append((day, conducted))
    return [
        Milestone(days[-1][0], _met_in(len(days), sum(led for _, led in days)), minor=True) for days in years.values()
    ]


def _met_in(times: int, conducted: int) -> str:
    return f"参加组织生活 {times} 次" + (f"，其中主持 {conducted} 次" if conducted else "")


async def _studied(session: AsyncSession, person_id: int, until: date, zone: tzinfo) -> list[Milestone]:
    """Training and exams passed one by one, lessons as one line a year."""
    lessons: dict[int, list[Credit]] = {}
    found = []
    for credit in await credits_of(session, person_id, date.min, until, zone=zone):
        if credit.source is Source.LESSON:
            lessons.setdefault(credit.on.year, []).append(credit)
        elif credit.source is Source.TRAINING:
            found.append(Milestone(credit.on, f"参加集中培训：{credit.what}", minor=True))
    # The credits come newest first.
    found += [
        Milestone(learnt[0].on, _learnt_in([each.what for each in learnt]), minor=True) for learnt in lessons.values()
    ]
    taken = await results_in(session, FOUNDED, until, zone, whose=Whose(people=(person_id,)))
    for exam in (each for each in taken.get(person_id, []) if each.passed and each.day is not None):
        kind = "竞赛" if exam.contest else "考试"
        found.append(Milestone(exam.day, f"{exam.title}（{kind}）{round(exam.share * 100)} 分", minor=True))
    return found


def _learnt_in(lessons: Sequence[str]) -> str:
    return f"学完微课堂 {len(lessons)} 课：{'、'.join(lessons[:NAMED])}{'等' if len(lessons) > NAMED else ''}"


async def kept_by(session: AsyncSession, me: Who, person_id: int) -> Person:
    """A member whose list `me` keeps. Raises Refusal."""
    person = await member(session, person_id)
    if not may(me, Act.KEEP_BIRTHDAYS, Place(person.branch_id, person.group_id, person_id)):
        raise Refusal(Refused.NOT_KEPT_BY_YOU)
    return person


async def add(  # noqa: PLR0917 - an entry's parts
    tx: AsyncSession, me: Who, person_id: int, on: date, text: str, now: datetime
) -> GrowthEntry:
    """Add an entry; one that is there already stays as it is. Raises Refusal."""
    await kept_by(tx, me, person_id)
    if not 1 <= len(text) <= ENTRY_LONGEST:
        raise Refusal(Refused.ENTRY_LENGTH)
    if on > now.date():
        raise Refusal(Refused.FUTURE)
    mine = select(GrowthEntry).where(col(GrowthEntry.person_id) == person_id)
    same = (await tx.exec(mine.where(col(GrowthEntry.on) == on, col(GrowthEntry.text) == text))).first()
    if same is not None:
        return same
    if (await tx.exec(select(func.count()).select_from(mine.subquery()))).one() >= MOST_ENTRIES:
        raise Refusal(Refused.TOO_MANY)
    entry = GrowthEntry(person_id=person_id, on=on, text=text, by=me.person_id, at=now)
    tx.add(entry)
    await tx.flush()
    return entry


def may_remove(me: Who, entry: GrowthEntry) -> bool:
    """Of a list that one keeps: one's own entries, or as the bureau's staff anybody's."""
    return entry.by == me.person_id or may(me, Act.KEEP_BIRTHDAYS, Place())


async def removable(session: AsyncSession, me: Who, entry_id: int) -> GrowthEntry:
    """An entry that `me` may take away. Raises Refusal."""
    entry = await session.get(GrowthEntry, entry_id)
    if entry is None:
        raise Refusal(Refused.ENTRY_GONE)
    await kept_by(session, me, entry.person_id)
    if not may_remove(me, entry):
        raise Refusal(Refused.NOT_YOUR_ENTRY)
    return entry


async def remove(tx: AsyncSession, me: Who, entry_id: int) -> GrowthEntry:
    """Take an entry away. Raises Refusal."""
    entry = await removable(tx, me, entry_id)
    await tx.delete(entry)
    return entry
