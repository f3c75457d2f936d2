"""The buttons of leading cadres that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Leaders(Button, prefix="ld", act=Act.SEE_FEED):
    """All leading cadres with what each owes in a year; year 0 for this one."""

    year: int
    page: int


class OpenLeader(Button, prefix="ld_one", act=Act.SEE_LEADERS):
    """One's duties in a year; person 0 for oneself, year 0 for this one."""

    person: int
    year: int


class LeadersBasis(Button, prefix="ld_basis", act=Act.SEE_LEADERS):
    """The rules behind it."""


class StartMark(Button, prefix="ld_mark", act=Act.MARK_LEADER):
    """Mark somebody as a leading cadre."""


class Unmark(Button, prefix="ld_off", act=Act.MARK_LEADER):
    """Take the mark back; asked (0), then sure (1)."""

    person: int
    sure: int


class StartLife(Button, prefix="ld_life", act=Act.MARK_LEADER):
    """Enter the committee's 民主生活会."""
