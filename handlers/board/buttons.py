"""The board's buttons. `month` is 2026-11."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Board(Button, prefix="board", act=Act.SEE_BOARD):
    """All branches on one sheet ("" for this month)."""

    month: str


class Branches(Button, prefix="board_all", act=Act.SEE_BOARD):
    """The branches as a list, what lags first."""

    month: str
    page: int


class BoardBranch(Button, prefix="board_br", act=Act.SEE_BOARD):
    branch: int
    month: str
    page: int


class BoardPerson(Button, prefix="board_p", act=Act.SEE_BOARD):
    person: int
    month: str


class Heads(Button, prefix="board_head", act=Act.SEE_BOARD):
    """The secretaries' own duties."""

    month: str
    page: int


class Points(Button, prefix="board_risk", act=Act.SEE_BOARD):
    """Integrity risk points as they stand now."""

    page: int


class BoardSheet(Button, prefix="board_xlsx", act=Act.SEE_BOARD):
    month: str
