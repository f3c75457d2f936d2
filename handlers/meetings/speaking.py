"""What is said during a meeting, to be read and heard by those who take part in it."""

from handlers.kit.screens import media
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.meetings.buttons import HearSpoken, ReadSpoken, StartSpeaking
from handlers.meetings.view import View, seen
from storage.engine.refusal import Refusal
from storage.meetings import minutes
from storage.meetings.rows import MeetingState, Refused
from storage.people import directory

PAGE, LONGEST = 3, 1000


async def _hearing(context: Context, meeting_id: int) -> View:
    """The meeting, for those who take part in it or conduct it. Raises Refusal."""
    view = await seen(context, meeting_id)
    if not view.chairs and (view.mine is None or view.mine.how is None):
        raise Refusal(Refused.NOT_HEARD)
    return view


async def read_spoken(context: Context, button: ReadSpoken) -> None:
    """The newest first."""
    view = await _hearing(context, button.meeting)
    async with context.read() as session:
        spoken = await minutes.spoken_at(session, button.meeting)
        names = await directory.names_of(session, {each.person_id for each in spoken})
    shown, turning = paged(spoken[::-1], button.page, lambda page: ReadSpoken(button.meeting, page), PAGE)
    text = lines(
        Markup("<b>💬 发言</b>：{}（{} 条）").format(view.meeting.title, len(spoken)),
        *(
            Markup("\n<b>{}</b>　{:%H:%M}\n{}").format(
                names.get(each.person_id, "（已离开）"), each.at.astimezone(context.now.tzinfo), each.text or "🎙 语音"
            )
            for each in shown
        ),
        None if shown else Markup("还没有人发言。"),
    )
    rows = [
        [HearSpoken(button.meeting, each.id or 0).labelled(f"🎙 {names.get(each.person_id, '')}")]
        for each in shown
        if each.voice
    ]
    if view.state is MeetingState.OPEN:
        own = [StartSpeaking(button.meeting).labelled("💬 发言")] if view.mine is not None else []
        rows.append([ReadSpoken(button.meeting, 0).labelled("🔄 刷新"), *own])
    await context.show(text, [*rows, *turning, back(OpenMeeting(button.meeting))])


async def hear_spoken(context: Context, button: HearSpoken) -> None:
    """A voice message, sent again."""
    await _hearing(context, button.meeting)
    async with context.read() as session:
        spoken = await minutes.spoken_at(session, button.meeting)
    await context.toast()
    for each in spoken:
        if each.id == button.spoken and each.voice:
            await media.send_again(context.bot, context.chat_id, "voice", each.voice)
