"""The buttons of attendance and of the leaders' rating that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Attendance(Button, prefix="att", act=Act.IMPORT_ATTENDANCE):
    """Which months have been taken over."""

    page: int


class StartAttendance(Button, prefix="att_new", act=Act.IMPORT_ATTENDANCE):
    """Take over a file."""


class Template(Button, prefix="att_form", act=Act.IMPORT_ATTENDANCE):
    """The file to fill in, with everybody's name."""


class Ratings(Button, prefix="rate", act=Act.RATE):
    """The leader's own rating: whether it is due, how the last one compares."""


class StartRating(Button, prefix="rate_new", act=Act.RATE):
    """Rate the branch."""


class RatingBasis(Button, prefix="rate_rule", act=Act.RATE):
    """The rules behind it."""
