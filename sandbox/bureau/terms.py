"""The committees' terms: most run, one ends before long, one is overdue, one was made longer, one election waits for its answer."""

from collections.abc import Iterator

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people_words import KNOWN_BRANCH
from storage.people.posts import Category
from storage.rules.regulations import own
from storage.terms import elections, keeping
from storage.terms.keeping import Entered
from storage.terms.rows import BRANCH_RULE, BUREAU, COMMITTEE_RULE, OFFICES

_ENTERED = 380
_SOON, _OVERDUE, _LONGER, _REPORTED = 5, 8, 11, 14
"""By the place of the branch in the bureau's order."""
_DAYS = {_SOON: 1000, _OVERDUE: 1110, _LONGER: 1090, _REPORTED: 1080}
_REASON = "支部两名委员参加专案工作，局党委同意延期半年。"


def stories(past: Past) -> Iterator[Story]:
    yield _terms(past)
    yield _longer(past)
    yield _election(past)


def _begun(past: Past, place: int, name: str) -> int:
    """How many days ago the term began; of the known branch it ends in three months."""
    return 1000 if name == KNOWN_BRANCH else _DAYS.get(place, 120 + place * 23)


async def _terms(past: Past) -> Story:
    at = past.at(_ENTERED, 11)
    yield at
    years = own()[BRANCH_RULE].integer("years")
    me = past.who(past.bureau.holding("党务干部")[0])
    branches = [
        Entered(past.branches[branch.name], past.day(_begun(past, place, branch.name)), years)
        for place, branch in enumerate(past.bureau.branches)
        if _begun(past, place, branch.name) > _ENTERED
    ]
    committee = Entered(BUREAU, past.day(900), own()[COMMITTEE_RULE].integer("years"))
    await keeping.enter(past.tx, me, [committee, *branches], at)
    yield past.at(100, 11)
    known = {each.branch_id for each in branches}
    later = [
        Entered(past.branches[branch.name], past.day(_begun(past, place, branch.name)), years)
        for place, branch in enumerate(past.bureau.branches)
        if past.branches[branch.name] not in known
    ]
    await keeping.enter(past.tx, me, later, past.at(100, 11))


async def _longer(past: Past) -> Story:
    team = past.teams()[_LONGER]
    at = past.at(40, 15)
    yield at
    branch = past.branches[team.branch.name]
    row = await keeping.ask(past.tx, past.who(team.secretary), branch, past.day(-185), _REASON, at)
    yield past.at(39, 10)
    staff = past.who(past.bureau.holding("党务干部")[0])
    await keeping.answer(past.tx, staff, row.key, past.at(39, 10), agreed=True)


async def _election(past: Past) -> Story:
    """Held on paper, reported yesterday: those who sit are elected once more."""
    team = past.teams()[_REPORTED]
    me, at = past.who(team.secretary), past.at(1, 17)
    yield at
    row = await elections.prepare(past.tx, me, past.branches[team.branch.name], at)
    holders = (team.secretary, team.deputy, team.organiser, team.publicity, team.discipline)
    posts = {
        post.value: past.id_of(person)
        for post, person in zip(OFFICES, holders, strict=True)
        if past.who(person).category is Category.FULL_MEMBER
    }
    await elections.report(past.tx, me, row.key, past.day(3), set(posts.values()), posts, at)
