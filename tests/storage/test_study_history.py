"""The invented year's lessons and trainings, taken over once."""

from datetime import date

from sqlmodel import col, func, select

from sandbox.bureau import Bureau
from sandbox.history import history
from storage.history import take_over
from storage.people import roster
from storage.people.directory import who_has_number
from storage.people.roster_file import read_roster
from storage.study import learning
from storage.study import pace as paces
from storage.study.learning import State
from storage.study.rows import Lesson, StudyRecord, most_tenths, shortest_note
from storage.study.topics import topics
from tests.conftest import NOW

TODAY = date(2026, 11, 24)


async def test_the_years_lessons_make_hours_that_differ_and_are_taken_over_once(database):
    bureau = Bureau.generate(2026, today=TODAY)
    year = history(bureau)
    async with database.write() as tx:
        await roster.apply(tx, read_roster("roster.csv", bureau.roster_csv().encode()), NOW)
        await take_over(tx, year, NOW)
    async with database.write() as tx:
        await take_over(tx, year, NOW)
    async with database.read() as session:
        records = (await session.exec(select(func.count()).select_from(StudyRecord))).one()
        lessons = (await session.exec(select(Lesson).order_by(col(Lesson.id)))).all()
        found = await paces.years(session, TODAY)
        finished = next(each for each in year["study"]["records"] if each["finished_on"])
        who = await who_has_number(session, finished["who"])
        items = {item.lesson.title: item for item in await learning.of_person(session, who)}
    assert (records, len(lessons)) == (len(year["study"]["records"]), 5)
    assert items[lessons[finished["lesson"]].title].state is State.FINISHED
    behind = sum(each.behind for each in found) / len(found)
    assert 0.1 < behind < 0.7
    assert len({each.tenths for each in found}) > 20


def test_the_invented_lessons_keep_the_houses_limits():
    year = history(Bureau.generate(2026, today=TODAY))["study"]
    for lesson in year["lessons"]:
        assert lesson["topic"] in topics()
        assert 0 < lesson["tenths"] <= most_tenths()
        if lesson["question"]:
            assert 2 <= len(set(lesson["options"])) == len(lesson["options"]) <= 4
            assert lesson["right"] in range(len(lesson["options"]))
            assert lesson["explanation"]
    assert all(len(each["note"]) >= shortest_note() for each in year["records"] if each["note"])
    assert all(each["finished_on"] < TODAY.isoformat() for each in year["records"] if each["finished_on"])
