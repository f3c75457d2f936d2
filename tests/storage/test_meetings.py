"""Meetings from the call to the published minutes, on both databases."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from scoring.duties import DutyState, MeetingKind
from storage.meetings import checkin, leave, lists, make_ups, minutes, planning
from storage.meetings.roll import roll_of
from storage.meetings.rows import Meeting, MeetingState, Purpose, Refused, may_chair
from storage.people.directory import Branch, Group, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from tests.conftest import NOW
from tests.refusing import refuses, tried

ZONE = ZoneInfo("Asia/Shanghai")
SOON = NOW + timedelta(hours=2)
MONTHLY = frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY})
PEOPLE = [
    (1, "王芳", Category.FULL_MEMBER, 1, Post.SECRETARY),
    (2, "李雷", Category.FULL_MEMBER, 1, Post.GROUP_LEADER),
    (3, "赵敏", Category.FULL_MEMBER, 2, Post.DISCIPLINE),
    (4, "钱进", Category.PROBATIONARY, 2, None),
    (5, "孙立", Category.ACTIVIST, None, None),
    (6, "周全", Category.NON_MEMBER, None, None),
]


@pytest.fixture
async def branch(database):
    async with database.write() as tx:
        tx.add_all([Branch(id=1, name="第一支部"), Branch(id=2, name="第二支部")])
        await tx.flush()
        tx.add_all([Group(id=1, branch_id=1, name="一组"), Group(id=2, branch_id=1, name="二组")])
        await tx.flush()
        for number, name, category, group, post in PEOPLE:
            tx.add(
                Person(
                    id=number,
                    police_no=f"10000{number}",
                    name=name,
                    branch_id=1,
                    group_id=group,
                    category=category.value,
                    telegram_id=number,
                )
            )
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
        tx.add(Person(id=9, police_no="100009", name="外人", branch_id=2, category=Category.FULL_MEMBER.value))
    return database


async def call(database, kinds=MONTHLY, expected=(1, 2, 3, 4), **facts):
    return await do(
        database,
        planning.call,
        kinds=kinds,
        branch_id=1,
        group_id=facts.pop("group_id", None),
        title="十一月党员大会",
        starts_at=facts.pop("starts_at", SOON),
        place="三楼会议室",
        live_url=None,
        agenda="",
        chair_id=1,
        expected=expected,
        now=NOW,
    )


async def do(database, work, *arguments, **named):
    """What it gives, or the word of its refusal."""

    async def within():
        async with database.write() as tx:
            return await work(tx, *arguments, **named)

    return await tried(within())


async def names_by_state(database, meeting):
    async with database.read() as session:
        roll = await roll_of(session, meeting)
    groups = ("on_spot", "live", "made_up", "on_leave", "leave_asked", "absent")
    return {group: [each.name for each in getattr(roll, group)] for group in groups if getattr(roll, group)}


async def opened(database, **facts):
    meeting = await call(database, **facts)
    return await do(database, checkin.open_check_in, meeting.id, NOW)


@pytest.mark.parametrize(
    ("kinds", "group", "expected"),
    [
        ({MeetingKind.COMMITTEE}, None, [1, 3]),
        ({MeetingKind.GENERAL, MeetingKind.THEME_DAY}, None, [1, 2, 3, 4]),
        ({MeetingKind.GROUP}, 2, [3, 4]),
        ({MeetingKind.LECTURE}, None, [1, 2, 3, 4, 5]),
        ({MeetingKind.LECTURE, MeetingKind.THEME_DAY}, None, [1, 2, 3, 4, 5]),
        ({MeetingKind.COMMITTEE, MeetingKind.GENERAL}, None, [1, 2, 3, 4]),
        ({MeetingKind.LIFE}, None, [1, 2, 3, 4]),
    ],
)
async def test_who_is_expected_follows_from_the_kind(branch, kinds, group, expected):
    async with branch.read() as session:
        found = await planning.propose_expected(session, kinds, 1, group)
    assert [who.person_id for who in found] == expected


async def test_a_meeting_is_called_for_people_of_its_branch_only(branch):
    meeting = await call(branch, expected=(1, 2, 9))
    assert await names_by_state(branch, meeting) == {"absent": ["王芳", "李雷"]}
    assert meeting.kind_set == MONTHLY


async def test_a_call_into_the_past_or_for_nobody_is_refused(branch):
    assert await call(branch, starts_at=NOW) is Refused.PAST
    assert await call(branch, expected=(9,)) is Refused.NOBODY


async def test_a_planned_meeting_is_changed_with_a_trace_and_called_off_with_a_reason(branch):
    meeting = await call(branch)
    changed = await do(branch, planning.change, meeting.id, "place", "礼堂", by=1, reason="人多", now=NOW)
    assert changed.place == "礼堂"
    added, gone = await do(branch, planning.change_expected, meeting.id, {1, 2, 5}, by=1, reason="", now=NOW)
    assert (added, gone) == ({5}, {3, 4})
    assert (await do(branch, planning.cancel, meeting.id, by=1, reason="出警", now=NOW)).cancel_reason == "出警"
    assert await do(branch, planning.change, meeting.id, "place", "x", by=1, reason="", now=NOW) is Refused.CANCELLED
    assert await do(branch, checkin.open_check_in, meeting.id, NOW) is Refused.CANCELLED


async def test_a_meeting_that_has_begun_is_not_changed(branch):
    meeting = await opened(branch)
    assert await do(branch, planning.change, meeting.id, "place", "x", by=1, reason="", now=NOW) is Refused.NOT_PLANNED
    assert await do(branch, planning.cancel, meeting.id, by=1, reason="", now=NOW) is Refused.NOT_PLANNED


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        (0, None),
        (30, None),
        (60, Refused.OLD_CODE),
        (500, Refused.OLD_CODE),
        (3600, Refused.WRONG_CODE),
    ],
)
def test_the_code_rotates_and_the_last_one_is_still_good(later, outcome):
    meeting = Meeting(secret="ab" * 16, kinds="党课")
    code = checkin.code_at(meeting, NOW)
    assert len(code) == 6
    assert code.isdigit()
    with refuses(outcome):
        checkin.check_code(meeting, code, NOW + timedelta(seconds=later))


def test_another_meetings_code_is_wrong():
    meeting, other = Meeting(secret="ab" * 16, kinds="党课"), Meeting(secret="cd" * 16, kinds="党课")
    with refuses(Refused.WRONG_CODE):
        checkin.check_code(meeting, checkin.code_at(other, NOW), NOW)


async def test_checking_in_on_the_spot(branch):
    meeting = await call(branch)
    code = checkin.code_at(meeting, NOW)

    async def check_in(person, code, location=None):
        work = checkin.check_in_on_spot
        answer = await do(branch, work, meeting.id, person, code=code, now=NOW, location=location)
        return answer[1] if isinstance(answer, tuple) else answer

    assert await check_in(2, code) is Refused.NOT_OPEN
    await do(branch, checkin.open_check_in, meeting.id, NOW)
    assert await check_in(2, "000000" if code != "000000" else "111111") is Refused.WRONG_CODE
    assert await check_in(6, code) is Refused.NOT_EXPECTED
    first = await check_in(2, code)
    again = await check_in(2, "wrong")
    assert (first.at, again.at) == (NOW, NOW)
    await do(branch, checkin.set_place, meeting.id, (29.1, 121.4))
    assert await check_in(3, code) is Refused.NO_LOCATION
    assert await check_in(3, code, (29.2, 121.4)) is Refused.TOO_FAR
    assert (await check_in(3, code, (29.1005, 121.4005))).how == "on_spot"
    assert await names_by_state(branch, meeting) == {"on_spot": ["李雷", "赵敏"], "absent": ["王芳", "钱进"]}
    await do(branch, checkin.close, meeting.id, NOW)
    assert await check_in(4, code) is Refused.OVER


async def test_following_live_counts_only_while_it_is_live(branch):
    meeting = await call(branch)
    assert await do(branch, checkin.check_in_live, meeting.id, 2, NOW, word="学习文件") is Refused.NOT_OPEN
    assert await do(branch, checkin.switch_live, meeting.id, NOW, on=True) is Refused.NOTHING_TO_WATCH
    await do(branch, checkin.switch_live, meeting.id, NOW, on=True, in_group=True)
    assert (await do(branch, checkin.check_in_live, meeting.id, 2, NOW, word="学习文件"))[1].how == "live"
    await do(branch, checkin.switch_live, meeting.id, NOW, on=False)
    assert await do(branch, checkin.check_in_live, meeting.id, 3, NOW, word="学习文件") is Refused.NOT_LIVE
    assert await names_by_state(branch, meeting) == {"live": ["李雷"], "absent": ["王芳", "赵敏", "钱进"]}


async def test_who_follows_live_and_then_comes_is_on_the_spot(branch):
    meeting = await opened(branch)
    await do(branch, checkin.switch_live, meeting.id, NOW, on=True, in_group=True)
    await do(branch, checkin.check_in_live, meeting.id, 2, NOW, word="学习文件")
    code = checkin.code_at(meeting, NOW)
    await do(branch, checkin.check_in_on_spot, meeting.id, 2, code=code, now=NOW)
    assert (await names_by_state(branch, meeting))["on_spot"] == ["李雷"]


async def test_leave_is_asked_answered_and_may_be_asked_again(branch):
    meeting = await call(branch)
    assert await do(branch, leave.ask, meeting.id, 6, "值班") is Refused.NOT_EXPECTED
    await do(branch, leave.ask, meeting.id, 2, "值班")
    assert await do(branch, leave.ask, meeting.id, 2, "值班") is Refused.LEAVE_WAITS
    assert (await names_by_state(branch, meeting))["leave_asked"] == ["李雷"]
    await do(branch, leave.answer, meeting.id, 2, granted=False, word="换班", by=1)
    assert "leave_asked" not in await names_by_state(branch, meeting)
    await do(branch, leave.ask, meeting.id, 2, "住院")
    await do(branch, leave.answer, meeting.id, 2, granted=True, word=None, by=1)
    assert (await names_by_state(branch, meeting))["on_leave"] == ["李雷"]
    late = await do(branch, leave.answer, meeting.id, 2, granted=True, word=None, by=1)
    assert late is Refused.NO_LEAVE_ASKED


async def test_the_quorum_counts_those_entitled_on_the_spot(branch):
    meeting = await opened(branch)
    code = checkin.code_at(meeting, NOW)
    for person, met in ((4, False), (1, False), (2, True)):
        await do(branch, checkin.check_in_on_spot, meeting.id, person, code=code, now=NOW)
        async with branch.read() as session:
            quorum = (await roll_of(session, meeting)).quorum
        assert (quorum.entitled, quorum.needed, quorum.met) == (3, 2, met)


async def test_a_missed_meeting_is_made_up_with_its_recording_and_may_be_returned(branch):
    meeting = await opened(branch)
    hand_in = make_ups.hand_in
    words = {"text": "学到了", "voice": None, "now": NOW}
    assert await do(branch, hand_in, meeting.id, 2, **words) is Refused.NO_MAKE_UP_YET
    recording = ("video", "FILE")
    refused = await do(branch, minutes.attach, meeting.id, Purpose.RECORDING, *recording, by=1, now=NOW)
    assert refused is Refused.NOT_ENDED
    await do(branch, checkin.close, meeting.id, NOW)
    assert await do(branch, hand_in, meeting.id, 2, **words) is Refused.NOTHING_YET
    await do(branch, minutes.attach, meeting.id, Purpose.RECORDING, *recording, by=1, now=NOW)
    await do(branch, hand_in, meeting.id, 2, **words)
    assert (await names_by_state(branch, meeting))["made_up"] == ["李雷"]
    assert await do(branch, hand_in, meeting.id, 2, **words) is Refused.NOTHING_TO_MAKE_UP
    await do(branch, make_ups.give_back, meeting.id, 2, "太短")
    assert "made_up" not in await names_by_state(branch, meeting)
    assert await do(branch, make_ups.give_back, meeting.id, 2, "太短") is Refused.NOT_HANDED_IN
    assert (await do(branch, hand_in, meeting.id, 2, **words)).returned_reason is None
    async with branch.read() as session:
        for since, names in ((NOW, ["李雷"]), (NOW + timedelta(days=1), [])):
            assert [name for _, _, name in await make_ups.waiting_for(session, 1, since)] == names


async def test_ten_recordings_and_each_once(branch):
    meeting = await opened(branch)
    await do(branch, checkin.close, meeting.id, NOW)

    async def add(content):
        return await do(branch, minutes.attach, meeting.id, Purpose.RECORDING, "video", content, by=1, now=NOW)

    first = await add("0")
    assert (await add("0")).id == first.id
    for number in range(1, 10):
        await add(str(number))
    assert await add("10") is Refused.TOO_MANY


async def test_words_are_spoken_only_during_the_meeting_by_those_expected(branch):
    meeting = await call(branch)
    word = {"text": "同意", "voice": None, "now": NOW}
    assert await do(branch, minutes.speak, meeting.id, 2, **word) is Refused.NOT_OPEN
    await do(branch, checkin.open_check_in, meeting.id, NOW)
    assert await do(branch, minutes.speak, meeting.id, 6, **word) is Refused.NOT_EXPECTED
    await do(branch, minutes.speak, meeting.id, 2, **word)
    async with branch.read() as session:
        assert [each.text for each in await minutes.spoken_at(session, meeting.id)] == ["同意"]


@pytest.mark.usefixtures("switched_on")
async def test_publishing_needs_the_end_the_minutes_and_the_monthly_meetings_photo(branch):
    meeting = await opened(branch)
    assert await do(branch, minutes.publish, meeting.id, NOW) is Refused.NOT_ENDED
    await do(branch, checkin.close, meeting.id, NOW)
    assert await do(branch, minutes.publish, meeting.id, NOW) is Refused.NO_MINUTES
    await do(branch, minutes.write, meeting.id, "第一段", add=True)
    await do(branch, minutes.write, meeting.id, "第二段", add=True)
    assert await do(branch, minutes.publish, meeting.id, NOW) is Refused.NO_PHOTO
    await do(branch, minutes.attach, meeting.id, Purpose.PHOTO, "photo", "PIC", by=1, now=NOW)
    published = await do(branch, minutes.publish, meeting.id, NOW)
    assert (published.state, published.minutes) == (MeetingState.PUBLISHED, "第一段\n第二段")
    assert await do(branch, minutes.write, meeting.id, "改", add=False) is Refused.ALREADY_PUBLISHED
    photo = await do(branch, minutes.attach, meeting.id, Purpose.PHOTO, "photo", "P2", by=1, now=NOW)
    assert photo is Refused.ALREADY_PUBLISHED
    async with branch.read() as session:
        found, total = await lists.published(session, offset=0, limit=5)
    assert ([(each.id, name) for each, name in found], total) == ([(meeting.id, "第一支部")], 1)


async def test_no_photo_is_demanded_unless_the_bureau_has_switched_that_on(branch):
    meeting = await opened(branch)
    await do(branch, checkin.close, meeting.id, NOW)
    await do(branch, minutes.write, meeting.id, "记录", add=True)
    assert (await do(branch, minutes.publish, meeting.id, NOW)).state == MeetingState.PUBLISHED


async def test_the_named_chair_and_the_branchs_leaders_may_chair(branch):
    meeting = await call(branch, kinds=frozenset({MeetingKind.GROUP}), group_id=1)
    async with branch.read() as session:
        people = {number: await who_has_id(session, number) for number in (1, 2, 3, 9)}
    meeting.chair_id = 3
    assert [number for number, who in people.items() if may_chair(who, meeting)] == [1, 2, 3]


async def test_a_persons_list_shows_what_is_ahead_first(branch):
    ids = [
        (await call(branch, starts_at=NOW + timedelta(days=days), kinds=frozenset({MeetingKind.LECTURE}))).id
        for days in (1, 2, 3)
    ]
    await do(branch, checkin.open_check_in, ids[1], NOW)
    await do(branch, checkin.close, ids[1], NOW)
    async with branch.read() as session:
        found = [meeting.id for meeting, _ in await lists.of_person(session, 2)]
        near = await lists.around(session, 1, NOW + timedelta(days=1, hours=2))
        far = await lists.around(session, 1, NOW)
    assert found == [ids[0], ids[2], ids[1]]
    assert (near.id, far) == (ids[0], None)


async def test_the_months_duties_tell_planned_from_done(branch):
    async def state_of(subject):
        async with branch.read() as session:
            found = await lists.duties_of(session, 1, date(2026, 11, 24), date(2026, 11, 24), ZONE)
        return next(duty.state for duty in found if duty.rule.subject == subject)

    assert await state_of("党员大会暨主题党日") is DutyState.DUE
    meeting = await call(branch)
    assert await state_of("党员大会暨主题党日") is DutyState.PLANNED
    await do(branch, checkin.open_check_in, meeting.id, NOW)
    await do(branch, checkin.close, meeting.id, NOW)
    await do(branch, minutes.write, meeting.id, "记录", add=False)
    await do(branch, minutes.attach, meeting.id, Purpose.PHOTO, "photo", "PIC", by=1, now=NOW)
    assert await state_of("党员大会暨主题党日") is DutyState.DUE
    assert await state_of("主题党日") is DutyState.DONE
    await do(branch, minutes.publish, meeting.id, NOW)
    assert await state_of("党员大会暨主题党日") is DutyState.DONE
