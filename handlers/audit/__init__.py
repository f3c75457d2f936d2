"""The audit trail (审计记录), for the inspectors: by event, person and day."""

from handlers.audit import forms, screens, taking
from handlers.audit.buttons import WHOLE, TakeOut
from handlers.kit.engine.access_check import pressed, presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act

FEATURE = Feature(
    handlers=[*presses(screens), pressed(TakeOut, taking.take_out)],
    forms=[*forms.FORMS, taking.TAKING],
    modules=[Module("🔏 审计记录", WHOLE)],
    commands=[MenuCommand("audit", "审计记录", Act.SEE_TRAIL, screens.command)],
    records={"trail": "审计记录"},
)
