"""The health index (党员健康指数) as people see it: the member first, with every line, its records and who else looked."""

from handlers.index import buttons as b
from handlers.index import listing, mine, screens
from handlers.kit.engine.access_check import command, pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act

FEATURE = Feature(
    handlers=[
        command("health", Act.SEE_HEALTH, screens.command),
        pressed(b.Health, screens.show),
        pressed(b.OpenDimension, screens.dimension),
        pressed(b.OpenLine, screens.line),
        pressed(b.Compare, screens.compare),
        pressed(b.Improve, screens.improve),
        pressed(b.Basis, screens.basis),
        pressed(b.RuleFile, screens.rule_file),
        pressed(b.Looks, screens.seen_by),
        pressed(b.Branches, listing.branches),
        pressed(b.Members, listing.members),
    ],
    forms=[listing.FLOW],
    modules=[Module("💚 健康指数", b.Health(0))],
    commands=[MenuCommand("health", "健康指数", Act.SEE_HEALTH)],
    mine=[mine.kept],
)
