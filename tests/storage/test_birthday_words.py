"""Who writes the words for a birthday, when, and who keeps the growth list: the refusals one by one."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.birthdays import picture
from storage.birthdays import celebrants, greeting, growth, messages
from storage.birthdays.rows import MOST_ENTRIES, Refused, Telling
from storage.exams.rows import Exam, Sitting, Taker
from storage.meetings.rows import Attendance, How, Meeting, MeetingState
from storage.people.directory import Branch, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from storage.study.rows import Lesson, StudyRecord
from tests.refusing import refuses

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = "祝您政治生日快乐！"
PEOPLE = [
    # name, branch, category, post, joined
    ("书记", 1, Category.FULL_MEMBER, Post.SECRETARY, date(1999, 11, 30)),
    ("副书记", 1, Category.FULL_MEMBER, Post.DEPUTY_SECRETARY, None),
    ("委员", 1, Category.FULL_MEMBER, Post.PUBLICITY, date(2004, 2, 29)),
    ("党员", 1, Category.PROBATIONARY, None, date(2025, 11, 24)),
    ("群众", 1, Category.NON_MEMBER, None, None),
    ("干部", 2, Category.FULL_MEMBER, Post.PARTY_STAFF, date(2001, 1, 1)),
    ("外支部书记", 2, Category.FULL_MEMBER, Post.SECRETARY, date(2001, 1, 1)),
]
IDS = {name: number for number, (name, *_) in enumerate(PEOPLE, 1)}


@pytest.fixture
async def bureau(database):
    async with database.write() as tx:
        tx.add_all([Branch(name="第一支部"), Branch(name="机关支部")])
        await tx.flush()
        for number, (name, branch, category, post, joined) in enumerate(PEOPLE, 1):
            tx.add(
                Person(
                    police_no=f"{100000 + number}",
                    name=name,
                    branch_id=branch,
                    category=category.value,
                    joined_on=joined,
                )
            )
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
    return database


async def write(bureau, who, whose, year, words=WORDS):
    async with bureau.write() as tx:
        return await messages.write(tx, await who_has_id(tx, IDS[who]), IDS[whose], year, words, NOW)


@pytest.mark.parametrize(
    ("who", "whose", "year", "refusal"),
    [
        ("书记", "党员", 2026, None),
        ("副书记", "党员", 2026, None),
        ("干部", "党员", 2026, None),
        ("委员", "党员", 2026, Refused.NOT_WRITER),
        ("党员", "委员", 2027, Refused.NOT_WRITER),
        ("外支部书记", "党员", 2026, Refused.NOT_WRITER),
        ("书记", "书记", 2026, Refused.NOT_WRITER),
        ("副书记", "书记", 2026, None),
        ("委员", "书记", 2026, Refused.NOT_WRITER),
        ("书记", "群众", 2026, Refused.NOT_A_MEMBER),
        ("书记", "副书记", 2026, Refused.NO_DATE),
        ("书记", "党员", 2025, Refused.NO_BIRTHDAY),
        ("书记", "委员", 2026, Refused.NOT_OPEN),
        ("书记", "党员", 2028, Refused.NOT_OPEN),
        ("书记", "党员", 9999, Refused.NO_BIRTHDAY),
    ],
)
async def test_who_writes_for_whom_and_when(bureau, who, whose, year, refusal):
    with refuses(refusal) if refusal else nullcontext():
        await write(bureau, who, whose, year)


@pytest.mark.parametrize(
    ("words", "taken"), [("四个字啊", False), ("五个字好的", True), ("长" * 300, True), ("长" * 301, False)]
)
async def test_the_length(bureau, words, taken):
    with nullcontext() if taken else refuses(Refused.LENGTH):
        await write(bureau, "书记", "党员", 2026, words)


async def test_the_last_words_stand_with_their_writer_until_they_are_given(bureau):
    await write(bureau, "书记", "党员", 2026)
    found = await write(bureau, "干部", "党员", 2026, "重新写过的寄语")
    assert (found.row.words, found.row.signed) == ("重新写过的寄语", "局党务干部 干部")
    async with bureau.write() as tx:
        await greeting.give(tx, await celebrants.find(tx, IDS["党员"], 2026), NOW.date())
    with refuses(Refused.GIVEN):
        await write(bureau, "书记", "党员", 2026)
    async with bureau.read() as session:
        (row,) = await greeting.given_to(session, IDS["党员"])
    assert row.words == "重新写过的寄语"


async def add(bureau, who, whose, on=date(2020, 5, 1), text="荣立三等功"):
    async with bureau.write() as tx:
        return await growth.add(tx, await who_has_id(tx, IDS[who]), IDS[whose], on, text, NOW)


@pytest.mark.parametrize(
    ("who", "whose", "refusal"),
    [
        ("书记", "党员", None),
        ("干部", "党员", None),
        ("委员", "党员", Refused.NOT_KEPT_BY_YOU),
        ("外支部书记", "党员", Refused.NOT_KEPT_BY_YOU),
        ("党员", "党员", Refused.NOT_KEPT_BY_YOU),
        ("书记", "群众", Refused.NOT_A_MEMBER),
        ("书记", "副书记", None),
    ],
)
async def test_who_keeps_whose_list(bureau, who, whose, refusal):
    with refuses(refusal) if refusal else nullcontext():
        await add(bureau, who, whose)


async def test_an_entry_is_there_once_not_too_many_and_never_of_the_future(bureau):
    first, again = await add(bureau, "书记", "党员"), await add(bureau, "书记", "党员")
    assert first.key == again.key
    with refuses(Refused.FUTURE):
        await add(bureau, "书记", "党员", NOW.date() + timedelta(days=1))
    with refuses(Refused.ENTRY_LENGTH):
        await add(bureau, "书记", "党员", text="长" * 41)
    for number in range(1, MOST_ENTRIES):
        await add(bureau, "书记", "党员", text=f"第{number}项")
    with refuses(Refused.TOO_MANY):
        await add(bureau, "书记", "党员", text="再一项")


async def test_the_list_is_in_order_with_posts_last_and_nothing_after_the_day(bureau):
    await add(bureau, "书记", "委员", date(2019, 7, 1), "优秀党员")
    await add(bureau, "书记", "委员", date(2021, 7, 1), "三等功")
    async with bureau.read() as session:
        lines = [(each.when, each.text) for each in await growth.of_person(session, IDS["委员"], date(2020, 2, 28))]
    assert lines == [("2004.02", "加入中国共产党，成为预备党员"), ("2019.07", "优秀党员"), ("现任", "宣传委员")]


async def studied(bureau):
    """委员 finished three lessons in two years, was trained, and passed one exam and failed another."""
    async with bureau.write() as tx:
        lessons = [
            Lesson(
                by=1,
                members_only=False,
                title=f"第{n}课",
                topic="",
                minutes=5,
                tenths=5,
                parts=[],
                check="",
                secret="",
                at=NOW,
            )
            for n in range(3)
        ]
        tx.add_all(lessons)
        await tx.flush()
        for lesson, on in zip(lessons, [date(2025, 3, 1), date(2025, 9, 1), date(2026, 2, 1)], strict=True):
            tx.add(StudyRecord(person_id=IDS["委员"], lesson_id=lesson.key, tenths=5, finished_on=on))
        for title, points in (("党章考试", 92), ("党史考试", 20)):
            exam = Exam(
                by=1,
                members_only=False,
                contest=False,
                title=title,
                counts={},
                points={},
                pool={},
                seed=1,
                minutes=10,
                opens_at=NOW,
                closes_at=NOW,
                tries=1,
                pass_percent=60,
                review_early=False,
                at=NOW,
            )
            tx.add(exam)
            await tx.flush()
            tx.add(Taker(exam_id=exam.key, person_id=IDS["委员"]))
            tx.add(
                Sitting(
                    exam_id=exam.key,
                    person_id=IDS["委员"],
                    number=1,
                    drawn=[],
                    started_at=NOW,
                    deadline=NOW,
                    handed_in_at=NOW,
                    points=points,
                    full=100,
                )
            )


async def met(bureau):
    """委员 came to three meetings of 2026, one of them conducted; missed one, and one was called off."""
    facts = {
        "branch_id": 1,
        "kinds": "支委会",
        "title": "支委会",
        "place": "",
        "called_by": 1,
        "called_at": NOW,
        "secret": "",
    }
    kinds = [
        ("委员", MeetingState.PUBLISHED, How.ON_SPOT),
        ("书记", MeetingState.CLOSED, How.LIVE),
        ("书记", MeetingState.CLOSED, How.MADE_UP),
        ("书记", MeetingState.CLOSED, None),
        ("书记", MeetingState.CANCELLED, How.ON_SPOT),
    ]
    async with bureau.write() as tx:
        for month, (chair, state, how) in enumerate(kinds, 1):
            at = NOW.replace(month=month)
            meeting = Meeting(**facts, chair_id=IDS[chair], starts_at=at, state=state.value)
            tx.add(meeting)
            await tx.flush()
            tx.add(Attendance(meeting_id=meeting.number, person_id=IDS["委员"], entitled=True, how=how))


async def test_meetings_and_lessons_are_in_the_list_by_the_year_and_exams_passed(bureau):
    await studied(bureau)
    await met(bureau)
    async with bureau.read() as session:
        found = await growth.of_person(session, IDS["委员"], NOW.date())
        earlier = await growth.of_person(session, IDS["委员"], date(2026, 1, 31))
    lines = [(each.when, each.text) for each in found if each.minor]
    assert lines == [
        ("2025.09", "学完微课堂 2 课：第1课、第0课"),
        ("2026.02", "学完微课堂 1 课：第2课"),
        ("2026.03", "参加组织生活 3 次，其中主持 1 次"),
        ("2026.11", "党章考试（考试）92 分"),
    ]
    assert [each.text for each in earlier if each.minor] == [
        "学完微课堂 2 课：第1课、第0课",
        "参加组织生活 1 次，其中主持 1 次",
    ]
    async with bureau.read() as session:
        assert not [each for each in await growth.of_person(session, IDS["党员"], NOW.date()) if each.minor]


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 35))
def test_study_gives_way_where_there_is_not_room_for_all(minors, most):
    found = [growth.Milestone(None, str(place), minor=minor) for place, minor in enumerate(minors)]
    kept = growth.chosen(found, most)
    assert kept == [each for each in found if each in kept]
    assert len(kept) == min(most, len(found))
    if any(each.minor for each in kept):
        assert [each for each in kept if not each.minor] == [each for each in found if not each.minor]
    for minor in (False, True):
        of_kind = [each for each in found if each.minor is minor]
        taken = [each for each in kept if each.minor is minor]
        assert taken == of_kind[len(of_kind) - len(taken) :]


async def test_a_card_with_too_much_says_that_there_is_more(bureau):
    for number in range(40):
        await add(bureau, "书记", "党员", text=f"第{number}项")
    async with bureau.read() as session:
        card, _ = await picture.facts(session, IDS["党员"], 2026)
    assert len(card.growth) == 30
    assert card.growth[-1] == ("", "另有 12 项")


async def test_wishes_are_kept_apart(bureau):
    async with bureau.write() as tx:
        await greeting.tell(tx, IDS["党员"], Telling.CARD)
        await greeting.portray(tx, IDS["党员"], "a photo")
        await greeting.portray(tx, IDS["委员"], "another")
    async with bureau.read() as session:
        one, other = await greeting.wish(session, IDS["党员"]), await greeting.wish(session, IDS["委员"])
    assert (one.telling, one.portrait) == (Telling.CARD, "a photo")
    assert (other.telling, other.portrait) == (Telling.HOME, "another")
