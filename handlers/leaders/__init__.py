"""领导干部职责: the bureau's secretary's and each leading cadre's own duties of a year."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.leaders import forms, joins, screens
from handlers.leaders.buttons import Leaders

FEATURE = Feature(
    handlers=presses(screens),
    forms=forms.FORMS,
    modules=[Module("🎖 领导干部职责", Leaders(0, 0))],
    waiting=[joins.WAITING],
    ledger=[joins.LEADERS],
    records={"leaders": "领导干部职责"},
)
