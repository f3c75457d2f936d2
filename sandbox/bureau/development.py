"""发展党员 at every stage: applications, activists, three people in 公示, candidates, 预备党员; the comments and the yearly plans.

What was done before the bureau had the bot is entered from the papers; what came after is recorded on its day.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from sandbox.bureau import development_words as words
from sandbox.bureau.past import BEGAN, Past, Story
from sandbox.bureau.people import PROBATIONARY, Person
from sandbox.bureau.people_words import KNOWN_BRANCH
from scoring.development_steps import DECIDED_ABOVE, Step
from storage.development import analysis, cases, comments, materials, materials_list, plan
from storage.development.cases import Entry
from storage.development.dossiers import open_of
from storage.development.rows import Origin

_WAY: tuple[tuple[Step, int], ...] = (
    (Step.APPLIED, 0),
    (Step.TALKED, 20),
    (Step.RECOMMENDED, 200),
    (Step.ACTIVIST, 210),
    (Step.CONTACTS, 220),
    (Step.INSPECTED, 390),
    (Step.INSPECTED, 577),
    (Step.HEARD, 580),
    (Step.PROPOSED, 590),
    (Step.CONSENTED, 600),
    (Step.NOTICE, 605),
    (Step.NOTICE_ENDED, 620),
    (Step.CANDIDATE, 622),
    (Step.INTRODUCERS, 630),
    (Step.REVIEWED, 640),
    (Step.TRAINED, 650),
    (Step.PRE_REVIEWED, 660),
    (Step.FORM, 662),
    (Step.ADMITTED, 670),
    (Step.INTERVIEWED, 690),
    (Step.APPROVED, 700),
    (Step.SWORN, 715),
)
"""The usual way, in days from the application."""
_DAYS = dict(_WAY)
_APPLICANTS = ((Step.APPLIED, 12), (Step.TALKED, 60), (Step.RECOMMENDED, 9))
_ACTIVISTS = (
    (Step.ACTIVIST, 6),
    (Step.CONTACTS, 30),
    (Step.INSPECTED, 40),
    (Step.CONTACTS, 90),
    (Step.HEARD, 4),
    (Step.CANDIDATE, 1),
)
_CANDIDATES = (
    (Step.CANDIDATE, 16),
    (Step.INTRODUCERS, 10),
    (Step.TRAINED, 5),
    (Step.PRE_REVIEWED, 12),
    (Step.FORM, 8),
)
"""How far some have come, and how many days ago."""
_PROBATIONERS = 3
_FILED, _LEFT_LYING = 3, 9
"""A document is in the file some days after its step, all but one in so many."""


def stories(past: Past) -> Iterator[Story]:
    by = {category: list(_of(past, category)) for category in ("入党申请人", "入党积极分子", "发展对象", PROBATIONARY)}
    known = next(each for each in by["入党积极分子"] if each.branch == KNOWN_BRANCH)
    objected, open_one, *activists = (each for each in by["入党积极分子"] if each is not known)
    for number, each in enumerate(by["入党申请人"]):
        step, ago = _APPLICANTS[number % 3]
        yield _case(past, each, step, ago + number)
    for each, (step, ago) in zip(activists, _ACTIVISTS, strict=False):
        yield _case(past, each, step, ago)
    for each, (step, ago) in zip(by["发展对象"], _CANDIDATES, strict=False):
        yield _case(past, each, step, ago)
    yield _case(past, known, Step.NOTICE, 4)
    yield _commented(past, known)
    yield _case(past, objected, Step.NOTICE, 15)
    yield _objected(past, objected, answered=True)
    yield _case(past, open_one, Step.NOTICE, 6)
    yield _objected(past, open_one, answered=False)
    members = sorted(by[PROBATIONARY], key=lambda each: each.joined or past.bureau.today)
    for number, each in enumerate(islice(members, _PROBATIONERS)):
        yield _joined(past, each, applies=number == 0)
    yield _planned(past, [known, objected, open_one, *by["发展对象"]])
    for each in activists[-4:]:
        yield _proposed(past, each)
    yield _analysed(past)


async def _analysed(past: Past) -> Story:
    """Last year's, by most secretaries and then for the bureau; the branch that visitors see first is among them."""
    year = past.day(0).year - 1
    ago = (past.bureau.today - date(year, 12, 28)).days
    yield past.at(ago, 15)
    for place, team in enumerate(past.teams()):
        if place % 5 != 3:
            me = past.who(team.secretary)
            words_of = words.ANALYSES[place % len(words.ANALYSES)]
            await analysis.confirm(past.tx, me, me.branch_id, year, 0, words_of, past.at(ago, 15))
    yield past.at(ago - 2, 10)
    staff = past.who(past.bureau.holding("党务干部")[0])
    await analysis.confirm(past.tx, staff, None, year, 0, words.BUREAU_ANALYSIS, past.at(ago - 2, 10))


def _of(past: Past, category: str) -> Iterator[Person]:
    return (each for each in past.bureau.people if each.category == category and each.bound)


def _steps(until: Step, ago: int) -> Iterator[tuple[Step, int]]:
    """The way up to a step, with how many days ago each was."""
    for step, days in _WAY:
        yield step, ago + _DAYS[until] - days
        if step is until and days == _DAYS[until]:
            return


async def _case(past: Past, person: Person, until: Step, ago: int) -> Story:
    steps = list(_steps(until, ago))
    applied = steps[0][1]
    opened = min(applied, BEGAN - 5)
    yield past.at(opened, 10)
    number = await _begin(past, person, applied, opened)
    for step, day in steps[1:]:
        if day < opened:
            yield past.at(day, 10)
        await _record(past, person, number, step, past.day(day), min(day, opened))


async def _begin(past: Past, person: Person, applied: int, opened: int) -> int:
    case = await cases.begin(
        past.tx,
        past.who(past.team(person.branch).organiser),
        past.id_of(person),
        past.day(applied),
        past.at(opened, 10),
        origin=Origin.NEW if applied == opened else Origin.EARLIER,
    )
    return case.number


async def _record(  # noqa: PLR0917 - what a step consists of
    past: Past, person: Person, number: int, step: Step, on: date, ago: int
) -> None:
    team = past.team(person.branch)
    by = past.bureau.holding("党务干部")[0] if step in DECIDED_ABOVE else team.organiser
    whose = {
        Step.CONTACTS: (team.leaders[0],),
        Step.INTRODUCERS: (team.leaders[0], team.publicity),
        Step.INTERVIEWED: (past.bureau.holding("党务干部")[1],),
    }
    entry = Entry(
        step,
        on,
        people=[past.id_of(each) for each in whose.get(step, ())],
        note=words.NOTES.get(step, words.NOTE),
        days=3 * (step is Step.TRAINED),
        hours=24 * (step is Step.TRAINED),
    )
    await cases.record(past.tx, past.who(by), number, entry, past.at(ago, 10))
    for place, material in enumerate(materials_list.own()):
        # Of each file some document has been left lying.
        if material.step is step and ago > _FILED and (place + number) % _LEFT_LYING:
            keeper, kept = past.who(team.organiser), past.at(ago - 1, 16)
            await materials.keep_paper(past.tx, keeper, number, material.key, kept.date(), words.PLACE, kept)


async def _joined(past: Past, person: Person, *, applies: bool) -> Story:
    """A 预备党员, from the papers up to the oath; one has asked to become a full member."""
    assert person.joined
    admitted = (past.bureau.today - person.joined).days
    opened = admitted - 60
    yield past.at(opened, 10)
    steps = list(_steps(Step.SWORN, admitted + _DAYS[Step.ADMITTED] - _DAYS[Step.SWORN]))
    number = await _begin(past, person, steps[0][1], opened)
    for step, day in steps[1:]:
        await _record(past, person, number, step, past.day(day), opened)
    if applies:
        yield past.at(5, 10)
        await _record(past, person, number, Step.FULL_APPLIED, past.day(5), 5)


async def _comment(
    past: Past, person: Person, by: Person, text: str, ago: int, *, objection: bool = False, confidential: bool = False
) -> int:
    case = await open_of(past.tx, past.id_of(person))
    assert case
    made, _ = await comments.comment(
        past.tx, past.who(by), case.number, text, objection=objection, confidential=confidential, now=past.at(ago, 12)
    )
    return made.number


async def _commented(past: Past, person: Person) -> Story:
    """By colleagues: two speak for it, one suggests something and is answered, one asks and still waits."""
    here, elsewhere = past.team(person.branch), past.teams()[12]
    organiser = past.who(here.organiser)
    yield past.at(3, 12)
    for by, text in zip((here.members[4], elsewhere.members[0]), words.SUPPORT, strict=True):
        await _comment(past, person, by, text, 3)
    suggested = await _comment(past, person, here.members[5], words.SUGGESTION, 3, confidential=True)
    yield past.at(1, 12)
    await comments.answer(past.tx, organiser, suggested, words.SUGGESTION_ANSWER, past.at(1, 12))
    await _comment(past, person, elsewhere.leaders[0], words.QUESTION, 1)


async def _objected(past: Past, person: Person, *, answered: bool) -> Story:
    """While an objection is open the days of 公示 do not count."""
    by = past.team(person.branch).members[1]
    ago = 12 if answered else 4
    yield past.at(ago, 12)
    text = words.OBJECTION if answered else words.OPEN_OBJECTION
    number = await _comment(past, person, by, text, ago, objection=True, confidential=True)
    if answered:
        yield past.at(7, 10)
        await comments.answer(
            past.tx, past.who(past.team(person.branch).organiser), number, words.OBJECTION_ANSWER, past.at(7, 10)
        )


async def _planned(past: Past, people: list[Person]) -> Story:
    """This year's list, by the party-affairs staff."""
    yield past.at(310, 10)
    staff = past.who(past.bureau.holding("党务干部")[0])
    for branch in dict.fromkeys(each.branch for each in people):
        some = [past.id_of(each) for each in people if each.branch == branch]
        year = past.bureau.today.year
        await plan.propose(past.tx, staff, past.branches[branch], some, year=year, now=past.at(310, 10))


async def _proposed(past: Past, person: Person) -> Story:
    """For next year's, by the secretary: the staff have not approved it yet."""
    yield past.at(6, 16)
    secretary = past.who(past.team(person.branch).secretary)
    year = past.bureau.today.year + 1
    await plan.propose(
        past.tx, secretary, past.branches[person.branch], [past.id_of(person)], year=year, now=past.at(6, 16)
    )
