"""Key attention and help (关注与帮扶): what people decide about the health index, and what follows from it."""

from handlers.care import forms, joins, screens
from handlers.care.buttons import Cases
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=presses(screens),
    forms=forms.FORMS,
    modules=[Module("🤝 关注与帮扶", Cases(0, 0))],
    waiting=[joins.WAITING],
    ledger=[joins.CASES],
    mine=[joins.cases],
    records={"case": "关注与帮扶"},
)
