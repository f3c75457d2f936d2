"""Tasks (跟踪问效): given one level down, reported up, urged, judged."""

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.tasks import deciding, forms, joins, screens
from handlers.tasks.assign import ASSIGNING
from handlers.tasks.buttons import Tasks
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens),
    forms=[ASSIGNING, *forms.FORMS],
    modules=[Module("🎯 跟踪问效", Tasks(), main=True)],
    commands=[
        MenuCommand("tasks", "跟踪问效", Act.DO_TASKS, screens.command),
        MenuCommand("assign", "布置任务", Act.ASSIGN),
    ],
    waiting=[joins.WAITING],
    deciding=deciding.DECIDING,
    ledger=[joins.TASKS],
    uploads=[joins.UPLOADS],
    finding=[joins.FINDING],
    mine=[joins.received, joins.written],
    people=[screens.PEOPLE],
    records={"task": "任务", "assignment": "任务"},
)
