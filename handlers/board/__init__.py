"""The board (督导检查): how the branches stand, on one sheet, then by branch and person; and accountability upwards."""

from collections.abc import Sequence

from handlers.board.branch import OneBranch
from handlers.board.buttons import Board
from handlers.board.heads import Heads
from handlers.board.looking import Looking
from handlers.board.screens import Screens
from handlers.board.sheet import Sheets
from handlers.kit.engine.access_check import presses
from handlers.kit.feature import Feature, MenuCommand, Module
from storage.people.rights import Act


def feature(features: Sequence[Feature]) -> Feature:
    """The board over all features, whose ledger subjects it shows."""
    looking = Looking([subject for each in features for subject in each.ledger])
    branch = OneBranch(looking)
    screens = Screens(looking, branch)
    return Feature(
        handlers=presses(screens, branch, Heads(looking), Sheets(looking)),
        modules=[Module("🧭 督导检查", Board(""))],
        commands=[MenuCommand("board", "督导检查", Act.SEE_BOARD, screens.command)],
        people=[branch.people],
        records={"board": "督导检查", "risk_points": "廉政风险点，支部"},
    )
