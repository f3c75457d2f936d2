"""The ledger (台账): every feature's entries for the bureau, a branch or oneself, by month, quarter or year."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.ledger.buttons import WIDEST, Ledger
from handlers.ledger.printing import papers
from handlers.ledger.screens import Screens
from storage.people.rights import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The ledger feature over all others, whose subjects it shows."""
    subjects = [subject for each in features for subject in each.ledger]
    screens = Screens(subjects)
    return Feature(
        handlers=presses(screens),
        modules=[Module("📒 电子台账", Ledger(WIDEST, ""))],
        commands=[MenuCommand("ledger", "电子台账", Act.SEE_LEDGER, screens.command)],
        papers=[papers(subjects)],
        records={"ledger": "电子台账"},
    )
