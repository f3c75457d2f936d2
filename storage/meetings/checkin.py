"""From the beginning of a meeting to its end: the check-in and its rotating code, the place, the live stream."""

import hashlib
import hmac
import math
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import ask, table_of
from storage.engine.refusal import Refusal
from storage.meetings.lists import find, standing
from storage.meetings.roll import leave_out_departed, settle
from storage.meetings.rows import ENDED, Attendance, How, Leave, Meeting, MeetingState, Refused
from storage.people.stale import touch

CODE_SECONDS = 30
NEAR_METRES = 300
_GOOD, _OLD = range(2), range(2, 20)
"""For this many half minutes a code is good, as it may just have been read aloud; and is told to be an old one rather than a wrong one."""


def code_at(meeting: Meeting, now: datetime) -> str:
    """The six digits of this half minute: an HMAC of the half minute's number under the meeting's secret."""
    return _code(meeting.secret, step_of(now))


def seconds_left(now: datetime) -> int:
    """How long the present code is still shown."""
    return CODE_SECONDS - int(now.timestamp()) % CODE_SECONDS


def step_of(now: datetime) -> int:
    """The number of this half minute."""
    return int(now.timestamp()) // CODE_SECONDS


def _code(secret: str, step: int) -> str:
    digest = hmac.new(bytes.fromhex(secret), step.to_bytes(8, "big"), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def fits(meeting: Meeting, code: str, now: datetime, back: Iterable[int] = _GOOD) -> bool:
    """Whether it is the code of one of those half minutes.

    Full-width digits and spaces, as Chinese keyboards give them, are read as plain digits.
    """
    given = "".join(unicodedata.normalize("NFKC", code).split()).encode()
    step = step_of(now)
    return any([hmac.compare_digest(_code(meeting.secret, step - each).encode(), given) for each in back])


def check_code(meeting: Meeting, code: str, now: datetime) -> None:
    """Raises Refusal for a code that is not good (any more)."""
    if not fits(meeting, code, now):
        raise Refusal(Refused.OLD_CODE if fits(meeting, code, now, _OLD) else Refused.WRONG_CODE)


_ROWS = table_of(Attendance)
_PLACE = (
    select(Meeting, Attendance)
    .join(
        Attendance,
        and_(col(Attendance.meeting_id) == col(Meeting.id), col(Attendance.person_id) == bindparam("person")),
        isouter=True,
    )
    .where(col(Meeting.id) == bindparam("meeting"))
)
_COME = update(_ROWS).where(_ROWS.c.meeting_id == bindparam("meeting"), _ROWS.c.person_id == bindparam("person"))


async def open_check_in(tx: AsyncSession, meeting_id: int, now: datetime, by: int | None = None) -> Meeting:
    """The meeting begins; open already, it stays so. Who is entitled to vote is settled now, and again when something is put to the vote.

    `by`, who opens it with the code, is on the spot if expected.
    """
    meeting = await standing(tx, meeting_id)
    if meeting.state in ENDED:
        raise Refusal(Refused.OVER)
    if meeting.state == MeetingState.PLANNED:
        meeting.state, meeting.opened_at = MeetingState.OPEN.value, now
        tx.add(meeting)
        await leave_out_departed(tx, meeting)
        await settle(tx, meeting)
        opening = await tx.get(Attendance, (meeting_id, by)) if by is not None else None
        if opening is not None:
            await _came(tx, opening, How.ON_SPOT, now)
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
) -> tuple[Meeting, Attendance]:
    """Check in by the code, and by the place (latitude, longitude) where the meeting checks it. Present already, one stays so.

    `read_at` is when the code was given: the place may come later, and a message may have waited for the bot.
    """
    meeting, row = await _expected(tx, meeting_id, person_id)
    if row.how == How.ON_SPOT:
        return meeting, row
    check_code(meeting, code, read_at or now)
    if meeting.latitude is not None and meeting.longitude is not None:
        if location is None:
            raise Refusal(Refused.NO_LOCATION)
        if metres((meeting.latitude, meeting.longitude), location) > NEAR_METRES:
            raise Refusal(Refused.TOO_FAR)
    return meeting, await _came(tx, row, How.ON_SPOT, now)


async def check_in_live(
    tx: AsyncSession, meeting_id: int, person_id: int, now: datetime, *, word: str, instead_of_leave: bool = False
) -> tuple[Meeting, Attendance]:
    """Check in by live stream, while it is on, with a word of what is going on there. Who has come already stays so.

    Leave that was granted is given up only by who says so.
    """
    meeting, row = await watchable(tx, meeting_id, person_id)
    if row.how is not None:
        return meeting, row
    if row.leave == Leave.GRANTED and not instead_of_leave:
        raise Refusal(Refused.ON_LEAVE)
    return meeting, await _came(tx, row, How.LIVE, now, live_word=word)


async def watchable(session: AsyncSession, meeting_id: int, person_id: int) -> tuple[Meeting, Attendance]:
    """A meeting that can be followed live, or has been joined already, with the row of one who is expected there. Raises Refusal."""
    meeting, row = await _expected(session, meeting_id, person_id)
    if row.how is None and not meeting.is_live:
        raise Refusal(Refused.NOT_LIVE)
    return meeting, row


async def _expected(tx: AsyncSession, meeting_id: int, person_id: int) -> tuple[Meeting, Attendance]:
    """An open meeting, and the row of one who is expected there. Raises Refusal."""
    found = (await tx.exec(_PLACE, params={"meeting": meeting_id, "person": person_id})).first()
    if found is None:
        raise Refusal(Refused.GONE)
    meeting, row = found
    check_open(meeting)
    if row is None:
        raise Refusal(Refused.NOT_EXPECTED)
    return meeting, row


async def _came(tx: AsyncSession, row: Attendance, how: How, now: datetime, **said: str) -> Attendance:
    values: dict[str, Any] = {"how": how.value, "at": now} | said
    await ask(tx, _COME, {"meeting": row.meeting_id, "person": row.person_id} | values)
    for name, value in values.items():
        set_committed_value(row, name, value)
    await touch(tx, [row.person_id])
    return row


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points given as latitude and longitude in degrees (haversine, a sphere of 6,371 km)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


async def set_place(tx: AsyncSession, meeting_id: int, location: tuple[float, float] | None) -> Meeting:
    """Check the place of those who check in, or with None no longer."""
    meeting = await standing(tx, meeting_id)
    meeting.latitude, meeting.longitude = location or (None, None)
    tx.add(meeting)
    return meeting


async def switch_live(
    tx: AsyncSession, meeting_id: int, now: datetime, *, on: bool, link: str | None = None, in_group: bool = False
) -> Meeting:
    """Begin or end the live stream. Beginning it opens the check-in; begun again, it goes on.

    There is something to watch: a link, given now or before, or the video chat `in_group`, which has begun it.
    """
    meeting = await open_check_in(tx, meeting_id, now) if on else await _open(tx, meeting_id)
    meeting.live_url = link or meeting.live_url
    if on and not (meeting.live_url or in_group):
        raise Refusal(Refused.NOTHING_TO_WATCH)
    if on and not meeting.is_live:
        meeting.live_since, meeting.live_until = now, None
    elif not on and meeting.is_live:
        meeting.live_until = now
    tx.add(meeting)
    return meeting


async def close(tx: AsyncSession, meeting_id: int, now: datetime) -> Meeting:
    """End the meeting, and its live stream with it. Its ballots are to be ended before (`storage.ballots.lists.check_ended`)."""
    meeting = await _open(tx, meeting_id)
    meeting.state, meeting.closed_at = MeetingState.CLOSED.value, now
    if meeting.is_live:
        meeting.live_until = now
    tx.add(meeting)
    await touch(tx, (await tx.exec(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id))).all())
    return meeting


async def _open(tx: AsyncSession, meeting_id: int) -> Meeting:
    meeting = await find(tx, meeting_id)
    check_open(meeting)
    return meeting


def check_open(meeting: Meeting) -> None:
    """Raises Refusal where people cannot check in now."""
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal(Refused.CANCELLED)
    if meeting.state != MeetingState.OPEN:
        raise Refusal(Refused.NOT_OPEN if meeting.state == MeetingState.PLANNED else Refused.OVER)
