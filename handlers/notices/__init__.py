"""Notices (信息发布): published to the bureau, a branch or a group; read with one button."""

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.notices import buttons as b
from handlers.notices import ledger, listing, mine, publishing
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("notices", Act.READ_NOTICES, listing.command),
        pressed(b.Notices, listing.show_notices),
        pressed(b.OpenNotice, listing.open_notice),
        pressed(b.Read, listing.read),
        pressed(b.Published, listing.published),
        pressed(b.Readers, listing.readers),
        pressed(b.UrgeReaders, listing.urge),
        pressed(b.Withdraw, listing.withdraw),
    ],
    forms=[publishing.FLOW],
    modules=[Module("📣 信息发布", b.Notices(0))],
    commands=[MenuCommand("notices", "通知", Act.READ_NOTICES)],
    waiting=[listing.waiting],
    ledger=[ledger.NOTICES],
    mine=[mine.received],
)
