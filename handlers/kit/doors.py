"""Buttons that lead from one feature's screens into another's; the feature that they lead into handles them."""

from dataclasses import dataclass

from handlers.kit.buttons import Button
from storage.access import Act


@dataclass(frozen=True)
class Ballots(Button, prefix="bl_list", act=Act.TAKE_PART):
    """The ballots of a meeting."""

    meeting: int


@dataclass(frozen=True)
class OpenMeeting(Button, prefix="mt", act=Act.SEE_MEETINGS):
    """One meeting."""

    meeting: int
