"""Who held the posts of the branches before the bot was used: since when those of today, and who before them, as the staff entered it."""

from datetime import date, timedelta

from sandbox.bureau.past import BEGAN, Past
from storage.people import past as earlier
from storage.people.past import Held
from storage.people.posts import COMMITTEE_POSTS, Post

FORMER_TERM = timedelta(days=3 * 365)
"""The committees of the demo were elected for three years."""


async def add(past: Past) -> None:
    """Of every branch since when its committee has been there; of some, whose secretary somebody else was in the term before."""
    at = past.at(BEGAN - 2, 10)
    staff, random = past.who(past.bureau.holding("党务干部")[0]), past.random("register")
    for team in past.teams():
        branch = past.branches[team.branch.name]
        elected = date(past.now.year - 2, random.randint(3, 6), random.randint(1, 28))
        for person in team.committee:
            for word in person.posts:
                if Post(word) in COMMITTEE_POSTS:
                    held = Held(Post(word), branch, elected, None)
                    await earlier.enter(past.tx, staff, past.people[person.badge], held, at)
        former = team.members[0] if team.members and random.random() < 0.5 else None
        if former is not None and former.is_member and not former.posts:
            held = Held(Post.SECRETARY, branch, elected - FORMER_TERM, elected)
            await earlier.enter(past.tx, staff, past.people[former.badge], held, at)
