"""Daily management (日常管理): heart-to-heart talks, interviews and home visits, behind a PIN."""

from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.talks import adding, buttons, duty, ledger, listing, logging, mine, opening
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("talk", Act.SEE_TALKS, listing.command),
        pressed(buttons.TalkHome, listing.home),
        pressed(buttons.Talks, listing.talks),
        pressed(buttons.Counts, listing.counts),
        pressed(buttons.OpenTalk, opening.card),
        pressed(buttons.FromLedger, opening.from_ledger),
        pressed(buttons.ReadOwn, opening.read_own),
        pressed(buttons.Duty, duty.show),
    ],
    forms=[logging.FLOW, opening.READING, adding.FLOW, listing.FINDING],
    modules=[Module("🗣 日常管理", buttons.TalkHome(), main=True)],
    commands=[MenuCommand("talk", "谈心谈话和家访", Act.SEE_TALKS)],
    ledger=[ledger.TALKS, duty.DUTY],
    mine=[mine.talks],
)
