"""Conducting a meeting: the check-in and its rotating code, who is here, the live stream, leave, the end."""

import io
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.helpers import create_deep_linked_url

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots, Manage, OpenMeeting
from handlers.kit.screens.navigation import back
from handlers.kit.screens.telegram_errors import CANNOT_EDIT, says
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
    StartMinutes,
    StartPlace,
    StartRecordings,
    SwitchLive,
)
from handlers.meetings.view import View, chaired, conducting, seen
from storage.engine.refusal import Refusal
from storage.meetings import checkin, minutes
from storage.meetings.roll import QUORUM_RULE, RIGHTS_RULE
from storage.meetings.rows import MeetingState, Purpose, Refused
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
        text = await drafted.minutes_of(session, view.meeting)
        kept = {each: len(await minutes.attachments(session, number, each)) for each in Purpose}
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
        escape(clip(text, cards.SHOWN)),
    )
    leaves = Leaves(number).labelled(f"🙋 请假（{len(view.roll.leave_asked)} 待批）")
    rows = [
        [Publish(number, 0).labelled("📣 公布会议记录")],
        [StartMinutes(number).labelled("✏️ 改记录、加照片"), StartCorrect(number).labelled("👥 更正到会")],
        [StartRecordings(number).labelled("🎬 录像"), MakeUps(number, 0).labelled("🎓 补课情况")],
        [ShowRoll(number).labelled("👥 到会情况"), Ballots(number).labelled("🗳 表决")],
        *([[leaves]] if view.roll.leave_asked else []),
    ]
    await context.show(shown, [*rows, back(OpenMeeting(number))])


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
            ]
        case MeetingState.OPEN:
            live = view.meeting.is_live
            return [
                [ShowCode(number).labelled("🔢 签到码"), roll],
                [SwitchLive(number, int(not live)).labelled("⏹ 结束直播" if live else "📺 开始直播"), leaves],
                [StartMinutes(number).labelled("📝 会议记录"), Ballots(number).labelled("🗳 表决")],
                [StartCorrect(number).labelled("✍️ 登记到会"), StartChange(number).labelled("✏️ 应到人员")],
                [place, StartEnd(number).labelled("⏹ 结束会议")],
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


async def show_code(context: Context, button: ShowCode) -> None:
    """The code of this half minute as digits and as a QR picture of the check-in link."""
    import segno

    view = await chaired(context, button.meeting)
    if view.state is not MeetingState.OPEN:
        refused = {MeetingState.PLANNED: Refused.NOT_BEGUN, MeetingState.CANCELLED: Refused.CANCELLED}
        raise Refusal(refused.get(view.state, Refused.OVER))
    code = checkin.code_at(view.meeting, context.now)
    until = context.now + timedelta(seconds=checkin.seconds_left(context.now))
    link = create_deep_linked_url(context.bot.username, f"ci_{button.meeting}_{code}")
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=10, border=3)
    caption = lines(
        Markup("<b>{}</b>").format(view.meeting.title),
        Markup("签到码 <b><code>{}</code></b>　{:%H:%M:%S} 前有效").format(code, until),
        cards.roll_line(view.roll),
        Markup("到会人员扫码，或在机器人里输入签到码。"),
    )
    keyboard = InlineKeyboardMarkup(
        [
            [ShowCode(button.meeting).labelled("🔄 显示最新签到码")],
            [ShowRoll(button.meeting).labelled("👥 到会情况")],
        ]
    )
    pressed = context.query.message if context.query else None
    # What is not a text here is the picture of an earlier code.
    if isinstance(pressed, Message) and pressed.is_accessible and pressed.text is None:
        media = InputMediaPhoto(picture.getvalue(), caption=str(caption), parse_mode=ParseMode.HTML)
        try:
            await pressed.edit_media(media, reply_markup=keyboard)
        except BadRequest as error:
            if not says(error, *CANNOT_EDIT):
                raise
        else:
            return
    await context.bot.send_photo(
        context.chat_id, picture.getvalue(), str(caption), reply_markup=keyboard, parse_mode=ParseMode.HTML
    )


async def show_roll(context: Context, button: ShowRoll) -> None:
    """Everyone by name: for the chair alone."""
    view = await chaired(context, button.meeting)
    text = lines(
        cards.heading(view.meeting, context.now),
        cards.roll_line(view.roll),
        cards.quorum_line(view.roll),
        Markup(""),
        cards.roll_text(view.roll, over=view.over),
    )
    rows = [[ShowRoll(button.meeting).labelled("🔄 刷新"), QuorumBasis(button.meeting).labelled("📜 依据")]]
    await context.show(text, [*rows, back(Manage(button.meeting))])


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
    """Begin or end the live stream by hand."""
    async with conducting(context, button.meeting) as tx:
        meeting = await checkin.switch_live(tx, button.meeting, context.now, on=button.on == 1)
        if button.on == 1:
            await pushes.live(tx, meeting, context, person=context.me.person_id)
    await manage(context, Manage(button.meeting))
