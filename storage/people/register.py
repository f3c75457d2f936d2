"""The register (名册变动): what was so of a person, from which day until which, beside `Person` and `PostHeld`, which are the present.

A row (`Entry`) is one fact of one person: on the roster at all, a branch, a group, a category, a post (a row each), a name, a police
number, and so on. `since` is its first day and `until` the first day on which it was so no more; either may be unknown (None), as
of everything that was so before the register began. What is over has `ended_at`. A post of a branch names the branch in which it was
held. Of a phone the register knows no more than that there was one, and when it became another.

Whoever writes `Person` or `PostHeld` calls `settle()` in the same transaction: it compares what is so now with the rows that are
open, ends those that are so no more and adds what is new, with the day, the author and the way. An import that is taken back
leaves nothing here: what it had begun goes, what it had ended goes on.

Asked: `tenures()`, who held which post from when until when; `posts_on()`, who held one on a day; `branches_on()`, where somebody was.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, func, insert, true
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import ask, moment, table_of
from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import BRANCH_POSTS, Category, Post


class Fact(StrEnum):
    """What an entry is about; the value is the word."""

    HERE = "在册"
    BRANCH = "支部"
    GROUP = "党小组"
    CATEGORY = "类别"
    POST = "职务"
    NAME = "姓名"
    NUMBER = "警号"
    PHONE = "手机号"
    POSITION = "岗位"
    JOINED = "入党日期"
    FULL = "转正日期"


class Way(StrEnum):
    """How it came into the register; the value is the word."""

    FILE = "花名册文件"
    CHAT = "逐人登记"
    DEVELOPMENT = "发展党员"
    SECOND_PERSON = "第二人确认"
    ELECTION = "换届选举"
    PAST = "补记"
    EARLIER = "原有名册"


class Entry(SQLModel, table=True):
    """One fact: see above. `reason` is why it ended, of who left."""

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_fact_at", "fact", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    fact: str
    value: str = ""
    branch_id: int | None = Field(default=None, foreign_key="branch.id", index=True)
    since: date | None = None
    by: int | None = None
    at: datetime = moment()
    way: str
    import_id: int | None = None
    until: date | None = None
    ended_by: int | None = None
    ended_at: datetime | None = moment(default=None)
    ended_way: str | None = None
    ended_import: int | None = None
    reason: str | None = None

    def end(self, stamp: "Stamp") -> None:
        """From the stamp's day on it is so no more; what began later than that has not been so for a day."""
        self.until = max(stamp.on, self.since) if stamp.on and self.since else stamp.on
        self.ended_by, self.ended_at = stamp.by, stamp.now
        self.ended_way, self.ended_import, self.reason = stamp.way.value, stamp.made, stamp.reason

    def go_on(self) -> None:
        """It had not ended after all."""
        self.until = self.ended_by = self.ended_at = self.ended_way = self.ended_import = self.reason = None


@dataclass(frozen=True)
class Stamp:
    """From which day (None: unknown), entered by whom (None: the operator) and when, in which way; `made` is the import that did it, `undoing`
    the one that is taken back."""

    on: date | None
    by: int | None
    now: datetime
    way: Way
    made: int | None = None
    undoing: int | None = None
    reason: str | None = None

    def of(self, made: int | None) -> "Stamp":
        """The same of that import."""
        return replace(self, made=made)


Key = tuple[str, str, int | None]
AT_ONCE = 500
_ENTRY = table_of(Entry)
_RANK = {post: number for number, post in enumerate(Post)}


async def settle(tx: AsyncSession, people: Iterable[int], stamp: Stamp, *, phones: Collection[int] = ()) -> None:
    """Bring the register to what is so now of these people; `phones` are those whose number became another."""
    ids = sorted(set(people))
    await tx.flush()
    fresh: list[dict[str, object]] = []
    for start in range(0, len(ids), AT_ONCE):
        fresh += await _settled(tx, ids[start : start + AT_ONCE], stamp, phones)
    await tx.flush()
    if fresh:
        await ask(tx, insert(_ENTRY), fresh)


async def _settled(tx: AsyncSession, ids: list[int], stamp: Stamp, phones: Collection[int]) -> list[dict[str, object]]:
    """Ends what is so no more, and gives what is to be added."""
    now_is = await _present(tx, ids)
    rows = (await tx.exec(select(Entry).where(col(Entry.person_id).in_(ids)))).all()
    before: dict[int, dict[Key, Entry]] = {}
    former: dict[tuple[int, Key], Entry] = {}
    for row in rows:
        if row.ended_at is None:
            before.setdefault(row.person_id, {})[_key(row)] = row
        elif stamp.undoing is not None and row.ended_import == stamp.undoing:
            former[row.person_id, _key(row)] = row
    fresh: list[dict[str, object]] = []
    for person, facts in now_is.items():
        open_rows = before.get(person, {})
        for key, row in open_rows.items():
            if key in facts and not (key[0] == Fact.PHONE and person in phones):
                continue
            if stamp.undoing is not None and row.import_id == stamp.undoing:
                await tx.delete(row)
            else:
                row.end(stamp)
                tx.add(row)
        for key, known_since in facts.items():
            if key in open_rows and not (key[0] == Fact.PHONE and person in phones):
                continue
            if row_again := former.get((person, key)):
                row_again.go_on()
                tx.add(row_again)
            else:
                fresh.append(_fresh(person, key, known_since or stamp.on, stamp))
    return fresh


def _key(row: Entry) -> Key:
    return row.fact, row.value, row.branch_id


def _fresh(person: int, key: Key, since: date | None, stamp: Stamp) -> dict[str, object]:
    fact, value, branch = key
    since = min(since, stamp.now.date()) if since else None
    said = {"since": since, "by": stamp.by, "at": stamp.now, "way": stamp.way.value, "import_id": stamp.made}
    return {"person_id": person, "fact": Fact(fact).value, "value": value, "branch_id": branch, **said}


async def _present(session: AsyncSession, ids: list[int]) -> dict[int, dict[Key, date | None]]:
    """Person → what is so now, each with its first day where the roster itself says it."""
    groups = {group.id: group.name for group in (await session.exec(select(Group))).all()}
    people = (await session.exec(select(Person).where(col(Person.id).in_(ids)))).all()
    found: dict[int, dict[Key, date | None]] = {}
    for person in people:
        words = {
            Fact.CATEGORY: person.category,
            Fact.NAME: person.name,
            Fact.NUMBER: person.police_no,
            Fact.POSITION: person.position,
            Fact.JOINED: person.joined_on and person.joined_on.isoformat(),
            Fact.FULL: person.full_on and person.full_on.isoformat(),
        }
        facts: dict[Key, date | None] = {(Fact.HERE, "", None): None, (Fact.BRANCH, "", person.branch_id): None}
        facts |= {(fact, word, None): None for fact, word in words.items() if word}
        facts[Fact.CATEGORY, person.category, None] = _since(person)
        if person.group_id:
            facts[Fact.GROUP, groups[person.group_id], person.branch_id] = None
        if person.phone:
            facts[Fact.PHONE, "", None] = None
        found[person.id or 0] = {} if person.left_at else facts
    branch = {person.id: person.branch_id for person in people}
    for held in (await session.exec(select(PostHeld).where(col(PostHeld.person_id).in_(ids)))).all():
        if found.get(held.person_id):
            of_branch = branch[held.person_id] if Post(held.post) in BRANCH_POSTS else None
            found[held.person_id][Fact.POST, held.post, of_branch] = None
    return found


def _since(person: Person) -> date | None:
    """From when somebody has been what they are to the Party, as far as their own days say it."""
    days = {Category.FULL_MEMBER.value: person.full_on, Category.PROBATIONARY.value: person.joined_on}
    return days.get(person.category)


async def began_later(session: AsyncSession, person_id: int, facts: Collection[str], day: date) -> bool:
    """Whether one of these facts of a person became what it is now after that day."""
    query = select(Entry.id).where(
        Entry.person_id == person_id, col(Entry.fact).in_(facts), col(Entry.ended_at).is_(None), col(Entry.since) > day
    )
    return (await session.exec(query.limit(1))).first() is not None


async def last_ended(session: AsyncSession, person_id: int, fact: Fact) -> Entry | None:
    """The entry of that fact of a person that ended last."""
    query = select(Entry).where(
        Entry.person_id == person_id, Entry.fact == fact.value, col(Entry.ended_at).is_not(None)
    )
    return (await session.exec(query.order_by(col(Entry.ended_at).desc()).limit(1))).first()


async def of_person(session: AsyncSession, person_id: int) -> list[tuple[Entry, str]]:
    """Everything about a person, each with the name of its branch, the newest first; what began and ended on one day was a slip."""
    query = (
        select(Entry, func.coalesce(Branch.name, ""))
        .join(Branch, col(Branch.id) == col(Entry.branch_id), isouter=True)
        .where(Entry.person_id == person_id)
        .order_by(col(Entry.id).desc())
    )
    rows = [
        (row, name) for row, name in (await session.exec(query)).all() if row.since is None or row.since != row.until
    ]
    return sorted(rows, key=lambda each: (each[0].ended_at is None, each[0].since or date.min), reverse=True)


async def go_on(tx: AsyncSession, people: Collection[int], ended_at: datetime) -> None:
    """What was ended at that moment had not ended after all."""
    query = select(Entry).where(col(Entry.person_id).in_(people), col(Entry.ended_at) == ended_at)
    for row in (await tx.exec(query)).all():
        row.go_on()
        tx.add(row)


@dataclass(frozen=True)
class Tenure:
    """That somebody held a post: from `since` until `until`, either None where nobody knows or, of what is not `over`, where it goes on."""

    entry: int
    person_id: int
    name: str
    post: Post
    branch_id: int | None
    since: date | None
    until: date | None
    over: bool
    known_on: date
    way: Way

    def covers(self, day: date) -> bool | None:
        """Whether it was held on that day; None where nobody knows."""
        if (self.until and day >= self.until) or (self.since and day < self.since):
            return False
        begun = self.since is not None or day >= self.known_on
        goes_on = self.until is not None or not self.over
        return True if begun and goes_on else None


async def tenures(
    session: AsyncSession,
    *,
    branch_id: int | None = None,
    person_id: int | None = None,
    posts: Collection[Post] = (),
) -> list[Tenure]:
    """Who held which post from when until when: in the order of beginnings, those unknown first. A post of the bureau has no branch."""
    await session.flush()
    query = (
        select(Entry, Person.name)
        .join(Person, col(Person.id) == col(Entry.person_id))
        .where(
            Entry.fact == Fact.POST.value,
            true() if branch_id is None else col(Entry.branch_id) == branch_id,
            true() if person_id is None else col(Entry.person_id) == person_id,
            col(Entry.value).in_(sorted(posts)) if posts else true(),
        )
        .order_by(col(Entry.id))
    )
    found = [_tenure(row, name) for row, name in (await session.exec(query)).all()]
    # What began and ended on one day was a slip.
    held = [each for each in found if each.since is None or each.since != each.until]
    return sorted(held, key=lambda each: (each.since or date.min, _RANK[each.post]))


def _tenure(row: Entry, name: str) -> Tenure:
    return Tenure(
        entry=row.id or 0,
        person_id=row.person_id,
        name=name,
        post=Post(row.value),
        branch_id=row.branch_id,
        since=row.since,
        until=row.until,
        over=row.ended_at is not None,
        known_on=row.at.date(),
        way=Way(row.way),
    )


async def posts_on(session: AsyncSession, day: date, branch_id: int | None = None) -> list[Tenure]:
    """Who (of a branch) is known to have held a post on that day."""
    return [each for each in await tenures(session, branch_id=branch_id) if each.covers(day)]


async def branches_on(session: AsyncSession, day: date, people: Collection[int]) -> dict[int, int]:
    """Person → the branch in which they were on that day; of whom no beginning is known, there has been none."""
    query = select(Entry).where(
        Entry.fact == Fact.BRANCH.value,
        col(Entry.person_id).in_(people),
        col(Entry.since).is_(None) | (col(Entry.since) <= day),
    )
    rows: Iterable[Any] = (await session.exec(query.order_by(col(Entry.since), col(Entry.id)))).all()
    return {
        row.person_id: row.branch_id
        for row in rows
        if (row.until is None and row.ended_at is None) or (row.until is not None and day < row.until)
    }
