"""The yearly plans' buttons that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class YearPlans(Button, prefix="yp_all", act=Act.SEE_FEED):
    """Every branch's plan of a year, in a line each."""

    year: int
    page: int


class PlanGaps(Button, prefix="yp_basis", act=Act.SEE_DUTIES):
    """What the rules ask of the year, each with its source, and what of it is not planned."""

    branch: int
    year: int


class ExportPlan(Button, prefix="yp_xlsx", act=Act.SEE_DUTIES):
    branch: int
    year: int


class PlanToCalendar(Button, prefix="yp_ics", act=Act.SEE_DUTIES):
    """The plan's days as a file for one's own calendar."""

    branch: int
    year: int


class StartYearPlan(Button, prefix="yp_new", act=Act.CALL_MEETING):
    """Plan a year of one's own branch, or change the plan."""

    year: int
