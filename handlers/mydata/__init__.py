"""我的数据: what is kept about oneself by kind, who opened it, a copy to take, and a way to have it put right."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.mydata import buttons as b
from handlers.mydata import correcting
from handlers.mydata.gathering import Gathering
from handlers.mydata.screens import Screens
from storage.people.access import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The feature over all others, whose sections it shows."""
    screens = Screens(Gathering(features))
    return Feature(
        handlers=[
            pressed(b.MyData, screens.overview),
            pressed(b.OpenSection, screens.section),
            pressed(b.Openings, screens.openings),
            pressed(b.Copy, screens.copy),
        ],
        forms=[correcting.ASK, correcting.ANSWER],
        modules=[Module("🪪 我的数据", b.MyData())],
        commands=[MenuCommand("mydata", "我的数据", Act.SEE_MY_DATA, screens.command)],
    )
