"""The invented bureau's accounts and groups, as the Telegram of the sandbox takes them."""

from collections.abc import Iterator

from sandbox.bureau.people import COMMITTEE_POSTS, Bureau
from sandbox.bureau.roles import roles
from sandbox.telegram.chats import Group, Person


def people_of(bureau: Bureau) -> Iterator[Person]:
    """Everybody on the roster; whose account is bound has opened the chat with the bot."""
    hints = {role.person.badge: f"{number}. {role.name}：{role.tries}" for number, role in enumerate(roles(bureau), 1)}
    for person in bureau.people:
        about = (person.badge, person.branch, person.group, "、".join(person.posts), person.category, person.duty)
        yield Person(
            person.telegram_id,
            person.name,
            phone=person.phone,
            username=person.username,
            note=" · ".join(part for part in about if part),
            hint=hints.get(person.badge, ""),
            started=person.bound,
        )


def groups_of(bureau: Bureau) -> Iterator[Group]:
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
