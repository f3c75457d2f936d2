"""A year of talks and home visits: their words sealed as the bot seals them, each on the trail. Here and there one is still owed."""

from collections.abc import Iterator

from sandbox.bureau import talks_words as words
from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people import Person
from sandbox.bureau.roles import roles
from storage.talks import content
from storage.talks.content import Said

_HELD = 0.65
"""The share of the year's talks that have been held by now."""


_BETWEEN_THE_SEVEN = (("党委书记", "党务干部"), ("党委书记", "支部书记"), ("党务干部", "支委"), ("支委", "积极分子"))
"""Who among those with whom people begin has held a talk with whom."""
_THIS_MONTH = (9, 12, 14, 18)
"""Days ago on which the newest of a branch's talks were held."""


def stories(past: Past) -> Iterator[Story]:
    for number, team in enumerate(past.teams()):
        committee, random = team.committee, past.random(f"talks:{team.branch.name}")
        for place, leader in enumerate(committee[1:]):
            said = words.COMMITTEE[(number + place) % len(words.COMMITTEE)]
            yield _talk(past, committee[0], leader, said, random.randint(60, 300))
        led = (*team.leaders, *team.members)
        for place, other in enumerate(led):
            if random.random() < _HELD:
                said = words.MIXED[(number + place) % len(words.MIXED)]
                yield _talk(past, committee[place % len(committee)], other, said, random.randint(30, 300))
        for place, (one, other) in enumerate(zip(led[::2], led[1::2], strict=False)):
            if random.random() < _HELD:
                said = words.MEMBERS[(number + place) % len(words.MEMBERS)]
                yield _talk(past, one, other, said, random.randint(30, 300))
        newest = _THIS_MONTH[number % len(_THIS_MONTH)]
        yield _talk(past, committee[0], led[0], words.MIXED[0], newest)
        yield _talk(past, committee[0], led[-1], words.VISIT[number % len(words.VISIT)], newest + 2)
        yield _interviewed(past, team, number)
    seven = {role.name: role.person for role in roles(past.bureau)}
    for number, (talking, talked_with) in enumerate(_BETWEEN_THE_SEVEN):
        yield _talk(past, seven[talking], seven[talked_with], words.MIXED[number % len(words.MIXED)], 34 - number)


async def _talk(past: Past, holder: Person, other: Person, said: words.Said, ago: int) -> Story:
    """Written down on the evening of the day after; what follows is to be done in a week's time."""
    logged = past.at(max(ago - 1, 1), 19)
    yield logged
    await content.log(
        past.tx,
        past.who(holder),
        with_id=past.id_of(other),
        kind=said.kind,
        held_on=past.day(ago),
        hour="15:00",
        said=Said(text=said.text, place=said.place, agreed=said.agreed, follow_up=said.follow_up),
        follow_up_on=past.day(-7) if said.follow_up and ago < 30 else None,
        now=logged,
    )


def _interviewed(past: Past, team: Team, number: int) -> Story:
    """As the sign on somebody wanted it, between its being noted and being settled."""
    other = team.members[-2 if len(team.members) > 1 else -1]
    return _talk(past, team.discipline, other, words.INTERVIEW, 60 + number)
