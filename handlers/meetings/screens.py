"""Finding a meeting: the module's first screen, mine, a branch's month, one meeting."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.calendars import Appointment, calendar
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Unrecorded
from handlers.kit.screens.links import Ballots, Manage, OpenMeeting, OpenTopic, OpenYearPlan, StartCall
from handlers.kit.screens.navigation import HOME, back, other_months, paged
from handlers.kit.screens.spans import read_month
from handlers.kit.screens.text import Markup, clip, lines
from handlers.meetings import cards
from handlers.meetings.buttons import (
    AllDuties,
    BranchMonth,
    Duties,
    Feed,
    Meetings,
    Mine,
    Minutes,
    Print,
    ReadSpoken,
    StartCheckIn,
    StartLeave,
    StartSpeaking,
    ToCalendar,
    Watch,
    WatchLive,
)
from handlers.meetings.together import branches_line
from handlers.meetings.view import View, seen
from scoring.duties import MeetingKind, Period, period_of
from storage.ballots.lists import of_meeting
from storage.development.lists import votable
from storage.engine.refusal import Refusal
from storage.meetings import lists
from storage.meetings.lecturers import name_for
from storage.meetings.make_ups import material
from storage.meetings.make_ups import owed as to_make_up
from storage.meetings.minutes import count_spoken
from storage.meetings.printing import may_print
from storage.meetings.roll import day_of
from storage.meetings.rows import AHEAD, ENDED, Attendance, How, Leave, Meeting, MeetingState
from storage.meetings.waiting import WRITTEN_WITHIN
from storage.people.access import Place, may
from storage.people.directory import Branch
from storage.people.rights import Act
from storage.topics.meetings import topics_of
from storage.topics.rows import may_see

UNDONE = {MeetingState.PLANNED: "❓ 没签到", MeetingState.OPEN: "⏳ 还没结束", MeetingState.CLOSED: "📝 没写记录"}


async def show_meetings(context: Context, button: Meetings) -> None:
    """What one can do about meetings."""
    me, now = context.me, context.now
    month = f"{now:%Y-%m}"
    async with context.read() as session:
        mine = await lists.of_person(session, me.person_id, limit=20)
        undone = await lists.undone(session, me.person_id, now)
        missed = await to_make_up(session, now - WRITTEN_WITHIN, now.tzinfo, person_id=me.person_id)
    coming = [meeting for meeting, _ in mine if meeting.state in AHEAD]
    text = lines(
        Markup("<b>🏛 三会一课</b>"),
        *[Markup("\n") + cards.heading(meeting, now) for meeting in coming[:3]],
        None if coming else Markup("目前没有要参加的会议。"),
    )
    rows = [
        [Manage(each.number).labelled(f"{UNDONE[MeetingState(each.state)]}：{cards.label(each, now)}")]
        for each in undone[:3]
    ]
    rows += [
        [
            Watch(each.meeting).labelled(
                clip(f"❗ 待补课：{each.title}（{each.due_on.month}月{each.due_on.day}日前）", 60)
            )
        ]
        for each in missed[:3]
    ]
    rows += [[OpenMeeting(meeting.number).labelled(cards.label(meeting, now))] for meeting in coming[:3]]
    rows.append([Mine(0).labelled("📅 我的会议"), StartCheckIn(0).labelled("✅ 签到")])
    if may(me, Act.CALL_MEETING):
        rows.append([StartCall(0).labelled("➕ 召集会议")])
    if may(me, Act.SEE_MEETINGS, Place(branch_id=me.branch_id)):
        own = [BranchMonth(me.branch_id, month, 0).labelled("📂 本支部会议")]
        rows.append([*own, Duties(me.branch_id, month).labelled("📊 本月三会一课")])
    if may(me, Act.SEE_DUTIES):
        rows.append([OpenYearPlan(me.branch_id, 0).labelled("🗓 年度计划")])
    if may(me, Act.SEE_FEED):
        rows.append([Feed(0).labelled("📰 各支部动态"), AllDuties(month, 0).labelled("📈 各支部本月")])
    await context.show(text, [*rows, HOME])


async def command(context: Context) -> None:
    await show_meetings(context, Meetings())


async def show_mine(context: Context, button: Mine) -> None:
    """Every meeting that expects one."""
    async with context.read() as session:
        found = await lists.of_person(session, context.me.person_id)
    shown, turning = paged(found, button.page, Mine)
    rows = [
        [OpenMeeting(meeting.number).labelled(cards.label(meeting, context.now) + _mark(meeting, row, context.now))]
        for meeting, row in shown
    ]
    text = lines(
        Markup("<b>📅 我的会议</b>"),
        cards.legend(meeting for meeting, _ in shown),
        Markup("✓ 已参加　🎓 已补课　🙋 请假\n❗ 待补课　✗ 未参加") if found else Markup("还没有您要参加的会议。"),
    )
    await context.show(text, [*rows, *turning, back(Meetings())])


def _mark(meeting: Meeting, row: Attendance, now: datetime) -> str:
    """What one did, or owes; an old meeting can still be made up, but waits for nobody."""
    if row.how is not None:
        return " 🎓" if row.how == How.MADE_UP else " ✓"
    missed = "" if meeting.state not in ENDED else " ✗" if meeting.starts_at < now - WRITTEN_WITHIN else " ❗待补课"
    return (" 🙋" if row.leave == Leave.GRANTED else "") + missed


async def show_month(context: Context, button: BranchMonth) -> None:
    """A branch's meetings, month by month."""
    first = read_month(button.month)
    if not may(context.me, Act.SEE_MEETINGS, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    month = period_of(first, Period.MONTH)
    async with context.read() as session:
        branch = await session.get(Branch, button.branch)
        found = await lists.of_branch(session, button.branch, *month, context.bot_data.clock.zone)
    if branch is None:
        raise Refusal(OUTDATED)

    def turn(page: int) -> BranchMonth:
        return BranchMonth(button.branch, button.month, page)

    shown, turning = paged(found, button.page, turn)
    rows = [[OpenMeeting(meeting.number).labelled(cards.label(meeting, context.now))] for meeting in shown]
    before, after = other_months(first, lambda month: BranchMonth(button.branch, f"{month:%Y-%m}", 0))
    turned = [before, Duties(button.branch, button.month).labelled("📊 完成情况"), after]
    text = lines(
        Markup("<b>{}</b>\n{}年{}月的会议：{} 场").format(branch.name, first.year, first.month, len(found)),
        cards.legend(shown),
    )
    await context.show(text, [*rows, *turning, turned, back(Meetings())])


async def open_meeting(context: Context, button: OpenMeeting) -> None:
    """One meeting, with what one can do about it oneself."""
    view = await seen(context, button.meeting)
    async with context.read() as session:
        has_material = view.over and await material(session, view.meeting)
        ballots = len(await of_meeting(session, button.meeting))
        votes = await _votes_ahead(session, view)
        spoken = await count_spoken(session, button.meeting)
        topics = [each for each in await topics_of(session, view.meeting) if may_see(context.me, each)]
        lecturer = await name_for(session, view.meeting)
        together = await branches_line(session, view.meeting)
    meeting = view.meeting
    text = lines(
        cards.facts(meeting, context.now),
        Markup("🏢 {}　{}").format(view.branch, cards.state_word(meeting) + ("　🔴 直播中" if meeting.is_live else "")),
        together,
        Markup("🎤 主讲：{}").format(lecturer) if lecturer else None,
        Markup("取消原因：{}").format(meeting.cancel_reason) if meeting.cancel_reason else None,
        cards.roll_line(view.roll),
        cards.mine_line(view.mine, over=view.over),
    )
    rows = _own_actions(view, has_material=has_material)
    if spoken and (view.chairs or (view.mine is not None and view.mine.how is not None)):
        rows.append([ReadSpoken(button.meeting, 0).labelled(f"💬 看发言（{spoken}）")])
    if ballots or votes:
        label = f"🗳 表决（{ballots}）" if ballots else "🗳 表决事项、书面意见"
        rows.append([Ballots(button.meeting).labelled(label)])
    rows += [[OpenTopic(each.key).labelled(clip(f"🗣 话题：{each.title}", 60))] for each in topics]
    if view.state is MeetingState.PLANNED and (view.chairs or view.mine is not None):
        rows.append([ToCalendar(button.meeting).labelled("📅 加入日历")])
    if view.chairs and view.state is not MeetingState.CANCELLED:
        rows.append([Manage(button.meeting).labelled("🎛 主持会议")])
    if view.state is MeetingState.PUBLISHED:
        rows.append([Minutes(button.meeting).labelled("📖 会议记录")])
    if view.state is not MeetingState.CANCELLED and may_print(context.me, meeting):
        rows.append([Print(button.meeting).labelled("🖨 打印")])
    await context.show(text, [*rows, back(Meetings())])


async def to_calendar(context: Context, button: ToCalendar) -> None:
    """A file for the person's own calendar."""
    meeting = (await seen(context, button.meeting)).meeting
    await context.toast()
    entry = Appointment(
        f"meeting-{meeting.number}@{context.bot.username}",
        meeting.title,
        meeting.starts_at.astimezone(context.now.tzinfo),
        meeting.place,
        meeting.live_url or "",
    )
    caption = "📅 点开文件，加入手机或电脑的日历。"
    await context.send_file(f"{meeting.title}.ics", calendar([entry], context.now), Unrecorded.OWN, caption)


async def _votes_ahead(session: AsyncSession, view: View) -> bool:
    """Whether something is ready to be voted on there, for those who have a vote and for whoever conducts it."""
    ahead = view.state in AHEAD and MeetingKind.GENERAL in view.meeting.kind_set
    mine = {each.person_id for each in view.roll.everyone if each.entitled}
    concerned = view.chairs or (view.mine is not None and view.mine.person_id in mine)
    return ahead and concerned and bool(await votable(session, view.meeting.branch_id, day_of(view.meeting)))


def _own_actions(view: View, *, has_material: bool) -> list[list[InlineKeyboardButton]]:
    number, mine = view.meeting.number, view.mine
    if mine is None:
        return []
    if view.state is MeetingState.PLANNED:
        return [] if mine.leave in (Leave.ASKED, Leave.GRANTED) else [[StartLeave(number).labelled("🙋 请假")]]
    if view.state is MeetingState.OPEN:
        rows = []
        if mine.how is None:
            live = [WatchLive(number).labelled("📺 我在看直播")] if view.meeting.is_live else []
            rows.append([StartCheckIn(number).labelled("✅ 签到"), *live])
            if mine.leave not in (Leave.ASKED, Leave.GRANTED):
                rows.append([StartLeave(number).labelled("🙋 请假")])
        rows.append([StartSpeaking(number).labelled("💬 发言")])
        return rows
    missed = view.over and mine.how is None
    return [[Watch(number).labelled("🎓 补课")]] if missed and has_material else []
