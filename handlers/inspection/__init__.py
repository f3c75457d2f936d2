"""Inspection bundles (迎检包): a branch's quarter or year, or the bureau's, as one ZIP with an index, made beside everything else."""

from handlers.inspection import screens
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Inspection
from storage.people.rights import Act


async def command(context: Context) -> None:
    await screens.choose(context, Inspection(screens.WIDEST, ""))


FEATURE = Feature(
    handlers=presses(screens),
    modules=[Module("📦 迎检包", Inspection(screens.WIDEST, ""))],
    commands=[MenuCommand("inspection", "迎检包", Act.TAKE_BUNDLE, command)],
    records={"bundle": "迎检包"},
)
