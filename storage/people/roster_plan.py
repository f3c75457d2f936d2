"""What taking over a roster file would do: who and what, old → new, and what it must not do without a person's word.

A column that the file does not have says nothing; an empty cell in one that it has empties the fact.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from storage.people.directory import Person
from storage.people.posts import MEMBERS, Post
from storage.sheets.table import RefusedRow

Facts = dict[str, str | None]
"""A person as the roster tells them: column → word, days as ISO text, posts in the order of `Post` joined by 、."""

FACTS = ("职务", "类别", "支部", "党小组", "手机号", "姓名", "警号", "岗位", "入党日期", "转正日期")
"""What may change of a person, the weightiest first."""
MANY = 10
"""More than this many people do not leave by one file without a typed word."""
_MEMBERS = {each.value for each in MEMBERS}


class Stop(StrEnum):
    """What a file does not do without a person's word; the value names it on the command line."""

    LOST_RIGHTS = "lost-rights"
    NEW_BRANCHES = "new-branches"
    REMOVALS = "removals"
    NEW_NUMBERS = "new-numbers"


@dataclass(frozen=True)
class Change:
    """One person's entry before (empty for somebody new) and after; `returns` for one who had left.

    `police_no` is the number by which the person is known until then.
    """

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
    def number(self) -> str:
        """The police number, as it will be."""
        return self.after.get("警号") or self.police_no

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs of somebody known."""
        return tuple(word for word in FACTS if self.before and self.before.get(word) != self.after.get(word))

    @property
    def lost(self) -> list[str]:
        """The rights that end: posts, and membership, upon which others rest."""
        gone = [post for post in posts_in(self.before.get("职务")) if post not in posts_in(self.after["职务"])]
        left = self.before.get("类别") in _MEMBERS and self.after["类别"] not in _MEMBERS
        return [*gone, *(["党员"] if left else [])]


@dataclass
class Done:
    """What was written and whom it has to be told, by person id: posts that now wait for a second person, posts that ended,
    phones changed of people with an account, and the former names and numbers of those who got another. `watching` are those who were inspectors before or are after."""

    waiting: dict[int, list[str]] = field(default_factory=dict)
    ended: dict[int, list[str]] = field(default_factory=dict)
    phones: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
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
    def renumbered(self) -> list[Change]:
        """Those who are known already, and have another police number now."""
        return [each for each in self.changed if "警号" in each.fields]

    @property
    def stops(self) -> list[Stop]:
        """What needs a word of its own."""
        found = {
            Stop.LOST_RIGHTS: bool(self.losing),
            Stop.NEW_BRANCHES: bool(self.new_branches),
            Stop.REMOVALS: len(self.gone) > MANY,
            Stop.NEW_NUMBERS: bool(self.renumbered),
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
