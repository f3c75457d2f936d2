"""风险防控: everybody's self-check of the half-year before, what there is of this one's, and the signs that committees noted."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import insert

from sandbox.bureau import risks_words as words
from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people import Person
from storage.risks import catalogue, checks, signs
from storage.risks.rows import CheckState, RiskCheck, RiskPoint
from storage.rules.grades import Level

_CHECKED, _CHECKS = 0.97, 0.5
_LEVELS = (Level.HIGH, Level.MIDDLE, Level.MIDDLE, Level.LOW, Level.LOW)


async def add(past: Past) -> None:
    """The self-checks, all at once. Of this half-year's some wait for the secretary, one in a branch was returned."""
    random = past.random("risks")
    this, before = checks.open_periods(past.bureau.today)
    made = []
    for team in past.teams():
        people = past.bureau.of_branch(team.branch.name)
        made += [_check(past, random, team, each, before) for each in people if random.random() < _CHECKED]
        some = [each for each in people[2:] if random.random() < _CHECKS]
        states = [CheckState.SUBMITTED, CheckState.RETURNED, CheckState.SUBMITTED]
        states += [CheckState.CONFIRMED] * len(some)
        made += [_check(past, random, team, each, this, state) for each, state in zip(some, states, strict=False)]
    past.tx.add_all(row for row, _ in made)
    await past.tx.flush()
    points = [point | {"check_id": row.key} for row, all_points in made for point in all_points]
    await past.tx.exec(insert(RiskPoint), params=points)


def _check(  # noqa: PLR0917 - what a self-check consists of
    past: Past,
    random: Random,
    team: Team,
    person: Person,
    first: date,
    state: CheckState = CheckState.CONFIRMED,
) -> tuple[RiskCheck, list[dict[str, Any]]]:
    last = checks.period(first)[1]
    until = (min(last, past.bureau.today) - first).days
    ago = (past.bureau.today - first).days - random.randint(until - 30, until - 8)
    if state is not CheckState.CONFIRMED:
        ago = random.randint(1, 2)
    kind = catalogue.proposed(person.duty) or catalogue.own()[-1]
    row = RiskCheck(
        person_id=past.id_of(person),
        branch_id=past.branches[person.branch],
        position=person.duty,
        kind=kind.key,
        first_on=first,
        due_on=last,
        state=state.value,
        submitted_at=past.at(ago, 10),
        submitted_on=past.day(ago),
    )
    judge = team.deputy if person is team.secretary else team.secretary
    if state is not CheckState.SUBMITTED:
        row.judged_by = past.id_of(judge)
    if state is CheckState.CONFIRMED:
        row.confirmed_on = past.day(max(ago - random.randint(1, 5), 0))
    elif state is CheckState.RETURNED:
        row.word = words.RETURNED
    chosen = random.sample(kind.points, min(random.randint(1, 3), len(kind.points)))
    return row, [
        {"number": number, "text": each.text, "level": random.choice(_LEVELS).value, "measure": each.measure}
        for number, each in enumerate(chosen, 1)
    ]


def stories(past: Past) -> Iterator[Story]:
    for number, team in enumerate(past.teams()):
        if number % 3 != 1:
            yield _open(past, team, number)
        yield _settled(past, team, number)


async def _open(past: Past, team: Team, number: int) -> Story:
    level, what = words.SIGNS[number % len(words.SIGNS)]
    ago = 1 + number % 3
    yield past.at(ago, 17)
    about = past.id_of(team.members[-1])
    await signs.note(
        past.tx, past.who(team.discipline), person_id=about, what=what, since=past.day(ago + 9), level=level,
        now=past.at(ago, 17),
    )  # fmt: skip


async def _settled(past: Past, team: Team, number: int) -> Story:
    level, what, word = words.SETTLED[number % len(words.SETTLED)]
    ago = 70 + number
    yield past.at(ago, 11)
    about = past.id_of(team.members[-2 if len(team.members) > 1 else -1])
    sign = await signs.note(
        past.tx, past.who(team.organiser), person_id=about, what=what, since=past.day(ago + 5), level=level,
        now=past.at(ago, 11),
    )  # fmt: skip
    yield past.at(ago - 20, 16)
    await signs.close(past.tx, past.who(team.secretary), sign.key, word, past.at(ago - 20, 16))
