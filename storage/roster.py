"""Compare a roster file with what is kept, and take over what is new or changed. Nobody is ever deleted by a file."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit
from storage.audit import Event
from storage.people import Branch, Group, Person, PostHeld
from storage.posts import MEMBERS
from storage.roster_file import Refusal, RosterFile, RosterRow


@dataclass
class RosterPlan:
    """What taking over a file would do: rows to add, rows to change, people it no longer names, rows refused."""

    new: list[RosterRow] = field(default_factory=list)
    changed: list[RosterRow] = field(default_factory=list)
    gone: list[Person] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether taking it over would change nothing."""
        return not (self.new or self.changed or self.gone)


async def compare(session: AsyncSession, file: RosterFile) -> RosterPlan:
    """Say what the file would change, changing nothing.

    A row whose phone belongs to somebody whom the file does not move is refused; people already proposed for removal
    are not proposed again; those named by a refused row are not taken for gone.
    """
    people = {person.police_no: person for person in (await session.exec(select(Person))).all()}
    branch_names = {branch.id: branch.name for branch in (await session.exec(select(Branch))).all()}
    group_names = {group.id: group.name for group in (await session.exec(select(Group))).all()}
    posts: dict[int, set[str]] = {}
    for held in (await session.exec(select(PostHeld))).all():
        posts.setdefault(held.person_id, set()).add(held.post)

    plan = RosterPlan(refused=list(file.refused))
    named = {row.police_no for row in file.rows} | {word for refusal in file.refused for word in refusal.who.split()}
    # Whoever stays outside the file keeps their phone; inside it, the file has the last word.
    kept_phones = {person.phone: number for number, person in people.items() if person.phone and number not in named}
    for row in file.rows:
        holder = kept_phones.get(row.phone) if row.phone else None
        if holder is not None:
            plan.refused.append(
                Refusal(row.line, row.police_no, f"手机号已属于警号 {holder} 的同志，请核对后重新导入这一行。")
            )
            continue
        person = people.get(row.police_no)
        if person is None:
            plan.new.append(row)
        elif _facts(row) != _kept(person, branch_names, group_names, posts) or person.left_at or person.missing_since:
            plan.changed.append(row)
        else:
            plan.unchanged += 1
    plan.gone = [
        person
        for number, person in sorted(people.items())
        if number not in named and person.left_at is None and person.missing_since is None
    ]
    return plan


async def apply(session: AsyncSession, file: RosterFile, now: datetime, by: int | None = None) -> RosterPlan:
    """Take the file over and propose the removal of those it no longer names. Doing it twice changes nothing more.

    The audit trail keeps that it was done, by whom (None is the operator), and each change of what rights follow from.
    """
    plan = await compare(session, file)
    rows = plan.new + plan.changed
    before = await _rights(session)
    branch_ids = await _branch_ids(session, rows)
    group_ids = await _group_ids(session, rows, branch_ids)
    people = {person.police_no: person for person in (await session.exec(select(Person))).all()}
    # Two people may have swapped numbers: a phone is unique, so all are freed before any is given.
    for row in plan.changed:
        people[row.police_no].phone = None
    await session.flush()
    for row in rows:
        person = people.get(row.police_no) or Person(police_no=row.police_no, name="", branch_id=0, category="")
        person.name, person.category = row.name, row.category.value
        person.branch_id = branch_ids[row.branch]
        person.group_id = group_ids[row.branch, row.group] if row.group else None
        person.phone, person.position = row.phone, row.position
        person.joined_on, person.full_on = row.joined_on, row.full_on
        person.missing_since = person.left_at = None
        session.add(person)
        people[row.police_no] = person
    await session.flush()
    await session.exec(delete(PostHeld).where(col(PostHeld.person_id).in_([people[row.police_no].id for row in rows])))
    session.add_all(
        PostHeld(person_id=people[row.police_no].id or 0, post=post.value) for row in rows for post in row.posts
    )
    for person in plan.gone:
        person.missing_since = now
        session.add(person)
    await session.flush()
    counts = f"新增 {len(plan.new)}，变更 {len(plan.changed)}，拟移出 {len(plan.gone)}"
    await audit.record(session, Event.ROSTER_IMPORTED, by=by, now=now, note=counts)
    for person_id, (words, posts) in (await _rights(session)).items():
        former, _ = before.get(person_id, ("", False))
        # Of those who are new, only who has been given a post is worth an entry.
        if words != former and (former or posts):
            note = f"{former or '无'} → {words}"
            await audit.record(session, Event.RIGHTS_CHANGED, by=by, over=person_id, now=now, note=note)
    return plan


async def _rights(session: AsyncSession) -> dict[int, tuple[str, bool]]:
    """What each person's rights follow from, in words (branch, whether a member, posts), and whether there is a post."""
    query = (
        select(Person, Branch.name, PostHeld.post)
        .join(Branch, col(Branch.id) == col(Person.branch_id))
        .join(PostHeld, col(PostHeld.person_id) == col(Person.id), isouter=True)
        .where(col(Person.left_at).is_(None))
        .order_by(col(Person.id), col(PostHeld.post))
    )
    held: dict[int, tuple[str, bool]] = {}
    for person, branch, post in (await session.exec(query)).all():
        start = f"{branch}、党员" if person.category in MEMBERS else branch
        words, _ = held.get(person.id or 0, (start, False))
        held[person.id or 0] = (f"{words}、{post}", True) if post else (words, False)
    return held


async def proposed_removals(session: AsyncSession) -> list[Person]:
    """Those who vanished from the roster and wait for somebody's decision."""
    query = select(Person).where(col(Person.missing_since).is_not(None), col(Person.left_at).is_(None))
    return list((await session.exec(query.order_by(col(Person.police_no)))).all())


async def decide_removal(
    session: AsyncSession, person_id: int, *, leaves: bool, now: datetime, by: int | None = None
) -> Person | None:
    """Confirm that a person has left, or keep them; None when nobody proposed it (any more)."""
    person = await session.get(Person, person_id)
    if person is None or person.missing_since is None or person.left_at is not None:
        return None
    if leaves:
        person.left_at, person.telegram_id, person.bound_at, person.phone = now, None, None, None
        await audit.record(session, Event.LEFT_ROSTER, by=by, over=person_id, now=now)
    else:
        person.missing_since = None
    session.add(person)
    return person


def _facts(row: RosterRow) -> tuple[object, ...]:
    return (
        row.name,
        row.branch,
        row.group,
        row.category.value,
        frozenset(post.value for post in row.posts),
        row.phone,
        row.position,
        row.joined_on,
        row.full_on,
    )


def _kept(
    person: Person, branch_names: dict[int | None, str], group_names: dict[int | None, str], posts: dict[int, set[str]]
) -> tuple[object, ...]:
    return (
        person.name,
        branch_names[person.branch_id],
        group_names[person.group_id] if person.group_id else None,
        person.category,
        frozenset(posts.get(person.id or 0, ())),
        person.phone,
        person.position,
        person.joined_on,
        person.full_on,
    )


async def _branch_ids(session: AsyncSession, rows: list[RosterRow]) -> dict[str, int]:
    known = {branch.name for branch in (await session.exec(select(Branch))).all()}
    wanted = dict.fromkeys(row.branch for row in rows)
    session.add_all(Branch(name=name) for name in wanted if name not in known)
    await session.flush()
    return {branch.name: branch.id or 0 for branch in (await session.exec(select(Branch))).all()}


async def _group_ids(
    session: AsyncSession, rows: list[RosterRow], branch_ids: dict[str, int]
) -> dict[tuple[str, str], int]:
    branch_names = {number: name for name, number in branch_ids.items()}
    known = {(branch_names[group.branch_id], group.name) for group in (await session.exec(select(Group))).all()}
    wanted = dict.fromkeys((row.branch, row.group) for row in rows if row.group)
    session.add_all(
        Group(branch_id=branch_ids[branch], name=name) for branch, name in wanted if (branch, name) not in known
    )
    await session.flush()
    return {
        (branch_names[group.branch_id], group.name): group.id or 0
        for group in (await session.exec(select(Group))).all()
    }
