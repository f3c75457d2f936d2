"""What taking over a roster file would do: who and what, old → new, and what it must not do without a person's word.

A column that the file does not have says nothing; an empty cell in one that it has empties the fact.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import BRANCH_POSTS, MEMBERS, Post
from storage.people.roster_file import RosterFile, RosterRow
from storage.sheets.table import RefusedRow

Facts = dict[str, str | None]
"""A person as the roster tells them: column → word, days as ISO text, posts in the order of `Post` joined by 、."""

FACTS = ("职务", "类别", "支部", "党小组", "手机号", "姓名", "岗位", "入党日期", "转正日期")
"""What may change of a person, the weightiest first."""
NEAREST = 20
"""For this many new branches names like theirs are looked for: where columns are mixed up each row has one, and it would take long."""
MANY = 10
"""More than this many people do not leave by one file without a typed word."""
_MEMBERS = {each.value for each in MEMBERS}


class Stop(StrEnum):
    """What a file does not do without a person's word; the value names it on the command line."""

    LOST_RIGHTS = "lost-rights"
    NEW_BRANCHES = "new-branches"
    REMOVALS = "removals"


@dataclass(frozen=True)
class Change:
    """One person's entry before (empty for somebody new) and after; `returns` for one who had left."""

    police_no: str
    person_id: int | None
    before: Facts
    after: Facts
    line: int = 0
    returns: bool = False

    @property
    def name(self) -> str:
        """As it will be."""
        return self.after["姓名"] or ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs of somebody known."""
        return tuple(word for word in FACTS if self.before and self.before[word] != self.after[word])

    @property
    def lost(self) -> list[str]:
        """The rights that end: posts, and membership, upon which others rest."""
        gone = [post for post in posts_in(self.before.get("职务")) if post not in posts_in(self.after["职务"])]
        left = self.before.get("类别") in _MEMBERS and self.after["类别"] not in _MEMBERS
        return [*gone, *(["党员"] if left else [])]


@dataclass
class Done:
    """What was written and whom it has to be told, by person id: posts that now wait for a second person, posts that ended,
    phones changed of people with an account, and the former names of those who got another. `watching` are those who were inspectors before or are after."""

    waiting: dict[int, list[str]] = field(default_factory=dict)
    ended: dict[int, list[str]] = field(default_factory=dict)
    phones: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    watching: set[int] = field(default_factory=set)


@dataclass
class RosterPlan:
    """Rows to add, rows to change, people that the file no longer names, rows refused; and branches to be made.

    `new_branches` gives each one's nearest existing names (None: not looked for); it is empty while there is no branch at all.
    `done` is filled when the plan was carried out.
    """

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Person] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    unchanged: int = 0
    new_branches: dict[str, list[str] | None] = field(default_factory=dict)
    done: Done = field(default_factory=Done)

    @property
    def is_empty(self) -> bool:
        """Whether taking it over would change nothing."""
        return not (self.new or self.changed or self.gone)

    @property
    def losing(self) -> list[Change]:
        """Those who lose a right."""
        return [each for each in self.changed if each.lost]

    @property
    def stops(self) -> list[Stop]:
        """What needs a word of its own."""
        found = {
            Stop.LOST_RIGHTS: bool(self.losing),
            Stop.NEW_BRANCHES: bool(self.new_branches),
            Stop.REMOVALS: len(self.gone) > MANY,
        }
        return [stop for stop, there in found.items() if there]

    @property
    def mark(self) -> str:
        """The same for the same effects: what somebody has agreed to is what is done, or they are asked again."""
        changes = [[each.police_no, each.before, each.after, each.returns] for each in (*self.new, *self.changed)]
        said = [changes, [person.police_no for person in self.gone], self.new_branches]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def posts_in(words: str | None) -> list[str]:
    """The posts of a fact 职务."""
    return words.split("、") if words else []


def posts_fact(posts: Iterable[str]) -> str | None:
    """Posts as a fact, whatever their order was."""
    held = set(posts)
    return "、".join(post.value for post in Post if post.value in held) or None


async def kept_facts(session: AsyncSession) -> dict[str, tuple[Person, Facts]]:
    """Police number → the person and what is kept of them, also of those who left."""
    branch_names = {branch.id: branch.name for branch in (await session.exec(select(Branch))).all()}
    group_names = {group.id: group.name for group in (await session.exec(select(Group))).all()}
    posts: dict[int, list[str]] = {}
    for held in (await session.exec(select(PostHeld))).all():
        posts.setdefault(held.person_id, []).append(held.post)
    return {
        person.police_no: (
            person,
            {
                "姓名": person.name,
                "支部": branch_names[person.branch_id],
                "党小组": group_names[person.group_id] if person.group_id else None,
                "类别": person.category,
                "职务": posts_fact(posts.get(person.id or 0, ())),
                "手机号": person.phone,
                "岗位": person.position,
                "入党日期": person.joined_on.isoformat() if person.joined_on else None,
                "转正日期": person.full_on.isoformat() if person.full_on else None,
            },
        )
        for person in (await session.exec(select(Person))).all()
    }


async def compare(session: AsyncSession, file: RosterFile) -> RosterPlan:
    """Say what the file would change, changing nothing.

    A row that contradicts what is kept and not said is refused, and so is one whose phone belongs to somebody whom the file
    does not move. People already proposed for removal are not proposed again; those named by a refused row are not gone.
    """
    kept = await kept_facts(session)
    named = {row.police_no for row in file.rows} | {word for refusal in file.refused for word in refusal.what.split()}
    plan = RosterPlan(refused=list(file.refused))
    taken: list[Change] = []
    # A spreadsheet drops zeros in front of a number: that is not a newcomer, and the person with that number has not left.
    with_zeros = {number.lstrip("0"): number for number in kept if number.startswith("0")}
    for row in file.rows:
        change = _change(row, file.said, kept.get(row.police_no))
        if row.police_no not in kept and (meant := with_zeros.get(row.police_no.lstrip("0"))):
            named.add(meant)
            plan.refused.append(
                _refusal(change, f"名册里是警号 {meant}，这里前面的 0 不一样，请设为文本格式后重新填写")
            )
        elif problem := _contradiction(change, file.said):
            plan.refused.append(_refusal(change, problem))
        else:
            taken.append(change)
    for change in _with_free_phones(taken, kept, plan):
        person, _ = kept.get(change.police_no, (None, {}))
        if person is None:
            plan.new.append(change)
        elif change.fields or person.left_at or person.missing_since:
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    plan.gone = [
        person
        for number, (person, _) in sorted(kept.items())
        if number not in named and person.left_at is None and person.missing_since is None
    ]
    branches = [branch.name for branch in (await session.exec(select(Branch))).all()]
    wanted = dict.fromkeys(each.after["支部"] or "" for each in (*plan.new, *plan.changed))
    if branches:
        fresh = [name for name in wanted if name not in branches]
        plan.new_branches = dict.fromkeys(fresh)
        plan.new_branches |= {name: difflib.get_close_matches(name, branches, 3, 0.5) for name in fresh[:NEAREST]}
    return plan


def _change(row: RosterRow, said: frozenset[str], kept: tuple[Person, Facts] | None) -> Change:
    told: Facts = {
        "姓名": row.name,
        "支部": row.branch,
        "党小组": row.group,
        "类别": row.category.value,
        "职务": posts_fact(post.value for post in row.posts),
        "手机号": row.phone,
        "岗位": row.position,
        "入党日期": row.joined_on.isoformat() if row.joined_on else None,
        "转正日期": row.full_on.isoformat() if row.full_on else None,
    }
    if kept is None:
        return Change(row.police_no, None, {}, told, row.line)
    person, before = kept
    after = before | {word: value for word, value in told.items() if word in said}
    if after["支部"] != before["支部"] and "党小组" not in said:
        # A group is a part of its branch: nobody takes it along.
        after["党小组"] = None
    return Change(row.police_no, person.id, before, after, row.line, returns=person.left_at is not None)


def _contradiction(change: Change, said: frozenset[str]) -> str | None:
    """What the row and what is kept cannot both be, as a clause that says what to write; None where they fit."""
    before, after, changes = change.before, change.after, {*change.fields}
    posts = posts_in(after["职务"])
    bound = [post for post in posts if Post(post) in BRANCH_POSTS]
    if "支部" in changes and bound and "职务" not in said:
        # Whether such a post ends or begins anew in the other branch is for the file to say.
        return f"要换支部，现在是{before['支部']}的{'、'.join(bound)}，请加上“职务”一列写明今后的职务"
    if Post.GROUP_LEADER.value in posts and not after["党小组"] and (not before or {"党小组", "职务"} & changes):
        return "是党小组长却没有党小组，请填党小组"
    joined, full = after["入党日期"], after["转正日期"]
    if joined and full and full < joined and {"入党日期", "转正日期"} & changes:
        return f"转正日期 {full} 早于入党日期 {joined}，请核对"
    return None


def _with_free_phones(changes: list[Change], kept: dict[str, tuple[Person, Facts]], plan: RosterPlan) -> list[Change]:
    """Those whose phone is free: whoever the file does not move keeps theirs; among those it moves it has the last word."""
    while True:
        moved = {change.police_no for change in changes}
        held = {person.phone: number for number, (person, _) in kept.items() if person.phone and number not in moved}
        refused = [change for change in changes if change.after["手机号"] in held]
        if not refused:
            return changes
        for change in refused:
            holder = held[change.after["手机号"] or ""]
            plan.refused.append(_refusal(change, f"手机号已属于警号 {holder} 的同志，请核对后重新导入这一行"))
        # One who is refused keeps their phone, which another row may have claimed.
        changes = [change for change in changes if change not in refused]


def _refusal(change: Change, problem: str) -> RefusedRow:
    return RefusedRow(change.line, f"{change.police_no} {change.name}", f"{problem}。")
