"""我的数据: what is kept about oneself by kind, who opened it, a copy to take, and a way to have it put right."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.mydata import correcting
from handlers.mydata.buttons import MyData
from handlers.mydata.gathering import Gathering
from handlers.mydata.screens import Screens
from storage.people.rights import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The feature over all others, whose sections it shows."""
    screens = Screens(Gathering(features))
    return Feature(
        handlers=presses(screens),
        forms=[correcting.ASK, correcting.ANSWER],
        modules=[Module("🪪 我的数据", MyData())],
        commands=[MenuCommand("mydata", "我的数据", Act.SEE_MY_DATA, screens.command)],
    )
