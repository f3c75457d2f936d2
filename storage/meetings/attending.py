"""Taking part: the check-in and its rotating code, the live stream, leave."""

import hashlib
import hmac
import math
import unicodedata
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ballots.rows import Ballot, BallotState
from storage.index.stale import touch
from storage.meetings.roll import settle
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState, Refused

CODE_SECONDS = 30
NEAR_METRES = 300
_OLD_STEPS = 20  # as far back as a code is told to be an old one rather than a wrong one


def code_at(meeting: Meeting, now: datetime) -> str:
    """The six digits of this half minute: an HMAC of the half minute's number under the meeting's secret."""
    return _code(meeting.secret, _step(now))


def seconds_left(now: datetime) -> int:
    """How long the code of now is still shown."""
    return CODE_SECONDS - int(now.timestamp()) % CODE_SECONDS


def _step(now: datetime) -> int:
    return int(now.timestamp()) // CODE_SECONDS


def _code(secret: str, step: int) -> str:
    digest = hmac.new(bytes.fromhex(secret), step.to_bytes(8, "big"), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def check_code(meeting: Meeting, code: str, now: datetime) -> Refused | None:
    """Accept the code of this half minute and of the one before, which may just have been read aloud.

    Full-width digits and spaces, as Chinese keyboards give them, are read as plain digits.
    """
    given = "".join(unicodedata.normalize("NFKC", code).split()).encode()
    step = _step(now)

    def fits(back: int) -> bool:
        return hmac.compare_digest(_code(meeting.secret, step - back).encode(), given)

    if any([fits(0), fits(1)]):
        return None
    return Refused.OLD_CODE if any(fits(back) for back in range(2, _OLD_STEPS)) else Refused.WRONG_CODE


async def open_check_in(tx: AsyncSession, meeting_id: int, now: datetime, by: int | None = None) -> Meeting | Refused:
    """The meeting begins; open already, it stays so. Who is entitled to vote is settled now, and again when something is put to the vote.

    `by`, who opens it with the code in hand, is on the spot if expected.
    """
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if meeting.state in (MeetingState.CLOSED, MeetingState.PUBLISHED):
        return Refused.OVER
    if meeting.state == MeetingState.PLANNED:
        meeting.state, meeting.opened_at = MeetingState.OPEN.value, now
        tx.add(meeting)
        await settle(tx, meeting)
        opening = await tx.get(Attendance, (meeting_id, by)) if by is not None else None
        if opening is not None:
            opening.how, opening.at = How.ON_SPOT.value, now
            tx.add(opening)
            await touch(tx, [by])
    return meeting


async def check_in_on_spot(
    tx: AsyncSession,
    meeting_id: int,
    person_id: int,
    *,
    code: str,
    now: datetime,
    location: tuple[float, float] | None = None,
    read_at: datetime | None = None,
) -> Attendance | Refused:
    """Check in by the code, and by the place (latitude, longitude) where the meeting checks it. Present already, one stays so.

    `read_at` is when the code was given: the place may come later, and a message may have waited for the bot.
    """
    meeting = await _open(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None:
        return Refused.NOT_EXPECTED
    if row.how == How.ON_SPOT:
        return row
    if refused := check_code(meeting, code, read_at or now):
        return refused
    if meeting.latitude is not None and meeting.longitude is not None:
        if location is None:
            return Refused.NO_LOCATION
        if metres((meeting.latitude, meeting.longitude), location) > NEAR_METRES:
            return Refused.TOO_FAR
    row.how, row.at = How.ON_SPOT.value, now
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def check_in_live(tx: AsyncSession, meeting_id: int, person_id: int, now: datetime) -> Attendance | Refused:
    """Check in by live stream, while it is on. Who is on the spot stays so."""
    meeting = await _open(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None:
        return Refused.NOT_EXPECTED
    if row.how is not None:
        return row
    if not meeting.is_live:
        return Refused.NOT_LIVE
    row.how, row.at = How.LIVE.value, now
    tx.add(row)
    await touch(tx, [person_id])
    return row


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points given as latitude and longitude in degrees (haversine, a sphere of 6,371 km)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


async def set_place(tx: AsyncSession, meeting_id: int, location: tuple[float, float] | None) -> Meeting | Refused:
    """Check the place of those who check in, or with None no longer."""
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    meeting.latitude, meeting.longitude = location if location else (None, None)
    tx.add(meeting)
    return meeting


async def switch_live(tx: AsyncSession, meeting_id: int, now: datetime, *, on: bool) -> Meeting | Refused:
    """Begin or end the live stream. Beginning it opens the check-in; begun again, it goes on."""
    meeting = await open_check_in(tx, meeting_id, now) if on else await _open(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if on and not meeting.is_live:
        meeting.live_since, meeting.live_until = now, None
    elif not on and meeting.is_live:
        meeting.live_until = now
    tx.add(meeting)
    return meeting


async def ask_leave(tx: AsyncSession, meeting_id: int, person_id: int, reason: str) -> Attendance | Refused:
    """Ask for leave, before the end; a refused request may be asked again."""
    row = await may_ask_leave(tx, meeting_id, person_id)
    if isinstance(row, Refused):
        return row
    row.leave, row.leave_reason, row.leave_answer = Leave.ASKED.value, reason, None
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def may_ask_leave(session: AsyncSession, meeting_id: int, person_id: int) -> Attendance | Refused:
    """Whether that person may ask for leave from this meeting now."""
    meeting = await _known(session, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    if meeting.state in (MeetingState.CLOSED, MeetingState.PUBLISHED):
        return Refused.OVER
    row = await session.get(Attendance, (meeting_id, person_id))
    if row is None:
        return Refused.NOT_EXPECTED
    if row.how is not None:
        return Refused.PRESENT
    if row.leave in (Leave.ASKED, Leave.GRANTED):
        return Refused.LEAVE_WAITS if row.leave == Leave.ASKED else Refused.LEAVE_GRANTED
    return row


async def answer_leave(
    tx: AsyncSession, meeting_id: int, person_id: int, *, granted: bool, word: str | None, by: int
) -> Attendance | Refused:
    """The chair's answer, once; also after the end."""
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    row = await tx.get(Attendance, (meeting_id, person_id))
    if row is None or row.leave != Leave.ASKED:
        return Refused.NO_LEAVE_ASKED
    row.leave = (Leave.GRANTED if granted else Leave.REFUSED).value
    row.leave_answer, row.leave_answered_by = word, by
    tx.add(row)
    await touch(tx, [person_id])
    return row


async def close(tx: AsyncSession, meeting_id: int, now: datetime) -> Meeting | Refused:
    """End the meeting, and its live stream with it; a ballot that is open is ended first."""
    meeting = await _open(tx, meeting_id)
    if isinstance(meeting, Refused):
        return meeting
    ballots = select(Ballot.id).where(col(Ballot.meeting_id) == meeting_id, col(Ballot.state) == BallotState.OPEN.value)
    if (await tx.exec(ballots)).first() is not None:
        return Refused.BALLOT_OPEN
    meeting.state, meeting.closed_at = MeetingState.CLOSED.value, now
    if meeting.is_live:
        meeting.live_until = now
    tx.add(meeting)
    await touch(tx, (await tx.exec(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id))).all())
    return meeting


async def _known(tx: AsyncSession, meeting_id: int) -> Meeting | Refused:
    meeting = await tx.get(Meeting, meeting_id)
    if meeting is None:
        return Refused.GONE
    return Refused.CANCELLED if meeting.state == MeetingState.CANCELLED else meeting


async def _open(tx: AsyncSession, meeting_id: int) -> Meeting | Refused:
    meeting = await _known(tx, meeting_id)
    if isinstance(meeting, Refused) or meeting.state == MeetingState.OPEN:
        return meeting
    return Refused.NOT_OPEN if meeting.state == MeetingState.PLANNED else Refused.OVER
