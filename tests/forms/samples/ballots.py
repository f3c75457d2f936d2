"""A matter, an election and an appraisal are put to the vote; who is away hands in an opinion, or is left out."""

from datetime import date, timedelta

from scoring.development_steps import Step
from scoring.duties import MeetingKind
from storage.ballots import voting
from storage.ballots.box import receipt
from storage.ballots.rows import Ballot
from storage.development import cases
from storage.development.rows import DevelopmentStep
from storage.meetings import checkin, planning
from storage.meetings.rows import Attendance, How
from storage.people import directory
from storage.people.posts import MEMBERS
from tests.flows.test_development_rules import TAKEN
from tests.forms.bureau import NUMBERS
from tests.forms.telegram import PHOTO

AWAY = {NUMBERS["赵敏"], NUMBERS["李雷"]}


async def held(bureau, *kinds):
    """A meeting of the branch, at which nearly everybody is."""
    async with bureau.write() as tx:
        members = [who for who in await directory.people_of(tx, branch_id=1) if who.category in MEMBERS]
        meeting = await planning.call(
            tx, kinds=set(kinds), branch_id=1, group_id=None, title="11月党员大会",
            starts_at=bureau.now + timedelta(hours=1), place="三楼会议室", live_url=None, agenda="", chair_id=1,
            expected=[who.person_id for who in members], now=bureau.now,
        )  # fmt: skip
        await checkin.open_check_in(tx, meeting.number, bureau.now)
        await come(bureau, tx, meeting.number, {who.person_id for who in members} - AWAY)


async def come(bureau, tx, meeting, people):
    for person in people:
        row = await tx.get(Attendance, (meeting, person))
        row.how, row.at = How.ON_SPOT.value, bureau.now
        tx.add(row)


async def ripe_case(bureau):
    """Of somebody about whose acceptance a meeting can decide."""
    chair = await bureau.who("王芳")
    async with bureau.write() as tx:
        case = await cases.begin(tx, chair, NUMBERS["孙立"], date(2024, 1, 10), bureau.now)
        for step, on, facts in TAKEN:
            if step.place < Step.ADMITTED.place:
                on_day = date.fromisoformat(on)
                tx.add(DevelopmentStep(case_id=case.number, step=step.value, on=on_day, by=1, at=bureau.now, **facts))


async def appraised(bureau, ballot):
    """Everybody finds everybody 合格, and so it is counted."""
    chair = await bureau.who("王芳")
    async with bureau.write() as tx:
        options = (await tx.get(Ballot, ballot)).options
        fine = [place for place, option in enumerate(options) if option.endswith("：合格")]
        for voter in await voting.voters_of(tx, ballot):
            await voting.cast(tx, bureau.box, ballot, voter.person_id, choices=fine, receipt=receipt())
        done = await voting.count(tx, bureau.box, chair, ballot, bureau.now)
    await voting.finish(bureau.box, done)


async def fill_in(bureau):
    await ripe_case(bureau)
    await held(bureau, MeetingKind.GENERAL)
    await bureau.fill("written_opinion", "李雷", 1, 0)
    await bureau.fill("written_opinion", "王芳", 1, 1, person="赵敏", photo=PHOTO)
    await bureau.fill("left_out", "王芳", 1)
    async with bureau.write() as tx:
        await come(bureau, tx, 1, {NUMBERS["赵敏"]})
    await bureau.fill("ballot", "王芳", 1, kind="一般事项")
    await bureau.fill("ballot_void", "王芳", 1)
    candidates = f"{bureau.name('王芳')}\n{bureau.name('陈新')}"
    await bureau.fill("ballot", "王芳", 1, kind="选举", candidates=candidates)
    await held(bureau, MeetingKind.APPRAISAL)
    async with bureau.write() as tx:
        await come(bureau, tx, 2, AWAY)
    await bureau.fill("ballot", "王芳", 2, kind="民主测评")
    await appraised(bureau, 3)
    await bureau.fill("ballot_grades", "王芳", 3, grades="已研究")
