"""What a meeting tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from handlers.meetings import cards
from handlers.meetings.buttons import Leaves, MakeUps, Minutes, StartCheckIn, StartLeave, Watch, WatchLive
from scoring.duties import MeetingKind
from storage.mail import outbox
from storage.mail.outbox import File, Push
from storage.meetings import minutes
from storage.meetings.roll import OnRoll, Roll, roll_of
from storage.meetings.rows import MOST_FILES, Meeting, MeetingState, Purpose, Spoken
from storage.people import directory
from storage.people.directory import Branch
from storage.people.posts import Post

_OWN_AFFAIR = {MeetingKind.COMMITTEE, MeetingKind.GROUP}


async def _to(
    tx: AsyncSession,
    context: Context,
    kind: str,
    meeting: Meeting,
    *,
    text: Markup,
    to: Iterable[int],
    period: str = "",
    rows: Sequence[Sequence[InlineKeyboardButton]] = (),
    files: tuple[File, ...] = (),
) -> int:
    subject = f"meeting:{meeting.number}"
    return await outbox.put(
        tx,
        context.now,
        *(
            Push(kind, subject, str(text), person_id=person, period=period, keyboard=keyboard(*rows), files=files)
            for person in to
        ),
    )


async def _to_group(tx: AsyncSession, context: Context, kind: str, meeting: Meeting, **push: Any) -> None:
    """To the branch's group, unless the meeting is a smaller circle's own affair."""
    branch = await tx.get(Branch, meeting.branch_id)
    if branch is not None and branch.chat_id is not None and not meeting.kind_set & _OWN_AFFAIR:
        await outbox.put(tx, context.now, Push(kind, f"meeting:{meeting.number}", chat_id=branch.chat_id, **push))


def _others(roll: Roll, context: Context) -> list[int]:
    return [each.person_id for each in roll.everyone if each.person_id != context.me.person_id]


async def called(tx: AsyncSession, meeting: Meeting, context: Context) -> int:
    """To everyone expected, and to the branch's group."""
    text = lines(Markup("📢 会议通知"), cards.facts(meeting, context.now))
    roll = await roll_of(tx, meeting)
    rows = [[OpenMeeting(meeting.number).labelled("查看会议"), StartLeave(meeting.number).labelled("🙋 请假")]]
    await _to_group(tx, context, "called", meeting, text=str(text))
    return await _to(tx, context, "called", meeting, text=text, to=_others(roll, context), rows=rows)


async def invited(tx: AsyncSession, meeting: Meeting, context: Context, to: Iterable[int]) -> None:
    """To those who were added later, also who had been taken off before; once the check-in is open, with the way in."""
    text = lines(Markup("📢 会议通知"), cards.facts(meeting, context.now))
    way_in = [StartCheckIn(meeting.number).labelled("✅ 签到")] if meeting.state == MeetingState.OPEN else []
    look, leave = OpenMeeting(meeting.number).labelled("查看会议"), StartLeave(meeting.number).labelled("🙋 请假")
    await _to(tx, context, "called", meeting, text=text, to=to, rows=[[*way_in, look, leave]], period=context.occasion)


async def uninvited(tx: AsyncSession, meeting: Meeting, context: Context, to: Iterable[int]) -> None:
    """To those who were taken off the list."""
    text = Markup("您不用参加<b>{}</b>了，应到名单已调整。").format(meeting.title)
    await _to(tx, context, "uninvited", meeting, text=text, to=to, period=context.occasion)


async def changed(tx: AsyncSession, meeting: Meeting, context: Context, what: str, reason: str) -> None:
    """To everyone expected, and to the branch's group."""
    text = lines(
        Markup("✏️ 会议有变动：<b>{}</b>").format(what),
        Markup("原因：{}").format(reason) if reason else None,
        cards.facts(meeting, context.now),
    )
    period = context.occasion
    rows = [[OpenMeeting(meeting.number).labelled("查看会议")]]
    await _to_group(tx, context, "changed", meeting, text=str(text), period=period)
    to = _others(await roll_of(tx, meeting), context)
    await _to(tx, context, "changed", meeting, text=text, to=to, period=period, rows=rows)


async def cancelled(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """To everyone expected, and to the branch's group."""
    text = lines(
        Markup("🚫 会议取消"), cards.facts(meeting, context.now), Markup("原因：{}").format(meeting.cancel_reason or "")
    )
    await _to_group(tx, context, "cancelled", meeting, text=str(text))
    to = _others(await roll_of(tx, meeting), context)
    await _to(tx, context, "cancelled", meeting, text=text, to=to)


async def began(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """The check-in is open: to those who have not come."""
    roll = await roll_of(tx, meeting)
    text = Markup("🟢 <b>{}</b>开始签到了。\n到会场扫主持人手机上的二维码，或点“签到”输入签到码。").format(
        meeting.title
    )
    rows = [[StartCheckIn(meeting.number).labelled("✅ 签到"), OpenMeeting(meeting.number).labelled("查看会议")]]
    to = [each.person_id for each in roll.absent if each.person_id != context.me.person_id]
    await _to(tx, context, "began", meeting, text=text, to=to, rows=rows)


async def live(tx: AsyncSession, meeting: Meeting, context: Context, *, person: int | None) -> None:
    """The live stream has begun: to those who have not come; `person` is who began it."""
    roll = await roll_of(tx, meeting)
    link = Markup('\n<a href="{0}">{0}</a>').format(meeting.live_url) if meeting.live_url else Markup("")
    text = Markup("🔴 <b>{}</b>开始直播了。{}").format(meeting.title, link)
    rows = [[WatchLive(meeting.number).labelled("📺 我在看直播")]]
    waiting = [*roll.absent, *roll.leave_asked, *roll.on_leave]
    to = [each.person_id for each in waiting if each.person_id != person]
    period = meeting.live_since.isoformat() if meeting.live_since else ""
    await _to(tx, context, "live", meeting, text=text, to=to, rows=rows, period=period)


async def leave_asked(tx: AsyncSession, meeting: Meeting, context: Context, reason: str) -> None:
    text = Markup("🙋 <b>{}</b>请假：{}\n会议：{}").format(context.me.name, reason, meeting.title)
    rows = [[Leaves(meeting.number).labelled("去答复")]]
    period = context.occasion
    await _to(tx, context, "leave_asked", meeting, text=text, to=[meeting.chair_id], period=period, rows=rows)


async def leave_answered(
    tx: AsyncSession, meeting: Meeting, context: Context, person: int, *, granted: bool, word: str | None
) -> None:
    text = lines(
        Markup("🙋 您的请假{}：{}").format("已批准" if granted else "没有批准", meeting.title),
        Markup("答复：{}").format(word) if word else None,
        None if granted else Markup("请按时参加；不能到场的可以看直播，或之后补课。"),
    )
    rows = [[OpenMeeting(meeting.number).labelled("查看会议")]]
    period = context.occasion
    await _to(tx, context, "leave_answered", meeting, text=text, to=[person], period=period, rows=rows)


async def spoken(tx: AsyncSession, meeting: Meeting, context: Context, word: Spoken) -> None:
    heard = "（语音，在会议记录里可以听）" if word.voice else ""
    said = Markup("💬 <b>{}</b>发言：{}{}").format(context.me.name, word.text or "", heard)
    rows = [[OpenMeeting(meeting.number).labelled("查看会议")]]
    await _to(tx, context, "spoken", meeting, text=said, to=[meeting.chair_id], period=str(word.id), rows=rows)


async def recordings_ready(tx: AsyncSession, meeting: Meeting, context: Context) -> int:
    """Once, to those who missed it."""
    roll: Roll = await roll_of(tx, meeting)
    missed: list[OnRoll] = [*roll.absent, *roll.on_leave, *roll.leave_asked]
    text = Markup("🎬 <b>{}</b>的录像上传了，您没能参加，请观看后写下收获，完成补课。").format(meeting.title)
    rows = [[Watch(meeting.number).labelled("🎬 看录像补课")]]
    return await _to(tx, context, "recordings", meeting, text=text, to=[each.person_id for each in missed], rows=rows)


async def made_up(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    text = Markup("🎓 <b>{}</b>交来补课：{}").format(context.me.name, meeting.title)
    rows = [[MakeUps(meeting.number, 0).labelled("查看")]]
    period = context.occasion
    await _to(tx, context, "made_up", meeting, text=text, to=[meeting.chair_id], period=period, rows=rows)


async def returned(tx: AsyncSession, meeting: Meeting, context: Context, person: int, reason: str) -> None:
    text = Markup("🎓 您的补课被退回：{}\n原因：{}\n请重新完成。").format(meeting.title, reason)
    rows = [[Watch(meeting.number).labelled("🎬 重新补课")]]
    period = context.occasion
    await _to(tx, context, "returned", meeting, text=text, to=[person], period=period, rows=rows)


async def published(tx: AsyncSession, meeting: Meeting, context: Context) -> None:
    """To the bureau's secretary with its photos, and to the branch's group."""
    roll = await roll_of(tx, meeting)
    branch = await tx.get(Branch, meeting.branch_id)
    photos = tuple(("photo", each.content) for each in await minutes.attachments(tx, meeting.number, Purpose.PHOTO))
    text = cards.published(meeting, branch.name if branch else "", roll, context.now)
    secretaries = await directory.holders(tx, Post.COMMITTEE_SECRETARY)
    rows = [[Minutes(meeting.number).labelled("查看会议记录")]]
    to = [who.person_id for who in secretaries]
    await _to(tx, context, "published", meeting, text=text, to=to, rows=rows, files=photos[:MOST_FILES])
    await _to_group(tx, context, "published", meeting, text=str(text), files=photos[:MOST_FILES])
