"""A meeting's ballots: to look at; whoever conducts them reminds people and counts."""

from functools import partial

from telegram import InlineKeyboardButton

from handlers.ballots import cards, pushes, written
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
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Ballots, Manage, OpenMeeting, PrintVotes
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.papers import forms
from handlers.kit.screens.text import Markup, escape, lines
from scoring.papers.votes import TEMPLATE
from storage.ballots import grading, lists, matters, voting
from storage.ballots import written as opinions
from storage.ballots.electorate import LEFT_OUT_RULE
from storage.ballots.lists import View
from storage.ballots.result import written_text
from storage.ballots.rows import BallotState, Refused
from storage.engine.refusal import Refusal, allowed
from storage.meetings.printing import may_print
from storage.meetings.rows import AHEAD, Meeting, MeetingState, may_chair
from storage.rules.regulations import basis

CODES_A_PAGE = 40
ROUNDS_RULE = "election_rounds"


async def seen(context: Context, ballot_id: int) -> View:
    """The ballot if one may see it. Raises Refusal."""
    async with context.read() as session:
        return await lists.view_of(session, context.me, ballot_id)


async def conducted(context: Context, ballot_id: int) -> View:
    """The open ballot if one conducts it. Raises Refusal."""
    view = await seen(context, ballot_id)
    if not view.chairs:
        raise Refusal(Refused.NOT_CHAIR)
    if not view.ballot.is_open:
        raise Refusal(Refused.OVER)
    return view


async def show_ballots(context: Context, button: Ballots) -> None:
    """Every ballot of a meeting; the chair puts more to the vote."""
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        if meeting is None or not await lists.may_see(session, context.me, meeting):
            raise Refusal(Refused.NOT_SEEN)
        found = await lists.of_meeting(session, button.meeting)
    said, offered = await written.offered(context, meeting)
    rows = [[OpenBallot(ballot.number).labelled(cards.label(ballot))] for ballot in found]
    if may_chair(context.me, meeting) and meeting.state == MeetingState.OPEN:
        rows.append([StartBallot(button.meeting).labelled("➕ 发起表决")])
    if may_chair(context.me, meeting) and meeting.state in AHEAD:
        rows.append([LeaveOuts(button.meeting).labelled("👥 选举时不计入应到会的党员")])
    if any(not each.is_open for each in found) and may_print(context.me, meeting):
        rows.append(forms(TEMPLATE.title, partial(PrintVotes, button.meeting)))
    text = lines(
        Markup("<b>🗳 表决</b>：{}").format(meeting.title),
        None if found else Markup("这场会议还没有表决事项。"),
        said,
    )
    chairs = may_chair(context.me, meeting)
    await context.show(text, [*rows, *offered, back(Manage(button.meeting) if chairs else OpenMeeting(button.meeting))])


async def take_back(context: Context, button: TakeBack) -> None:
    """One's own written opinion goes; the screen that it was offered on is shown anew."""
    async with context.write() as tx:
        meeting = await opinions.take_back(tx, context.me, button.opinion)
    await context.toast("已撤回。")
    await show_ballots(context, Ballots(meeting))


async def open_ballot(context: Context, button: OpenBallot) -> None:
    """One ballot: to vote in, to conduct, or with its result."""
    view = await seen(context, button.ballot)
    ballot, me = view.ballot, context.me.person_id
    async with context.read() as session:
        found = await lists.turnout(session, ballot)
        counted = await opinions.counted_in(session, ballot.number)
        can_vote = await allowed(matters.castable(session, ballot.number, me))
        appraised = await grading.appraised(session, ballot) if ballot.graded and ballot.counts else []
    parts: list[Markup | None] = [cards.heading(ballot)]
    if ballot.state == BallotState.COUNTED:
        parts += [Markup(""), cards.result_text(ballot, counted)]
        parts.append(None if ballot.secret else cards.named_text(ballot, found))
        # For who conducts it everybody's votes; for anybody else their own, and what was decided about them.
        mine = [each for each in appraised if view.chairs or each.person_id == me]
        parts.append(cards.appraised_text(mine) if ballot.graded else None)
    elif ballot.state == BallotState.VOID:
        parts.append(Markup("作废原因：{}").format(ballot.void_reason))
    elif view.chairs:
        parts.append(cards.turnout_text(ballot, found))
        parts.append(Markup("{}").format(written_text(counted)) if counted else None)
    if view.mine is not None:
        voted = "✓ 已投票" if view.mine.voted else "✉ 书面意见已计入" if view.mine.written else "没有投票"
        parts.append(Markup("\n我：{}").format(voted))
    rows = _actions(view, can_vote=can_vote, waiting=any(each.here and not each.voted for each in found))
    await context.show(lines(*parts), [*rows, back(Ballots(ballot.meeting_id))])


def _actions(view: View, *, can_vote: bool, waiting: bool) -> list[list[InlineKeyboardButton]]:
    number, counted = view.ballot.number, view.ballot.state == BallotState.COUNTED
    rows = [[Vote(number).labelled("🗳 打开选票")]] if can_vote else []
    if view.ballot.is_open and view.chairs:
        rows.append([OpenBallot(number).labelled("🔄 刷新")])
        if waiting:
            rows[-1].append(UrgeVoters(number).labelled("🔔 提醒投票"))
        rows.append([Count(number, 0).labelled("🧮 结束并计票"), StartVoid(number).labelled("🚫 作废")])
    if view.ballot.graded and view.chairs and counted:
        rows.append([StartGrades(number).labelled("🏅 评定等次")])
    more = [BallotBasis(number).labelled("📜 依据")]
    if counted and view.ballot.secret:
        more.append(Receipts(number, 0).labelled("🔖 核对回执码"))
    return [*rows, more]


async def show_basis(context: Context, button: BallotBasis) -> None:
    """The rule as it stood when the ballot was opened."""
    view = await seen(context, button.ballot)
    here = "现场签到和看直播的" if view.ballot.remote else "只有现场签到的"
    more = (ROUNDS_RULE, LEFT_OUT_RULE) if view.ballot.election else ()
    text = lines(
        escape(view.ballot.basis),
        Markup("\n{}有表决权的同志可以投票。").format(here),
        *(Markup("\n{}").format(basis(key)) for key in more),
    )
    await context.show(text, [back(OpenBallot(button.ballot))])


async def show_receipts(context: Context, button: Receipts) -> None:
    """Every receipt, in the order of the alphabet: one's own among them means that one's vote was counted."""
    view = await seen(context, button.ballot)
    async with context.read() as session:
        codes = await lists.receipts(session, button.ballot)
    shown, turning = paged(codes, button.page, lambda page: Receipts(button.ballot, page), CODES_A_PAGE)
    text = lines(
        Markup("<b>🔖 回执码</b>：{}").format(view.ballot.title),
        Markup("共 {} 个，按字母排列。找到您投票时看到的那个，就说明您的票已经计入。\n").format(len(codes)),
        Markup("　").join(Markup("<code>{}</code>").format(code) for code in shown)
        if shown
        else Markup("还没有计票。"),
    )
    await context.show(text, [*turning, back(OpenBallot(button.ballot))])


async def urge(context: Context, button: UrgeVoters) -> None:
    """To those who are there and have not voted."""
    view = await conducted(context, button.ballot)
    async with context.write() as tx:
        told = await pushes.begun(tx, view.ballot, context, again=True)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await open_ballot(context, OpenBallot(button.ballot))


async def count(context: Context, button: Count) -> None:
    """End and count, asked once more with who is missing."""
    view = await conducted(context, button.ballot)
    if button.sure != 1:
        async with context.read() as session:
            found = await lists.turnout(session, view.ballot)
        text = lines(
            Markup("结束并计票？之后不能再投票。"),
            cards.heading(view.ballot),
            Markup(""),
            cards.turnout_text(view.ballot, found),
        )
        rows = [[Count(button.ballot, 1).labelled("确认计票")], back(OpenBallot(button.ballot))]
        await context.show(text, rows)
        return
    async with context.write() as tx:
        ballot = await voting.count(tx, context.bot_data.box, context.me, button.ballot, context.now)
        await pushes.ended(tx, ballot, context)
    await voting.finish(context.bot_data.box, ballot)
    await context.toast(ballot.void_reason or "已计票，结果已写入会议记录。", alert=True)
    await open_ballot(context, OpenBallot(button.ballot))
