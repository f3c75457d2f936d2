"""接续录入: what was on paper before the bot came, taken over by file, with its true dates; and the bureau's first day with the bot."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module
from handlers.takeover import forms, screens
from handlers.takeover.buttons import Takeovers

FEATURE = Feature(
    handlers=presses(screens),
    forms=[forms.FORM, forms.GOING_LIVE],
    modules=[Module("📥 接续录入", Takeovers(0))],
    records={"takeover": "接续录入"},
)
