"""The posts that an election gives: those of the committee before end, those of the new one begin, on the day of the election."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.people import roster
from storage.people.directory import Who
from storage.people.posts import COMMITTEE_POSTS
from storage.people.register import Stamp, Way
from storage.people.roster_compare import kept_facts
from storage.people.roster_plan import Change, Done, RosterPlan, posts_fact, posts_in

_COMMITTEE = {post.value for post in COMMITTEE_POSTS}


async def give_posts(  # noqa: PLR0917 - who gets what, from when, by whom
    tx: AsyncSession, me: Who, branch_id: int, posts: Mapping[str, int], on: date, now: datetime
) -> Done:
    """As a change of the roster by hand, so that all its rules hold: who keeps a post keeps it confirmed as it is, and one that is new
    and opens confidential things waits for a second person. Gives whom it is to be told. Raises Refusal."""
    plan = RosterPlan()
    for number, (person, facts) in (await kept_facts(tx)).items():
        if person.branch_id != branch_id or person.left_at is not None:
            continue
        others = [post for post in posts_in(facts["职务"]) if post not in _COMMITTEE]
        given = [post for post, holder in posts.items() if holder == person.id]
        change = Change(number, person.id, facts, {**facts, "职务": posts_fact([*others, *given])})
        if change.fields:
            plan.changed.append(change)
    await roster.change(tx, plan, Stamp(on, me.person_id, now, Way.ELECTION))
    return plan.done
