"""The buttons of shift rosters."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Shifts(Button, prefix="sh", act=Act.IMPORT_SHIFTS):
    """The rosters taken over lately."""


class StartShifts(Button, prefix="sh_new", act=Act.IMPORT_SHIFTS):
    """Take a roster over."""


class ShiftTemplate(Button, prefix="sh_form", act=Act.IMPORT_SHIFTS):
    """The file to fill in, with everybody's name."""


class ShiftWords(Button, prefix="sh_words", act=Act.IMPORT_SHIFTS):
    """What each word means."""

    page: int


class SwitchWord(Button, prefix="sh_word", act=Act.IMPORT_SHIFTS):
    """A word means the other from now on."""

    page: int
    free: int
    word: str


class ShiftsBasis(Button, prefix="sh_basis", act=Act.IMPORT_SHIFTS):
    """What rosters are for, and when they are erased."""
