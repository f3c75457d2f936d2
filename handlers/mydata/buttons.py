"""The buttons of 我的数据."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class MyData(Button, prefix="mydata", act=Act.SEE_MY_DATA):
    """Every kind with its count."""


class OpenSection(Button, prefix="my", act=Act.SEE_MY_DATA):
    """One kind, row by row."""

    name: str
    page: int


class Openings(Button, prefix="my_trail", act=Act.SEE_MY_DATA):
    """What others did over oneself, from the audit trail."""

    page: int


class Copy(Button, prefix="my_copy", act=Act.SEE_MY_DATA):
    """A copy as a file: xlsx or json."""

    form: str


class StartCorrection(Button, prefix="my_fix", act=Act.SEE_MY_DATA):
    """Ask the party-affairs staff to put something right."""


class AnswerCorrection(Button, prefix="my_fixed", act=Act.IMPORT_ROSTER):
    """The staff's answer to whoever asked."""

    person: int
