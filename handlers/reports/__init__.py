"""报告: reports upward of one's own accord, read, answered and passed up."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.reports import joins, screens
from handlers.reports.buttons import Reports
from handlers.reports.forms import FORMS
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens),
    forms=FORMS,
    modules=[Module("📨 报告", Reports(0))],
    commands=[MenuCommand("reports", "向上级报告", Act.WRITE_REPORT, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.LEDGER],
    mine=[joins.written],
    finding=[joins.FINDING],
    records={"report": "报告"},
)
