"""党费: what is due and paid by month, noted by the branch; no money passes through Telegram."""

from handlers.dues import forms, importing, joins, noting, printing, screens, year
from handlers.dues.buttons import DuesHome
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, noting, importing, year, printing),
    forms=[*forms.FORMS, importing.FORM],
    modules=[Module("💰 党费", DuesHome())],
    commands=[MenuCommand("dues", "党费", Act.SEE_DUES, screens.command)],
    waiting=[joins.WAITING],
    ledger=[joins.LEDGER],
    mine=[joins.mine],
    papers=[printing.PAPERS],
    records={"dues": "党费，支部"},
)
