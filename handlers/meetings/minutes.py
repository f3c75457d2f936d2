"""The minutes: text, photos and voice; published, and read."""

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.ext import filters

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens import media
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, clip, fits, lines
from handlers.meetings import cards, chairing, looking, pushes
from handlers.meetings.buttons import Manage, Minutes, OpenMeeting, Publish, StartMinutes
from storage.mail.outbox import File
from storage.meetings import afterwards
from storage.meetings.rows import MOST_FILES, Meeting, MeetingState, Purpose, Refused
from storage.people import directory
from storage.people.access import Act

LONGEST = 3000
SHOWN = 1500


class Rewrite(Button, prefix="min_again", act=Act.TAKE_PART):
    """Empty the text and write it anew."""


class UseSpoken(Button, prefix="min_spoken", act=Act.TAKE_PART):
    """Put the words spoken into the text."""


class DropPhoto(Button, prefix="min_drop", act=Act.TAKE_PART):
    """Take the photo that was the last one off again: by its id, so that a double tap takes no second one."""

    attachment: int


class Finished(Button, prefix="min_done", act=Act.TAKE_PART):
    """Enough for now."""


class Photos(Button, prefix="min_photos", act=Act.SEE_MEETINGS):
    """Be sent a published meeting's photos and voice."""

    meeting: int


async def begin(context: Context, button: StartMinutes) -> Next:
    """From the meeting's beginning until its publication."""
    view = await looking.chaired(context, button.meeting)
    if view is None:
        return None
    if refused := afterwards.why_not_write(view.meeting):
        await context.tell(refused.value)
        return None
    draft(context).update(meeting=button.meeting, pieces={})
    return "write"


async def ask_write(context: Context) -> None:
    """What there is; each part is kept as soon as it is sent."""
    facts = draft(context)
    async with context.read() as session:
        meeting = await session.get(Meeting, facts["meeting"])
        photos = await afterwards.attachments(session, facts["meeting"], Purpose.PHOTO)
        voices = await afterwards.attachments(session, facts["meeting"], Purpose.VOICE)
        spoken = await afterwards.spoken_at(session, facts["meeting"])
    if meeting is None:
        return
    text = lines(
        Markup("<b>会议记录</b>：{}").format(meeting.title),
        Markup("请发送文字（可分几次，会接在后面）、现场照片或语音，照片上写的说明也记入文字。每次发送都已保存。"),
        Markup("🖼 照片 {}/{}　🎙 语音 {}/{}　💬 发言 {}").format(
            len(photos), MOST_FILES, len(voices), MOST_FILES, len(spoken)
        ),
        Markup("\n{}").format(clip(meeting.minutes, SHOWN)) if meeting.minutes else Markup("\n（还没有文字）"),
        Markup("\n（共 {} 字，都已保存，这里只显示开头）").format(len(meeting.minutes))
        if not fits(meeting.minutes, SHOWN)
        else None,
    )
    rows = []
    if any(each.text for each in spoken):
        rows.append([UseSpoken().labelled("💬 把发言写进记录")])
    undo = [Rewrite().labelled("重写文字")] if meeting.minutes else []
    if photos:
        undo.append(DropPhoto(photos[-1].id or 0).labelled("删去最后一张照片"))
    rows += [undo] if undo else []
    # The photos of one album come as several messages: they share one answer.
    in_place = facts.pop("in_place", False)
    await ask(context, text, [*rows, [Finished().labelled("✅ 完成")]], cancel=None, in_place=in_place)


async def _keep(
    context: Context, text: str, *, add: bool, file: tuple[Purpose, File] | None = None, message: int | None = None
) -> Next:
    """A message is kept whole, its words with its file, or not at all."""
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    outcome: object = None
    async with context.write() as tx:
        meeting = await tx.get(Meeting, number)
        total = len(text) + (len(meeting.minutes) if meeting and add else 0)
        if total <= LONGEST:
            outcome = await _store(tx, context, text, add=add, file=file)
    if outcome is None:
        lost = "附件和说明都没有保存" if file else "这段没有保存"
        await context.tell(f"会议记录最多 {LONGEST} 字，加上这段有 {total} 字，{lost}。请缩短后再发。")
        return None
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return "write" if file else DONE
    if message is not None:
        draft(context)["pieces"][str(message)] = text
    return "write"


async def _store(
    tx: AsyncSession, context: Context, text: str, *, add: bool, file: tuple[Purpose, File] | None
) -> object:
    number = draft(context)["meeting"]
    outcome: object = None
    if file is not None:
        purpose, (kind, content) = file
        outcome = await afterwards.attach(tx, number, purpose, kind, content, by=context.me.person_id, now=context.now)
    if isinstance(outcome, Refused) or (file is not None and not text):
        return outcome
    return await afterwards.write_minutes(tx, number, text, add=add)


async def take_text(context: Context) -> Next:
    text = await reading.words(context, "会议记录", LONGEST)
    if text is None:
        return None
    return await _keep(context, text, add=True, message=reading.sent(context).message)


async def edited(context: Context) -> Next:
    """A message that was changed: its paragraph is changed, if it still stands there."""
    sent = reading.sent(context)
    number, before = draft(context)["meeting"], draft(context)["pieces"].get(str(sent.message))
    if before is None:
        return None
    async with context.read() as session:
        meeting = await session.get(Meeting, number)
    written, text = meeting.minutes if meeting else "", sent.text.strip()
    if not before:
        return await _keep(context, text, add=True, message=sent.message) if text else "write"
    head, found, tail = written.rpartition(before)
    if not found:
        return None
    if not await _rewritten(context, f"{head}{text}{tail}".strip()):
        return "write"
    draft(context)["pieces"][str(sent.message)] = text
    return "write"


async def _rewritten(context: Context, whole: str) -> bool:
    if len(whole) > LONGEST:
        await context.tell(f"会议记录最多 {LONGEST} 字，改后有 {len(whole)} 字，没有改。请缩短后再改。")
        return False
    return await _keep(context, whole, add=False) == "write"


async def rewrite(context: Context, _button: Rewrite) -> Next:
    return await _keep(context, "", add=False)


async def use_spoken(context: Context, _button: UseSpoken) -> Next:
    """Each word with its speaker's name, once."""
    number = draft(context)["meeting"]
    async with context.read() as session:
        spoken = await afterwards.spoken_at(session, number)
        speakers = {each.person_id for each in spoken}
        known = {who.person_id: who.name for who in await directory.people_of(session, ids=speakers)}
        meeting = await session.get(Meeting, number)
    written = meeting.minutes if meeting else ""
    words = [f"{known.get(each.person_id, '（已离开）')}：{each.text}" for each in spoken if each.text]
    new = [word for word in words if word not in written]
    if not new:
        await context.toast("发言都已经在记录里。")
        return "write"
    return await _keep(context, "\n".join(new), add=True)


async def take_photo(context: Context) -> Next:
    """A photo, alone or of an album, and the words with it."""
    album = reading.sent(context).album
    facts = draft(context)
    facts["in_place"] = album is not None and facts.get("album") == album
    facts["album"] = album
    return await _attach(context, Purpose.PHOTO)


async def take_voice(context: Context) -> Next:
    """A voice message, and the words with it."""
    return await _attach(context, Purpose.VOICE)


async def _attach(context: Context, purpose: Purpose) -> Next:
    sent = reading.sent(context)
    if sent.file is None:
        return None
    return await _keep(context, sent.text.strip(), add=True, file=(purpose, sent.file), message=sent.message)


async def drop_photo(context: Context, button: DropPhoto) -> Next:
    number = draft(context)["meeting"]
    if await looking.chaired(context, number) is None:
        return DONE
    async with context.write() as tx:
        outcome = await afterwards.detach(tx, number, Purpose.PHOTO, button.attachment)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
    return "write"


async def finished(context: Context, _button: Finished) -> Next:
    """On to publishing, if the meeting has ended."""
    number = draft(context)["meeting"]
    view = await looking.chaired(context, number)
    if view is None:
        return DONE
    ended = view.state is MeetingState.CLOSED
    rows = [[Publish(number, 0).labelled("📣 公布会议记录")]] if ended else []
    hint = "可以公布了。" if ended else "会议结束后可以公布。"
    await context.show(Markup("📝 会议记录已保存。{}").format(hint), [*rows, back(Manage(number))])
    return DONE


FLOW = Form(
    name="minutes",
    title="会议记录",
    start=StartMinutes,
    begin=begin,
    steps={
        "write": Step(
            ask_write,
            [
                Typed(reading.TEXT, take_text),
                Typed(filters.PHOTO, take_photo, captions=True),
                Typed(filters.VOICE, take_voice, captions=True),
                Chosen(Rewrite, rewrite),
                Chosen(UseSpoken, use_spoken),
                Chosen(DropPhoto, drop_photo),
                Chosen(Finished, finished),
            ],
            collects=True,
            edited=edited,
        )
    },
)


async def publish(context: Context, button: Publish) -> None:
    """Publish, asked once more: it cannot be changed afterwards."""
    if button.sure != 1:
        view = await looking.chaired(context, button.meeting)
        if view is None:
            return
        text = lines(
            Markup("公布<b>{}</b>的会议记录？").format(view.meeting.title),
            Markup("公布后党委书记和本支部能看到，会发到支部群，<b>不能再改</b>。群里只有到会人数，没有缺席人员姓名。"),
        )
        yes = [Publish(button.meeting, 1).labelled("确认公布")]
        await context.show(text, [yes, back(Manage(button.meeting))])
        return

    async def work(tx: AsyncSession) -> Meeting | Refused:
        meeting = await afterwards.publish(tx, button.meeting, context.now)
        if isinstance(meeting, Meeting):
            await pushes.published(tx, meeting, context)
        return meeting

    if await chairing.act(context, button.meeting, work):
        await read(context, Minutes(button.meeting))
    return None


async def read(context: Context, button: Minutes) -> None:
    """A published meeting; its chair may look before."""
    view = await looking.seen(context, button.meeting)
    if view is None:
        return
    if view.state is not MeetingState.PUBLISHED and not view.chairs:
        return await context.tell(NOT_ALLOWED)
    async with context.read() as session:
        photos = await afterwards.attachments(session, button.meeting, Purpose.PHOTO)
        voices = await afterwards.attachments(session, button.meeting, Purpose.VOICE)
    text = cards.published(view.meeting, view.branch, view.roll, context.now)
    files = Photos(button.meeting).labelled(f"🖼 照片 {len(photos)}　🎙 语音 {len(voices)}")
    await context.show(text, [*([[files]] if photos or voices else []), back(OpenMeeting(button.meeting))])
    return None


async def photos(context: Context, button: Photos) -> None:
    """The album, then the voices."""
    view = await looking.seen(context, button.meeting)
    if view is None:
        return
    if view.state is not MeetingState.PUBLISHED and not view.chairs:
        return await context.tell(NOT_ALLOWED)
    async with context.read() as session:
        pictures = await afterwards.attachments(session, button.meeting, Purpose.PHOTO)
        voices = await afterwards.attachments(session, button.meeting, Purpose.VOICE)
    await context.toast()
    chat = context.me.telegram_id or 0
    await media.send_photos(context.bot, chat, [each.content for each in pictures])
    for each in voices:
        await media.send_again(context.bot, chat, each.media, each.content)
    return None
