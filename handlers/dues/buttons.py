"""The buttons of dues. A `month` is 2026-11."""

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act


class DuesHome(Button, prefix="du", act=Act.SEE_DUES):
    """One's own months of this year, and the ways on."""


class MyDues(Button, prefix="du_me", act=Act.SEE_DUES):
    """One's own months of another year."""

    year: int


class DuesMonth(Button, prefix="du_m", act=Act.KEEP_DUES):
    """A branch's month, in which those who have paid are ticked."""

    branch: int
    month: str
    page: int


class Tick(Button, prefix="du_tick", act=Act.KEEP_DUES):
    """Somebody has paid what is due."""

    person: int
    month: str
    page: int


class TickAll(Button, prefix="du_all", act=Act.KEEP_DUES):
    """全部已交; asked once more."""

    branch: int
    month: str
    sure: int


class OpenDues(Button, prefix="du_one", act=Act.SEE_DUES):
    """One member's month."""

    person: int
    month: str


class TakeBack(Button, prefix="du_back", act=Act.KEEP_DUES):
    """It was noted by mistake."""

    person: int
    month: str


class StartPaid(Button, prefix="du_paid", act=Act.KEEP_DUES):
    """Another sum than what is due, or another day."""

    person: int
    month: str


class Rates(Button, prefix="du_rates", act=Act.KEEP_DUES):
    """What each of a branch pays a month."""

    branch: int
    page: int


class StartRates(Button, prefix="du_rate", act=Act.KEEP_DUES):
    """Lay down what some of a branch, or all, pay a month."""

    branch: int


class StartDuesFile(Button, prefix="du_file", act=Act.KEEP_DUES):
    """Take over a file."""


class DuesTemplate(Button, prefix="du_form", act=Act.KEEP_DUES):
    """The file to fill in, with the names of those whose dues one keeps."""


class DuesBranches(Button, prefix="du_br", act=Act.SEE_DUES):
    """All branches in a month, in numbers."""

    month: str
    page: int


class DuesYear(Button, prefix="du_y", act=Act.SEE_DUES):
    """党费公示: a branch's year in numbers."""

    branch: int
    year: int


class DuesSheet(Button, prefix="du_xlsx", act=Act.SEE_DUES):
    branch: int
    year: int


class PrintDues(Button, prefix="du_print", act=Act.SEE_DUES):
    """The year on paper; `whole` (1) with what each has paid."""

    branch: int
    year: int
    whole: int
    form: Form


class DuesBasis(Button, prefix="du_rule", act=Act.SEE_DUES):
    """The rules behind it."""
