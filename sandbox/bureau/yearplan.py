"""Each branch's plan of the year, made in its January, on the days that the branch keeps to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people import ZONE
from scoring.yearplan import Branch, proposal
from storage.meetings.facts import facts_by_branch
from storage.rules.regulations import duty_rules, own
from storage.yearplan import plans
from storage.yearplan.rows import Kept


def stories(past: Past) -> Iterator[Story]:
    for number, team in enumerate(past.teams()):
        yield _planned(past, team, number)


async def _planned(past: Past, team: Team, number: int) -> Story:
    year, here = past.bureau.today.year, past.branches[team.branch.name]
    made = datetime.combine(date(year, 1, 5 + number % 24), time(10), ZONE)
    yield made
    facts = (await facts_by_branch(past.tx, [here], date(year - 1, 1, 1), date(year, 12, 31), ZONE))[here]
    # The days that it keeps to now are those that it was used to then.
    before = [replace(each, day=each.day.replace(year=year - 1, day=min(each.day.day, 28))) for each in facts.meetings]
    branch = Branch(facts.groups, facts.has_committee)
    lines = proposal(year, duty_rules(own()), before, branch, date(year, 1, 1))
    kept = [Kept(line, -place) for place, line in enumerate(lines, 1)]
    await plans.save(past.tx, past.who(team.secretary), here, year, kept, seen=None, now=made)
