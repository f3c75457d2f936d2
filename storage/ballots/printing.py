"""What the ballots of a meeting came to, for papers. How a secret vote was cast is in none of it."""

from datetime import date, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.papers.paper import Paper, day_of, file_name, time_of
from scoring.papers.votes import TEMPLATE, Choice, Vote, Votes
from storage.ballots.lists import Turnout, of_meeting, turnout
from storage.ballots.result import counts_of, outcome_text, result_of
from storage.ballots.rows import Ballot, BallotState, Named
from storage.ballots.written import counted_in
from storage.meetings.rows import Meeting
from storage.people.directory import Branch, names_of

NO_COUNT = "—"
COUNTED = "（计入票数，不计入到会）"


async def paper_of(session: AsyncSession, meeting: Meeting, made: date, zone: tzinfo | None) -> Paper:
    """表决结果 of a meeting, made on that day."""
    branch = await session.get(Branch, meeting.branch_id)
    known = await names_of(session, [meeting.chair_id])
    at = meeting.starts_at.astimezone(zone)
    facts = Votes(
        branch=branch.name if branch else "",
        meeting=meeting.title,
        time=time_of(at),
        place=meeting.place,
        chair=known.get(meeting.chair_id, ""),
        votes=await votes_of(session, meeting.number),
        made_on=day_of(made),
    )
    return Paper(TEMPLATE.name, facts, file_name(f"{at:%Y-%m-%d}", meeting.title, TEMPLATE.title))


async def votes_of(session: AsyncSession, meeting_id: int) -> tuple[Vote, ...]:
    """Each ballot that has ended, in order."""
    found = []
    for ballot in await of_meeting(session, meeting_id):
        if not ballot.is_open:
            named = [] if ballot.secret else await turnout(session, ballot)
            found.append(_vote(ballot, await counted_in(session, ballot.number), named))
    return tuple(found)


def _vote(ballot: Ballot, written: list[Named], named: list[Turnout]) -> Vote:
    kind = "测评" if ballot.graded else "选举" if ballot.election else "表决"
    void = ballot.state == BallotState.VOID
    choices = () if void or ballot.graded else _choices(ballot, named)
    return Vote(
        title=ballot.title,
        way=f"{'无记名' if ballot.secret else '记名'}{kind}",
        numbers=_numbers(ballot, void=void),
        counts="，".join(f"{each.option} {each.votes} 票" for each in choices) or NO_COUNT,
        choices=choices if named else (),
        verdict=f"作废：{ballot.void_reason}" if void else _verdict(ballot, len(written)),
        written="，".join(f"{each.name} {each.stance}" for each in written) + (COUNTED if written else ""),
        basis=ballot.basis.split("\n")[1].removeprefix("出处："),
    )


def _numbers(ballot: Ballot, *, void: bool) -> str:
    who = "应参加测评" if ballot.graded else "应到会有表决权"
    if void:
        return f"{who} {ballot.entitled} 人"
    needed = result_of(ballot).quorum.needed
    came = f"到会 {ballot.present} 人（法定须到 {needed} 人），收回选票 {ballot.returned} 张"
    left_out = f"；经上级党组织同意，不计算在应到会人数之内 {ballot.left_out} 人" if ballot.left_out else ""
    return f"{who} {ballot.entitled} 人，{came}{left_out}"


def _choices(ballot: Ballot, named: list[Turnout]) -> tuple[Choice, ...]:
    """Every option with its votes; of a named ballot with the names."""
    whose = [
        "、".join(each.name for each in named if place in each.choices) for place in range(len(ballot.options))
    ]  # fmt: skip
    places = {option: place for place, option in enumerate(ballot.options)}
    return tuple(
        Choice(option, votes, whose[places[option.removeprefix("另选他人 ")]]) for option, votes in counts_of(ballot)
    )


def _verdict(ballot: Ballot, written: int) -> str:
    result = result_of(ballot)
    if ballot.graded:
        # What the votes for each person were is for that person and the committee.
        return f"测评有效；对 {ballot.pick} 名党员进行测评，结果由支委会研究后反馈本人。"
    if result.outcome is not None:
        return outcome_text(ballot, result.outcome)
    bound = result.majority
    favour = f"赞成{'连同书面意见' if written else ''}共 {bound.in_favour} 票，须至少 {bound.needed} 票"
    return f"{favour}，{'通过' if result.passed else '未通过'}。"
