"""The buttons of discipline facts."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Standings(Button, prefix="dc", act=Act.KEEP_DISCIPLINE):
    """Everything that was entered."""

    page: int


class OpenFact(Button, prefix="dc_one", act=Act.KEEP_DISCIPLINE):
    """One fact with its ground and document."""

    fact: int


class OwnFact(Button, prefix="dc_mine", act=Act.SEE_MY_DATA):
    fact: int


class RightsBasis(Button, prefix="dc_rule", act=Act.KEEP_DISCIPLINE):
    """The rule on who has a vote."""


class StartEntering(Button, prefix="dc_new", act=Act.KEEP_DISCIPLINE):
    """Enter a decision."""


class StartEnding(Button, prefix="dc_end", act=Act.KEEP_DISCIPLINE):
    """It is out of force from some day on."""

    fact: int
