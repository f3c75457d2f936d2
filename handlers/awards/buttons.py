"""The buttons of awards."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Awards(Button, prefix="aw", act=Act.SEE_AWARDS):
    """A year's (0: this one) of a branch; of 0, as far as one sees."""

    branch: int
    year: int
    page: int


class OpenAward(Button, prefix="aw_one", act=Act.SEE_AWARDS):
    award: int


class AwardPhoto(Button, prefix="aw_pic", act=Act.SEE_AWARDS):
    award: int


class AwardSheet(Button, prefix="aw_xlsx", act=Act.PROPOSE_AWARD):
    """A year's as XLSX."""

    branch: int
    year: int


class StartAward(Button, prefix="aw_new", act=Act.PROPOSE_AWARD):
    """Enter one, or propose it."""


class StartAwardFile(Button, prefix="aw_file", act=Act.KEEP_AWARDS):
    """Take over a file."""


class AwardTemplate(Button, prefix="aw_form", act=Act.KEEP_AWARDS):
    """The file to fill in."""


class WithdrawAward(Button, prefix="aw_no", act=Act.PROPOSE_AWARD):
    """It was a mistake; asked once more."""

    award: int
    sure: int


class StartRefuseAward(Button, prefix="aw_ref", act=Act.KEEP_AWARDS):
    award: int
