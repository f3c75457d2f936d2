"""The audit trail (审计记录), for the inspectors: by event, person and day."""

from handlers.audit import forms, screens
from handlers.audit.buttons import WHOLE
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens),
    forms=forms.FORMS,
    modules=[Module("🔏 审计记录", WHOLE)],
    commands=[MenuCommand("audit", "审计记录", Act.SEE_TRAIL, screens.command)],
)
