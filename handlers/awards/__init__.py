"""荣誉奖励: honours of persons and branches, with their dates; nothing else follows from them."""

from handlers.awards import deciding, forms, importing, joins, screens
from handlers.awards.buttons import Awards
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=presses(screens, importing),
    forms=[*forms.FORMS, importing.FORM],
    modules=[Module("🏅 荣誉奖励", Awards(0, 0, 0))],
    waiting=[joins.WAITING],
    deciding=[deciding.PROPOSALS],
    ledger=[joins.LEDGER],
    mine=[joins.mine],
    finding=[joins.FINDING],
    records={"award": "荣誉奖励"},
)
