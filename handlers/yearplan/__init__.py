"""年度计划: a branch's year of meetings, planned once, called line by line."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.kit.screens.links import OpenYearPlan
from handlers.yearplan import forms, joins, screens

FEATURE = Feature(
    handlers=presses(screens),
    forms=[forms.PLANNING],
    modules=[Module("🗓 年度计划", OpenYearPlan(0, 0))],
    waiting=[joins.WAITING],
    ledger=[joins.YEAR_PLANS],
    records={"yearplan": "年度计划"},
)
