"""The index from the records: what counts, when it is computed anew, when a month is closed; on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from scoring.cadence import add_months
from scoring.index.facts import Came, Checked
from scoring.index.model import Colour
from scoring.index.rules import own
from storage.exams.rows import Exam, Taker
from storage.index import facts, index, keeping
from storage.index.facts import Span
from storage.index.index import HealthIndex
from storage.index.keeping import HealthRun
from storage.inputs.rating import LeaderRating
from storage.meetings import checkin
from storage.meetings.rows import How, Leave, MeetingState
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from storage.people.stale import HealthStale, touch
from storage.people.whose import EVERYBODY, Whose
from storage.risks.rows import CheckState, RiskCheck
from storage.study.rows import Training, TrainingPerson
from storage.topics.rows import Opinion
from tests.storage.index_rows import NOW, at, duty, meeting, rated, roster, topic

EXAM = {"members_only": True, "counts": {}, "points": {}, "pool": {}, "seed": 1, "minutes": 30, "tries": 1,
        "pass_percent": 60, "review_early": True}  # fmt: skip
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


async def facts_of(database, person=1, *, month=NOVEMBER, whose=None):
    async with database.read() as session:
        found = await facts.of_members(session, Span(month, NOW), own(), whose or Whose(people=[person]))
    return found.get(person)


async def compute(database, whose=EVERYBODY, now=NOW):
    async with database.write() as tx:
        return await index.compute(tx, now, whose)


async def kept(database, person=1, month=NOVEMBER):
    async with database.read() as session:
        return await index.of_person(session, person, month)


async def work(database, job, now=NOW):
    async with database.write() as tx:
        return await job(tx, now)


async def marked(database):
    async with database.read() as session:
        return list((await session.exec(select(HealthStale.person_id).order_by(HealthStale.person_id))).all())


async def test_a_meeting_counts_by_what_became_of_it(database):
    await roster(database, "王芳", "李雷")
    day = date(2026, 11, 3)
    ways = [How.ON_SPOT, How.LIVE, How.MADE_UP, Leave.GRANTED, Leave.ASKED, Leave.REFUSED, None]
    for way in ways:
        await meeting(database, day, {1: way, 2: How.LIVE})
    await meeting(database, day, {1: None}, state=MeetingState.PLANNED)
    await meeting(database, day, {1: None}, state=MeetingState.CANCELLED)
    found = await facts_of(database)
    assert [each.came for each in sorted(found.meetings, key=lambda m: m.number)] == [
        Came.ON_SPOT, Came.LIVE, Came.MADE_UP, Came.EXCUSED, Came.EXCUSED, Came.ABSENT, Came.ABSENT,
    ]  # fmt: skip


async def test_only_the_months_of_the_window_count(database):
    await roster(database, "王芳")
    inside = await meeting(database, date(2026, 9, 1), {1: None})
    await meeting(database, date(2026, 8, 31), {1: None})
    await meeting(database, date(2026, 11, 25), {1: None})
    assert [each.number for each in (await facts_of(database)).meetings] == [inside]


async def test_topics_that_are_over_count_by_taking_part_however_often(database):
    await roster(database, "王芳", "李雷")
    first = await topic(database, date(2026, 9, 1), 1, 1, 1)
    last = await topic(database, date(2026, 11, 23), 2)
    before = await topic(database, date(2026, 8, 31), 1)
    await topic(database, date(2026, 11, 24), 1)  # one can still speak today
    await topic(database, date(2026, 11, 20), branch=2)
    found = {person: (await facts_of(database, person)).topics for person in (1, 2)}
    assert {each.number: each.spoke for each in found[1]} == {first: True, last: False}
    assert {each.number: each.spoke for each in found[2]} == {first: False, last: True}
    assert {each.number for each in (await facts_of(database, month=OCTOBER)).topics} == {before, first}


async def test_what_was_taken_back_and_what_ended_before_one_joined_do_not_count(database):
    await roster(database, "王芳", "李雷")
    number = await topic(database, date(2026, 11, 20), 1)
    await work(database, keeping.marked)
    async with database.write() as tx:
        (await tx.exec(select(Opinion))).one().withdrawn_at = NOW
        await touch(tx, [1])
        (await tx.get(Person, 2)).joined_on = date(2026, 11, 21)
    assert await marked(database) == [1]
    assert [(each.number, each.spoke) for each in (await facts_of(database)).topics] == [(number, False)]
    assert (await facts_of(database, 2)).topics == ()


async def test_duty_without_leave_travel_and_sickness(database):
    await roster(database, "王芳")
    await duty(database, 1, OCTOBER, due=20, present=14, late=1, leave=2, travel=2.5, sick=0.5)
    await duty(database, 1, date(2026, 8, 1))
    (month,) = (await facts_of(database)).duty
    assert (month.month, month.owed, month.present, month.late) == (OCTOBER, 30, 28, 1)


async def test_ratings_are_the_raters_median(database):
    await roster(database, "王芳", "李雷", "赵敏")
    await rated(database, 1, OCTOBER, 2, rater=2)
    await rated(database, 1, OCTOBER, 5, rater=3)
    (rating,) = (await facts_of(database)).ratings
    assert rating.medians == (7,) * 5


async def check(database, person, first, due, submitted, state=CheckState.CONFIRMED):
    async with database.write() as tx:
        tx.add(
            RiskCheck(
                person_id=person, branch_id=1, position="民警", kind="x", first_on=first, due_on=due,
                state=state.value, submitted_at=at(submitted), submitted_on=submitted,
            )
        )  # fmt: skip
        await touch(tx, [person])


SPRING, AUTUMN = (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))


async def test_a_self_check_is_in_time_late_or_missing(database):
    await roster(database, "王芳", "李雷", "赵敏", "钱进")
    assert (await facts_of(database)).check is None
    await check(database, 1, *SPRING, date(2026, 5, 1))
    await check(database, 2, *SPRING, date(2026, 7, 9))
    await check(database, 4, *SPRING, date(2026, 5, 2), CheckState.RETURNED)
    found = [(await facts_of(database, person)).check.checked for person in (1, 2, 3, 4)]
    assert found == [Checked.IN_TIME, Checked.LATE, Checked.MISSING, Checked.MISSING]
    await check(database, 3, *AUTUMN, date(2026, 11, 2))
    assert (await facts_of(database, 3)).check.checked is Checked.IN_TIME


async def test_one_person_a_branch_and_the_bureau_find_the_same(database):
    await roster(database, "王芳", "李雷")
    async with database.write() as tx:
        tx.add(Person(police_no="2", name="外人", branch_id=2, category="预备党员"))
        tx.add(Person(police_no="3", name="群众", branch_id=1, category="群众"))
        tx.add(Person(police_no="4", name="离开", branch_id=1, category="正式党员", left_at=NOW))
    await meeting(database, date(2026, 11, 3), {1: None, 2: How.LIVE, 3: How.ON_SPOT, 4: None, 5: None})
    await duty(database, 1, OCTOBER, present=19)
    await rated(database, 2, OCTOBER)
    await check(database, 1, *SPRING, date(2026, 5, 1))
    async with database.read() as session:
        span = Span(NOVEMBER, NOW)
        bureau = await facts.of_members(session, span, own(), EVERYBODY)
        branch = await facts.of_members(session, span, own(), Whose(branches=[1]))
    assert set(bureau) == {1, 2, 3}
    assert set(branch) == {1, 2}
    for person in (1, 2):
        assert bureau[person] == branch[person] == await facts_of(database, person)


@pytest.mark.usefixtures("switched_on")
async def test_the_index_is_kept_and_written_anew_only_when_it_changes(database):
    await roster(database, "王芳", "李雷")
    await meeting(database, date(2026, 11, 3), {1: None, 2: How.LIVE})
    await rated(database, 1, OCTOBER)
    assert await compute(database) == 2
    assert await compute(database) == 0
    row = await kept(database)
    assert (row.total, row.known, row.proposed) == (688, 490, None)
    assert row.version == own().version
    assert [line.points for line in row.explained][:2] == [0, 800]
    await duty(database, 1, OCTOBER)
    assert await compute(database, Whose(people=[1])) == 1
    assert (await kept(database)).known == 640


async def test_study_hours_are_no_part_of_it_unless_the_bureau_has_switched_them_on(database):
    await roster(database, "王芳")
    await meeting(database, date(2026, 11, 3), {1: How.LIVE})
    await compute(database)
    row = await kept(database)
    assert "study" not in {line.key for line in row.explained}
    assert row.version == f"{own().version}（不含学时进度）"


async def test_an_unknown_month_of_the_past_is_not_kept(database):
    await roster(database, "王芳")
    early = at(date(2026, 11, 3))
    await compute(database, now=early)
    assert await kept(database, month=OCTOBER) is None
    assert (await kept(database)).total is None


async def test_the_colour_goes_on_from_last_months(database):
    await roster(database, "王芳")
    for day in range(1, 6):
        await meeting(database, date(2026, 11, day), {1: How.LIVE})
    await duty(database, 1, OCTOBER, present=20)
    await rated(database, 1, OCTOBER, 3)
    await compute(database)
    row = await kept(database)
    async with database.write() as tx:
        old = HealthIndex(**row.model_dump() | {"month": OCTOBER, "colour": Colour.GRAY.value, "total": 300})
        tx.add(old)
    assert row.proposed is Colour.GREEN
    total, green = row.total, own().colours.green
    assert total >= green + own().colours.margin
    await compute(database)
    assert (await kept(database)).proposed is Colour.GREEN


@pytest.mark.parametrize(
    ("day", "months", "closed"),
    [
        (date(2026, 11, 9), [OCTOBER, NOVEMBER], date(2026, 9, 1)),
        (date(2026, 11, 10), [NOVEMBER], OCTOBER),
        (date(2027, 1, 5), [date(2026, 12, 1), date(2027, 1, 1)], NOVEMBER),
    ],
)
def test_a_month_is_closed_on_a_day_of_the_next(day, months, closed):
    assert index.open_months(day, own()) == months
    assert index.closed_month(day) == closed


async def test_a_closed_month_stays_as_it_was(database):
    await roster(database, "王芳")
    await meeting(database, date(2026, 10, 20), {1: None})
    await work(database, keeping.daily, at(date(2026, 11, 9)))
    before = await kept(database, month=OCTOBER)
    await work(database, keeping.daily, at(date(2026, 11, 10)))
    await duty(database, 1, OCTOBER)
    await work(database, keeping.marked)
    assert (await kept(database, month=OCTOBER)).mark == before.mark
    assert (await kept(database)).known > before.known


async def test_each_branch_is_computed_once_a_day(database):
    await roster(database, "王芳")
    await meeting(database, date(2026, 11, 3), {1: How.LIVE})
    assert await work(database, keeping.daily) > 0
    assert await work(database, keeping.daily) == 0
    async with database.read() as session:
        assert [run.day for run in (await session.exec(select(HealthRun))).all()] == [NOW.date()] * 2
    assert await work(database, keeping.daily, NOW + timedelta(days=1)) == 0
    async with database.read() as session:
        assert {run.day for run in (await session.exec(select(HealthRun))).all()} == {date(2026, 11, 25)}


@pytest.mark.usefixtures("switched_on")
async def test_after_a_long_rest_the_months_between_are_there(database):
    await roster(database, "王芳")
    await meeting(database, date(2026, 11, 3), {1: How.LIVE})
    await work(database, keeping.daily)
    later = at(date(2027, 2, 20))
    await meeting(database, date(2027, 1, 3), {1: None})
    await work(database, keeping.daily, later)
    totals = [(await kept(database, month=date(year, month, 1))).total for year, month in ((2026, 12), (2027, 1))]
    assert totals == [500, 250]  # no hours of study all the while
    assert (await kept(database, month=NOVEMBER)).total == 500


@pytest.mark.usefixtures("switched_on")
async def test_the_first_time_a_year_is_looked_back(database):
    await roster(database, "王芳")
    await meeting(database, date(2026, 3, 3), {1: How.LIVE})
    await work(database, keeping.daily)
    async with database.read() as session:
        found = await index.trend(session, 1, NOVEMBER)
    assert [row.month.month for row in found] == [3, 4, 5, 6, 7, 8, 9, 10, 11]


@pytest.mark.usefixtures("switched_on")
async def test_all_branches_years_in_one_go_are_as_branch_by_branch(database):
    await roster(database, "王芳", "李雷")
    await meeting(database, date(2026, 3, 3), {1: How.LIVE, 2: None})
    assert await work(database, keeping.everyone) > 0
    assert await marked(database) == []
    assert await work(database, keeping.daily) == 0
    async with database.read() as session:
        whole = {person: await index.trend(session, person, NOVEMBER) for person in (1, 2)}
        for run in (await session.exec(select(HealthRun))).all():
            assert run.day == NOW.date()
    async with database.write() as tx:
        assert await keeping.whole(tx, NOW, [1], [add_months(NOVEMBER, -back) for back in range(11, -1, -1)]) == 0
    assert [row.month.month for row in whole[2]] == [3, 4, 5, 6, 7, 8, 9, 10, 11]


async def test_whoever_writes_a_fact_marks_whose_it_is(database):
    await roster(database, "王芳", "李雷", "赵敏")
    number = await meeting(database, date(2026, 11, 3), {1: None, 2: None}, state=MeetingState.OPEN)
    assert await marked(database) == [1, 2]
    await work(database, keeping.marked)
    assert await marked(database) == []
    async with database.write() as tx:
        await checkin.close(tx, number, NOW)
    assert await marked(database) == [1, 2]
    await work(database, keeping.marked)
    assert (await kept(database)).total == 0
    await duty(database, 3, OCTOBER)
    await check(database, 1, *SPRING, date(2026, 5, 1))
    await rated(database, 2, OCTOBER)
    assert await marked(database) == [1, 2, 3]


async def test_a_fact_that_is_rolled_back_marks_nobody(database):
    await roster(database, "王芳")

    async def fail():
        async with database.write() as tx:
            tx.add(LeaderRating(person_id=1, month=OCTOBER, rater_id=1, branch_id=1, at=NOW, virtue=3, ability=3,
                                diligence=3, results=3, integrity=3))  # fmt: skip
            await touch(tx, [1])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await marked(database) == []


async def test_many_marks_are_worked_off_some_at_a_time(database, monkeypatch):
    await roster(database, *"赵钱孙李周吴郑王")
    await meeting(database, date(2026, 11, 3), dict.fromkeys(range(1, 9), How.LIVE))
    monkeypatch.setattr(keeping, "PEOPLE_AT_ONCE", 5)
    assert await work(database, keeping.marked) == 5
    assert await marked(database) == [6, 7, 8]
    assert await work(database, keeping.marked) == 3
    assert await marked(database) == []


async def test_more_people_and_branches_cost_no_more_statements(database):
    await roster(database, *"赵钱孙李周吴郑王")
    async with database.write() as tx:
        tx.add_all(Person(police_no=f"2{each}", name="外人", branch_id=2, category="正式党员") for each in range(9))
    await meeting(database, date(2026, 11, 3), dict.fromkeys(range(1, 17), How.LIVE))
    await check(database, 2, *SPRING, date(2026, 5, 1))
    await compute(database, Whose(branches=[1, 2]))
    asked = []

    def note(_connection, _cursor, statement, *_others):
        asked.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.write() as tx:
        counts = []
        for whose in (Whose(people=[1]), Whose(people=range(1, 9)), Whose(branches=[1, 2])):
            asked.clear()
            assert await index.compute(tx, NOW, whose) == 0
            counts.append(len(asked))
    assert counts == [10, 10, 10]


async def test_the_list_has_every_member_with_the_month(database):
    await roster(database, "王芳", "李雷")
    await meeting(database, date(2026, 11, 3), {2: How.LIVE})
    async with database.read() as session:
        assert [each.total for each in await index.listed(session, NOVEMBER, branch_id=1)] == [None, None]
    await compute(database)
    async with database.read() as session:
        assert [(each.name, each.total) for each in await index.listed(session, NOVEMBER)] == [
            ("王芳", None),
            ("李雷", 1000),
        ]
        assert await index.listed(session, NOVEMBER, branch_id=2) == []


async def test_hours_are_measured_by_what_is_due_by_the_end_of_the_last_month(database):
    await roster(database, "王芳", "李雷")
    assert (await facts_of(database)).study is None
    await meeting(database, date(2026, 3, 3), {2: None})
    async with database.write() as tx:
        tx.add(PostHeld(person_id=2, post=Post.SECRETARY.value))
        training = Training(name="轮训", held_on=date(2026, 5, 5), tenths=160, proof="x", by=1, at=NOW)
        tx.add(training)
        await tx.flush()
        tx.add(TrainingPerson(training_id=training.key, person_id=1))
    mine, leaders = [(await facts_of(database, person)).study for person in (1, 2)]
    # From 1 March, when the records begin, to the end of October: 245 days of 365.
    assert (mine.tenths, mine.due) == (160, 320 * 245 // 365)
    assert (leaders.tenths, leaders.due) == (0, 560 * 245 // 365)


async def test_exams_count_and_contests_do_not(database):
    await roster(database, "王芳")
    async with database.write() as tx:
        for contest in (False, True):
            exam = Exam(title="季度考试", contest=contest, branch_id=None, by=1, at=NOW, opens_at=at(date(2026, 11, 2)),
                        closes_at=at(date(2026, 11, 3)), **EXAM)  # fmt: skip
            tx.add(exam)
            await tx.flush()
            tx.add(Taker(exam_id=exam.key, person_id=1))
    (only,) = (await facts_of(database)).exams
    assert only.points == 0
