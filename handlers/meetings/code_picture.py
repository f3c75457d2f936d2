"""The check-in code on the chair's phone: a picture that renews itself while the check-in is open and somebody looks.

It stands in the chair's own chat alone: in a group, people who are elsewhere could check in by it.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.helpers import create_deep_linked_url

from handlers.kit.engine.limits import PUSH
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage
from handlers.kit.screens.telegram_errors import CANNOT_EDIT, NOT_MODIFIED, lost, says
from handlers.kit.screens.text import Markup, lines
from handlers.meetings import cards
from handlers.meetings.buttons import ShowCode, ShowRoll, StartCorrect
from handlers.meetings.view import chaired
from storage.engine.database import Database
from storage.engine.refusal import Refusal
from storage.meetings import checkin, code_pictures
from storage.meetings.code_pictures import LOOKED_AT, CodePicture, Shown
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import Meeting, MeetingState, Refused

_GONE = object()
"""The picture cannot be changed any more."""


async def show_code(context: Context, button: ShowCode) -> None:
    """The code of this half minute as digits and as a QR picture of the check-in link."""
    view = await chaired(context, button.meeting)
    if view.state is not MeetingState.OPEN:
        refused = {MeetingState.PLANNED: Refused.NOT_BEGUN, MeetingState.CANCELLED: Refused.CANCELLED}
        raise Refusal(refused.get(view.state, Refused.OVER))
    await context.toast()
    caption, keyboard = _caption(view.meeting, view.roll, context.now), _keyboard(button.meeting)
    picture = await _drawn(context.bot, view.meeting, context.now)
    message = await _changed(context, picture, caption, keyboard) or await context.bot.send_photo(
        context.chat_id, picture, str(caption), reply_markup=keyboard, parse_mode=ParseMode.HTML
    )
    row = CodePicture(
        chat_id=context.chat_id,
        meeting_id=button.meeting,
        message_id=message.message_id,
        step=checkin.step_of(context.now),
        here=_here(view.roll),
        until=context.now + LOOKED_AT,
    )
    # It is sent: what is noted is where it stands, and that may be noted twice.
    async with context.bot_data.database.write() as tx:
        before = await code_pictures.keep(tx, row)
    if before is not None:
        await context.remove([(context.chat_id, before)])


async def _changed(context: Context, picture: bytes, caption: Markup, keyboard: InlineKeyboardMarkup) -> Message | None:
    """The picture whose button was pressed, changed in place; None where there is none."""
    pressed = context.query.message if context.query else None
    # What is not a text here is the picture of an earlier code.
    if not (isinstance(pressed, Message) and pressed.is_accessible and pressed.text is None):
        return None
    media = InputMediaPhoto(picture, caption=str(caption), parse_mode=ParseMode.HTML)
    try:
        await pressed.edit_media(media, reply_markup=keyboard)
    except BadRequest as error:
        if not says(error, *CANNOT_EDIT):
            raise
        return None
    return pressed


async def renew(database: Database, bot: Bot, local: datetime) -> int:
    """Every picture whose code or count is another one by now, and those that have come to their end; gives how many."""
    async with database.read() as session:
        found = await code_pictures.shown(session)
    return sum([await _renewed(database, bot, each, local) for each in found])


async def _renewed(database: Database, bot: Bot, each: Shown, local: datetime) -> bool:
    picture, step = each.picture, checkin.step_of(local)
    over = each.meeting.state != MeetingState.OPEN
    if over or picture.until <= local:
        said = "签到已经结束。" if over else "已停止自动更换。还要签到，请点“显示最新签到码”。"
        caption = Markup("<b>{}</b>\n⏹ {}").format(each.meeting.title, said)
        keyboard = InlineKeyboardMarkup.from_button(Manage(each.meeting.number).labelled("🎛 主持会议"))
        ended = _edit(bot, picture, caption, keyboard if over else _keyboard(each.meeting.number))
        if await ended is not None:
            async with database.write() as tx:
                await code_pictures.forget(tx, picture)
        return True
    if (picture.step, picture.here) == (step, each.here):
        return False
    async with database.read() as session:
        roll = await roll_of(session, each.meeting)
    png = await _drawn(bot, each.meeting, local) if picture.step != step else None
    changed = await _edit(bot, picture, _caption(each.meeting, roll, local), _keyboard(each.meeting.number), png)
    if changed is None:
        return False
    until = local + LOOKED_AT if picture.here != each.here else picture.until
    async with database.write() as tx:
        if changed is _GONE:
            await code_pictures.forget(tx, picture)
        else:
            await code_pictures.renewed(tx, picture, step, each.here, until)
    return True


async def _edit(
    bot: Bot, picture: CodePicture, caption: Markup, keyboard: InlineKeyboardMarkup, png: bytes | None = None
) -> object | None:
    """Change it in place; None where Telegram is to be asked again, `_GONE` where there is nothing to change any more."""
    chat, message = picture.chat_id, picture.message_id
    how: dict[str, Any] = {"reply_markup": keyboard, "rate_limit_args": PUSH}
    try:
        if png is None:
            return await bot.edit_message_caption(chat, message, caption=str(caption), parse_mode=ParseMode.HTML, **how)
        media = InputMediaPhoto(png, caption=str(caption), parse_mode=ParseMode.HTML)
        return await bot.edit_message_media(media, chat, message, **how)
    except (BadRequest, Forbidden) as error:
        if isinstance(error, BadRequest) and says(error, NOT_MODIFIED):
            return True
        gone = lost(error) is not None or (isinstance(error, BadRequest) and says(error, *CANNOT_EDIT))
        return _GONE if gone else None
    except TelegramError:
        # The network, or too many at once: the next look is soon.
        return None


async def _drawn(bot: Bot, meeting: Meeting, now: datetime) -> bytes:
    from scoring.check_in_code import picture

    code = checkin.code_at(meeting, now)
    link = create_deep_linked_url(bot.username, f"ci_{meeting.number}_{code}")
    return await asyncio.to_thread(picture, link, code)


def _caption(meeting: Meeting, roll: Roll, now: datetime) -> Markup:
    until = now + timedelta(seconds=checkin.seconds_left(now))
    return lines(
        Markup("<b>{}</b>").format(meeting.title),
        Markup("签到码 <b><code>{}</code></b>　{:%H:%M:%S} 前有效").format(checkin.code_at(meeting, now), until),
        cards.roll_line(roll),
        Markup("到会人员扫码，或在机器人里输入签到码；签到码自动更换。"),
    )


def _here(roll: Roll) -> int:
    return sum(each.row.how is not None for each in roll.everyone)


def _keyboard(meeting: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [ShowCode(meeting).labelled("🔄 显示最新签到码")],
            [ShowRoll(meeting).labelled("👥 到会情况"), StartCorrect(meeting).labelled("✍️ 登记到会")],
        ]
    )
