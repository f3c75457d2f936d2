"""A meeting on paper: 会议记录 and 签到表, of one meeting and of a branch in a stretch of time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import Papers, Upload, Uploads
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.links import OpenMeeting, PrintVotes
from handlers.kit.screens.media import fetched
from handlers.kit.screens.navigation import back
from handlers.kit.screens.papers import MAKING, forms, send_paper
from handlers.kit.screens.text import Markup
from handlers.meetings import cards
from handlers.meetings.buttons import Print, PrintMinutes, PrintSignIn
from handlers.meetings.drafted import beyond_head, minutes_of
from handlers.meetings.view import View, seen
from scoring.duties import kinds_text
from scoring.papers import minutes, sign_in, votes
from scoring.papers.minutes import Minutes
from scoring.papers.paper import Form, Paper, day_of, file_name, time_of
from storage.ballots.lists import of_meeting as ballots_of
from storage.ballots.printing import votes_of
from storage.engine.refusal import Refusal
from storage.ledger import Scope
from storage.meetings.minutes import attached, attachments, lines_of
from storage.meetings.printing import LEFT, held, may_print, parts_of, sign_in_of, whose
from storage.meetings.roll import Roll, roll_of
from storage.meetings.rows import Meeting, MeetingState, Purpose, Refused, may_read
from storage.people.directory import Who, names_of
from storage.people.rights import Act
from storage.tasks.lists import of_meeting as tasks_of


async def choose(context: Context, button: Print) -> None:
    """Which paper, in which form."""
    view, number = await _printable(context, button.meeting), button.meeting
    async with context.read() as session:
        voted = any(not each.is_open for each in await ballots_of(session, number))
    offered: list[tuple[str, Callable[[Form], Button]]] = []
    if view.over and may_read(context.me, view.meeting):
        offered.append((minutes.TEMPLATE.title, partial(PrintMinutes, number)))
    offered.append((sign_in.TEMPLATE.title, partial(PrintSignIn, number)))
    if voted:
        offered.append((votes.TEMPLATE.title, partial(PrintVotes, number)))
    text = Markup("<b>🖨 {}</b>\n点要打印的文件和格式，文件会发到您的私聊，并记入审计记录。").format(view.meeting.title)
    await context.show(text, [*(forms(title, made) for title, made in offered), back(OpenMeeting(number))])


async def print_minutes(context: Context, button: PrintMinutes) -> None:
    view = await _printable(context, button.meeting)
    if not view.over:
        raise Refusal(Refused.NOT_ENDED)
    if not may_read(context.me, view.meeting):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        paper = await _minutes_of(session, view.meeting, context.now.date(), context.now.tzinfo)
        kept = await attachments(session, button.meeting, Purpose.PHOTO)
    await context.toast(MAKING)
    # A bundle has the photos as files of their own.
    found = [await fetched(context.bot, each.content) for each in kept]
    paper = replace(paper, facts=replace(paper.facts, photos=tuple(each for each in found if each)))
    await send_paper(context, paper, button.form, Export(f"meeting:{button.meeting}", paper.name))


async def print_sign_in(context: Context, button: PrintSignIn) -> None:
    view = await _printable(context, button.meeting)
    async with context.read() as session:
        paper = await sign_in_of(session, view.meeting, context.now.date(), context.now.tzinfo)
    await send_paper(context, paper, button.form, Export(f"meeting:{button.meeting}", paper.name))


async def _printable(context: Context, meeting_id: int) -> View:
    """The meeting if one may take its papers away. Raises Refusal."""
    view = await seen(context, meeting_id)
    if not may_print(context.me, view.meeting):
        raise Refusal(NOT_ALLOWED)
    if view.state is MeetingState.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    return view


async def _minutes_of(session: AsyncSession, meeting: Meeting, made: date, zone: tzinfo | None) -> Paper:
    roll = await roll_of(session, meeting)
    drafted = await minutes_of(session, meeting, roll)
    at, files = meeting.starts_at.astimezone(zone), drafted.files
    chair = (await names_of(session, [meeting.chair_id])).get(meeting.chair_id, LEFT)
    facts = Minutes(
        branch=await whose(session, meeting),
        title=meeting.title,
        kinds=kinds_text(meeting.kind_set),
        time=time_of(at) if cards.knows_hour(meeting, at) else day_of(at.date()),
        place=meeting.place,
        chair=chair,
        recorder="",
        expected=len(roll.everyone),
        came=len(roll.on_spot) + len(roll.live),
        parts=parts_of(roll),
        quorum=_quorum(roll),
        agenda=tuple(line.strip() for line in meeting.agenda.splitlines() if line.strip()),
        content=tuple(beyond_head(drafted.text, meeting, roll, chair)),
        votes=await votes_of(session, meeting.number),
        tasks=await _tasks(session, meeting),
        attached="，".join(f"{purpose} {len(files[kept])} {unit}" for kept, purpose, unit in _FILES) + "。",
        photos=(),
        state=_state(meeting, zone),
        made_on=day_of(made),
    )
    name = file_name(f"{at:%Y-%m-%d}", meeting.title, minutes.TEMPLATE.title)
    return Paper(minutes.TEMPLATE.name, facts, name)


_FILES = ((Purpose.PHOTO, "现场照片", "张"), (Purpose.VOICE, "语音", "段"), (Purpose.RECORDING, "录像", "段"))


def _quorum(roll: Roll) -> str:
    counted = roll.quorum
    if not counted.entitled:
        return "没有有表决权的应到人员"
    met = "已达到" if counted.met else "未达到"
    return f"有表决权 {counted.entitled} 人，现场 {counted.present} 人，须到 {counted.needed} 人：{met}"


def _state(meeting: Meeting, zone: tzinfo | None) -> str:
    if meeting.published_at is None:
        return "（未公布，以公布的为准）"
    return f"{day_of(meeting.published_at.astimezone(zone).date())}公布"


async def _tasks(session: AsyncSession, meeting: Meeting) -> tuple[str, ...]:
    """A line of the minutes is everybody's who reads them; what its giver made of it is for those whom the task concerns."""
    written = lines_of(meeting)
    return tuple(
        f"{task.what if task.what in written else '一项任务'}（完成 {count.done}/{count.total}）"
        for task, count in await tasks_of(session, meeting.number)
    )


async def _all_minutes(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Paper]:
    found = [each for each in await held(session, scope) if may_print(me, each) and may_read(me, each)]
    return [await _minutes_of(session, each, scope.today, scope.zone) for each in found]


async def _all_sign_ins(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Paper]:
    found = [each for each in await held(session, scope) if may_print(me, each)]
    return [await sign_in_of(session, each, scope.today, scope.zone) for each in found]


PAPERS = (
    Papers(minutes.TEMPLATE.name, minutes.TEMPLATE.title, Act.SEE_MEETINGS, _all_minutes),
    Papers(sign_in.TEMPLATE.name, sign_in.TEMPLATE.title, Act.SEE_MEETINGS, _all_sign_ins),
)


async def _all_photos(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Upload]:
    return await _kept(session, me, scope, Purpose.PHOTO, "照片")


async def _all_recordings(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Upload]:
    """Films, and what of the minutes was spoken."""
    return [
        *await _kept(session, me, scope, Purpose.RECORDING, "录像"),
        *await _kept(session, me, scope, Purpose.VOICE, "语音"),
    ]


async def _kept(session: AsyncSession, me: Who, scope: Scope, purpose: Purpose, word: str) -> list[Upload]:
    """Of the meetings whose minutes the person may read."""
    meetings = [each for each in await held(session, scope) if may_print(me, each) and may_read(me, each)]
    kept = await attached(session, [each.number for each in meetings], purpose)
    return [
        Upload(
            f"{each.starts_at.astimezone(scope.zone):%Y-%m-%d}_{each.title}_{word}{number}", file.media, file.content
        )
        for each in meetings
        for number, file in enumerate(kept.get(each.number, ()), 1)
    ]


UPLOADS = (
    Uploads("会议照片", Act.SEE_MEETINGS, _all_photos),
    Uploads("会议录音录像", Act.SEE_MEETINGS, _all_recordings),
)
