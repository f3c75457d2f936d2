"""处分与党员权利: what was decided elsewhere, entered with its dates; who has a vote follows from it."""

from handlers.discipline import buttons as b
from handlers.discipline import ending, entering, screens
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=[
        pressed(b.Standings, screens.listing),
        pressed(b.OpenFact, screens.opened),
        pressed(b.OwnFact, screens.own),
        pressed(b.RightsBasis, screens.show_basis),
    ],
    forms=[entering.FLOW, ending.FLOW],
    modules=[Module("⚖️ 处分与党员权利", b.Standings(0))],
    mine=[screens.mine],
)
