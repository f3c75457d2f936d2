"""Tasks (跟踪问效): given one level down, reported up, urged, judged."""

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.tasks import buttons as b
from handlers.tasks import giving, handing_in, ledger, listing, mine, pressing, saying
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("tasks", Act.DO_TASKS, listing.command),
        pressed(b.Tasks, listing.tasks),
        pressed(b.Mine, listing.mine),
        pressed(b.Given, listing.given),
        pressed(b.OpenTask, listing.open_task),
        pressed(b.OpenPart, listing.open_part),
        pressed(b.Basis, listing.show_basis),
        pressed(b.Files, listing.show_files),
        pressed(b.Words, listing.show_words),
        pressed(b.Note, pressing.note),
        pressed(b.Accept, pressing.accept),
        pressed(b.GiveTime, pressing.give_time),
        pressed(b.Urge, pressing.urge),
        pressed(b.UrgeAll, pressing.urge_all),
        pressed(b.Stop, pressing.stop),
    ],
    forms=[giving.FLOW, handing_in.HAND_IN, handing_in.MORE_TIME, *saying.FLOWS],
    modules=[Module("🎯 跟踪问效", b.Tasks(), main=True)],
    commands=[MenuCommand("tasks", "跟踪问效", Act.DO_TASKS), MenuCommand("assign", "布置任务", Act.ASSIGN)],
    waiting=[listing.waiting],
    ledger=[ledger.TASKS],
    mine=[mine.parts, mine.said],
)
