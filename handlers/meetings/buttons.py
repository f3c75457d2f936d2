"""The meetings' buttons that more than one file uses."""

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act


class Meetings(Button, prefix="meetings", act=Act.SEE_MEETINGS):
    """三会一课: the module's first screen."""


class Mine(Button, prefix="mt_mine", act=Act.SEE_MEETINGS):
    """What is coming for me, and what has been."""

    page: int


class BranchMonth(Button, prefix="mt_branch", act=Act.SEE_MEETINGS):
    """A branch's meetings of a month (`YYYY-MM`)."""

    branch: int
    month: str
    page: int


class Minutes(Button, prefix="mt_read", act=Act.SEE_MEETINGS):
    meeting: int


class Print(Button, prefix="mt_print", act=Act.SEE_MEETINGS):
    """Which of a meeting's papers, in which form."""

    meeting: int


class PrintMinutes(Button, prefix="mt_paper", act=Act.SEE_MEETINGS):
    """会议记录 as a file."""

    meeting: int
    form: Form


class PrintSignIn(Button, prefix="mt_signs", act=Act.SEE_MEETINGS):
    """签到表 as a file."""

    meeting: int
    form: Form


class Duties(Button, prefix="mt_duties", act=Act.SEE_DUTIES):
    """What a branch owes in a month (`YYYY-MM`), and what of it is done."""

    branch: int
    month: str


class DutiesBasis(Button, prefix="mt_basis", act=Act.SEE_DUTIES):
    """The rules behind a month's duties."""

    branch: int
    month: str


class AllDuties(Button, prefix="mt_all", act=Act.SEE_FEED):
    """Every branch's month (`YYYY-MM`) in a line each."""

    month: str
    page: int


class Feed(Button, prefix="mt_feed", act=Act.SEE_FEED):
    """The published meetings of all branches, newest first."""

    page: int


class StartChange(Button, prefix="mt_change", act=Act.TAKE_PART):
    meeting: int


class StartCancel(Button, prefix="mt_cancel", act=Act.TAKE_PART):
    meeting: int


class StartInvite(Button, prefix="mt_join", act=Act.TAKE_PART):
    """Invite other branches to hold it together."""

    meeting: int


class RefuseJoint(Button, prefix="mt_nojoin", act=Act.CALL_MEETING):
    """The branch does not take part, with a reason."""

    meeting: int
    branch: int


class StartLecturer(Button, prefix="mt_lect", act=Act.TAKE_PART):
    """Say who gives the lecture."""

    meeting: int


class OpenCheckIn(Button, prefix="mt_open", act=Act.TAKE_PART):
    """Open the check-in: the meeting begins."""

    meeting: int


class ShowCode(Button, prefix="mt_code", act=Act.TAKE_PART):
    """The check-in code of this half minute, with its QR picture."""

    meeting: int


class ShowRoll(Button, prefix="mt_roll", act=Act.TAKE_PART):
    meeting: int


class SwitchLive(Button, prefix="mt_live", act=Act.TAKE_PART):
    """Begin (1) or end (0) the live stream."""

    meeting: int
    on: int


class StartLive(Button, prefix="mt_golive", act=Act.TAKE_PART):
    """Begin the live stream with a link to watch it by."""

    meeting: int


class StartEnd(Button, prefix="mt_close", act=Act.TAKE_PART):
    """End the meeting: who came, then its minutes."""

    meeting: int


class StartCorrect(Button, prefix="mt_came", act=Act.TAKE_PART):
    """Enter who came without a phone, take off who did not."""

    meeting: int


class Publish(Button, prefix="mt_publish", act=Act.TAKE_PART):
    """Publish the minutes; asked (0), then sure (1)."""

    meeting: int
    sure: int


class StartPlace(Button, prefix="mt_place", act=Act.TAKE_PART):
    """Check the place of those who check in on the spot, or no longer."""

    meeting: int


class StartRecordings(Button, prefix="mt_record", act=Act.TAKE_PART):
    """Attach recordings for those who missed it."""

    meeting: int


class StartReturnMinutes(Button, prefix="mt_unpub", act=Act.RETURN_MINUTES):
    """Send published minutes back, with a reason."""

    meeting: int


class Versions(Button, prefix="mt_vers", act=Act.SEE_MEETINGS):
    """Minutes that were sent back, as they had been."""

    meeting: int
    page: int


class MinuteLines(Button, prefix="mt_lines", act=Act.ASSIGN):
    """The lines of the minutes, to make a task of one."""

    meeting: int
    page: int


class ToCalendar(Button, prefix="mt_ics", act=Act.SEE_MEETINGS):
    """The meeting as a file for one's own calendar."""

    meeting: int


class StartMinutes(Button, prefix="mt_write", act=Act.TAKE_PART):
    meeting: int


class Leaves(Button, prefix="mt_leaves", act=Act.TAKE_PART):
    meeting: int


class GrantLeave(Button, prefix="mt_grant", act=Act.TAKE_PART):
    meeting: int
    person: int


class RefuseLeave(Button, prefix="mt_refuse", act=Act.TAKE_PART):
    meeting: int
    person: int


class MakeUps(Button, prefix="mt_makeups", act=Act.TAKE_PART):
    meeting: int
    page: int


class UrgeMakeUps(Button, prefix="mt_mu_urge", act=Act.TAKE_PART):
    """Remind those who have not made the meeting up."""

    meeting: int


class SeeMakeUp(Button, prefix="mt_makeup", act=Act.TAKE_PART):
    meeting: int
    person: int


class ReturnMakeUp(Button, prefix="mt_return", act=Act.TAKE_PART):
    meeting: int
    person: int


class StartCheckIn(Button, prefix="mt_in", act=Act.TAKE_PART):
    """Type a meeting's check-in code; meeting 0 stands for whichever is open."""

    meeting: int


class WatchLive(Button, prefix="mt_watch", act=Act.TAKE_PART):
    meeting: int


class StartLeave(Button, prefix="mt_leave", act=Act.TAKE_PART):
    meeting: int


class ReadSpoken(Button, prefix="mt_said", act=Act.TAKE_PART):
    """What has been said, for those who take part."""

    meeting: int
    page: int


class HearSpoken(Button, prefix="mt_hear", act=Act.TAKE_PART):
    """One word that was spoken."""

    meeting: int
    spoken: int


class StartSpeaking(Button, prefix="mt_speak", act=Act.TAKE_PART):
    meeting: int


class Watch(Button, prefix="mt_replay", act=Act.TAKE_PART):
    """Be sent what the meeting can be made up from."""

    meeting: int


class StartMakeUp(Button, prefix="mt_catch", act=Act.TAKE_PART):
    meeting: int


class QuorumBasis(Button, prefix="mt_quorum", act=Act.SEE_MEETINGS):
    meeting: int
