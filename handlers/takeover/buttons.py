"""The buttons of 接续录入."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Takeovers(Button, prefix="to", act=Act.TAKE_OVER):
    """What can be taken over, and what was."""

    page: int


class StartTakeover(Button, prefix="to_new", act=Act.TAKE_OVER):
    """Take a file of that subject over."""

    subject: str


class TakeoverTemplate(Button, prefix="to_form", act=Act.TAKE_OVER):
    """A workbook of that subject to fill in."""

    subject: str


class OpenTakeover(Button, prefix="to_open", act=Act.TAKE_OVER):
    """One file that was taken over."""

    number: int


class UndoTakeover(Button, prefix="to_undo", act=Act.TAKE_OVER):
    """Take it back, after it was asked once more (1)."""

    number: int
    sure: int


class StartGoingLive(Button, prefix="to_live", act=Act.SET_GOING_LIVE):
    """Set the bureau's first day with the bot."""
