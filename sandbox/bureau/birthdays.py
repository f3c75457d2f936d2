"""Political birthdays: the cards that were given in the year, the words that are written for this week's, and the lists of growth."""

from collections.abc import Iterator
from datetime import date

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people import Person
from sandbox.bureau.people_words import KNOWN_BRANCH
from sandbox.bureau.roles import roles
from storage.birthdays import celebrants, greeting, growth, messages
from storage.birthdays.rows import LONGEST

_DAYS_GIVEN = 60
_UNWRITTEN = 9
"""One card in so many went out without words of the secretary's."""
_MESSAGES = (
    "岁月不居，初心不改。你在平凡岗位上守住了一名党员的本分，支部为你骄傲。愿你常回望来时路，步履更加坚定。",
    "政治生日快乐！还记得你带队蹲守的那几个寒夜，是党员就冲在前面。愿你永葆热忱，也多保重身体、多陪陪家人。",
    "入党的誓言，你用一件件小事兑现：一次次耐心的调解，一趟趟上门的走访。愿你始终做群众身边最可信赖的人。",
    "从青涩到担当，你的每一步成长支部都看在眼里。前路仍长，愿你带着这份热爱，继续做年轻同志的榜样。",
)
_GROWTH = (
    (9, "被评为支部优秀共产党员"),
    (7, "参加抗台抢险突击队"),
    (5, "担任党员先锋岗岗长"),
    (3, "带教的新同志独立上岗"),
    (1, "获全局嘉奖"),
)


def stories(past: Past) -> Iterator[Story]:
    """Of those to come in a week every other one has its words: the others are owed. Those of today have."""
    seven = {role.person for role in roles(past.bureau)}
    coming = [(each, day) for each in _members(past) for day in _anniversaries(past, each, 0, 7)]
    coming.sort(key=lambda each: (each[1], each[0].badge))
    for number, (each, day) in enumerate(coming):
        if day == past.bureau.today or (each.branch != KNOWN_BRANCH and number % 2):
            yield _written(past, each, day, _MESSAGES[number % len(_MESSAGES)])
        yield _grown(past, each)
    for each in past.bureau.of_branch(KNOWN_BRANCH):
        if each.is_member and each not in {celebrant for celebrant, _ in coming}:
            yield _grown(past, each)
    for each in _members(past):
        # Of those with whom people begin, and their branch, those of the whole year.
        for day in _anniversaries(
            past, each, -365 if each.branch == KNOWN_BRANCH or each in seven else -_DAYS_GIVEN, -1
        ):
            yield _given(past, each, day)


def _members(past: Past) -> list[Person]:
    return [each for each in past.bureau.people if each.is_member and each.joined]


def _anniversaries(past: Past, person: Person, first: int, last: int) -> Iterator[date]:
    """Those of a person that many days from today, of full years alone."""
    for ahead in range(first, last + 1):
        day, joined = past.day(-ahead), person.joined
        if joined and (joined.month, joined.day) == (day.month, day.day) and joined.year < day.year:
            yield day


async def _written(past: Past, person: Person, day: date, words: str) -> Story:
    assert len(words) <= LONGEST
    yield past.at(2, 16)
    celebrant = await celebrants.find(past.tx, past.id_of(person), day.year)
    writer = (await messages.writers(past.tx, celebrant))[0]
    await messages.write(past.tx, writer, past.id_of(person), day.year, words, past.at(2, 16))


async def _grown(past: Past, person: Person) -> Story:
    team = past.team(person.branch)
    keeper = past.who(team.deputy if person is team.secretary else team.secretary)
    yield past.at(200, 15)
    for years, text in _GROWTH[int(person.badge[-1]) % 3 :: 2]:
        on = past.day(365 * years + int(person.badge[-2:]))
        if person.joined and person.joined < on:
            await growth.add(past.tx, keeper, past.id_of(person), on, text, past.at(200, 15))


async def _given(past: Past, person: Person, day: date) -> Story:
    ago = (past.bureau.today - day).days
    yield past.at(ago + 3, 16)
    celebrant = await celebrants.find(past.tx, past.id_of(person), day.year)
    if ago % _UNWRITTEN:
        writer, words = (await messages.writers(past.tx, celebrant))[0], _MESSAGES[ago % len(_MESSAGES)]
        celebrant = await messages.write(past.tx, writer, past.id_of(person), day.year, words, past.at(ago + 3, 16))
    yield past.at(ago)
    await greeting.give(past.tx, celebrant, day)
