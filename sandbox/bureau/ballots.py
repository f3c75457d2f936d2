"""What some branches decided last week: a general meeting from its check-in over a secret ballot to the published minutes."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.bureau.meetings_words import DECIDING, LEAVE_REASONS, SPOKEN, TAKEAWAYS
from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people_words import KNOWN_BRANCH
from scoring.duties import MeetingKind
from storage.ballots import matters, voting
from storage.ballots.box import Box, receipt
from storage.ballots.matters import Matter
from storage.meetings import checkin, leave, make_ups, minutes, planning
from storage.meetings.rows import Purpose
from storage.people.posts import Category

_MATTERS = ("2026年度支部优秀共产党员推荐名单", "明年主题党日固定日期改为每月第二个星期四", "支部党员先锋岗轮换办法")
_AWAY = 0.15
_RECORDING = "https://video.haibin.example/meetings/{:%Y%m%d}"
_EVERY = 4
"""One branch in so many, and the known one."""


def stories(past: Past) -> Iterator[Story]:
    # Its keys are needed until the count, which is before the bot begins.
    box = Box()
    for number, team in enumerate(past.teams()):
        if number % _EVERY == 0 or team.branch.name == KNOWN_BRANCH:
            yield _decided(past, box, team, _MATTERS[number % len(_MATTERS)])


async def _decided(past: Past, box: Box, team: Team, what: str) -> Story:
    random, me = past.random(f"ballot:{team.branch.name}"), past.who(team.secretary)
    yield past.at(13, 10)
    expected = await planning.propose_expected(past.tx, {MeetingKind.GENERAL}, me.branch_id, None)
    begins = past.at(5, 15)
    meeting = await planning.call(
        past.tx,
        kinds=frozenset({MeetingKind.GENERAL}),
        branch_id=me.branch_id,
        group_id=None,
        title=DECIDING.title,
        starts_at=begins,
        place="三楼会议室",
        live_url=None,
        agenda=DECIDING.agenda.format(what),
        chair_id=me.person_id,
        expected=[who.person_id for who in expected],
        now=past.at(13, 10),
    )
    away = [who for who in expected if who != me and random.random() < _AWAY]
    yield past.at(6, 18)
    for who in away:
        await leave.ask(past.tx, meeting.number, who.person_id, random.choice(LEAVE_REASONS))
        await leave.answer(past.tx, meeting.number, who.person_id, granted=True, word=None, by=me.person_id)
    yield begins
    await checkin.open_check_in(past.tx, meeting.number, begins, by=me.person_id)
    for who in expected:
        if who not in away and who != me:
            code = checkin.code_at(meeting, begins)
            await checkin.check_in_on_spot(past.tx, meeting.number, who.person_id, code=code, now=begins)
    said = begins + timedelta(minutes=20)
    yield said
    here = [who for who in expected if who not in away]
    for who, text in zip((me, *here[3:6]), SPOKEN, strict=False):
        await minutes.speak(past.tx, meeting.number, who.person_id, text=text, voice=None, now=said)
    voted = begins + timedelta(minutes=40)
    yield voted
    ballot = await matters.open_ballot(past.tx, box, me, meeting.number, Matter(what), now=voted)
    for who in here:
        if who.category is Category.FULL_MEMBER:
            choice = random.choices((0, 1, 2), (18, 1, 1))
            await voting.cast(past.tx, box, ballot.number, who.person_id, choices=choice, receipt=receipt())
    yield voted + timedelta(minutes=10)
    await voting.count(past.tx, box, me, ballot.number, voted + timedelta(minutes=10))
    await voting.finish(box, ballot)
    yield begins + timedelta(hours=1)
    await checkin.close(past.tx, meeting.number, begins + timedelta(hours=1))
    await minutes.write(past.tx, meeting.number, DECIDING.minutes, add=True)
    yield past.at(4, 10)
    await minutes.publish(past.tx, meeting.number, past.at(4, 10))
    recording = _RECORDING.format(begins)
    await minutes.attach(
        past.tx, meeting.number, Purpose.RECORDING, "link", recording, by=me.person_id, now=past.at(4, 11)
    )
    for who in away[1:]:
        yield past.at(2, 20)
        text = random.choice(TAKEAWAYS)
        await make_ups.hand_in(past.tx, meeting.number, who.person_id, text=text, voice=None, now=past.at(2, 20))
