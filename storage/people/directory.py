"""The bureau's people: branch, group, person, posts held; and who a Telegram account belongs to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Column, Row, UniqueConstraint, bindparam, exists, func, update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import ask, moment, table_of
from storage.people.branch_ends import MARK, BranchEnd, ended
from storage.people.posts import COMMITTEE_POSTS, Category, Post


class Branch(SQLModel, table=True):
    """A party branch (支部); `chat_id` is the Telegram group it has bound, `thread_id` the topic there where the group is a forum."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    chat_id: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    thread_id: int | None = Field(default=None, sa_type=BigInteger)


class Group(SQLModel, table=True):
    """A party group (党小组) within a branch."""

    __tablename__ = "party_group"
    __table_args__ = (UniqueConstraint("branch_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    branch_id: int = Field(foreign_key="branch.id")
    name: str


class Person(SQLModel, table=True):
    """Somebody on the roster. `left_at` is set when the removal of one who vanished from the roster was confirmed.

    `unreachable_since` is set when Telegram refuses to deliver to the account, until the person writes again.
    """

    id: int | None = Field(default=None, primary_key=True)
    police_no: str = Field(unique=True)
    name: str = Field(index=True)
    branch_id: int = Field(foreign_key="branch.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="party_group.id", index=True)
    category: str
    phone: str | None = Field(default=None, unique=True)
    position: str | None = None
    joined_on: date | None = Field(default=None, index=True)
    full_on: date | None = None
    telegram_id: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    bound_at: datetime | None = moment(default=None)
    missing_since: datetime | None = moment(default=None)
    left_at: datetime | None = moment(default=None)
    unreachable_since: datetime | None = moment(default=None)


class PostHeld(SQLModel, table=True):
    """A post (职务) that a person holds; rights follow from it.

    While it waits for a second person's word (`waiting_since`), it does not open what is confidential; `for_account` where it
    waits as the person's account was bound anew.
    """

    __tablename__ = "post_held"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    post: str = Field(primary_key=True, index=True)
    given_by: int | None = None
    waiting_since: datetime | None = moment(default=None, index=True)
    for_account: bool = False
    confirmed_by: int | None = None
    confirmed_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Who:
    """The person behind an update, as the access check needs them. Of their `posts`, those `waiting` are not confirmed yet."""

    person_id: int
    telegram_id: int | None
    police_no: str
    name: str
    branch_id: int
    branch: str
    group_id: int | None
    category: Category
    posts: frozenset[Post]
    unreachable: bool = False
    waiting: frozenset[Post] = frozenset()


_POSTS = {each.value: each for each in Post}
_CATEGORIES = {each.value: each for each in Category}
_PERSON, _BRANCH, _POST = table_of(Person), table_of(Branch), table_of(PostHeld)
_OF_PERSON = ("telegram_id", "police_no", "name", "branch_id", "group_id", "category", "unreachable_since")
_HERE = (
    select(  # type: ignore[call-overload]  # more columns than its overloads know
        _PERSON.c.id.label("person_id"),
        *(_PERSON.c[name] for name in _OF_PERSON),
        _BRANCH.c.name.label("branch"),
        _POST.c.post,
        _POST.c.waiting_since,
    )
    .join_from(_PERSON, _BRANCH)
    .join(_POST, _POST.c.person_id == _PERSON.c.id, isouter=True)
    .where(_PERSON.c.left_at.is_(None))
)
_HEADS = (
    select(_PERSON.c.branch_id, _PERSON.c.id)
    .join_from(_PERSON, _POST, _POST.c.person_id == _PERSON.c.id)
    .where(_POST.c.post.in_([Post.SECRETARY.value, Post.DEPUTY_SECRETARY.value]), _PERSON.c.left_at.is_(None))
    # Whoever comes last is the one that counts.
    .order_by(_POST.c.post == Post.SECRETARY.value, _PERSON.c.police_no)
)
_BY = {
    column: _HERE.where(column == bindparam("sought"))
    for column in (_PERSON.c.telegram_id, _PERSON.c.id, _PERSON.c.police_no)
}


async def who_is(session: AsyncSession, telegram_id: int) -> Who | None:
    """The person bound to that Telegram account, or None for an unbound account."""
    return await _who(session, _PERSON.c.telegram_id, telegram_id)


async def who_has_id(session: AsyncSession, person_id: int) -> Who | None:
    """The person with that id, unless they have left."""
    await session.flush()
    return await _who(session, _PERSON.c.id, person_id)


async def who_has_number(session: AsyncSession, police_no: str) -> Who | None:
    """The person with that police number (警号), unless they have left."""
    await session.flush()
    return await _who(session, _PERSON.c.police_no, police_no)


async def _who(session: AsyncSession, column: Column[Any], sought: int | str) -> Who | None:
    rows = (await ask(session, _BY[column], {"sought": sought})).all()
    return _as_who(rows) if rows else None


def _as_who(rows: Sequence[Row[*tuple[Any, ...]]]) -> Who:
    """Of the rows of one person, one for each post held."""
    person = rows[0]
    posts = {_POSTS[row.post]: row.waiting_since is not None for row in rows if row.post}
    return Who(
        person_id=person.person_id,
        telegram_id=person.telegram_id,
        police_no=person.police_no,
        name=person.name,
        branch_id=person.branch_id,
        branch=person.branch,
        group_id=person.group_id,
        category=_CATEGORIES[person.category],
        posts=frozenset(posts),
        unreachable=person.unreachable_since is not None,
        waiting=frozenset(post for post, waits in posts.items() if waits),
    )


async def people_of(
    session: AsyncSession,
    *,
    branch_id: int | None = None,
    group_id: int | None = None,
    ids: set[int] | None = None,
    posts: Collection[Post] = (),
) -> list[Who]:
    """Everyone still on the roster within that reach (who holds one of those posts), in the order of police numbers."""
    await session.flush()
    query = _HERE.order_by(_PERSON.c.police_no)
    if branch_id is not None:
        query = query.where(_PERSON.c.branch_id == branch_id)
    if group_id is not None:
        query = query.where(_PERSON.c.group_id == group_id)
    if ids is not None:
        query = query.where(_PERSON.c.id.in_(ids))
    if posts:
        held = select(PostHeld.person_id).where(col(PostHeld.post).in_(sorted(posts)))
        query = query.where(_PERSON.c.id.in_(held))
    rows = (await session.exec(query)).all()
    return [_as_who(list(posts)) for _, posts in groupby(rows, key=attrgetter("person_id"))]


async def with_phones(session: AsyncSession, branch_id: int | None = None) -> set[int]:
    """Those (of a branch) whose phone the roster holds."""
    query = select(Person.id).where(col(Person.phone).is_not(None), col(Person.left_at).is_(None))
    if branch_id is not None:
        query = query.where(col(Person.branch_id) == branch_id)
    return {number for number in await session.exec(query) if number is not None}


async def name_of(session: AsyncSession, person_id: int) -> str:
    """A person's name, also of one who has left."""
    person = await session.get(Person, person_id)
    return person.name if person else ""


async def names_of(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """Person → name, also of those who have left."""
    rows = (await session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids)))).all()
    return {number: name for number, name in rows if number is not None}


async def departed(session: AsyncSession) -> list[Person]:
    """Those who have left, the last first."""
    query = select(Person).where(col(Person.left_at).is_not(None)).order_by(col(Person.left_at).desc(), col(Person.id))
    return list((await session.exec(query)).all())


async def branches(session: AsyncSession) -> list[Branch]:
    """Every branch that there is now, in the order they were entered."""
    return list((await session.exec(select(Branch).where(~ended(col(Branch.id))).order_by(col(Branch.id)))).all())


async def branch_spans(session: AsyncSession, branch_id: int | None = None) -> dict[int, tuple[str, date | None]]:
    """Branch id (that one's, or each) → name and, of one that is no more, its last day; in the order they were entered."""
    query = (
        select(col(Branch.id), col(Branch.name), col(BranchEnd.on))
        .join(BranchEnd, col(BranchEnd.branch_id) == col(Branch.id), isouter=True)
        .order_by(col(Branch.id))
    )
    if branch_id is not None:
        query = query.where(col(Branch.id) == branch_id)
    return {
        number or 0: (f"{name}{MARK}" if on else name, on) for number, name, on in (await session.exec(query)).all()
    }


async def branch_names(session: AsyncSession, branch_id: int | None = None) -> dict[int, str]:
    """Branch id (that one's, or each) → what its records are called, also of one that is no more, which is marked."""
    return {number: name for number, (name, _) in (await branch_spans(session, branch_id)).items()}


async def present_names(session: AsyncSession, since: date | None = None) -> dict[int, str]:
    """The same of the branches that there are now, or were at any time since that day: to choose from."""
    spans = await branch_spans(session)
    return {number: name for number, (name, on) in spans.items() if on is None or (since and on >= since)}


async def groups_of(session: AsyncSession, branch_id: int) -> list[Group]:
    """The groups of a branch, in the order they were entered."""
    return list((await session.exec(select(Group).where(Group.branch_id == branch_id).order_by(col(Group.id)))).all())


@dataclass(frozen=True)
class Headcount:
    """How many of a branch's people are on the roster, and how many of them have bound an account."""

    branch_id: int
    branch: str
    people: int
    bound: int


async def headcounts(session: AsyncSession) -> list[Headcount]:
    """Every branch that there is now with its numbers, in the order the branches were entered."""
    query = (
        select(col(Branch.id), Branch.name, func.count(col(Person.id)), func.count(col(Person.telegram_id)))
        .join(Person, (col(Person.branch_id) == col(Branch.id)) & col(Person.left_at).is_(None), isouter=True)
        .where(~ended(col(Branch.id)))
        .group_by(col(Branch.id), col(Branch.name))
        .order_by(col(Branch.id))
    )
    return [Headcount(number or 0, name, people, bound) for number, name, people, bound in await session.exec(query)]


async def name_of_group(session: AsyncSession, group_id: int | None) -> str | None:
    group = await session.get(Group, group_id) if group_id else None
    return group.name if group else None


async def secretaries(session: AsyncSession, branch_id: int | None = None) -> dict[int, Who]:
    """Branch → its secretary, or the deputy where the post is vacant; a branch with neither is left out."""
    found: dict[int, Who] = {}
    for post in (Post.DEPUTY_SECRETARY, Post.SECRETARY):
        found |= {who.branch_id: who for who in await holders(session, post, branch_id)}
    return found


async def heads(session: AsyncSession) -> dict[int, int]:
    """Branch → the number of whom `secretaries` gives: of all branches, for telling them something."""
    await session.flush()
    return {branch: person for branch, person in (await session.exec(_HEADS)).all()}


async def committees(session: AsyncSession, branch_ids: Collection[int]) -> dict[int, list[Who]]:
    """Branch → its committee, in the order of police numbers; of the branches named."""
    await session.flush()
    seat = _POST.alias("seat").c
    seated = exists().where(seat.person_id == _PERSON.c.id, seat.post.in_([post.value for post in COMMITTEE_POSTS]))
    query = _HERE.where(_PERSON.c.branch_id.in_(branch_ids), seated).order_by(_PERSON.c.police_no)
    found: dict[int, list[Who]] = {}
    for _, posts in groupby((await session.exec(query)).all(), key=attrgetter("person_id")):
        who = _as_who(list(posts))
        found.setdefault(who.branch_id, []).append(who)
    return found


def head_of(committee: Sequence[Who]) -> Who | None:
    """The secretary among them, or the deputy where the post is vacant."""
    for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY):
        if found := [who for who in committee if post in who.posts]:
            return found[-1]
    return None


def heads_among(people: Iterable[Who]) -> dict[int, Who]:
    """Branch → the head of those people of it; one with neither is left out."""
    by_branch: dict[int, list[Who]] = {}
    for who in people:
        by_branch.setdefault(who.branch_id, []).append(who)
    heads = {branch: head_of(mine) for branch, mine in by_branch.items()}
    return {branch: head for branch, head in heads.items() if head is not None}


async def lose(tx: AsyncSession, person_id: int, now: datetime) -> bool:
    """Telegram refuses to deliver to that person's account; gives whether that is news."""
    person = await tx.get(Person, person_id)
    if person is None or person.unreachable_since is not None:
        return False
    person.unreachable_since = now
    tx.add(person)
    return True


async def find_again(tx: AsyncSession, person_id: int) -> None:
    """The person has written, so that Telegram delivers again."""
    await tx.exec(update(Person).where(col(Person.id) == person_id).values(unreachable_since=None))


async def holders(session: AsyncSession, post: Post, branch_id: int | None = None) -> list[Who]:
    """Everyone (of a branch) who holds a post."""
    return await people_of(session, branch_id=branch_id, posts=[post])
