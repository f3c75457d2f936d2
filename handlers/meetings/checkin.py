"""Checking in: by QR or link, by typing the code, with the place where it is checked."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardMarkup, KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from handlers.kit.engine.access_check import guarded
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup, escape, lines, when_text
from handlers.meetings.buttons import ReadSpoken, StartCheckIn, StartSpeaking
from storage.engine.refusal import Refusal
from storage.meetings import checkin, lists
from storage.meetings.rows import Attendance, How, Meeting, Refused
from storage.people.rights import Act

PLACE_WITHIN = timedelta(minutes=5)
SEND_PLACE = ReplyKeyboardMarkup([[KeyboardButton("📍 发送我的位置", request_location=True)]], resize_keyboard=True)
NONE_OPEN = "现在没有您要参加的会议在签到。请等主持人开始签到。"


async def ask_code(context: Context, button: StartCheckIn) -> None:
    """How to check in: six digits sent at any time are one."""
    async with context.read() as session:
        waiting = await lists.open_for(session, context.me.person_id)
        meant = await session.get(Meeting, button.meeting)
    if not waiting:
        over = meant is not None and meant.closed_at is not None
        raise Refusal(Refused.OVER if over else NONE_OPEN)
    titles = [meeting for meeting in waiting if meeting.id == button.meeting] or waiting
    text = lines(
        Markup("<b>签到</b>：{}").format("、".join(meeting.title for meeting in titles)),
        Markup("请直接发送主持人手机上显示的 <b>6 位签到码</b>，或用相机扫二维码。"),
    )
    await context.show(text, [HOME])


async def check_in_command(context: Context) -> None:
    await ask_code(context, StartCheckIn(0))


# Six digits as people write them: together, spoken in groups, and with what they are for.
_SPOKEN = re.compile(
    r"(?:/checkin(?:@\w+)?|(?:我要|我|已)?(?:签到|打卡)?(?:验证)?码?\s*(?:是|为)?)?[\s:,。.!#“”\"'()【】-]*"
    r"(?P<code>\d(?:\s*\d){5}|\d{3}\s*[-–—.,、·_]\s*\d{3})[\s,。.!“”\"'()【】]*(?:签到|打卡)?[\s,。.!]*",
    re.ASCII,
)


def code_in(text: str | None) -> str | None:
    """The six digits of a message that is a check-in code and nothing else."""
    found = _SPOKEN.fullmatch(unicodedata.normalize("NFKC", text or "").strip())
    return re.sub(r"\D", "", found["code"]) if found else None


class _Code(filters.MessageFilter):
    """A message that is a check-in code."""

    def filter(self, message: Message) -> bool:
        return code_in(message.text) is not None


async def by_code(context: Context) -> None:
    """A code: a check-in if a meeting is open that expects one; otherwise it is somebody else's to read."""
    text = context.text
    code = code_in(text) or ""
    async with context.read() as session:
        waiting = await lists.open_for(session, context.me.person_id)
    if not waiting:
        if "签到" not in text:
            return
        await context.tell(NONE_OPEN)
        raise ApplicationHandlerStop
    # With several meetings open at once the code itself tells which is meant.
    sent_at = _sent_at(context)
    fitting = [meeting for meeting in waiting if checkin.fits(meeting, code, sent_at)]
    await _check_in(context, (fitting or waiting)[0].number, code, read_at=sent_at)
    raise ApplicationHandlerStop


async def by_link(context: Context) -> None:
    """`/start ci_<meeting>_<code>`, from the QR picture."""
    _, meeting, code = context.text.split()[1].split("_")
    await _check_in(context, int(meeting), code, read_at=_sent_at(context))


def _sent_at(context: Context) -> datetime:
    """When the code was sent: one that was valid then counts, however long the bot was away."""
    return context.message.date if context.message else context.now


async def by_place(context: Context) -> None:
    """The place that a check-in waits for."""
    waiting: dict[str, Any] | None = context.memory.get("check_in")
    location = context.message.location if context.message else None
    if waiting is None or location is None:
        return
    read_at = datetime.fromisoformat(waiting["at"])
    if context.now - read_at > PLACE_WITHIN:
        context.memory.pop("check_in")
        await context.say(Markup("等得太久了，请重新扫码或输入最新的签到码。"), ReplyKeyboardRemove())
        raise ApplicationHandlerStop
    place = (location.latitude, location.longitude)
    await _check_in(context, waiting["meeting"], waiting["code"], location=place, read_at=read_at)
    raise ApplicationHandlerStop


async def _check_in(
    context: Context,
    meeting_id: int,
    code: str,
    *,
    read_at: datetime,
    location: tuple[float, float] | None = None,
) -> None:
    try:
        async with context.write() as tx:
            meeting, row = await checkin.check_in_on_spot(
                tx, meeting_id, context.me.person_id, code=code, now=context.now, location=location, read_at=read_at
            )
    except Refusal as refusal:
        if refusal.word not in (Refused.NO_LOCATION, Refused.TOO_FAR):
            raise
        if refusal.word is Refused.NO_LOCATION:
            context.memory["check_in"] = {"meeting": meeting_id, "code": code, "at": read_at.isoformat()}
        await context.say(escape(refusal.word), SEND_PLACE)
        return
    if context.memory.pop("check_in", None):
        await context.say(Markup("📍 地点已核对。"), ReplyKeyboardRemove())
    await welcome(context, meeting, row)


async def welcome(context: Context, meeting: Meeting, row: Attendance) -> None:
    how = {How.ON_SPOT: "现场", How.LIVE: "直播", How.MADE_UP: "补课"}[How(row.how or How.ON_SPOT)]
    at = when_text(row.at or context.now, context.now)
    text = Markup("✅ 签到成功（{}）：<b>{}</b>\n{}").format(how, meeting.title, at)
    rows = [
        [StartSpeaking(meeting.number).labelled("💬 发言"), ReadSpoken(meeting.number, 0).labelled("💬 看发言")],
        [OpenMeeting(meeting.number).labelled("查看会议")],
    ]
    await context.toast()
    await context.say(text, InlineKeyboardMarkup(rows))


_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
EARLY = [
    MessageHandler(_PRIVATE & _Code(), guarded(Act.TAKE_PART, by_code, early=True)),
    MessageHandler(_PRIVATE & filters.LOCATION, guarded(Act.TAKE_PART, by_place, early=True)),
]
LINKS = [MessageHandler(_PRIVATE & filters.Regex(r"^/start ci_\d{1,9}_\d{6}$"), guarded(Act.TAKE_PART, by_link))]
