"""Who may do what, over whom.

A person's posts and category give roles; a role gives an act a reach (`rights.py`); `may` compares that reach with the place acted on.
"""

from dataclasses import dataclass, replace

from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS, MEMBERS, Post
from storage.people.rights import CONFIDENTIAL, TABLE, Act, Reach, Role


@dataclass(frozen=True)
class Place:
    """What an act is done to: somebody, a group, a branch, or (all None) the bureau."""

    branch_id: int | None = None
    group_id: int | None = None
    person_id: int | None = None


def roles(who: Who) -> set[Role]:
    """The roles that a person's category and posts give."""
    found = {Role.PERSON}
    posts = who.posts
    if who.category in MEMBERS:
        found.add(Role.MEMBER)
    if posts & COMMITTEE_POSTS:
        found.add(Role.COMMITTEE)
    if posts & _HEADS:
        found.add(Role.SECRETARY)
    return found | {role for post, role in _GIVEN.items() if post in posts}


_HEADS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY})
_GIVEN = {
    Post.ORGANISATION: Role.ORGANISER,
    Post.GROUP_LEADER: Role.GROUP_LEADER,
    Post.PUBLICITY: Role.PUBLICITY,
    Post.PARTY_STAFF: Role.STAFF,
    Post.INSPECTOR: Role.INSPECTOR,
    Post.COMMITTEE_SECRETARY: Role.BUREAU_SECRETARY,
}


def confirmed(who: Who) -> Who:
    """The same person with those posts alone that wait for nobody."""
    return replace(who, posts=who.posts - who.waiting, waiting=frozenset()) if who.waiting else who


def opens_confidential(post: Post) -> bool:
    """Whether the post gives any confidential act further than everybody has it."""
    everybody = {Role.PERSON, Role.MEMBER}
    given = {_GIVEN[post]} if post in _GIVEN else set()
    given |= {Role.COMMITTEE} if post in COMMITTEE_POSTS else set()
    given |= {Role.SECRETARY} if post in _HEADS else set()
    return any(
        max((TABLE[act].get(role, Reach.NONE) for role in given), default=Reach.NONE)
        > max(TABLE[act].get(role, Reach.NONE) for role in everybody)
        for act in CONFIDENTIAL
    )


def reach(who: Who, act: Act) -> Reach:
    """How far that person may go in that act."""
    row = TABLE[act]
    held = roles(confirmed(who) if act in CONFIDENTIAL else who)
    return max((row.get(role, Reach.NONE) for role in held), default=Reach.NONE)


def waits_for(who: Who, act: Act) -> bool:
    """Whether that person lacks the act only because their post waits for a second person's word."""
    return not may(who, act) and may(replace(who, waiting=frozenset()), act)


def is_for_members(who: Who, act: Act) -> bool:
    """Whether that person lacks the act for not being a party member: to be one would be enough."""
    return Role.MEMBER in TABLE[act] and not may(who, act)


def may(who: Who, act: Act, over: Place | None = None) -> bool:
    """Whether that person may do it to that place; without a place, whether they may do it to anything at all."""
    far = reach(who, act)
    if far is Reach.NONE or over is None:
        return far is not Reach.NONE
    if far is Reach.BUREAU:
        return True
    if far is Reach.BRANCH:
        return over.branch_id == who.branch_id
    if far is Reach.GROUP:
        return over.branch_id == who.branch_id and over.group_id is not None and over.group_id == who.group_id
    return over.person_id == who.person_id
