"""What the meetings' buttons mean, as far as more than one file uses them; a flow keeps its own beside its steps."""

from dataclasses import dataclass

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.links import OpenMeeting as OpenMeeting  # noqa: PLC0414 - for whoever takes the meetings' buttons from here
from storage.people.access import Act


@dataclass(frozen=True)
class Meetings(Button, prefix="meetings", act=Act.SEE_MEETINGS):
    """三会一课: the module's first screen."""


@dataclass(frozen=True)
class Mine(Button, prefix="mt_mine", act=Act.SEE_MEETINGS):
    """What is coming for me, and what has been."""

    page: int


@dataclass(frozen=True)
class BranchMonth(Button, prefix="mt_branch", act=Act.SEE_MEETINGS):
    """A branch's meetings of a month (`YYYY-MM`)."""

    branch: int
    month: str
    page: int


@dataclass(frozen=True)
class Minutes(Button, prefix="mt_read", act=Act.SEE_MEETINGS):
    """A meeting's minutes, photos and recordings."""

    meeting: int


@dataclass(frozen=True)
class Duties(Button, prefix="mt_duties", act=Act.SEE_DUTIES):
    """What a branch owes in a month (`YYYY-MM`), and what of it is done."""

    branch: int
    month: str


@dataclass(frozen=True)
class DutiesBasis(Button, prefix="mt_basis", act=Act.SEE_DUTIES):
    """The rules behind a month's duties."""

    branch: int
    month: str


@dataclass(frozen=True)
class AllDuties(Button, prefix="mt_all", act=Act.SEE_FEED):
    """Every branch's month (`YYYY-MM`) in a line each."""

    month: str
    page: int


@dataclass(frozen=True)
class Feed(Button, prefix="mt_feed", act=Act.SEE_FEED):
    """The published meetings of all branches, newest first."""

    page: int


@dataclass(frozen=True)
class StartCall(Button, prefix="mt_call", act=Act.CALL_MEETING):
    """Call a meeting."""


@dataclass(frozen=True)
class Manage(Button, prefix="mt_manage", act=Act.TAKE_PART):
    """The chair's controls of a meeting."""

    meeting: int


@dataclass(frozen=True)
class StartChange(Button, prefix="mt_change", act=Act.TAKE_PART):
    """Change a planned meeting."""

    meeting: int


@dataclass(frozen=True)
class StartCancel(Button, prefix="mt_cancel", act=Act.TAKE_PART):
    """Call a meeting off."""

    meeting: int


@dataclass(frozen=True)
class OpenCheckIn(Button, prefix="mt_open", act=Act.TAKE_PART):
    """Open the check-in: the meeting begins."""

    meeting: int


@dataclass(frozen=True)
class ShowCode(Button, prefix="mt_code", act=Act.TAKE_PART):
    """The check-in code of this half minute, with its QR picture."""

    meeting: int


@dataclass(frozen=True)
class ShowRoll(Button, prefix="mt_roll", act=Act.TAKE_PART):
    """Who is here, and whether they are enough."""

    meeting: int


@dataclass(frozen=True)
class SwitchLive(Button, prefix="mt_live", act=Act.TAKE_PART):
    """Begin (1) or end (0) the live stream."""

    meeting: int
    on: int


@dataclass(frozen=True)
class Close(Button, prefix="mt_close", act=Act.TAKE_PART):
    """End the meeting; asked (0), then sure (1)."""

    meeting: int
    sure: int


@dataclass(frozen=True)
class Publish(Button, prefix="mt_publish", act=Act.TAKE_PART):
    """Publish the minutes; asked (0), then sure (1)."""

    meeting: int
    sure: int


@dataclass(frozen=True)
class StartPlace(Button, prefix="mt_place", act=Act.TAKE_PART):
    """Check the place of those who check in on the spot, or no longer."""

    meeting: int


@dataclass(frozen=True)
class StartRecordings(Button, prefix="mt_record", act=Act.TAKE_PART):
    """Attach recordings for those who missed it."""

    meeting: int


@dataclass(frozen=True)
class StartMinutes(Button, prefix="mt_write", act=Act.TAKE_PART):
    """Write the minutes."""

    meeting: int


@dataclass(frozen=True)
class Leaves(Button, prefix="mt_leaves", act=Act.TAKE_PART):
    """Requests for leave."""

    meeting: int


@dataclass(frozen=True)
class GrantLeave(Button, prefix="mt_grant", act=Act.TAKE_PART):
    """Grant a person's leave."""

    meeting: int
    person: int


@dataclass(frozen=True)
class RefuseLeave(Button, prefix="mt_refuse", act=Act.TAKE_PART):
    """Refuse a person's leave, with a word."""

    meeting: int
    person: int


@dataclass(frozen=True)
class MakeUps(Button, prefix="mt_makeups", act=Act.TAKE_PART):
    """The make-ups that were handed in."""

    meeting: int
    page: int


@dataclass(frozen=True)
class SeeMakeUp(Button, prefix="mt_makeup", act=Act.TAKE_PART):
    """One person's make-up."""

    meeting: int
    person: int


@dataclass(frozen=True)
class ReturnMakeUp(Button, prefix="mt_return", act=Act.TAKE_PART):
    """Return a make-up, with a word."""

    meeting: int
    person: int


@dataclass(frozen=True)
class StartCheckIn(Button, prefix="mt_in", act=Act.TAKE_PART):
    """Type a meeting's check-in code; meeting 0 stands for whichever is open."""

    meeting: int


@dataclass(frozen=True)
class WatchLive(Button, prefix="mt_watch", act=Act.TAKE_PART):
    """Check in by live stream."""

    meeting: int


@dataclass(frozen=True)
class StartLeave(Button, prefix="mt_leave", act=Act.TAKE_PART):
    """Ask for leave."""

    meeting: int


@dataclass(frozen=True)
class StartSpeaking(Button, prefix="mt_speak", act=Act.TAKE_PART):
    """Speak up."""

    meeting: int


@dataclass(frozen=True)
class Watch(Button, prefix="mt_replay", act=Act.TAKE_PART):
    """Be sent the recordings."""

    meeting: int


@dataclass(frozen=True)
class StartMakeUp(Button, prefix="mt_catch", act=Act.TAKE_PART):
    """Make a missed meeting up."""

    meeting: int


@dataclass(frozen=True)
class QuorumBasis(Button, prefix="mt_quorum", act=Act.SEE_MEETINGS):
    """The rule behind the quorum."""

    meeting: int
