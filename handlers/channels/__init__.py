"""备用提醒: a second way to be told that something waits, for when Telegram does not reach one."""

from handlers.channels import forms, joins, screens
from handlers.channels.buttons import Channels
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, Module

FEATURE = Feature(
    handlers=presses(screens),
    forms=forms.FORMS,
    modules=[Module("🔔 备用提醒", Channels())],
    mine=[joins.own],
)
