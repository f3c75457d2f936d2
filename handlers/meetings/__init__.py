"""Meetings (三会一课): calling, checking in, leave, live stream, make-ups, minutes, and how branches stand."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.meetings import (
    calling,
    chairing,
    checkin,
    code_picture,
    duties,
    ending,
    forms,
    groups,
    joins,
    leave,
    lecturing,
    make_ups,
    minutes,
    printing,
    returns,
    screens,
    speaking,
    together,
    watching,
)
from handlers.meetings.buttons import Meetings
from storage.people.rights import Act

FEATURE = Feature(
    handlers=[
        *checkin.LINKS,
        *presses(
            screens, chairing, code_picture, checkin, leave, make_ups, minutes, printing, returns, speaking, duties
        ),
        *groups.HANDLERS,
    ],
    early=checkin.EARLY,
    forms=[
        calling.CALLING,
        lecturing.NAMING,
        *together.FORMS,
        *forms.FORMS,
        *leave.FORMS,
        *make_ups.FORMS,
        *ending.FORMS,
        minutes.WRITING,
        *returns.FORMS,
        watching.WATCHING,
    ],
    modules=[Module("🏛 三会一课", Meetings(), main=True)],
    commands=[
        MenuCommand("meetings", "三会一课", Act.SEE_MEETINGS, screens.command),
        MenuCommand("checkin", "会议签到", Act.TAKE_PART, checkin.check_in_command),
    ],
    waiting=joins.WAITING,
    deciding=[leave.DECIDING, make_ups.DECIDING, together.DECIDING],
    ledger=[joins.DUTIES, joins.MEETINGS, joins.RETURNS, joins.MAKE_UPS],
    mine=[joins.attended, joins.said],
    finding=[joins.FINDING],
    papers=printing.PAPERS,
    uploads=printing.UPLOADS,
    people=[chairing.PEOPLE],
    records={"meeting": "会议"},
)
