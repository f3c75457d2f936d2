"""What is refused about meetings, state by state, and what a repeated or belated press does."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from scoring.duties import MeetingKind
from storage.meetings import checkin, corrections, leave, lists, make_ups, minutes, planning
from storage.meetings.roll import roll_of
from storage.meetings.rows import Attendance, Meeting, MeetingChange, MeetingState, Purpose, Refused
from storage.people.directory import Group, Person, PostHeld
from storage.people.posts import Category, Post
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_meetings import PEOPLE, ZONE, branch, call, do, names_by_state, opened

__all__ = ["branch"]

WORD = {"text": "同意", "voice": None, "now": NOW}
FILE = {"by": 1, "now": NOW}


def acts(meeting: int):
    """Everything that can be tried on a meeting, by a name."""
    return {
        "change": (planning.change, meeting, "place", "礼堂"),
        "expected": (planning.change_expected, meeting, {1, 2, 3, 4, 5}),
        "cancel": (planning.cancel, meeting),
        "open": (checkin.open_check_in, meeting, NOW),
        "place": (checkin.set_place, meeting, None),
        "check in": (checkin.check_in_on_spot, meeting, 2),
        "watch": (checkin.check_in_live, meeting, 2, NOW),
        "go live": (checkin.switch_live, meeting, NOW),
        "ask leave": (leave.ask, meeting, 2, "值班"),
        "answer leave": (leave.answer, meeting, 2),
        "close": (checkin.close, meeting, NOW),
        "speak": (minutes.speak, meeting, 2),
        "record": (minutes.attach, meeting, Purpose.RECORDING, "link", "https://x.cn/1"),
        "photo": (minutes.attach, meeting, Purpose.PHOTO, "photo", "P"),
        "detach": (minutes.detach, meeting, Purpose.PHOTO, 1),
        "minutes": (minutes.write, meeting, "记录"),
        "publish": (minutes.publish, meeting, NOW),
        "make up": (make_ups.hand_in, meeting, 2),
        "correct": (corrections.correct, meeting),
    }


TRACE = {"by": 1, "reason": "出警", "now": NOW}
NAMED = {
    "change": TRACE,
    "expected": TRACE,
    "cancel": TRACE,
    "check in": {"code": "000000", "now": NOW},
    "go live": {"on": True, "in_group": True},
    "watch": {"word": "学习文件"},
    "answer leave": {"granted": True, "word": None, "by": 1},
    "speak": WORD,
    "record": FILE,
    "photo": FILE,
    "minutes": {"add": False},
    "make up": WORD,
    "correct": TRACE | {"came": {2}, "gone": ()},
}
REFUSED = {
    MeetingState.PLANNED: {
        "check in": Refused.NOT_OPEN,
        "watch": Refused.NOT_OPEN,
        "answer leave": Refused.NO_LEAVE_ASKED,
        "close": Refused.NOT_OPEN,
        "speak": Refused.NOT_OPEN,
        "record": Refused.NOT_ENDED,
        "photo": Refused.NOT_BEGUN,
        "detach": Refused.NOT_BEGUN,
        "minutes": Refused.NOT_BEGUN,
        "publish": Refused.NOT_ENDED,
        "make up": Refused.NO_MAKE_UP_YET,
        "correct": Refused.NOT_BEGUN,
    },
    MeetingState.OPEN: {
        "change": Refused.NOT_PLANNED,
        "cancel": Refused.NOT_PLANNED,
        "check in": Refused.WRONG_CODE,
        "watch": Refused.NOT_LIVE,
        "answer leave": Refused.NO_LEAVE_ASKED,
        "record": Refused.NOT_ENDED,
        "publish": Refused.NOT_ENDED,
        "make up": Refused.NO_MAKE_UP_YET,
    },
    MeetingState.CLOSED: {
        "change": Refused.NOT_PLANNED,
        "expected": Refused.NOT_PLANNED,
        "cancel": Refused.NOT_PLANNED,
        "open": Refused.OVER,
        "check in": Refused.OVER,
        "watch": Refused.OVER,
        "go live": Refused.OVER,
        "ask leave": Refused.OVER,
        "answer leave": Refused.NO_LEAVE_ASKED,
        "close": Refused.OVER,
        "speak": Refused.SAID_TOO_LATE,
        "publish": Refused.NO_MINUTES,
        "make up": Refused.NOTHING_YET,
    },
    MeetingState.PUBLISHED: {
        "change": Refused.NOT_PLANNED,
        "expected": Refused.NOT_PLANNED,
        "cancel": Refused.NOT_PLANNED,
        "open": Refused.OVER,
        "check in": Refused.OVER,
        "watch": Refused.OVER,
        "go live": Refused.OVER,
        "ask leave": Refused.OVER,
        "answer leave": Refused.NO_LEAVE_ASKED,
        "close": Refused.OVER,
        "speak": Refused.SAID_TOO_LATE,
        "photo": Refused.ALREADY_PUBLISHED,
        "detach": Refused.ALREADY_PUBLISHED,
        "minutes": Refused.ALREADY_PUBLISHED,
        "publish": Refused.ALREADY_PUBLISHED,
        "correct": Refused.ALREADY_PUBLISHED,
    },
    MeetingState.CANCELLED: dict.fromkeys(acts(0), Refused.CANCELLED),
}


async def tried(database, state):
    """What each act answers in that state, each on a meeting of its own."""
    answers = {}
    for name in acts(0):
        meeting = await call(database)
        async with database.write() as tx:
            row = await tx.get(Meeting, meeting.id)
            row.state = state.value
            # Any code but the wrong one that is tried here.
            row.secret = "ab" * 16
            tx.add(row)
        work, *arguments = acts(meeting.id)[name]
        outcome = await do(database, work, *arguments, **NAMED.get(name, {}))
        if isinstance(outcome, Refused):
            answers[name] = outcome
    return answers


@pytest.mark.parametrize("state", list(MeetingState))
async def test_each_state_refuses_what_does_not_belong_to_it(branch, state):
    assert await tried(branch, state) == REFUSED[state]


async def test_nothing_is_done_to_a_meeting_that_is_not_there(branch):
    for name, (work, *arguments) in acts(99).items():
        assert await do(branch, work, *arguments, **NAMED.get(name, {})) is Refused.GONE, name


async def test_who_is_not_expected_takes_no_part(branch):
    meeting = await opened(branch)
    await do(branch, checkin.switch_live, meeting.id, NOW, on=True, in_group=True)
    code = checkin.code_at(meeting, NOW)
    assert await do(branch, checkin.check_in_on_spot, meeting.id, 6, code=code, now=NOW) is Refused.NOT_EXPECTED
    assert await do(branch, checkin.check_in_live, meeting.id, 6, NOW, word="学习文件") is Refused.NOT_EXPECTED
    assert await do(branch, leave.ask, meeting.id, 6, "值班") is Refused.NOT_EXPECTED
    assert await do(branch, minutes.speak, meeting.id, 6, **WORD) is Refused.NOT_EXPECTED
    assert await do(branch, make_ups.hand_in, meeting.id, 6, **WORD) is Refused.NOT_EXPECTED


async def test_a_group_meeting_needs_a_group_of_the_branch(branch):
    kinds = frozenset({MeetingKind.GROUP})
    async with branch.write() as tx:
        tx.add(Group(id=3, branch_id=2, name="一组"))
    assert [await call(branch, kinds=kinds, group_id=group) for group in (None, 3, 77)] == [Refused.NO_GROUP] * 3
    assert (await call(branch, kinds=kinds, group_id=2)).group_id == 2
    with pytest.raises(ValueError, match="at least one kind"):
        await call(branch, kinds=frozenset())


async def test_changes_are_traced_once_with_who_and_why(branch):
    meeting = await call(branch)

    async def change(what, new, reason):
        return await do(branch, planning.change, meeting.id, what, new, by=2, reason=reason, now=NOW)

    assert await change("title", "", "") is Refused.BLANK
    assert await change("place", None, "") is Refused.BLANK
    assert await change("starts_at", NOW, "") is Refused.PAST
    with pytest.raises(KeyError):
        await change("secret", "00", "")
    await change("place", "礼堂", "人多")
    await change("place", "礼堂", "再按一次")
    await change("live_url", "https://x.cn/live", "有人出差")
    async with branch.read() as session:
        found = (await session.exec(select(MeetingChange).order_by(MeetingChange.id))).all()
    assert [(each.what, each.old, each.new, each.reason, each.by) for each in found] == [
        ("地点", "三楼会议室", "礼堂", "人多", 2),
        ("直播链接", "", "https://x.cn/live", "有人出差", 2),
    ]


async def test_somebody_forgotten_is_added_while_the_meeting_goes_on_and_who_came_stays(branch):
    meeting = await opened(branch, expected=(1, 2))
    await do(branch, checkin.check_in_on_spot, meeting.id, 2, code=checkin.code_at(meeting, NOW), now=NOW)
    expect = planning.change_expected
    assert await do(branch, expect, meeting.id, {1, 3}, **TRACE) is Refused.CAME
    assert await do(branch, expect, meeting.id, {9}, **TRACE) is Refused.NOBODY
    assert await do(branch, expect, meeting.id, set(), **TRACE) is Refused.NOBODY
    assert await do(branch, expect, meeting.id, {1, 2}, **TRACE) == (set(), set())
    assert await do(branch, expect, meeting.id, {2, 3}, **TRACE) == ({3}, {1})
    assert await names_by_state(branch, meeting) == {"on_spot": ["李雷"], "absent": ["赵敏"]}


async def test_who_may_vote_is_settled_when_the_meeting_begins(branch):
    meeting = await call(branch)
    async with branch.write() as tx:
        confirmed, left = await tx.get(Person, 4), await tx.get(Person, 3)
        confirmed.category, left.left_at = Category.FULL_MEMBER.value, NOW
        tx.add_all([confirmed, left])
    await do(branch, checkin.open_check_in, meeting.id, NOW)
    async with branch.write() as tx:
        later = await tx.get(Person, 1)
        later.category = Category.NON_MEMBER.value
        tx.add(later)
    await do(branch, checkin.open_check_in, meeting.id, NOW)
    async with branch.read() as session:
        roll = await roll_of(session, meeting)
    # 赵敏 has left before it began, and is not on its roll.
    assert {each.name: each.row.entitled for each in roll.everyone} == {"王芳": True, "李雷": True, "钱进": True}


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("{code}", None),
        (" {code} ", None),
        ("{spaced}", None),
        ("{wide}", None),
        ("", Refused.WRONG_CODE),
        ("签到", Refused.WRONG_CODE),
        ("{code}0", Refused.WRONG_CODE),
    ],
)
def test_a_code_is_read_as_phones_write_it(typed, outcome):
    meeting = Meeting(secret="ab" * 16, kinds="党课")
    code = checkin.code_at(meeting, NOW)
    wide = code.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    given = typed.format(code=code, spaced=f"{code[:3]} {code[3:]}", wide=wide)
    with refuses(outcome):
        checkin.check_code(meeting, given, NOW)


async def test_a_code_given_in_time_is_good_when_the_place_comes_later(branch):
    meeting = await opened(branch)
    await do(branch, checkin.set_place, meeting.id, (29.1, 121.4))
    code, later = checkin.code_at(meeting, NOW), NOW + timedelta(minutes=3)
    at = {"code": code, "now": later, "location": (29.1, 121.4)}
    assert await do(branch, checkin.check_in_on_spot, meeting.id, 2, **at) is Refused.OLD_CODE
    assert (await do(branch, checkin.check_in_on_spot, meeting.id, 2, **at, read_at=NOW))[1].at == later


async def test_leave_is_not_for_who_came_nor_twice(branch):
    meeting = await opened(branch)
    code = checkin.code_at(meeting, NOW)
    await do(branch, checkin.check_in_on_spot, meeting.id, 2, code=code, now=NOW)
    assert await do(branch, leave.ask, meeting.id, 2, "值班") is Refused.PRESENT
    await do(branch, leave.ask, meeting.id, 3, "值班")
    await do(branch, checkin.close, meeting.id, NOW)
    await do(branch, leave.answer, meeting.id, 3, granted=True, word="好", by=1)
    assert (await names_by_state(branch, meeting))["on_leave"] == ["赵敏"]
    other = await call(branch)
    await do(branch, leave.ask, other.id, 3, "值班")
    await do(branch, leave.answer, other.id, 3, granted=True, word=None, by=1)
    assert await do(branch, leave.ask, other.id, 3, "值班") is Refused.LEAVE_GRANTED


async def test_who_is_on_leave_and_comes_after_all_is_present(branch):
    meeting = await opened(branch)
    await do(branch, leave.ask, meeting.id, 2, "值班")
    await do(branch, leave.answer, meeting.id, 2, granted=True, word=None, by=1)
    code = checkin.code_at(meeting, NOW)
    await do(branch, checkin.check_in_on_spot, meeting.id, 2, code=code, now=NOW)
    assert await names_by_state(branch, meeting) == {"on_spot": ["李雷"], "absent": ["王芳", "赵敏", "钱进"]}


async def test_empty_words_are_nothing(branch):
    meeting = await opened(branch)
    nothing = {"text": " ", "voice": None, "now": NOW}
    assert await do(branch, minutes.speak, meeting.id, 2, **nothing) is Refused.EMPTY
    assert await do(branch, minutes.write, meeting.id, " \n", add=True) is Refused.EMPTY
    await do(branch, checkin.close, meeting.id, NOW)
    await do(branch, minutes.attach, meeting.id, Purpose.RECORDING, "link", "https://x.cn/1", **FILE)
    assert await do(branch, make_ups.hand_in, meeting.id, 2, **nothing) is Refused.EMPTY
    spoken = await do(branch, make_ups.hand_in, meeting.id, 2, text=None, voice="VOICE", now=NOW)
    assert (spoken.make_up_voice, spoken.at) == ("VOICE", NOW)


async def test_a_named_file_is_taken_off(branch):
    meeting = await opened(branch)
    made = [
        await do(branch, minutes.attach, meeting.id, Purpose.PHOTO, "photo", name, **FILE) for name in ("A", "B", "C")
    ]
    await do(branch, minutes.detach, meeting.id, Purpose.PHOTO, made[1].id)
    await do(branch, minutes.detach, meeting.id, Purpose.PHOTO, made[1].id)
    async with branch.read() as session:
        assert [each.content for each in await minutes.attachments(session, meeting.id, Purpose.PHOTO)] == ["A", "C"]


@pytest.mark.parametrize(
    ("kinds", "group", "photo"),
    [
        ({MeetingKind.GENERAL, MeetingKind.THEME_DAY}, None, Refused.NO_PHOTO),
        ({MeetingKind.GENERAL, MeetingKind.THEME_DAY, MeetingKind.LECTURE}, None, Refused.NO_PHOTO),
        ({MeetingKind.GENERAL}, None, None),
        ({MeetingKind.GROUP}, 1, None),
    ],
)
@pytest.mark.usefixtures("switched_on")
async def test_spoken_minutes_will_do_and_the_rule_says_which_meeting_needs_a_photo(branch, kinds, group, photo):
    meeting = await opened(branch, kinds=frozenset(kinds), group_id=group)
    await do(branch, checkin.close, meeting.id, NOW)
    await do(branch, minutes.attach, meeting.id, Purpose.VOICE, "voice", "V", **FILE)
    outcome = await do(branch, minutes.publish, meeting.id, NOW)
    assert (outcome if isinstance(outcome, Refused) else None) is photo


async def test_the_feed_is_turned_newest_first(branch):
    async with branch.write() as tx:
        for number, home in ((1, 1), (2, 2), (3, 1)):
            tx.add(
                Meeting(
                    id=number,
                    branch_id=home,
                    kinds="党课",
                    title=f"第{number}次",
                    starts_at=NOW,
                    place="",
                    chair_id=1,
                    called_by=1,
                    called_at=NOW,
                    state=MeetingState.PUBLISHED.value,
                    secret="00",
                    published_at=NOW + timedelta(hours=number),
                )
            )
    async with branch.read() as session:
        every = await lists.published(session, offset=1, limit=1)
    assert ([meeting.id for meeting, _ in every[0]], every[1]) == ([2], 3)


async def test_a_branch_without_a_committee_owes_no_committee_meeting(branch):
    async def owes():
        async with branch.read() as session:
            found = await lists.duties_of(session, 1, date(2026, 11, 24), date(2026, 11, 24), ZONE)
        return any(MeetingKind.COMMITTEE in duty.rule.kinds for duty in found)

    assert await owes()
    async with branch.write() as tx:
        held = (await tx.exec(select(PostHeld).where(PostHeld.post == Post.DISCIPLINE.value))).one()
        await tx.delete(held)
    assert not await owes()


async def test_who_left_the_branch_stays_on_its_old_roll(branch):
    meeting = await opened(branch)
    async with branch.write() as tx:
        moved, left = await tx.get(Person, 2), await tx.get(Person, 4)
        moved.branch_id, moved.group_id, left.left_at = 2, None, NOW
        tx.add_all([moved, left])
    async with branch.read() as session:
        roll = await roll_of(session, meeting)
        rows = (await session.exec(select(Attendance))).all()
    assert [each.name for each in roll.everyone] == [name for _, name, *_ in PEOPLE[:4]]
    assert len(rows) == 4
