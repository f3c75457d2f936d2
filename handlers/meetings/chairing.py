"""Conducting a meeting: the check-in, who is here, the live stream, leave, the end."""

from telegram import InlineKeyboardButton

from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots, Manage, OpenMeeting, narrowing
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.meetings import cards, drafted, pushes
from handlers.meetings.buttons import (
    Leaves,
    MakeUps,
    Minutes,
    OpenCheckIn,
    Publish,
    QuorumBasis,
    ShowCode,
    ShowRoll,
    StartCancel,
    StartChange,
    StartCorrect,
    StartEnd,
    StartInvite,
    StartLecturer,
    StartLive,
    StartMinutes,
    StartPlace,
    StartRecordings,
    SwitchLive,
)
from handlers.meetings.view import View, chaired, conducting, seen
from scoring.duties import MeetingKind
from storage.engine.refusal import passes
from storage.meetings import checkin, joint
from storage.meetings.roll import QUORUM_RULE, RIGHTS_RULE, OnRoll
from storage.meetings.rows import Leave, MeetingState, Purpose, Refused
from storage.rules.regulations import basis


async def manage(context: Context, button: Manage) -> None:
    """The chair's controls, as far as the meeting has come; after its end, with the minutes that are to be published."""
    view = await chaired(context, button.meeting)
    if view.state is MeetingState.CLOSED:
        await _show_end(context, view)
        return
    text = lines(
        cards.heading(view.meeting, context.now),
        cards.roll_line(view.roll),
        cards.quorum_line(view.roll) if view.state is MeetingState.OPEN else None,
        Markup("📍 现场签到要核对地点。") if view.meeting.latitude is not None else None,
    )
    await context.show(text, [*_controls(view), back(OpenMeeting(button.meeting))])


async def _show_end(context: Context, view: View) -> None:
    """What is left to do: who came, the minutes, what others make the meeting up from, the publication."""
    number = view.meeting.number
    async with context.read() as session:
        minutes = await drafted.minutes_of(session, view.meeting, view.roll)
    kept = {purpose: len(files) for purpose, files in minutes.files.items()}
    missed = len(view.roll.missed)
    recordings = kept[Purpose.RECORDING]
    make_up = "有录像请传上来；没有的，公布后凭会议记录和照片补课。"
    shown = lines(
        cards.heading(view.meeting, context.now),
        cards.roll_line(view.roll),
        cards.quorum_line(view.roll),
        Markup("❗ {} 人没有参加，已通知补课。{}").format(missed, "" if recordings else make_up) if missed else None,
        Markup("🖼 照片 {}　🎙 语音 {}　🎬 录像 {}").format(kept[Purpose.PHOTO], kept[Purpose.VOICE], recordings),
        Markup("\n<b>📝 会议记录</b>（{}）").format("已保存" if view.meeting.composed else "草稿，请核对"),
        escape(clip(minutes.text, cards.SHOWN)),
    )
    leaves = Leaves(number).labelled(f"🙋 请假（{len(view.roll.leave_asked)} 待批）")
    rows = [
        [Publish(number, 0).labelled("📣 公布会议记录")],
        [StartMinutes(number).labelled("✏️ 改记录、加照片"), StartCorrect(number).labelled("👥 更正到会")],
        [StartRecordings(number).labelled("🎬 录像"), MakeUps(number, 0).labelled("🎓 补课情况")],
        [ShowRoll(number).labelled("👥 到会情况"), Ballots(number).labelled("🗳 表决")],
        *([[leaves]] if view.roll.leave_asked else []),
        *_lecture(view),
    ]
    await context.show(shown, [*rows, back(OpenMeeting(number))])


def _lecture(view: View) -> list[list[InlineKeyboardButton]]:
    if MeetingKind.LECTURE not in view.meeting.kind_set:
        return []
    return [[StartLecturer(view.meeting.number).labelled("🎤 主讲人")]]


def _together(view: View) -> list[list[InlineKeyboardButton]]:
    if not passes(joint.invitable, view.meeting):
        return []
    return [[StartInvite(view.meeting.number).labelled("🤝 邀请支部联合开展")]]


def _controls(view: View) -> list[list[InlineKeyboardButton]]:
    number = view.meeting.number
    waiting = len(view.roll.leave_asked)
    leaves = Leaves(number).labelled(f"🙋 请假（{waiting} 待批）" if waiting else "🙋 请假")
    place, roll = StartPlace(number).labelled("📍 地点核对"), ShowRoll(number).labelled("👥 到会情况")
    match view.state:
        case MeetingState.PLANNED:
            return [
                [OpenCheckIn(number).labelled("▶ 开始签到")],
                [StartChange(number).labelled("✏️ 修改"), StartCancel(number).labelled("🚫 取消会议")],
                [place, leaves],
                *_lecture(view),
                *_together(view),
            ]
        case MeetingState.OPEN:
            live = view.meeting.is_live
            return [
                [ShowCode(number).labelled("🔢 签到码"), roll],
                [SwitchLive(number, int(not live)).labelled("⏹ 结束直播" if live else "📺 开始直播"), leaves],
                [StartMinutes(number).labelled("📝 会议记录"), Ballots(number).labelled("🗳 表决")],
                [StartCorrect(number).labelled("✍️ 登记到会"), StartChange(number).labelled("✏️ 应到人员")],
                [place, StartEnd(number).labelled("⏹ 结束会议")],
                *_lecture(view),
            ]
        case MeetingState.CANCELLED:
            return [[roll]]
    return [
        [Minutes(number).labelled("📖 会议记录"), roll],
        [StartRecordings(number).labelled("🎬 录像"), MakeUps(number, 0).labelled("🎓 补课情况")],
        [leaves],
    ]


async def open_check_in(context: Context, button: OpenCheckIn) -> None:
    """The meeting begins, and everyone not yet here is told."""
    async with conducting(context, button.meeting) as tx:
        meeting = await checkin.open_check_in(tx, button.meeting, context.now, context.me.person_id)
        await pushes.began(tx, meeting, context)
    await manage(context, Manage(button.meeting))


async def show_roll(context: Context, button: ShowRoll) -> None:
    """Everyone by name: for the chair alone."""
    view = await chaired(context, button.meeting)
    text = lines(
        cards.heading(view.meeting, context.now),
        cards.roll_line(view.roll),
        cards.quorum_line(view.roll),
        Markup(""),
        cards.roll_text(view.roll, over=view.over),
        *(Markup("📺 {}：{}").format(each.name, clip(each.row.live_word or "", 60)) for each in view.roll.live[:20]),
    )
    rows = [[ShowRoll(button.meeting).labelled("🔄 刷新"), QuorumBasis(button.meeting).labelled("📜 依据")]]
    rows += narrowing(button, len(view.roll.everyone))
    await context.show(text, [*rows, back(Manage(button.meeting))])


async def _on_roll(context: Context, button: ShowRoll) -> list[OnList]:
    view = await chaired(context, button.meeting)
    return [OnList(each.name, each.police_no, f"{_came(each)}　{each.name}") for each in view.roll.everyone]


def _came(each: OnRoll) -> str:
    if each.row.how:
        return "✅ 已到" if each.here else "☑️ 已参加"
    return "🙋 请假" if each.row.leave in (Leave.ASKED, Leave.GRANTED) else "⚪ 未到"


PEOPLE = PeopleList(ShowRoll, _on_roll)


async def quorum_basis(context: Context, button: QuorumBasis) -> None:
    """The rule on quorum and vote, to the letter."""
    view = await seen(context, button.meeting)
    text = lines(
        escape(basis(QUORUM_RULE)),
        Markup("\n{}\n").format(basis(RIGHTS_RULE)),
        Markup("本系统按<b>现场签到</b>的人数计算，看直播的不计入法定人数。"),
    )
    await context.show(text, [back(ShowRoll(button.meeting) if view.chairs else OpenMeeting(button.meeting))])


async def switch_live(context: Context, button: SwitchLive) -> None:
    """Begin or end the live stream by hand; where there is nothing to watch, the ways to something."""
    view = await chaired(context, button.meeting)
    if button.on == 1 and not view.meeting.live_url:
        link = [StartLive(button.meeting).labelled("🔗 填直播链接")]
        await context.show(escape(Refused.NOTHING_TO_WATCH), [link, back(Manage(button.meeting))])
        return
    async with conducting(context, button.meeting) as tx:
        meeting = await checkin.switch_live(tx, button.meeting, context.now, on=button.on == 1)
        if button.on == 1:
            await pushes.live(tx, meeting, context, person=context.me.person_id)
    await manage(context, Manage(button.meeting))
