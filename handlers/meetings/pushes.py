"""What a meeting tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.pushing import decision, keyboard, urge
from handlers.kit.screens.text import Markup, clip, lines
from handlers.meetings import cards
from handlers.meetings.buttons import (
    MakeUps,
    Minutes,
    ReadSpoken,
    RefuseJoint,
    RefuseLeave,
    ReturnMakeUp,
    StartCheckIn,
    StartLeave,
    StartMinutes,
    ToCalendar,
    Watch,
    WatchLive,
)
from scoring.duties import MeetingKind
from storage.mail import outbox
from storage.mail.outbox import File, Push
from storage.meetings import joint, minutes
from storage.meetings.roll import roll_of
from storage.meetings.rows import AHEAD, MOST_FILES, Attendance, Meeting, MeetingState, Purpose, Spoken
from storage.people import directory
from storage.people.directory import Branch, Who
from storage.people.posts import Post

LEAVE, MAKE_UP, JOINT = "leave", "make_up", "joint"
_OWN_AFFAIR = {MeetingKind.COMMITTEE, MeetingKind.GROUP}
_AMONG_THEMSELVES = _OWN_AFFAIR | {MeetingKind.LIFE, MeetingKind.APPRAISAL}
"""What is said there, such as criticism of one another, is for those who take part alone."""


def is_own_affair(meeting: Meeting) -> bool:
    """Whether what is said there stays out of the branch's group."""
    return bool(meeting.kind_set & _AMONG_THEMSELVES)


async def _to(  # noqa: PLR0917 - a push's parts
    tx: AsyncSession,
    context: Context,
    kind: str,
    meeting: Meeting,
    text: Markup,
    to: Iterable[int],
    *buttons: InlineKeyboardButton,
    period: str = "",
    files: tuple[File, ...] = (),
) -> int:
    rows = keyboard(*([buttons] if buttons else []))
    pushes = (
        Push(kind, f"meeting:{meeting.number}", str(text), person_id=each, period=period, keyboard=rows, files=files)
        for each in to
    )
    return await outbox.put(tx, context.now, *pushes)


async def _to_group(tx: AsyncSession, context: Context, kind: str, meeting: Meeting, text: Markup, **push: Any) -> None:
    """To the groups of the branches that hold it, unless the meeting is a smaller circle's own affair."""
    if meeting.kind_set & _OWN_AFFAIR:
        return
    chats = await tx.exec(select(Branch.chat_id).where(col(Branch.id).in_(await joint.branches_of(tx, meeting))))
    subject = f"meeting:{meeting.number}"
    pushes = [Push(kind, subject, str(text), chat_id=chat, **push) for chat in chats if chat is not None]
    await outbox.put(tx, context.now, *pushes)


async def _others(tx: AsyncSession, meeting: Meeting, context: Context) -> list[int]:
    """Everyone expected, without the person who does it."""
    roll = await roll_of(tx, meeting)
    return [each.person_id for each in roll.everyone if each.person_id != context.me.person_id]


def _look(meeting: Meeting) -> InlineKeyboardButton:
    return OpenMeeting(meeting.number).labelled("查看会议")


def _leave(meeting: Meeting) -> InlineKeyboardButton:
    return StartLeave(meeting.number).labelled("🙋 请假")


def _calendar(meeting: Meeting) -> InlineKeyboardButton:
    return ToCalendar(meeting.number).labelled("📅 日历")


def _check_in(meeting: Meeting) -> InlineKeyboardButton:
    return StartCheckIn(meeting.number).labelled("✅ 签到")


async def called(tx: AsyncSession, meeting: Meeting, context: Context) -> int:
    """To everyone expected, and to the branch's group."""
    text = lines(Markup("📢 会议通知"), cards.facts(meeting, context.now))
    await _to_group(tx, context, "called", meeting, text)
    to = await _others(tx, meeting, context)
    return await _to(tx, context, "called", meeting, text, to, _look(meeting), _leave(meeting), _calendar(meeting))


async def lecturing(tx: AsyncSession, meeting: Meeting, context: Context, lecturer: int | None) -> None:
    """To who is to give a lecture that is still ahead, unless they say so themself."""
    if lecturer in (None, context.me.person_id) or meeting.state not in AHEAD:
        return
    text = lines(Markup("🎤 请您主讲这次党课"), cards.facts(meeting, context.now))
    buttons = (_look(meeting), _calendar(meeting))
    await _to(tx, context, "lecturing", meeting, text, [lecturer], *buttons, period=context.occasion)


async def joint_asked(tx: AsyncSession, meeting: Meeting, context: Context, branches: Collection[int]) -> int:
    """To the secretaries of branches that are invited; gives how many."""
    heads, told = await directory.secretaries(tx), 0
    for branch in branches:
        if (head := heads.get(branch)) is None:
            continue
        text = lines(
            Markup("🤝 <b>{}</b>邀请{}联合开展").format(context.me.branch, head.branch),
            cards.facts(meeting, context.now),
            Markup("同意后，本支部应到的同志会列入名单并收到通知。"),
        )
        answer = decision(JOINT, (meeting.number, branch), RefuseJoint(meeting.number, branch))
        told += await _to(tx, context, "joint_asked", meeting, text, [head.person_id], *answer, period=context.occasion)
    return told


async def joint_agreed(tx: AsyncSession, meeting: Meeting, context: Context, people: Sequence[Who]) -> None:
    """To the chair, to the branch's people who are expected now, and to their group."""
    branch = await tx.get(Branch, context.me.branch_id)
    said = Markup("🤝 <b>{}</b>同意联合开展，应到 {} 人：{}").format(context.me.branch, len(people), meeting.title)
    chair = [meeting.chair_id]
    await _to(tx, context, "joint_answered", meeting, said, chair, _look(meeting), period=context.occasion)
    text = lines(Markup("📢 会议通知（联合开展）"), cards.facts(meeting, context.now))
    buttons = (_look(meeting), _leave(meeting), _calendar(meeting))
    to = [who.person_id for who in people if who.person_id != context.me.person_id]
    await _to(tx, context, "called", meeting, text, to, *buttons, period=context.occasion)
    if branch is not None and branch.chat_id is not None:
        subject = f"meeting:{meeting.number}"
        await outbox.put(tx, context.now, Push("called", subject, str(text), chat_id=branch.chat_id))


async def joint_refused(tx: AsyncSession, meeting: Meeting, context: Context, reason: str) -> None:
    text = Markup("🤝 <b>{}</b>这次不参加：{}\n原因：{}").format(context.me.branch, meeting.title, reason)
    chair = [meeting.chair_id]
    await _to(tx, context, "joint_answered", meeting, text, chair, _look(meeting), period=context.occasion)


async def invited(tx: AsyncSession, meeting: Meeting, context: Context, to: Iterable[int]) -> None:
    """To those who were added later, also who had been taken off before; once the check-in is open, with the way in."""
    text = lines(Markup("📢 会议通知"), cards.facts(meeting, context.now))
    is_open = meeting.state == MeetingState.OPEN
    looks = (_look(meeting), _leave(meeting))
    buttons = (_check_in(meeting), *looks) if is_open else (*looks, _calendar(meeting))
    await _to(tx, context, "called", meeting, text, to, *buttons, period=context.occasion)


async def uninvited(tx: AsyncSession, meeting: Meeting, context: Context, to: Iterable[int]) -> None:
    """To those who were taken off the list."""
    text = Markup("您不用参加<b>{}</b>了，应到名单已调整。").format(meeting.title)
    await _to(tx, context, "uninvited", meeting, text, to, period=context.occasion)


async def changed(tx: AsyncSession, meeting: Meeting, context: Context, what: str, reason: str) -> None:
    """To everyone expected, and to the branch's group."""
    text = lines(
        Markup("✏️ 会议有变动：<b>{}</b>").format(what),
        Markup("原因：{}").format(reason) if reason else None,
        cards.facts(meeting, context.now),
    )
    await _to_group(tx, context, "changed", meeting, text, period=context.occasion)
    to = await _others(tx, meeting, context)
    moved = [_calendar(meeting)] if meeting.state == MeetingState.PLANNED else []
    await _to(tx, context, "changed", meeting, text, to, _look(meeting), *moved, period=context.occasion)


async def cancelled(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """To everyone expected, and to the branch's group."""
    text = lines(
        Markup("🚫 会议取消"), cards.facts(meeting, context.now), Markup("原因：{}").format(meeting.cancel_reason or "")
    )
    await _to_group(tx, context, "cancelled", meeting, text)
    await _to(tx, context, "cancelled", meeting, text, await _others(tx, meeting, context))


async def began(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """The check-in is open: to those who have not come."""
    roll = await roll_of(tx, meeting)
    text = Markup("🟢 <b>{}</b>开始签到了。\n到会场扫主持人手机上的二维码，或点“签到”输入签到码。").format(
        meeting.title
    )
    to = [each.person_id for each in roll.absent if each.person_id != context.me.person_id]
    await _to(tx, context, "began", meeting, text, to, _check_in(meeting), _look(meeting))


async def live(tx: AsyncSession, meeting: Meeting, context: Context, *, person: int | None) -> None:
    """The live stream has begun: to those who have not come; `person` is who began it."""
    roll = await roll_of(tx, meeting)
    group = Markup("\n请到支部群的视频聊天里看。")
    link = Markup('\n<a href="{0}">{0}</a>').format(meeting.live_url) if meeting.live_url else group
    text = Markup("🔴 <b>{}</b>开始直播了。{}").format(meeting.title, link)
    to = [each.person_id for each in roll.missed if each.person_id != person]
    period = meeting.live_since.isoformat() if meeting.live_since else ""
    watch = WatchLive(meeting.number).labelled("📺 我在看直播")
    await _to(tx, context, "live", meeting, text, to, watch, period=period)


async def leave_asked(tx: AsyncSession, meeting: Meeting, context: Context, reason: str) -> None:
    text = Markup("🙋 <b>{}</b>请假：{}\n会议：{}").format(context.me.name, reason, meeting.title)
    me = context.me.person_id
    answer = decision(LEAVE, (meeting.number, me), RefuseLeave(meeting.number, me))
    await _to(tx, context, "leave_asked", meeting, text, [meeting.chair_id], *answer, period=context.occasion)


async def leave_answered(tx: AsyncSession, meeting: Meeting, context: Context, person: int, word: str | None) -> None:
    """Granted, or with a word refused."""
    text = (
        Markup("🙋 您的请假已批准：{}").format(meeting.title)
        if word is None
        else Markup("🙋 您的请假没有批准：{}\n答复：{}\n请按时参加；不能到场的可以看直播，或之后补课。").format(
            meeting.title, word
        )
    )
    await _to(tx, context, "leave_answered", meeting, text, [person], _look(meeting), period=context.occasion)


async def spoken(tx: AsyncSession, meeting: Meeting, context: Context, word: Spoken) -> None:
    """To the chair, and to the branch's group; the others who take part read it when they ask for it."""
    heard = "（语音，在“看发言”里可以听）" if word.voice else ""
    text = Markup("💬 <b>{}</b>发言：{}{}").format(context.me.name, word.text or "", heard)
    read = ReadSpoken(meeting.number, 0).labelled("💬 看发言")
    await _to(tx, context, "spoken", meeting, text, [meeting.chair_id], read, _look(meeting), period=str(word.id))
    if not is_own_affair(meeting):
        text = Markup("💬 <b>{}</b>在{}发言：{}").format(context.me.name, meeting.title, word.text or "（语音）")
        files = (("voice", word.voice),) if word.voice else ()
        await _to_group(tx, context, "spoken", meeting, text, period=str(word.id), files=files)


async def missed(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """The meeting is over: to those who took no part, on leave or not."""
    roll = await roll_of(tx, meeting)
    on_leave = [each.person_id for each in roll.on_leave]
    others = [each.person_id for each in [*roll.absent, *roll.leave_asked]]
    for to, said in ((on_leave, "您请了假"), (others, "您没有签到")):
        text = Markup(
            "❗ 待补课：<b>{}</b>结束了，{}。\n录像上传或会议记录公布后就通知您，看后写下收获即完成补课。"
        ).format(meeting.title, said)
        if to is others:
            text += Markup("到了会场的，请告诉主持人更正。")
        await _to(tx, context, "missed", meeting, text, to, _look(meeting))


async def corrected(  # noqa: PLR0917 - a correction's parts
    tx: AsyncSession, meeting: Meeting, context: Context, entered: Iterable[int], off: Iterable[int], reason: str
) -> None:
    """To whom the chair has entered as there, or taken off."""
    for to, said in ((entered, "登记为到会"), (off, "更正为未到")):
        text = Markup("👥 主持人把您{}：<b>{}</b>\n原因：{}\n有出入请联系主持人。").format(said, meeting.title, reason)
        others = [each for each in to if each != context.me.person_id]
        await _to(tx, context, "corrected", meeting, text, others, _look(meeting), period=context.occasion)


def _make_up(meeting: Meeting, label: str) -> InlineKeyboardButton:
    return Watch(meeting.number).labelled(label)


async def urged(tx: AsyncSession, meeting: Meeting, context: Context) -> int:
    """To who has not made it up, once a day."""
    text = Markup("🔔 <b>{}</b>提醒补课：<b>{}</b>").format(context.me.name, meeting.title)
    button = _make_up(meeting, "🎓 补课")
    roll = await roll_of(tx, meeting)
    to = [each.person_id for each in roll.missed if each.person_id != context.me.person_id]
    subject = f"meeting:{meeting.number}"
    return await outbox.put(
        tx, context.now, *(urge("make_up_urge", subject, text, person, button, context.now) for person in to)
    )


async def minutes_ready(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """Where there is no recording, the published minutes are what those who missed it make it up from."""
    roll = await roll_of(tx, meeting)
    text = Markup("📖 <b>{}</b>的会议记录公布了，您没能参加，请看后写下收获，完成补课。").format(meeting.title)
    to = [each.person_id for each in roll.missed]
    await _to(tx, context, "minutes_ready", meeting, text, to, _make_up(meeting, "🎓 补课"))


async def recordings_ready(tx: AsyncSession, meeting: Meeting, context: Context) -> int:
    """Once, to those who missed it."""
    roll = await roll_of(tx, meeting)
    text = Markup("🎬 <b>{}</b>的录像上传了，您没能参加，请观看后写下收获，完成补课。").format(meeting.title)
    watch = _make_up(meeting, "🎬 看录像补课")
    return await _to(tx, context, "recordings", meeting, text, [each.person_id for each in roll.missed], watch)


async def made_up(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    text = Markup("🎓 <b>{}</b>交来补课：{}").format(context.me.name, meeting.title)
    me = context.me.person_id
    if (row := await tx.get(Attendance, (meeting.number, me))) is not None:
        text += Markup("\n{}").format(clip(row.make_up_text or "（语音，在补课情况里听）", 600))
    answer = decision(MAKE_UP, (meeting.number, me), ReturnMakeUp(meeting.number, me))
    look = MakeUps(meeting.number, 0).labelled("查看")
    await _to(tx, context, "made_up", meeting, text, [meeting.chair_id], *answer, look, period=context.occasion)


async def returned(tx: AsyncSession, meeting: Meeting, context: Context, person: int, reason: str) -> None:
    text = Markup("🎓 您的补课被退回：{}\n原因：{}\n请重新完成。").format(meeting.title, reason)
    watch = _make_up(meeting, "🎓 重新补课")
    await _to(tx, context, "returned", meeting, text, [person], watch, period=context.occasion)


async def sent_back(tx: AsyncSession, meeting: Meeting, context: Context, reason: str) -> None:
    """To whoever conducted it, and to the branch's secretary."""
    head = (await directory.secretaries(tx, meeting.branch_id)).get(meeting.branch_id)
    to = {meeting.chair_id, *([head.person_id] if head else [])} - {context.me.person_id}
    text = Markup("↩ <b>{}</b>的会议记录被{}退回：{}\n请修改后重新公布，原来的版本会保留。").format(
        meeting.title, context.me.name, reason
    )
    mend = StartMinutes(meeting.number).labelled("✏️ 修改记录")
    await _to(tx, context, "sent_back", meeting, text, sorted(to), mend, _look(meeting), period=context.occasion)


async def published(tx: AsyncSession, meeting: Meeting, context: Context, *, again: Sequence[int] = ()) -> None:
    """To the bureau's secretary with its photos, to the branch's group, and to those who have it to make up; published `again`, to those
    alone who had sent it back."""
    branch = await tx.get(Branch, meeting.branch_id)
    files = await minutes.files(tx, meeting.number)
    photos = tuple(("photo", each.content) for each in files[Purpose.PHOTO][:MOST_FILES])
    text = cards.published(meeting, branch.name if branch else "", await roll_of(tx, meeting), context.now)
    look = Minutes(meeting.number).labelled("查看会议记录")
    if again:
        text = lines(Markup("🔁 退回的会议记录改好了，重新公布："), text)
        await _to(tx, context, "published", meeting, text, again, look, files=photos, period=context.occasion)
        return
    to = [who.person_id for who in await directory.holders(tx, Post.COMMITTEE_SECRETARY)]
    await _to(tx, context, "published", meeting, text, to, look, files=photos)
    await _to_group(tx, context, "published", meeting, text, files=photos)
    if files[Purpose.RECORDING]:
        await recordings_ready(tx, meeting, context)
    else:
        await minutes_ready(tx, meeting, context)
