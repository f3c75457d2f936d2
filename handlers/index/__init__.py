"""The health index (党员健康指数) as people see it: the member first, with every line, its records and who else looked."""

from handlers.index import forms, joins, lists, screens
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.kit.screens.links import Health
from storage.people.rights import Act

FEATURE = Feature(
    handlers=presses(screens, lists),
    forms=[forms.SEARCH],
    modules=[Module("💚 健康指数", Health(0))],
    commands=[MenuCommand("health", "健康指数", Act.SEE_HEALTH, screens.command)],
    mine=[joins.kept],
    people=[lists.PEOPLE],
    records={"health": "健康指数", "health_list": "健康指数名单，支部"},
)
