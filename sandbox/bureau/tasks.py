"""Work given one level down: the bureau's to the branches, the branches' to their people, at every stage on the way."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.bureau import tasks_words as words
from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people import Person
from scoring.cadence import Cadence
from storage.people.directory import Who
from storage.tasks import assigning, lists, parts
from storage.tasks.receivers import receivers
from storage.tasks.rows import Assignment, Proof

_TARDY = 3
"""So many branches have not handed in what was due long ago."""


def stories(past: Past) -> Iterator[Story]:
    staff = past.bureau.holding("党务干部")[0]
    yield _analysis(past, staff)
    yield _dues(past, staff)
    yield _review(past, staff)
    for team in past.teams():
        yield _monthly(past, team)
        yield _year_end(past, team)


async def _give(  # noqa: PLR0917 - what a task consists of
    past: Past,
    me: Who,
    level: int | None,
    what: str,
    given: int,
    due: int,
    *,
    to: list[int] | None = None,
    cadence: Cadence = Cadence.ONCE,
    proof: Proof = Proof.TEXT,
    parent: int | None = None,
) -> list[Assignment]:
    """`given` and `due` are days ago; it is for everybody one level below, or for those."""
    task = await assigning.give(
        past.tx,
        me,
        level=level,
        what=what,
        to=to or [each.number for each in await receivers(past.tx, me, level)],
        cadence=cadence,
        due_on=past.day(due),
        of_month=past.day(due).day,
        lead_days=None,
        proof=proof,
        parent_id=parent,
        now=past.at(given),
    )
    return await lists.parts(past.tx, task.key)


def _heads(past: Past) -> dict[int, Who]:
    """Branch → its secretary, who does what the branch is given."""
    return {past.branches[team.branch.name]: past.who(team.secretary) for team in past.teams()}


async def _hand_in(past: Past, me: Who, part: Assignment, text: str, at: datetime) -> None:
    await parts.hand_in(past.tx, me, part.key, text=text, files=(), now=at)


async def _accept(past: Past, me: Who, part: Assignment, at: datetime, returned: str = "") -> None:
    await parts.judge(past.tx, me, part.key, accepted=not returned, word=returned or None, now=at)


async def _analysis(past: Past, staff: Person) -> Story:
    """Due long ago: handed in and accepted by all but a few."""
    random, heads, me = past.random("analysis"), _heads(past), past.who(staff)
    yield past.at(61)
    given = await _give(past, me, None, words.ANALYSIS, 61, 43)
    tardy = random.sample(given[20:], _TARDY)
    done = [each for each in given if each not in tardy]
    for ago, some in ((47, done[::2]), (45, done[1::2])):
        yield past.at(ago, 16)
        for each in some:
            await _hand_in(past, heads[each.branch_id], each, random.choice(words.ANALYSES), past.at(ago, 16))
    yield past.at(44, 10)
    for each in done:
        await _accept(past, me, each, past.at(44, 10))


async def _dues(past: Past, staff: Person) -> Story:
    """Every month: last month's is done, this month's is due tomorrow."""
    random, heads, me = past.random("dues"), _heads(past), past.who(staff)
    yield past.at(45)
    last = await _give(past, me, None, words.DUES, 45, 30, cadence=Cadence.MONTHLY)
    yield past.at(31, 15)
    for each in last:
        await _hand_in(past, heads[each.branch_id], each, random.choice(words.DUES_REPORTS), past.at(31, 15))
    yield past.at(30, 17)
    for each in last:
        await _accept(past, me, each, past.at(30, 17))
    yield past.at(29, 0)
    await assigning.begin_next_periods(past.tx, past.day(29))
    yield past.at(1, 16)
    this = next(task for task, _ in await lists.given(past.tx, None) if task.what == words.DUES and task.number)
    for each in random.sample(await lists.parts(past.tx, this.key), 12):
        await _hand_in(past, heads[each.branch_id], each, random.choice(words.DUES_REPORTS), past.at(1, 16))


async def _review(past: Past, staff: Person) -> Story:
    """Under way: some branches have noted it, some work at it, some have handed in; one in three breaks it down."""
    heads, me = _heads(past), past.who(staff)
    organisers = {past.branches[team.branch.name]: past.who(team.organiser) for team in past.teams()}
    yield past.at(8)
    given = await _give(past, me, None, words.REVIEW_PLAN, 8, -10)
    yield past.at(7, 10)
    for number, each in enumerate(given):
        if number % 5:
            await parts.note(past.tx, heads[each.branch_id], each.key, past.at(7, 10))
        if number % 3 == 2:
            to = [organisers[each.branch_id].person_id]
            await _give(past, heads[each.branch_id], each.branch_id, words.REVIEW_PART, 7, -6, to=to, parent=each.key)
    yield past.at(4, 15)
    for number, each in enumerate(given):
        head, text = heads[each.branch_id], words.REVIEW_PLANS[number % len(words.REVIEW_PLANS)]
        if number % 5 in (1, 2):
            await _hand_in(past, head, each, text, past.at(4, 15))
        elif number % 5 == 3:
            await parts.report(past.tx, head, each.key, words.REVIEW_PROGRESS, past.at(4, 15))
    yield past.at(1, 11)
    for number, each in enumerate(given):
        if number % 5 == 1:
            await _accept(past, me, each, past.at(1, 11))


async def _monthly(past: Past, team: Team) -> Story:
    """Within a branch, done: to its committee and group leaders, one of whom had to write more."""
    random, me = past.random(f"monthly:{team.branch.name}"), past.who(team.secretary)
    whose = {past.id_of(each): past.who(each) for each in (*team.committee[2:], *team.leaders)}
    yield past.at(25, 9)
    given = await _give(past, me, me.branch_id, words.MONTHLY, 25, 15, to=list(whose))
    yield past.at(19, 17)
    for each in given:
        await _hand_in(past, whose[each.person_id or 0], each, random.choice(words.MONTHLY_REPORTS), past.at(19, 17))
    yield past.at(18, 9)
    for each in given[1:]:
        await _accept(past, me, each, past.at(18, 9))
    await _accept(past, me, given[0], past.at(18, 9), words.TOO_SHORT)
    yield past.at(17, 16)
    await _hand_in(past, whose[given[0].person_id or 0], given[0], words.MONTHLY_REPORTS[1], past.at(17, 16))
    yield past.at(16, 9)
    await _accept(past, me, given[0], past.at(16, 9))


async def _year_end(past: Past, team: Team) -> Story:
    """Within a branch, under way: to everybody, who have done a little or a lot, asked for time or asked what is wanted."""
    me, whose = past.who(team.secretary), {past.id_of(each): past.who(each) for each in team.members}
    yield past.at(11, 10)
    given = await _give(past, me, me.branch_id, words.YEAR_END, 11, -7)
    mine = [(each, whose[each.person_id or 0]) for each in given if each.person_id in whose]
    yield past.at(6, 14)
    for each, who in mine[2:4]:
        await parts.note(past.tx, who, each.key, past.at(6, 14))
    for each, who in mine[4:5]:
        await parts.question(past.tx, who, each.key, words.QUESTION, past.at(6, 14))
        await parts.answer(past.tx, me, each.key, words.ANSWER, past.at(6, 15))
    yield past.at(4, 20)
    for (each, who), text in zip(mine[5:8], words.SUMMARIES, strict=False):
        await _hand_in(past, who, each, text, past.at(4, 20))
    yield past.at(3, 21)
    for each, _ in mine[7:8]:
        await _accept(past, me, each, past.at(3, 21))
    yield past.at(1, 19)
    for each, who in mine[1:2]:
        until = each.due_on + timedelta(days=3)
        await parts.ask_time(past.tx, who, each.key, until=until, reason=words.MORE_TIME, now=past.at(1, 19))
