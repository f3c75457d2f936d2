"""What a meeting's papers hold, who may take them away, and those of a branch."""

from datetime import date, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.papers import sign_in
from scoring.papers.minutes import Part
from scoring.papers.paper import Paper, day_of, file_name, time_of
from scoring.papers.sign_in import Signed, SignIn
from storage.ledger import Scope
from storage.meetings.lists import of_branch
from storage.meetings.roll import OnRoll, Roll, roll_of
from storage.meetings.rows import AHEAD, ENDED, How, Leave, Meeting, may_chair, place_of
from storage.people.access import may
from storage.people.directory import Branch, Group, Who, names_of
from storage.people.rights import Act

LEFT = "（已离开）"
_WAYS = {How.ON_SPOT: "现场签到", How.LIVE: "看直播", How.MADE_UP: "会后补课"}


def may_print(who: Who, meeting: Meeting) -> bool:
    """Papers name who was away: for whoever conducts the meeting, and those who see as much in the branch's ledger."""
    return may_chair(who, meeting) or may(who, Act.SEE_LEDGER, place_of(meeting))


async def held(session: AsyncSession, scope: Scope) -> list[Meeting]:
    """The branch's meetings in that time that are over, oldest first."""
    if scope.branch_id is None:
        return []
    found = await of_branch(session, scope.branch_id, scope.first, scope.last, scope.zone)
    return [each for each in reversed(found) if each.state in ENDED]


async def whose(session: AsyncSession, meeting: Meeting) -> str:
    """The branch, with the group where only that meets."""
    branch = await session.get(Branch, meeting.branch_id)
    group = await session.get(Group, meeting.group_id) if meeting.group_id else None
    return (branch.name if branch else "") + (group.name if group else "")


def parts_of(roll: Roll) -> tuple[Part, ...]:
    """Who came in which way, and who did not; why somebody was on leave is theirs."""
    found = {
        "现场到会": roll.on_spot,
        "看直播": roll.live,
        "请假": roll.on_leave,
        "请假未批复": roll.leave_asked,
        "会后补课": roll.made_up,
        "缺席": roll.absent,
    }
    return tuple(
        Part(word, len(people), "、".join(each.name for each in people)) for word, people in found.items() if people
    )


async def sign_in_of(session: AsyncSession, meeting: Meeting, made: date, zone: tzinfo | None) -> Paper:
    """签到表. Before the meeting it is to be signed by hand."""
    roll = await roll_of(session, meeting)
    at = meeting.starts_at.astimezone(zone)
    ahead = meeting.state in AHEAD
    counts = "，".join(f"{each.word} {each.count} 人" for each in parts_of(roll) if not (ahead and each.word == "缺席"))
    facts = SignIn(
        branch=await whose(session, meeting),
        title=meeting.title,
        time=time_of(at),
        place=meeting.place,
        chair=(await names_of(session, [meeting.chair_id])).get(meeting.chair_id, LEFT),
        counts=f"应到 {len(roll.everyone)} 人{f'：{counts}' if counts else ''}。",
        people=tuple(_signed(each, zone, ahead=ahead) for each in roll.everyone),
        made_on=day_of(made),
    )
    return Paper(sign_in.TEMPLATE.name, facts, file_name(f"{at:%Y-%m-%d}", meeting.title, sign_in.TEMPLATE.title))


def _signed(each: OnRoll, zone: tzinfo | None, *, ahead: bool) -> Signed:
    row = each.row
    leave = {Leave.GRANTED: "请假", Leave.ASKED: "请假未批复"}.get(Leave(row.leave)) if row.leave else None
    way = _WAYS[How(row.how)] if row.how else leave or ("" if ahead else "缺席")
    here = row.how in (How.ON_SPOT, How.LIVE) and row.at is not None
    time = f"{row.at.astimezone(zone):%H:%M}" if here and row.at else ""
    remark = f"主持人登记：{row.entered_reason}" if row.entered_by else ""
    return Signed(each.name, each.police_no, each.category.value, way, time, remark)
