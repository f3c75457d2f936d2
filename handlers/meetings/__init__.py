"""Meetings (三会一课): calling, checking in, leave, live stream, make-ups, minutes, and how branches stand."""

from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.kit.gate import command, pressed
from handlers.meetings import buttons as b
from handlers.meetings import (
    calling,
    catching_up,
    chairing,
    changing,
    checkin,
    groups,
    leave,
    ledger,
    listing,
    minutes,
    overseeing,
    speaking,
)
from storage.access import Act

FEATURE = Feature(
    handlers=[
        command("meetings", Act.SEE_MEETINGS, listing.command),
        command("checkin", Act.TAKE_PART, checkin.check_in_command),
        *checkin.LINKS,
        pressed(b.Meetings, listing.meetings),
        pressed(b.Mine, listing.mine),
        pressed(b.BranchMonth, listing.branch_month),
        pressed(b.OpenMeeting, listing.open_meeting),
        pressed(b.Manage, chairing.manage),
        pressed(b.OpenCheckIn, chairing.open_check_in),
        pressed(b.ShowCode, chairing.show_code),
        pressed(b.ShowRoll, chairing.show_roll),
        pressed(b.QuorumBasis, chairing.quorum_basis),
        pressed(b.SwitchLive, chairing.switch_live),
        pressed(b.Close, chairing.close),
        pressed(b.StartCheckIn, checkin.ask_code),
        pressed(b.WatchLive, checkin.watch_live),
        pressed(b.Leaves, leave.leaves),
        pressed(b.GrantLeave, leave.grant),
        pressed(b.Watch, catching_up.watch),
        pressed(b.MakeUps, catching_up.make_ups),
        pressed(b.SeeMakeUp, catching_up.see_make_up),
        pressed(b.Publish, minutes.publish),
        pressed(b.Minutes, minutes.read),
        pressed(minutes.Photos, minutes.photos),
        pressed(b.Feed, overseeing.feed),
        pressed(b.Duties, overseeing.duties),
        pressed(b.DutiesBasis, overseeing.duties_basis),
        pressed(b.AllDuties, overseeing.all_duties),
        *groups.HANDLERS,
    ],
    early=checkin.EARLY,
    flows=[
        calling.FLOW,
        changing.CHANGE,
        changing.CANCEL,
        changing.PLACE,
        leave.FLOW,
        leave.REFUSAL,
        speaking.FLOW,
        catching_up.RECORDINGS,
        catching_up.MAKE_UP,
        catching_up.RETURN,
        minutes.FLOW,
    ],
    modules=[Module("🏛 三会一课", b.Meetings())],
    commands=[
        MenuCommand("meetings", "三会一课", Act.SEE_MEETINGS),
        MenuCommand("checkin", "会议签到", Act.TAKE_PART),
    ],
    ledger=[ledger.DUTIES, ledger.MEETINGS, ledger.MAKE_UPS],
)
