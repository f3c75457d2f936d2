"""The audit trail (审计记录), for the inspectors: by event, person and day."""

from handlers.audit import buttons, head, screens
from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("audit", Act.SEE_TRAIL, screens.command),
        pressed(buttons.Trail, screens.trail),
        pressed(buttons.PickEvent, screens.events),
    ],
    forms=[screens.FINDING, head.COMPARING],
    modules=[Module("🔏 审计记录", buttons.WHOLE)],
    commands=[MenuCommand("audit", "审计记录", Act.SEE_TRAIL)],
)
