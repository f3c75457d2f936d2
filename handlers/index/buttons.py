"""The buttons of the health index. `person` 0 is whoever presses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class OpenDimension(Button, prefix="hi_dim", act=Act.SEE_HEALTH):
    """One of the five dimensions with its lines; `place` counts from 0."""

    person: int
    place: int


class OpenLine(Button, prefix="hi_line", act=Act.SEE_HEALTH):
    """One indicator with its records in words."""

    person: int
    page: int
    key: str


class Compare(Button, prefix="hi_diff", act=Act.SEE_HEALTH):
    """与上月相比."""

    person: int


class Improve(Button, prefix="hi_more", act=Act.SEE_HEALTH):
    """怎样提高."""

    person: int


class LineBasis(Button, prefix="hi_why", act=Act.SEE_HEALTH):
    """The numbers behind one indicator."""

    person: int
    key: str


class Ways(Button, prefix="hi_ways", act=Act.SEE_HEALTH):
    """怎么算, in words; `person` is the one to go back to."""

    person: int


class Basis(Button, prefix="hi_basis", act=Act.SEE_HEALTH):
    """权重版本与依据; `person` is the one to go back to."""

    person: int


class RuleFile(Button, prefix="hi_file", act=Act.SEE_HEALTH):
    """The rule file as it is."""


class Looks(Button, prefix="hi_looks", act=Act.SEE_HEALTH):
    """谁看过."""

    person: int
    page: int


class Branches(Button, prefix="hi_all", act=Act.SEE_HEALTH):
    """The branches with their colours."""

    page: int


class Members(Button, prefix="hi_list", act=Act.SEE_HEALTH):
    """A branch's members (0: the bureau's) with their colours; `colour` is one of `listing.FILTERS`."""

    branch: int
    colour: str
    page: int


class Search(Button, prefix="hi_find", act=Act.SEE_HEALTH):
    """Look for somebody by name or police number."""
