"""The invented bureau as people and groups of a world."""

from collections.abc import Iterator

from sandbox.bureau import COMMITTEE_POSTS
from sandbox.bureau import Bureau as _Bureau
from sandbox.chats import Group, Person


def people_of(bureau: _Bureau) -> Iterator[Person]:
    """Everybody on the roster; who is bound in the year's history has opened the chat with the bot."""
    for person in bureau.people:
        about = (person.badge, person.branch, person.group, "、".join(person.posts), person.category, person.duty)
        yield Person(
            person.telegram_id,
            person.name,
            phone=person.phone,
            username=person.username,
            note=" · ".join(part for part in about if part),
            started=person.bound,
        )


def groups_of(bureau: _Bureau) -> Iterator[Group]:
    """One group a branch: its secretary made it, its committee administers it, the bot is a member."""
    for branch in bureau.branches:
        people = bureau.of_branch(branch.name)
        secretary = next(person for person in people if "支部书记" in person.posts)
        committee = [person.telegram_id for person in people if set(COMMITTEE_POSTS) & set(person.posts)]
        yield Group(
            branch.chat_id,
            branch.name,
            [person.telegram_id for person in people],
            administrators=committee,
            creator=secretary.telegram_id,
        )
