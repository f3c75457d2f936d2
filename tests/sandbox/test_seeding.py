"""The invented bureau and its year in the bot's database."""

import re
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, func, select

from sandbox.bureau import exports, meetings
from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import OPENS, Bureau
from sandbox.bureau.roles import roles
from sandbox.bureau.seeding import fill
from sandbox.bureau.study_words import LESSONS, NOTES
from sandbox.telegram.phone import Phone
from scoring.duties import DutyState
from storage.engine.clock import SystemClock
from storage.exams import ranking
from storage.exams.ranking import Span, period
from storage.inputs import attendance, rating
from storage.inputs.rating import LeaderRating
from storage.meetings import lists
from storage.meetings.roll import roll_of
from storage.meetings.rows import Attendance
from storage.people import directory
from storage.people.directory import Branch, Person, who_has_number
from storage.people.roster_file import read_roster
from storage.people.stale import HealthStale
from storage.sealed import pin
from storage.study import pace as paces
from storage.study import progress
from storage.study.progress import State
from storage.study.rows import Lesson, Part, StudyRecord, most_tenths, needs_grounds, shortest_note
from storage.study.topics import topics
from storage.takeover.files import read_paper
from storage.takeover.subjects import SUBJECTS
from tests.conftest import NOW
from tests.flows.conftest import HousePhone, running_house
from tests.flows.talking import QUICK, enter

TODAY = OPENS.date()
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def bureau():
    return Bureau.generate(2026, today=TODAY)


@pytest.fixture
async def filled(database, bureau):
    await fill(database, bureau, SystemClock(ZONE, stopped_at=NOW.astimezone(UTC)))
    return database


async def test_everything_is_there(filled, bureau, monkeypatch):
    """One test over all subjects: to fill a database takes seconds."""
    await the_year_of_meetings(filled, bureau)
    await accounts_and_chats(filled, bureau)
    await attendance_and_ratings(filled, bureau)
    await lessons_and_hours(filled)
    await everybody_has_a_place_of_their_own(filled)
    await no_room_is_empty(filled, bureau, monkeypatch)


async def the_year_of_meetings(database, bureau):
    year = meetings.year(bureau)
    first, last = year[0], year[-1]
    async with database.read() as session:
        meeting = await lists.find(session, 1)
        roll = await roll_of(session, meeting)
        october = await lists.duties_of(session, 1, date(2026, 10, 1), TODAY, ZONE)
        those = select(func.count()).select_from(Attendance).where(col(Attendance.meeting_id) <= len(year))
        attendances = (await session.exec(those)).one()
        latest = await roll_of(session, await lists.find(session, len(year)))
        stale = (await session.exec(select(HealthStale))).all()
    assert (meeting.starts_at, len(roll.everyone)) == (first.at, len(first.expected))
    assert (len(roll.on_spot), len(roll.live)) == (len(first.present), len(first.live))
    assert attendances == sum(len(held.expected) for held in year)
    assert all(each.row.leave_answered_by for each in latest.on_leave)
    assert sum(each.row.entitled for each in latest.everyone) == sum(
        person.confirmed is not None and person.confirmed <= last.at.date() for person in last.expected
    )
    assert any(duty.state is DutyState.DONE for duty in october)
    assert not stale


async def accounts_and_chats(database, bureau):
    async with database.read() as session:
        counts = await directory.headcounts(session)
        accounts = set((await session.exec(select(Person.police_no, Person.telegram_id))).all())
        chats = set((await session.exec(select(Branch.name, Branch.chat_id))).all())
    assert (len(counts), sum(each.bound for each in counts)) == (33, sum(each.bound for each in bureau.people))
    assert accounts == {(each.badge, each.telegram_id if each.bound else None) for each in bureau.people}
    assert chats == {(each.name, each.chat_id) for each in bureau.branches}


async def attendance_and_ratings(database, bureau):
    october = date(2026, 10, 1)
    async with database.read() as session:
        attended = await attendance.of_months(session, date(2026, 1, 1), TODAY)
        rated = await rating.of_months(session, october, october)
        rows = (await session.exec(select(LeaderRating).where(col(LeaderRating.record_id).is_not(None)))).all()
        reason = await rating.reason_of(session, rows[0])
    assert len({month for _, month in attended}) == 6
    assert len(attended) == 6 * len(bureau.people)
    assert len(rated) == sum(person.is_member for person in bureau.people)
    assert all(fact.absent + fact.present <= fact.due for fact in attended.values())
    low = [fact for fact in rated.values() if sum(fact.medians) < 12.5]
    assert 2 <= len(low) < 30
    assert len(reason) >= rating.shortest_reason()


async def lessons_and_hours(database):
    async with database.read() as session:
        records = (await session.exec(select(StudyRecord))).all()
        lessons = {each.key: each for each in (await session.exec(select(Lesson))).all()}
        found = await paces.years(session, TODAY)
        finished = next(each for each in records if each.finished_on)
        police_no = (await session.exec(select(Person.police_no).where(Person.id == finished.person_id))).one()
        who = await who_has_number(session, police_no)
        items = {item.lesson.title: item for item in await progress.of_person(session, who)}
    assert [lessons[key].title for key in sorted(lessons)] == [lesson.title for lesson in LESSONS]
    assert items[lessons[finished.lesson_id].title].state is State.FINISHED
    behind = sum(each.behind for each in found) / len(found)
    assert 0.1 < behind < 0.7
    assert len({each.tenths for each in found}) > 20
    assert all(each.finished_on < TODAY for each in records if each.finished_on)
    assert all(each.note in NOTES for each in records if each.note)


async def everybody_has_a_place_of_their_own(database):
    async with database.read() as session:
        ranked = await ranking.ranked(session, period(Span.MONTH, TODAY), OPENS)
    branches = {who.branch_id for who in ranked.members}
    for branch in branches:
        scores = [each.score.total for each in ranked.in_branch(branch)]
        assert len(set(scores)) == len(scores)
    averages = [each.score for each in ranked.branches()]
    assert len(set(averages)) == len(averages)


NOTHING = re.compile("现在没有|目前没有|还没有提|没有需要|您没有|都送到了|共 0")
MAY_HAVE_NOTHING = {("党务干部", "📮 未送达消息"), ("积极分子", "🎯 跟踪问效")}
"""A bot that works has delivered everything, and nobody who is no member is given tasks."""


async def no_room_is_empty(database, bureau, monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)
    async with running_house(database, people=list(people_of(bureau)), groups=list(groups_of(bureau))) as house:
        for role in roles(bureau):
            await _shows_something(HousePhone(house, role.person.telegram_id - 1000), role)


async def _shows_something(phone: Phone, role):
    await phone.send("/home")
    rooms = _buttons(phone)
    await phone.press("更多")
    for label, data in (rooms | _buttons(phone)).items():
        await phone.press_data(data)
        if "设置 6 位 PIN" in phone.screen.text:
            await enter(phone)
            await enter(phone)
        said = phone.screen.text or phone.screen.caption
        if (role.name, label) not in MAY_HAVE_NOTHING and "关注与帮扶" not in label:
            assert not NOTHING.search(said), (role.name, label, said)


def _buttons(phone: Phone):
    """What to press, by its label."""
    rows = phone.screen.raw["reply_markup"]["inline_keyboard"]
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def test_the_invented_lessons_keep_the_bots_limits():
    for lesson in LESSONS:
        assert bool(lesson.grounds) is needs_grounds([Part(text) for text in lesson.parts], lesson.tenths)
        assert lesson.topic in topics()
        assert 0 < lesson.tenths <= most_tenths()
        if lesson.question:
            assert 2 <= len(set(lesson.options)) == len(lesson.options) <= 4
            assert lesson.right in range(len(lesson.options))
            assert lesson.explanation
    assert all(len(note) >= shortest_note() for note in NOTES)


def test_the_example_export_is_taken_but_for_the_words_to_explain(tmp_path):
    bureau = Bureau.generate(today=OPENS.date())
    exports.write(bureau, tmp_path)
    roster, meetings = (next(tmp_path.glob(f"*.{ending}")) for ending in ("xlsx", "csv"))
    names = [branch.name for branch in bureau.branches]
    file = read_roster(roster.name, roster.read_bytes(), OPENS.date(), branches=names)
    people = [person for name in names[: exports.BRANCHES] for person in bureau.of_branch(name)]
    assert {(each.column, each.word) for each in file.unknown} == {("职务", "支委")}
    assert len(file.rows) + len(file.refused) == len(people)
    assert all("支委" in refusal.reason for refusal in file.refused)
    posts = {row.police_no: {post.value for post in row.posts} for row in file.rows}
    assert all(posts[person.badge] == set(person.posts) for person in people if person.badge in posts)
    assert len(read_paper(SUBJECTS["meetings"].columns, meetings.name, meetings.read_bytes()).rows) == 2
