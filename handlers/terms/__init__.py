"""换届: the committees' terms, what ends them, and the election by which the next one gets its posts."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.terms import deciding, electing, forms, joins, printing, reporting, screens
from handlers.terms.buttons import Terms
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, electing, printing),
    forms=[*forms.FORMS, electing.FORM, *reporting.FORMS],
    modules=[Module("🏛 任期与换届", Terms(0))],
    commands=[MenuCommand("terms", "任期与换届", Act.SEE_TERMS, screens.command)],
    waiting=[joins.WAITING],
    deciding=[deciding.CHANGES, deciding.RESULTS],
    ledger=[joins.LEDGER],
    papers=[printing.PAPERS],
    records={"term": "任期，支部", "term_election": "换届选举"},
)
