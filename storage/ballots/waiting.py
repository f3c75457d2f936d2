"""Where a person can vote now and has not, as a question."""

from sqlmodel import and_, func, or_, select

from storage.ballots.rows import Ballot, BallotState, BallotVoter
from storage.engine.columns import table_of
from storage.meetings.rows import Attendance, How, Meeting, MeetingState
from storage.people.asking import ME

_BALLOT, _VOTER, _MEETING, _ROLL = (table_of(each).c for each in (Ballot, BallotVoter, Meeting, Attendance))
_OPEN = (
    table_of(Ballot)
    .join(table_of(BallotVoter), and_(_VOTER.ballot_id == _BALLOT.id, _VOTER.person_id == ME))
    .join(table_of(Meeting), _MEETING.id == _BALLOT.meeting_id)
    .join(table_of(Attendance), and_(_ROLL.meeting_id == _MEETING.id, _ROLL.person_id == ME))
)
_MINE = (
    _VOTER.voted.is_(False),
    _VOTER.written.is_(False),
    _BALLOT.state == BallotState.OPEN.value,
    _MEETING.state == MeetingState.OPEN.value,
    # As `may_vote_now` has it.
    or_(_ROLL.how == How.ON_SPOT.value, and_(_BALLOT.remote.is_(True), _ROLL.how == How.LIVE.value)),
)
COUNT = select(func.count()).select_from(_OPEN).where(*_MINE).scalar_subquery()
"""How many ballots wait for a person."""
