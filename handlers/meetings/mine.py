"""What meetings keep about a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.meetings import lists
from storage.meetings.rows import Attendance, How, Leave
from storage.people.directory import Who

_HOW = {How.ON_SPOT: "现场签到", How.LIVE: "看直播", How.MADE_UP: "补课"}
_LEAVE = {Leave.ASKED: "请假待答复", Leave.GRANTED: "请假", Leave.REFUSED: "请假未批准"}


def _came(row: Attendance) -> str:
    if row.how is not None:
        return _HOW[How(row.how)]
    return _LEAVE[Leave(row.leave)] if row.leave is not None else "未签到"


async def attended(session: AsyncSession, who: Who) -> Section | None:
    """The meetings that expected them, and what they did about each."""
    rows = [
        (
            meeting.title,
            meeting.starts_at,
            _came(row),
            row.at,
            row.leave_reason,
            row.make_up_text or ("（语音）" if row.make_up_voice else None),
        )
        for meeting, row in await lists.attended(session, who.person_id)
    ]
    return Section("meetings", "会议", ("会议", "时间", "到会情况", "签到时间", "请假事由", "补课收获"), rows)


async def said(session: AsyncSession, who: Who) -> Section | None:
    rows = [
        (meeting.title, spoken.at, spoken.text or "（语音）")
        for meeting, spoken in await lists.spoken_by(session, who.person_id)
    ]
    return Section("spoken", "会议发言", ("会议", "时间", "发言"), rows)
