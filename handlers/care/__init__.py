"""Key attention and help (关注与帮扶): what people decide about the health index, and what follows from it."""

from handlers.care import buttons as b
from handlers.care import deciding, ledger, mine, screens, writing
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=[
        pressed(b.Cases, screens.show),
        pressed(b.OpenCase, screens.open_case),
        pressed(b.CaseBasis, screens.show_basis),
    ],
    forms=[deciding.GRAY, deciding.EXTEND, *writing.FLOWS],
    modules=[Module("🤝 关注与帮扶", b.Cases(0, 0))],
    waiting=[screens.waiting],
    ledger=[ledger.CASES],
    mine=[mine.cases],
)
