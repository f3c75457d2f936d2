"""The ledger (台账): every feature's entries for the bureau, a branch or oneself, over a period or any time."""

from collections.abc import Sequence

from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from handlers.ledger.buttons import WIDEST, Ledger
from handlers.ledger.loading import Loading
from handlers.ledger.overview import Overview
from handlers.ledger.printing import papers
from handlers.ledger.subject import OneSubject
from handlers.ledger.taking import Taking
from storage.people.rights import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The ledger feature over all others, whose subjects it shows."""
    subjects = [subject for each in features for subject in each.ledger]
    loading = Loading(subjects)
    overview = Overview(loading)
    taking = Taking(loading, overview)
    return Feature(
        handlers=presses(overview, OneSubject(loading), taking),
        forms=[taking.asking()],
        modules=[Module("📒 电子台账", Ledger(WIDEST, ""))],
        commands=[MenuCommand("ledger", "电子台账", Act.SEE_LEDGER, overview.command)],
        papers=[papers(subjects)],
        records={"ledger": "电子台账"},
    )
