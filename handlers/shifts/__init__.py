"""班次表: the personnel system's shifts, by which a time for a meeting is weighed."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.shifts import importing, joins, screens
from handlers.shifts.buttons import Shifts

FEATURE = Feature(
    handlers=presses(screens),
    forms=[importing.FORM],
    modules=[Module("🕘 班次表", Shifts())],
    mine=[joins.mine],
    records={"shifts": "班次表"},
)
