"""Looking at a meeting's ballots, their results and receipts."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.ballots import cards, opinions
from handlers.ballots.buttons import (
    BallotBasis,
    Count,
    LeaveOuts,
    OpenBallot,
    Receipts,
    StartBallot,
    StartGrades,
    StartVoid,
    TakeBack,
    UrgeVoters,
    Vote,
)
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots, OpenMeeting
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, escape, lines
from storage.ballots import grading, lists, opening, written
from storage.ballots.electorate import LEFT_OUT_RULE
from storage.ballots.lists import View
from storage.ballots.result import written_text
from storage.ballots.rows import BallotState, Refused
from storage.meetings.rows import Meeting, MeetingState, may_chair
from storage.people.directory import Who
from storage.rules.regulations import basis as rule_text

CODES_A_PAGE = 40
ROUNDS_RULE = "election_rounds"


async def seen(context: Context, ballot_id: int) -> View | None:
    """The ballot if one may see it; None after having said why not."""
    async with context.read() as session:
        view = await lists.view_of(session, context.me, ballot_id)
    if isinstance(view, Refused):
        await context.tell(view.value)
        return None
    return view


async def show_ballots(context: Context, button: Ballots) -> None:
    """Every ballot of a meeting; the chair puts more to the vote."""
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        allowed = meeting is not None and await lists.may_see(session, context.me, meeting)
        found = await lists.of_meeting(session, button.meeting)
    if meeting is None or not allowed:
        return await context.tell(Refused.NOT_SEEN.value)
    said, offered = await opinions.offered(context, meeting)
    rows = [[OpenBallot(ballot.number).labelled(cards.label(ballot))] for ballot in found]
    if may_chair(context.me, meeting) and meeting.state == MeetingState.OPEN:
        rows.append([StartBallot(button.meeting).labelled("➕ 发起表决")])
    if may_chair(context.me, meeting) and meeting.state in (MeetingState.PLANNED, MeetingState.OPEN):
        rows.append([LeaveOuts(button.meeting).labelled("👥 选举时不计入应到会的党员")])
    text = lines(
        Markup("<b>🗳 表决</b>：{}").format(meeting.title),
        None if found else Markup("这场会议还没有表决事项。"),
        said,
    )
    await context.show(text, [*rows, *offered, back(OpenMeeting(button.meeting))])
    return None


async def take_back(context: Context, button: TakeBack) -> None:
    """One's own written opinion goes; the screen that it was offered on is shown anew."""
    async with context.write() as tx:
        outcome = await written.take_back(tx, context.me, button.opinion)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast("已撤回。")
    return await show_ballots(context, Ballots(outcome))


async def open_ballot(context: Context, button: OpenBallot) -> None:
    """One ballot: to vote in, to conduct, or with its result."""
    view = await seen(context, button.ballot)
    if view is None:
        return
    ballot = view.ballot
    async with context.read() as session:
        found = await lists.turnout(session, ballot)
        counted = await written.counted_in(session, ballot.number)
        can_vote = not isinstance(await opening.may_cast(session, ballot.number, context.me.person_id), Refused)
    parts: list[Markup | None] = [cards.heading(ballot)]
    if ballot.state == BallotState.COUNTED:
        parts += [Markup(""), cards.result_text(ballot, counted)]
        parts.append(None if ballot.secret else cards.named_text(ballot, found))
        parts.append(await _appraised(context, view) if ballot.graded else None)
    elif ballot.state == BallotState.VOID:
        parts.append(Markup("作废原因：{}").format(ballot.void_reason))
    elif view.chairs:
        parts.append(cards.turnout_text(ballot, found))
        parts.append(Markup("{}").format(written_text(counted)) if counted else None)
    if view.mine is not None:
        mine = "✓ 已投票" if view.mine.voted else "✉ 书面意见已计入" if view.mine.written else "没有投票"
        parts.append(Markup("\n我：{}").format(mine))
    rows = _actions(view, can_vote=can_vote, waiting=any(each.here and not each.voted for each in found))
    await context.show(lines(*parts), [*rows, back(Ballots(ballot.meeting_id))])


async def _appraised(context: Context, view: View) -> Markup:
    """For who conducts it everybody's votes; for anybody else their own, and what was decided about them."""
    async with context.read() as session:
        found = await grading.appraised(session, view.ballot)
    return cards.appraised_text([each for each in found if view.chairs or each.person_id == context.me.person_id])


def _actions(view: View, *, can_vote: bool, waiting: bool) -> list[list[InlineKeyboardButton]]:
    number = view.ballot.number
    rows = [[Vote(number).labelled("🗳 打开选票")]] if can_vote else []
    if view.ballot.is_open and view.chairs:
        rows.append([OpenBallot(number).labelled("🔄 刷新")])
        if waiting:
            rows[-1].append(UrgeVoters(number).labelled("🔔 提醒投票"))
        rows.append([Count(number, 0).labelled("🧮 结束并计票"), StartVoid(number).labelled("🚫 作废")])
    if view.ballot.graded and view.chairs and view.ballot.state == BallotState.COUNTED:
        rows.append([StartGrades(number).labelled("🏅 评定等次")])
    more = [BallotBasis(number).labelled("📜 依据")]
    if view.ballot.state == BallotState.COUNTED and view.ballot.secret:
        more.append(Receipts(number, 0).labelled("🔖 核对回执码"))
    return [*rows, more]


async def basis(context: Context, button: BallotBasis) -> None:
    """The rule as it stood when the ballot was opened."""
    view = await seen(context, button.ballot)
    if view is None:
        return
    here = "现场签到和看直播的" if view.ballot.remote else "只有现场签到的"
    more = (ROUNDS_RULE, LEFT_OUT_RULE) if view.ballot.election else ()
    text = lines(
        escape(view.ballot.basis),
        Markup("\n{}有表决权的同志可以投票。").format(here),
        *(Markup("\n{}").format(rule_text(key)) for key in more),
    )
    await context.show(text, [back(OpenBallot(button.ballot))])


async def receipts(context: Context, button: Receipts) -> None:
    """Every receipt, in the order of the alphabet: one's own among them means that one's vote was counted."""
    view = await seen(context, button.ballot)
    if view is None:
        return
    async with context.read() as session:
        codes = await lists.receipts(session, button.ballot)

    def turn(page: int) -> Receipts:
        return Receipts(button.ballot, page)

    shown, turning = paged(codes, button.page, turn, CODES_A_PAGE)
    text = lines(
        Markup("<b>🔖 回执码</b>：{}").format(view.ballot.title),
        Markup("共 {} 个，按字母排列。找到您投票时看到的那个，就说明您的票已经计入。\n").format(len(codes)),
        Markup("　").join(Markup("<code>{}</code>").format(code) for code in shown)
        if shown
        else Markup("还没有计票。"),
    )
    await context.show(text, [*turning, back(OpenBallot(button.ballot))])


async def waiting(session: AsyncSession, me: Who, _now: datetime) -> Markup | None:
    """Where I can vote, in a line for the home screen."""
    found = await lists.waiting_for(session, me.person_id)
    return Markup("🗳 {} 项表决等您投票：{}").format(len(found), found[0].title) if found else None


LEDGER = Subject("ballots", "表决", lists.ledger, lambda entry: OpenBallot(entry.record))
