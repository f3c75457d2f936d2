"""The minutes: text, photos and voice; published, and read."""

from telegram.ext import filters

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms import hearing, reading
from handlers.kit.forms.form import ASKED_BELOW, DONE, Chosen, Form, Next, Typed, ask, draft, this_step
from handlers.kit.forms.question import Own
from handlers.kit.forms.words import Heard
from handlers.kit.screens import media
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, OpenMeeting, OpenTask, StartAssign
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, clip, fits, length, lines
from handlers.meetings import cards, drafted, pushes
from handlers.meetings.buttons import MinuteLines, Minutes, Print, Publish, StartMinutes, StartReturnMinutes, Versions
from handlers.meetings.chairing import manage
from handlers.meetings.view import View, chaired, conducting, seen
from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.meetings import lists, minutes, returns
from storage.meetings.printing import may_print
from storage.meetings.rows import MOST_FILES, Attachment, MeetingState, Purpose, may_read
from storage.people.access import may
from storage.people.rights import Act
from storage.tasks.lists import of_meeting
from storage.tasks.rows import judges


class Rewrite(Button, prefix="min_again", act=Act.TAKE_PART):
    """Send the whole text anew (1), or add to it after all (0)."""

    on: int


class UseSpoken(Button, prefix="min_spoken", act=Act.TAKE_PART):
    """Put the words spoken into the text."""


class WriteDown(Button, prefix="min_hear", act=Act.TAKE_PART):
    """Have the newest voice written down."""


class DropPhoto(Button, prefix="min_drop", act=Act.TAKE_PART):
    """Take the photo that was the last one off again: by its id, so that a double tap takes no second one."""

    attachment: int


class Finished(Button, prefix="min_done", act=Act.TAKE_PART):
    """Enough for now."""


class Photos(Button, prefix="min_photos", act=Act.SEE_MEETINGS):
    """Be sent a published meeting's photos and voice."""

    meeting: int


async def _begin(context: Context, button: StartMinutes) -> None:
    """From the meeting's beginning until its publication. `pieces` are the words of each message, to be found when it is changed."""
    view = await chaired(context, button.meeting)
    minutes.check_write(view.meeting)
    draft(context).update(meeting=button.meeting, pieces={})


async def _ask(context: Context) -> None:
    """What there is; each part is kept as soon as it is sent."""
    facts = draft(context)
    number = facts["meeting"]
    async with context.read() as session:
        meeting = await lists.find(session, number)
        found = await drafted.minutes_of(session, meeting)
    written, photos, voices = found.text, found.files[Purpose.PHOTO], found.files[Purpose.VOICE]
    recordings = found.files[Purpose.RECORDING]
    if facts.get("whole"):
        text = Markup(
            "<b>修改会议记录</b>\n点下面的文字可以复制，改好后整段发来，会替换现在的记录。\n\n<code>{}</code>"
        )
        await ask(context, text.format(written), [[Rewrite(0).labelled("‹ 不改了")]], cancel=None)
        return
    text = lines(
        Markup("<b>会议记录</b>：{}").format(meeting.title),
        Markup("请发送文字（可分几次，会接在后面）、现场照片或语音，照片上写的说明也记入文字。每次发送都已保存。"),
        Markup("会议录像也可以直接发到这里。") if meeting.state == MeetingState.CLOSED else None,
        Markup("🖼 照片 {}/{}　🎙 语音 {}/{}　💬 发言 {}").format(
            len(photos), MOST_FILES, len(voices), MOST_FILES, found.spoken
        ),
        Markup("🎬 录像 {}/{}").format(len(recordings), MOST_FILES) if recordings else None,
        Markup(hearing.NOT_INSTALLED) if facts.get("voice") and not hearing.able(context) else None,
        Markup("\n{}").format(clip(written, cards.SHOWN)) if written else Markup("\n（还没有文字）"),
        Markup("\n（共 {} 字，这里只显示开头）").format(length(written)) if not fits(written, cards.SHOWN) else None,
    )
    if waits := facts.get("heard"):
        rows = [[Heard(1).labelled(hearing.USE), Heard(0).labelled(hearing.LEAVE)]]
        await ask(context, hearing.proposed(waits), rows, cancel=None)
        return
    rows = [[UseSpoken().labelled("💬 把发言写进记录")]] if found.left_out else []
    if facts.get("voice") and hearing.able(context):
        rows.append([WriteDown().labelled(hearing.TO_TEXT)])
    undo = [Rewrite(1).labelled("✏️ 修改全文")] if written else []
    if photos:
        undo.append(DropPhoto(photos[-1].id or 0).labelled("删去最后一张照片"))
    rows += [undo] if undo else []
    # The photos of one album come as several messages: they share one answer.
    in_place = facts.pop("in_place", False)
    await ask(context, text, [*rows, [Finished().labelled("✅ 完成")]], cancel=None, in_place=in_place)


async def _keep(context: Context, text: str, *, add: bool = True, file: tuple[Purpose, File] | None = None) -> Next:
    """A message is kept whole, its words with its file, or not at all."""
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        meeting = await lists.find(tx, number)
        before = (await drafted.minutes_of(tx, meeting)).text if add else ""
        whole = f"{before}\n{text}".strip()
        total = length(whole)
        if total > drafted.LONGEST:
            lost = "附件和说明都没有保存" if file else "这段没有保存"
            raise Refusal(
                f"会议记录最多 {drafted.LONGEST} 字，加上这段有 {total} 字，{lost}。请缩短后再发。"
                if add
                else f"会议记录最多 {drafted.LONGEST} 字，改后有 {total} 字，没有改。请缩短后再改。"
            )
        if file is not None:
            purpose, (kind, content) = file
            await minutes.attach(tx, number, purpose, kind, content, by=context.me.person_id, now=context.now)
        if text or file is None:
            over = meeting.state == MeetingState.CLOSED
            await minutes.write(tx, number, whole, add=False, whole=over)
    return this_step(context)


async def _keep_sent(context: Context, text: str, file: tuple[Purpose, File] | None = None) -> Next:
    following = await _keep(context, text, file=file)
    draft(context)["pieces"][str(reading.sent(context).message)] = text
    return following


async def _take_text(context: Context) -> Next:
    text, facts = reading.within(context.text.strip(), "会议记录", drafted.LONGEST), draft(context)
    if not facts.get("whole"):
        following = await _keep_sent(context, text)
        # What was sent in place of heard words are the mended ones.
        if facts.get("heard"):
            facts.update(heard=None, voice=None)
        return following
    following = await _keep(context, text, add=False)
    facts.update(whole=False, pieces={str(reading.sent(context).message): text})
    return following


async def _edited(context: Context) -> Next:
    """A message that was changed: its paragraph is changed, if it still stands there."""
    pieces, message, text = draft(context)["pieces"], str(reading.sent(context).message), context.text.strip()
    before = pieces.get(message)
    if before is None:
        return None
    if not before:
        return await _keep_sent(context, text) if text else this_step(context)
    async with context.read() as session:
        written = await drafted.minutes_of(session, await lists.find(session, draft(context)["meeting"]))
    head, found, tail = written.text.rpartition(before)
    if not found:
        return None
    following = await _keep(context, f"{head}{text}{tail}".strip(), add=False)
    pieces[message] = text
    return following


async def _rewrite(context: Context, button: Rewrite) -> Next:
    draft(context)["whole"] = button.on == 1
    return this_step(context)


async def _use_spoken(context: Context, _button: UseSpoken) -> Next:
    """Each word with its speaker's name, once."""
    number = draft(context)["meeting"]
    async with context.read() as session:
        new = (await drafted.minutes_of(session, await lists.find(session, number))).left_out
    if not new:
        await context.toast("发言都已经在记录里。")
        return this_step(context)
    return await _keep(context, "\n".join(new))


async def _take_photo(context: Context) -> Next:
    """A photo, alone or of an album, and the words with it."""
    album = reading.sent(context).album
    facts = draft(context)
    facts["in_place"] = album is not None and facts.get("album") == album
    facts["album"] = album
    return await _attach(context, Purpose.PHOTO)


async def _take_film(context: Context) -> Next:
    """For those who missed it; they hear of it when all is there."""
    return await _attach(context, Purpose.RECORDING)


async def _take_voice(context: Context) -> Next:
    """Where spoken words are written down, the newest one may be."""
    following = await _attach(context, Purpose.VOICE)
    voice = context.message.voice if context.message else None
    if voice is not None:
        draft(context)["voice"] = [voice.file_id, hearing.seconds_of(voice)]
    return following


async def _write_down(context: Context, _button: WriteDown) -> Next:
    """Raises Refusal where no voice is there to be written down."""
    facts = draft(context)
    if not facts.get("voice"):
        raise Refusal(ASKED_BELOW)
    file_id, seconds = facts["voice"]
    facts["heard"] = await hearing.heard(context, file_id, seconds)
    return this_step(context)


async def _decide_heard(context: Context, button: Heard) -> Next:
    """Into the text, or not. Raises Refusal where none wait."""
    facts = draft(context)
    if not facts.get("heard"):
        raise Refusal(ASKED_BELOW)
    following = await _keep(context, facts["heard"]) if button.use == 1 else this_step(context)
    facts.update(heard=None, voice=None)
    return following


async def _attach(context: Context, purpose: Purpose) -> Next:
    file = context.file
    return None if file is None else await _keep_sent(context, context.text.strip(), (purpose, file))


async def _drop_photo(context: Context, button: DropPhoto) -> Next:
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        await minutes.detach(tx, number, Purpose.PHOTO, button.attachment)
    return this_step(context)


async def _finished(context: Context, _button: Finished) -> Next:
    """Back to the controls, from where ended meetings are published; of recordings those who missed it hear."""
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        if await minutes.attachments(tx, number, Purpose.RECORDING):
            await pushes.recordings_ready(tx, await lists.find(tx, number), context)
    await manage(context, Manage(number))
    return DONE


WRITING = Form(
    name="minutes",
    title="会议记录",
    start=StartMinutes,
    begin=_begin,
    questions=[
        Own(
            "write",
            _ask,
            [
                Typed(reading.TEXT, _take_text),
                Typed(filters.PHOTO, _take_photo, captions=True),
                Typed(filters.VOICE, _take_voice, captions=True),
                Typed(filters.VIDEO | filters.AUDIO | filters.VIDEO_NOTE, _take_film, captions=True),
                Chosen(Rewrite, _rewrite),
                Chosen(UseSpoken, _use_spoken),
                Chosen(WriteDown, _write_down),
                Chosen(Heard, _decide_heard),
                Chosen(DropPhoto, _drop_photo),
                Chosen(Finished, _finished),
            ],
            collects=True,
            edited=_edited,
        )
    ],
)


async def publish(context: Context, button: Publish) -> None:
    """Publish, asked once more: it cannot be changed afterwards."""
    if button.sure != 1:
        view = await chaired(context, button.meeting)
        async with context.read() as session:
            written = (await drafted.minutes_of(session, view.meeting, view.roll)).text
        text = lines(
            Markup("公布<b>{}</b>的会议记录？").format(view.meeting.title),
            Markup("公布后党委书记和本支部能看到，会发到支部群，<b>不能再改</b>。群里只有到会人数，没有缺席人员姓名。"),
            Markup("\n{}").format(written),
        )
        yes = [Publish(button.meeting, 1).labelled("确认公布")]
        await context.show(text, [yes, back(Manage(button.meeting))])
        return
    async with conducting(context, button.meeting) as tx:
        meeting = await lists.find(tx, button.meeting)
        if meeting.state == MeetingState.CLOSED and not meeting.composed:
            whole = await drafted.minutes_of(tx, meeting)
            await minutes.write(tx, button.meeting, whole.text, add=False, whole=True)
        meeting = await minutes.publish(tx, button.meeting, context.now)
        owed = await returns.mended(tx, button.meeting, context.now)
        await pushes.published(tx, meeting, context, again=[each.by for each in owed])
    await read(context, Minutes(button.meeting))


async def _readable(context: Context, meeting_id: int) -> tuple[View, dict[Purpose, list[Attachment]]]:
    """A meeting that one may read, with its photos and voices. Raises Refusal."""
    view = await seen(context, meeting_id)
    if not may_read(context.me, view.meeting):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        files = await minutes.files(session, meeting_id)
    return view, files


async def read(context: Context, button: Minutes) -> None:
    view, kept = await _readable(context, button.meeting)
    photos, voices = kept[Purpose.PHOTO], kept[Purpose.VOICE]
    text = cards.published(view.meeting, view.branch, view.roll, context.now)
    async with context.read() as session:
        sent_back = len(await returns.of_meeting(session, button.meeting))
        given = await of_meeting(session, button.meeting)
    # A line of the minutes is everybody's who reads them; what its giver made of it is for those whom the task concerns.
    written = minutes.lines_of(view.meeting)
    text = lines(
        text,
        *(
            Markup("\n📌 由此布置：{}（完成 {}/{}）").format(
                task.what if task.what in written or judges(context.me, task) else "一项任务", n.done, n.total
            )
            for task, n in given
        ),
    )
    rows = [
        [OpenTask(task.key, 0).labelled(clip(f"📌 {task.what}", 60))] for task, _ in given if judges(context.me, task)
    ]
    if written and may(context.me, Act.ASSIGN):
        rows.append([MinuteLines(button.meeting, 0).labelled("📌 布置为任务")])
    if photos or voices:
        rows.append([Photos(button.meeting).labelled(f"🖼 照片 {len(photos)}　🎙 语音 {len(voices)}")])
    if sent_back and returns.may_compare(context.me, view.meeting):
        rows.append([Versions(button.meeting, 0).labelled(f"🗂 退回过 {sent_back} 次")])
    if returns.may_return(context.me, view.meeting):
        rows.append([StartReturnMinutes(button.meeting).labelled("↩ 退回修改")])
    if may_print(context.me, view.meeting):
        rows.append([Print(button.meeting).labelled("🖨 打印")])
    await context.show(text, [*rows, back(OpenMeeting(button.meeting))])


async def show_lines(context: Context, button: MinuteLines) -> None:
    """Each line, to be given as a task by one press."""
    view, _ = await _readable(context, button.meeting)
    found = list(enumerate(minutes.lines_of(view.meeting)))
    shown, turning = paged(found, button.page, lambda page: MinuteLines(button.meeting, page))
    rows = [[StartAssign(0, button.meeting, number).labelled(clip(line, 60))] for number, line in shown]
    text = Markup("<b>📌 {}</b>\n点一行，把它布置为任务。").format(view.meeting.title)
    await context.show(text, [*rows, *turning, back(Minutes(button.meeting))])


async def send_files(context: Context, button: Photos) -> None:
    """The album, then the voices."""
    _, kept = await _readable(context, button.meeting)
    await context.toast()
    await media.send_photos(context.bot, context.chat_id, [each.content for each in kept[Purpose.PHOTO]])
    for each in kept[Purpose.VOICE]:
        await media.send_again(context.bot, context.chat_id, each.media, each.content)
