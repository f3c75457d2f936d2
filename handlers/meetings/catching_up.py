"""Making a missed meeting up (补课): the chair attaches recordings; who missed it watches and writes what they took from it."""

from telegram import InlineKeyboardMarkup
from telegram.ext import filters

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens import media
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.meetings import looking, pushes
from handlers.meetings.buttons import (
    MakeUps,
    Manage,
    OpenMeeting,
    ReturnMakeUp,
    SeeMakeUp,
    StartMakeUp,
    StartRecordings,
    Watch,
)
from storage.meetings import afterwards, lists
from storage.meetings.rows import MOST_FILES, Purpose, Refused
from storage.people.access import Act

SHORTEST, LONGEST, LONGEST_REASON = 10, 2000, 200


class DropLast(Button, prefix="rec_drop", act=Act.TAKE_PART):
    """Take the recording that was the last one off again: by its id, so that a double tap takes no second one."""

    attachment: int


class Finished(Button, prefix="rec_done", act=Act.TAKE_PART):
    """All recordings are there."""


async def begin_recordings(context: Context, button: StartRecordings) -> Next:
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return None
    if refused := afterwards.why_not_attach(view.meeting, Purpose.RECORDING):
        await context.tell(refused.value)
        return None
    draft(context).update(meeting=button.meeting, title=view.meeting.title)
    return "files"


async def ask_files(context: Context) -> None:
    """How many there are; each is kept as soon as it is sent."""
    facts = draft(context)
    async with context.read() as session:
        kept = await afterwards.attachments(session, facts["meeting"], Purpose.RECORDING)
    text = lines(
        Markup("<b>录像</b>：{}").format(facts["title"]),
        Markup("已有 {}/{} 个。请发送视频、音频、文件，或录像的链接（https://…）。").format(len(kept), MOST_FILES),
        Markup("传完点“完成”，会通知没能参加的人补课。"),
    )
    drop = [[DropLast(kept[-1].id or 0).labelled("删去最后一个")]] if kept else []
    done = [[Finished().labelled("✅ 完成")]] if kept else []
    await ask(context, text, [*done, *drop], cancel="‹ 先不传了")


async def take_file(context: Context) -> Next:
    """A film, a sound, a file."""
    found = context.file
    return None if found is None else await _attach(context, *found)


async def take_link(context: Context) -> Next:
    link = await reading.line(context, "链接", 500)
    if link is None:
        return None
    if not link.startswith(("http://", "https://")) or " " in link:
        await context.tell("请只发送一个以 https:// 开头的链接，或发送视频文件。")
        return None
    return await _attach(context, "link", link)


async def _attach(context: Context, kind: str, content: str) -> Next:
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    async with context.write() as tx:
        outcome = await afterwards.attach(
            tx, number, Purpose.RECORDING, kind, content, by=context.me.person_id, now=context.now
        )
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    return "files"


async def drop_last(context: Context, button: DropLast) -> Next:
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    async with context.write() as tx:
        outcome = await afterwards.detach(tx, number, Purpose.RECORDING, button.attachment)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    return "files"


async def finished(context: Context, _button: Finished) -> Next:
    """Tell those who missed it, once."""
    number = draft(context)["meeting"]
    view = await looking.chaired(context, number)
    if view is None:
        return DONE
    async with context.write() as tx:
        told = await pushes.recordings_ready(tx, view.meeting, context)
    await context.show(Markup("🎬 录像已保存，新通知 {} 人补课。").format(told), [back(Manage(number))])
    return DONE


RECORDINGS = Form(
    name="recordings",
    title="上传录像",
    start=StartRecordings,
    begin=begin_recordings,
    steps={
        "files": Step(
            ask_files,
            [
                Typed(media.FILMS, take_file),
                Typed(reading.TEXT, take_link),
                Chosen(DropLast, drop_last),
                Chosen(Finished, finished),
            ],
            collects=True,
        )
    },
)


async def watch(context: Context, button: Watch) -> None:
    """Send the recordings, then the way on."""
    if await looking.seen(context, button.meeting) is None:
        return
    async with context.read() as session:
        allowed = await afterwards.may_make_up(session, button.meeting, context.me.person_id)
        kept = await afterwards.attachments(session, button.meeting, Purpose.RECORDING)
    if isinstance(allowed, Refused):
        return await context.tell(allowed.value)
    await context.toast()
    for each in kept:
        await media.send_again(context.bot, context.me.telegram_id or 0, each.media, each.content)
    text = Markup("看完后，请写下您的收获（文字或语音），完成补课。")
    await context.say(text, InlineKeyboardMarkup([[StartMakeUp(button.meeting).labelled("✍️ 写收获")]]))
    return None


async def begin_make_up(context: Context, button: StartMakeUp) -> Next:
    """Only who missed it."""
    view = await looking.seen(context, button.meeting)
    if view is None:
        return None
    async with context.read() as session:
        allowed = await afterwards.may_make_up(session, button.meeting, context.me.person_id)
    if isinstance(allowed, Refused):
        await context.tell(allowed.value)
        return None
    draft(context).update(meeting=button.meeting, title=view.meeting.title)
    return "words"


async def ask_words(context: Context) -> None:
    text = Markup("<b>补课</b>：{}\n请写下收获（{} 到 {} 字），或发一条语音。")
    await ask(context, text.format(draft(context)["title"], SHORTEST, LONGEST))


async def take_words(context: Context) -> Next:
    text = await reading.words(context, "收获", LONGEST, SHORTEST)
    return None if text is None else await _hand_in(context, text, None)


async def take_voice(context: Context) -> Next:
    said = await reading.voice(context, "收获", LONGEST)
    return None if said is None else await _hand_in(context, *said)


async def _hand_in(context: Context, text: str | None, voice: str | None) -> Next:
    number = draft(context)["meeting"]
    async with context.write() as tx:
        outcome = await afterwards.hand_in_make_up(
            tx, number, context.me.person_id, text=text, voice=voice, now=context.now
        )
        meeting = await lists.find(tx, number)
        if not isinstance(outcome, Refused) and meeting is not None:
            await pushes.made_up(tx, meeting, context)
    said = outcome.value if isinstance(outcome, Refused) else "🎓 补课完成，已计入。"
    await context.show(escape(said), [back(OpenMeeting(number))])
    return DONE


MAKE_UP = Form(
    name="make_up",
    title="补课",
    start=StartMakeUp,
    begin=begin_make_up,
    steps={
        "words": Step(ask_words, [Typed(reading.TEXT, take_words), Typed(filters.VOICE, take_voice, captions=True)])
    },
)


async def make_ups(context: Context, button: MakeUps) -> None:
    """What was handed in, for the chair."""
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return
    shown, turning = paged(view.roll.made_up, button.page, lambda page: MakeUps(button.meeting, page))
    rows = [[SeeMakeUp(button.meeting, each.person_id).labelled(f"🎓 {each.name}")] for each in shown]
    missing = len(view.roll.absent) + len(view.roll.on_leave) + len(view.roll.leave_asked)
    text = Markup("<b>补课情况</b>：{}\n已补课 {} 人，还没补课 {} 人。").format(
        view.meeting.title, len(view.roll.made_up), missing
    )
    await context.show(text, [*rows, *turning, back(Manage(button.meeting))])


async def see_make_up(context: Context, button: SeeMakeUp) -> None:
    """One person's words, for the chair."""
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return
    found = next((each for each in view.roll.made_up if each.person_id == button.person), None)
    if found is None:
        return await context.tell(Refused.NOT_HANDED_IN.value)
    said = clip(found.row.make_up_text or "（语音，见下）", LONGEST + 100)
    rows = [[ReturnMakeUp(button.meeting, button.person).labelled("↩ 退回")], back(MakeUps(button.meeting, 0))]
    await context.show(Markup("🎓 <b>{}</b>的补课\n{}").format(found.name, said), rows)
    if found.row.make_up_voice:
        await context.bot.send_voice(context.me.telegram_id or 0, found.row.make_up_voice)
    return None


async def begin_return(context: Context, button: ReturnMakeUp) -> Next:
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return None
    found = next((each for each in view.roll.made_up if each.person_id == button.person), None)
    if found is None:
        await context.tell(Refused.NOT_HANDED_IN.value)
        return None
    draft(context).update(meeting=button.meeting, person=button.person, name=found.name)
    return "reason"


async def ask_reason(context: Context) -> None:
    await ask(context, Markup("退回<b>{}</b>的补课。请写原因，会发给本人。").format(draft(context)["name"]))


async def take_reason(context: Context) -> Next:
    reason = await reading.words(context, "原因", LONGEST_REASON)
    if reason is None:
        return None
    facts = draft(context)
    view = await looking.chaired(context, facts["meeting"])
    if view is None:
        return DONE
    async with context.write() as tx:
        outcome = await afterwards.return_make_up(tx, facts["meeting"], facts["person"], reason)
        if not isinstance(outcome, Refused):
            await pushes.returned(tx, view.meeting, context, facts["person"], reason)
    said = outcome.value if isinstance(outcome, Refused) else f"已退回{facts['name']}的补课，并通知本人。"
    await context.show(escape(said), [back(MakeUps(facts["meeting"], 0))])
    return DONE


RETURN = Form(
    name="return",
    title="退回补课",
    start=ReturnMakeUp,
    begin=begin_return,
    steps={"reason": Step(ask_reason, [Typed(reading.TEXT, take_reason)])},
)
