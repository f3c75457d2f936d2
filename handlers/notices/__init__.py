"""Notices (信息发布): published to the bureau, a branch, a group or sets of them; read with one button."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.notices import joins, overseeing, screens
from handlers.notices.buttons import Notices
from handlers.notices.forms import PUBLISHING
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, overseeing),
    forms=[PUBLISHING],
    modules=[Module("📣 信息发布", Notices(0))],
    commands=[MenuCommand("notices", "通知", Act.READ_NOTICES, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.NOTICES],
    mine=[joins.received],
    finding=[joins.FINDING],
    people=overseeing.PEOPLE,
    records={"notice": "通知"},
)
