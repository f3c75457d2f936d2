"""Speaking up during the meeting (发言): to the chair at once, and into the minutes."""

from telegram.ext import filters

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape
from handlers.meetings import looking, pushes
from handlers.meetings.buttons import OpenMeeting, StartSpeaking
from storage.meetings import afterwards, lists
from storage.meetings.rows import Refused

LONGEST = 1000


async def begin(context: Context, button: StartSpeaking) -> Next:
    """Only those expected, while the meeting is on."""
    view = await looking.seen(context, button.meeting)
    if view is None:
        return None
    async with context.read() as session:
        refused = await afterwards.why_not_speak(session, button.meeting, context.me.person_id)
    if refused:
        await context.tell(refused.value)
        return None
    draft(context).update(meeting=button.meeting, title=view.meeting.title)
    return "word"


async def ask_word(context: Context) -> None:
    text = Markup("<b>发言</b>：{}\n请发文字（{} 字以内）或语音，主持人会看到，并记入会议记录。")
    await ask(context, text.format(draft(context)["title"], LONGEST))


async def take_text(context: Context) -> Next:
    text = await reading.words(context, "发言", LONGEST)
    return None if text is None else await _speak(context, text, None)


async def take_voice(context: Context) -> Next:
    said = await reading.voice(context, "发言", LONGEST)
    return None if said is None else await _speak(context, *said)


async def _speak(context: Context, text: str | None, voice: str | None) -> Next:
    number = draft(context)["meeting"]
    async with context.write() as tx:
        outcome = await afterwards.speak(tx, number, context.me.person_id, text=text, voice=voice, now=context.now)
        meeting = await lists.find(tx, number)
        if not isinstance(outcome, Refused) and meeting is not None:
            await pushes.spoken(tx, meeting, context, outcome)
    said = outcome.value if isinstance(outcome, Refused) else "💬 发言已送达主持人，并记入会议记录。"
    more = [StartSpeaking(number).labelled("💬 再发言")]
    await context.show(escape(said), [more, back(OpenMeeting(number))])
    return DONE


FLOW = Form(
    name="speak",
    title="发言",
    start=StartSpeaking,
    begin=begin,
    steps={"word": Step(ask_word, [Typed(reading.TEXT, take_text), Typed(filters.VOICE, take_voice, captions=True)])},
)
