"""The board (督导检查): how the branches stand, on one sheet, then by branch and person; and accountability upwards."""

from collections.abc import Sequence

from handlers.board import buttons as b
from handlers.board.screens import Screens
from handlers.kit.engine.access_check import pressed
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.access import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The board over all features, whose ledger subjects it shows."""
    screens = Screens([subject for each in features for subject in each.ledger])
    return Feature(
        handlers=[
            pressed(b.Board, screens.board),
            pressed(b.Branches, screens.branches),
            pressed(b.BoardBranch, screens.branch),
            pressed(b.BoardPerson, screens.person),
            pressed(b.Heads, screens.heads),
            pressed(b.Points, screens.points),
            pressed(b.BoardSheet, screens.sheet),
        ],
        modules=[Module("🧭 督导检查", b.Board(""))],
        commands=[MenuCommand("board", "督导检查", Act.SEE_BOARD, screens.command)],
        records={"board": "督导检查", "risk_points": "廉政风险点，支部"},
    )
