"""When a task falls due, and on which days people are reminded of it. Days and hours in, days and hours out; no clock."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

MORNING = time(8, 30)
"""When reminders go out."""
EVENING = time(21)
"""After this nobody is reminded before the next morning."""
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
"""In between nothing that somebody sends to many goes out, unless they say that it is urgent."""


class Cadence(StrEnum):
    """How often a task comes again; the values of recurring ones are those of `duties.Period`."""

    ONCE = "once"
    MONTHLY = "month"
    QUARTERLY = "quarter"
    HALF_YEARLY = "half_year"
    YEARLY = "year"

    @property
    def months(self) -> int:
        """From one period to the next; 0 for a task that does not come again."""
        return {"once": 0, "month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


class Stage(StrEnum):
    """What a reminder says: it will be due, it is due today, it was due yesterday."""

    LEAD = "lead"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the due day people are reminded: calendar months, or days."""

    months: int = 0
    days: int = 0

    def before(self, due: date) -> date:
        """The day of the reminder. A month before 31 March is the last day of February."""
        return add_months(due, -self.months) - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one due day."""

    day: date
    stage: Stage


def add_months(day: date, months: int, wanted: int | None = None) -> date:
    """The same day (or the ``wanted`` day) some months on, or that month's last day where it is shorter.

    Raises ValueError beyond the calendar's years.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(wanted or day.day, calendar.monthrange(years, month + 1)[1]))


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def due_day(first: date, of_month: int, cadence: Cadence, number: int) -> date:
    """When period ``number`` (from 0) falls due: on day ``of_month`` (31: the last one), counted from the ``first``.

    Each is counted from the first, so that the 31st comes back after a short month, and 29 February in a leap year.
    """
    return add_months(first, cadence.months * number, of_month) if number else first


def reminders(due: date, leads: Sequence[Lead]) -> tuple[Reminder, ...]:
    """Every reminder of a due day: at each lead, on the day, and once on the day after; by day."""
    ahead = {Reminder(lead.before(due), Stage.LEAD) for lead in leads}
    found = {*ahead, Reminder(due, Stage.DUE), Reminder(due + timedelta(days=1), Stage.OVERDUE)}
    return tuple(sorted(found, key=lambda reminder: reminder.day))


def reminder_on(today: date, since: date, due: date, leads: Sequence[Lead]) -> Reminder | None:
    """The reminder that should have gone out by today: the latest after ``since``, the day on which people were told.

    Earlier ones that were missed are covered by it.
    """
    passed = [reminder for reminder in reminders(due, leads) if since < reminder.day <= today]
    return passed[-1] if passed else None


def awake(local: datetime) -> datetime:
    """That moment, or in quiet hours the morning after them."""
    return _outside(local, EVENING, MORNING)


def by_day(local: datetime) -> datetime:
    """That moment, or at night its end."""
    return _outside(local, NIGHT_BEGINS, NIGHT_ENDS)


def _outside(local: datetime, begins: time, ends: time) -> datetime:
    if local.time() >= begins:
        local += timedelta(days=1)
    elif local.time() >= ends:
        return local
    return datetime.combine(local.date(), ends, local.tzinfo)
