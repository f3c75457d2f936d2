"""处分与党员权利: what was decided elsewhere, entered with its dates; who has a vote follows from it."""

from handlers.discipline import forms, joins, screens
from handlers.discipline.buttons import Standings
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=presses(screens),
    forms=forms.FORMS,
    modules=[Module("⚖️ 处分与党员权利", Standings(0))],
    mine=[joins.mine],
    records={"discipline": "处分与权利"},
)
