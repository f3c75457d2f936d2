"""Making a missed meeting up (补课): the chair attaches recordings; who missed it watches and writes what they took from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Typed, ask, draft, this_step
from handlers.kit.forms.question import Own
from handlers.kit.forms.words import Spoken, Text
from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens import media
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, OpenMeeting
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, escape, lines, names
from handlers.meetings import cards, pushes
from handlers.meetings.buttons import MakeUps, ReturnMakeUp, SeeMakeUp, StartMakeUp, StartRecordings, UrgeMakeUps, Watch
from handlers.meetings.view import NOT_CHAIR, chaired, conducting, seen
from storage.engine.refusal import Refusal
from storage.meetings import lists, make_ups, minutes
from storage.meetings.roll import OnRoll
from storage.meetings.rows import MOST_FILES, Attendance, How, Meeting, Purpose, Refused, may_chair
from storage.meetings.waiting import WRITTEN_WITHIN
from storage.people.directory import Who, name_of
from storage.people.rights import Act

SHORTEST, LONGEST, LONGEST_REASON = 10, 2000, 200


class DropLast(Button, prefix="rec_drop", act=Act.TAKE_PART):
    """Take the recording that was the last one off again: by its id, so that a double tap takes no second one."""

    attachment: int


class Finished(Button, prefix="rec_done", act=Act.TAKE_PART):
    """All recordings are there."""


async def _begin_recordings(context: Context, button: StartRecordings) -> None:
    view = await chaired(context, button.meeting)
    minutes.check_attach(view.meeting, Purpose.RECORDING)
    draft(context).update(meeting=button.meeting, title=view.meeting.title)


async def _ask_files(context: Context) -> None:
    """How many there are; each is kept as soon as it is sent."""
    facts = draft(context)
    async with context.read() as session:
        kept = await minutes.attachments(session, facts["meeting"], Purpose.RECORDING)
    text = lines(
        Markup("<b>录像</b>：{}").format(facts["title"]),
        Markup("已有 {}/{} 个。请发送视频、音频、文件，或录像的链接（https://…）。").format(len(kept), MOST_FILES),
        Markup("传完点“完成”，会通知没能参加的人补课。"),
    )
    done = [[Finished().labelled("✅ 完成")], [DropLast(kept[-1].id or 0).labelled("删去最后一个")]] if kept else []
    await ask(context, text, done, cancel="‹ 先不传了")


async def _take_file(context: Context) -> Next:
    return None if context.file is None else await _attach(context, *context.file)


async def _take_link(context: Context) -> Next:
    link = reading.within(" ".join(context.text.split()), "链接", 500)
    if not link.startswith(("http://", "https://")) or " " in link:
        raise Refusal("请只发送一个以 https:// 开头的链接，或发送视频文件。")
    return await _attach(context, "link", link)


async def _attach(context: Context, kind: str, content: str) -> Next:
    number, by = draft(context)["meeting"], context.me.person_id
    async with conducting(context, number) as tx:
        await minutes.attach(tx, number, Purpose.RECORDING, kind, content, by=by, now=context.now)
    return this_step(context)


async def _drop_last(context: Context, button: DropLast) -> Next:
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        await minutes.detach(tx, number, Purpose.RECORDING, button.attachment)
    return this_step(context)


async def _finished(context: Context, _button: Finished) -> Next:
    """Tell those who missed it, once."""
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        told = await pushes.recordings_ready(tx, await lists.find(tx, number), context)
    await context.show(Markup("🎬 录像已保存，新通知 {} 人补课。").format(told), [back(Manage(number))])
    return DONE


RECORDINGS = Form(
    name="recordings",
    title="上传录像",
    start=StartRecordings,
    begin=_begin_recordings,
    questions=[
        Own(
            "files",
            _ask_files,
            [
                Typed(media.FILMS, _take_file),
                Typed(reading.TEXT, _take_link),
                Chosen(DropLast, _drop_last),
                Chosen(Finished, _finished),
            ],
            collects=True,
        )
    ],
)


async def watch(context: Context, button: Watch) -> None:
    """Send the recordings, or where there is none the minutes with their photos, then the way on."""
    view = await seen(context, button.meeting)
    async with context.read() as session:
        await make_ups.missed(session, button.meeting, context.me.person_id)
        kept = await minutes.files(session, button.meeting)
    await context.toast()
    if not kept[Purpose.RECORDING]:
        await context.say(cards.published(view.meeting, view.branch, view.roll, context.now))
        await media.send_photos(context.bot, context.chat_id, [each.content for each in kept[Purpose.PHOTO]])
    for each in kept[Purpose.RECORDING] or kept[Purpose.VOICE]:
        await media.send_again(context.bot, context.chat_id, each.media, each.content)
    text = Markup("看完后，请写下您的收获（文字或语音），完成补课。")
    await context.say(text, InlineKeyboardMarkup([[StartMakeUp(button.meeting).labelled("✍️ 写收获")]]))


async def _begin_make_up(context: Context, button: StartMakeUp) -> None:
    """Only who missed it."""
    view = await seen(context, button.meeting)
    async with context.read() as session:
        await make_ups.missed(session, button.meeting, context.me.person_id)
    draft(context).update(meeting=button.meeting, title=view.meeting.title)


async def _hand_in(context: Context) -> None:
    number = draft(context)["meeting"]
    async with context.write() as tx:
        await make_ups.hand_in(tx, number, context.me.person_id, **draft(context)["words"], now=context.now)
        await pushes.made_up(tx, await lists.find(tx, number), context)
    await context.show(escape("🎓 补课完成，已计入。"), [back(OpenMeeting(number))])


MAKE_UP = Form(
    name="make_up",
    title="补课",
    start=StartMakeUp,
    begin=_begin_make_up,
    questions=[
        Spoken(
            "words",
            f"<b>补课</b>：{{title}}\n请写下收获（{SHORTEST} 到 {LONGEST} 字），或发一条语音。",
            "收获",
            LONGEST,
            shortest=SHORTEST,
        )
    ],
    save=_hand_in,
)


async def show_make_ups(context: Context, button: MakeUps) -> None:
    """What was handed in, for the chair."""
    view = await chaired(context, button.meeting)
    shown, turning = paged(view.roll.made_up, button.page, lambda page: MakeUps(button.meeting, page))
    rows = [[SeeMakeUp(button.meeting, each.person_id).labelled(f"🎓 {each.name}")] for each in shown]
    late = [each.name for each in view.roll.missed]
    text = lines(
        Markup("<b>补课情况</b>：{}\n已补课 {} 人，还没补课 {} 人。").format(
            view.meeting.title, len(view.roll.made_up), len(late)
        ),
        Markup("❗ 还没补课：{}").format(names(late)) if late else None,
    )
    if late:
        rows.append([UrgeMakeUps(button.meeting).labelled(f"🔔 提醒补课（{len(late)} 人）")])
    await context.show(text, [*rows, *turning, back(Manage(button.meeting))])


async def urge_all(context: Context, button: UrgeMakeUps) -> None:
    """Everybody who has not made it up, once a day."""
    async with conducting(context, button.meeting) as tx:
        meeting = await lists.standing(tx, button.meeting)
        if not await make_ups.material(tx, meeting):
            raise Refusal(Refused.NOTHING_TO_URGE_WITH)
        told = await pushes.urged(tx, meeting, context)
    await context.toast(f"正在提醒 {told} 人。" if told else "今天已经提醒过了，明天可以再提醒。", alert=True)
    await show_make_ups(context, MakeUps(button.meeting, 0))


async def _handed_in(context: Context, button: SeeMakeUp | ReturnMakeUp) -> OnRoll:
    view = await chaired(context, button.meeting)
    found = view.roll.of(button.person)
    if found is None or found.row.how != How.MADE_UP:
        raise Refusal(Refused.NOT_HANDED_IN)
    return found


async def show_make_up(context: Context, button: SeeMakeUp) -> None:
    """One person's words, for the chair."""
    found = await _handed_in(context, button)
    said = clip(found.row.make_up_text or "（语音，见下）", LONGEST + 100)
    rows = [[ReturnMakeUp(button.meeting, button.person).labelled("↩ 退回")], back(MakeUps(button.meeting, 0))]
    await context.show(Markup("🎓 <b>{}</b>的补课\n{}").format(found.name, said), rows)
    if found.row.make_up_voice:
        await context.bot.send_voice(context.chat_id, found.row.make_up_voice)


def _request(meeting: Meeting, row: Attendance, name: str, decided: str = "") -> Request:
    said = clip(row.make_up_text or "（语音，点“查看”听）", 600)
    return Request(
        key=(meeting.number, row.person_id),
        text=Markup("🎓 <b>{}</b>的补课：{}\n{}").format(name, meeting.title, said),
        opens=SeeMakeUp(meeting.number, row.person_id) if row.how == How.MADE_UP else MakeUps(meeting.number, 0),
        refuse=ReturnMakeUp(meeting.number, row.person_id),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, now: datetime) -> Sequence[Request]:
    """Those of some months: a make-up counts at once, so that an older one waits for nobody."""
    return [_request(*found) for found in await make_ups.waiting_for(session, me.person_id, now - WRITTEN_WITHIN)]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    meeting = await _conducted(session, me, key)
    row = await lists.expected(session, *key)
    decided = f"✅ {await name_of(session, row.make_up_agreed_by)}已同意" if row.make_up_agreed_by else ""
    return _request(meeting, row, await name_of(session, key[1]), decided if row.how == How.MADE_UP else "❌ 已退回")


async def _conducted(session: AsyncSession, me: Who, key: Key) -> Meeting:
    meeting = await lists.find(session, key[0])
    if not may_chair(me, meeting):
        raise Refusal(NOT_CHAIR)
    return meeting


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    await _conducted(tx, context.me, key)
    await make_ups.agree(tx, *key, context.me.person_id)


DECIDING = Deciding(pushes.MAKE_UP, "补课待阅", Act.TAKE_PART, _waiting, _find, _agree)


async def _begin_return(context: Context, button: ReturnMakeUp) -> None:
    found = await _handed_in(context, button)
    draft(context).update(meeting=button.meeting, person=button.person, name=found.name)


async def _give_back(context: Context) -> None:
    facts = draft(context)
    number, person, reason = facts["meeting"], facts["person"], facts["reason"]
    async with conducting(context, number) as tx:
        await make_ups.give_back(tx, number, person, reason)
        await pushes.returned(tx, await lists.find(tx, number), context, person, reason)
    await context.show(escape(f"已退回{facts['name']}的补课，并通知本人。"), [back(MakeUps(number, 0))])


RETURN = Form(
    name="return",
    title="退回补课",
    start=ReturnMakeUp,
    begin=_begin_return,
    questions=[Text("reason", "退回<b>{name}</b>的补课。请写原因，会发给本人。", "原因", LONGEST_REASON)],
    save=_give_back,
)
FORMS = (RECORDINGS, MAKE_UP, RETURN)
