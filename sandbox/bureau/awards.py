"""Two years' honours: of members, of branches, and one that a secretary has proposed this week."""

from collections.abc import Iterator

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people_words import KNOWN_BRANCH
from storage.awards import keeping
from storage.awards.rows import Given, Level
from storage.people.directory import Who

_OF_MEMBERS = (
    ("优秀共产党员", Level.BUREAU, "海滨县公安局党委"),
    ("嘉奖", Level.BUREAU, "海滨县公安局"),
    ("三等功", Level.CITY, "市公安局"),
    ("优秀党务工作者", Level.BUREAU, "海滨县公安局党委"),
)
_OF_BRANCHES = (("先进党支部", Level.BUREAU, "海滨县公安局党委"), ("集体嘉奖", Level.CITY, "市公安局"))
_EVERY = 3
_PROPOSED = ("二等功", Level.PROVINCE, "省公安厅", "省公政〔2026〕18号")


def stories(past: Past) -> Iterator[Story]:
    staff = past.who(past.bureau.holding("党务干部")[0])
    for place, team in enumerate(past.teams()):
        known = team.branch.name == KNOWN_BRANCH
        for number, member in enumerate(team.members[: 4 if known else 2]):
            title, level, giver = _OF_MEMBERS[(place + number) % len(_OF_MEMBERS)]
            ago = 146 + 365 * (number % 2)
            given = Given(title, level, giver, past.day(ago), f"海公党〔{past.day(ago).year}〕{place + 3}号")
            yield _entered(past, staff, past.id_of(member), team.branch.name, given, 60 + place)
        if place % _EVERY == 0 or known:
            title, level, giver = _OF_BRANCHES[place % len(_OF_BRANCHES)]
            given = Given(title, level, giver, past.day(146))
            yield _entered(past, staff, None, team.branch.name, given, 60 + place)
        if known:
            title, level, giver, document = _PROPOSED
            given = Given(title, level, giver, past.day(9), document)
            yield _entered(past, past.who(team.secretary), past.id_of(team.members[-1]), team.branch.name, given, 2)


async def _entered(past: Past, by: Who, person: int | None, branch: str, given: Given, ago: int) -> Story:  # noqa: PLR0917
    at = past.at(ago, 10)
    yield at
    if person != by.person_id:
        await keeping.enter(past.tx, by, person, past.branches[branch], given, at)
