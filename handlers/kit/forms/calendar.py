"""A calendar and a clock face in buttons, for those who would rather tap a time than write it."""

import calendar
from datetime import date, time

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.navigation import in_columns
from scoring.cadence import add_months
from scoring.chinese.days import WEEKDAYS
from storage.people.rights import Act

HOURS = [time(hour, minute) for hour in range(8, 21) for minute in (0, 30)][:-1]


def _day(iso: str) -> date:
    day = date.fromisoformat(iso)
    if day.isoformat() != iso:  # Python reads 00010101 too, which no button of ours carries
        raise ValueError(iso)
    return day


class TurnTo(Button, prefix="cal_month", act=Act.HOME):
    """Show another month; `month` is its first day in ISO form."""

    month: str

    @property
    def day(self) -> date:
        """The first day. Raises ValueError when the data was no date."""
        return _day(self.month)


class PickDay(Button, prefix="cal_day", act=Act.HOME):
    """Take that day (ISO form)."""

    iso: str

    @property
    def day(self) -> date:
        """The day. Raises ValueError when the data was no date."""
        return _day(self.iso)


class PickHour(Button, prefix="cal_hour", act=Act.HOME):
    """Take that hour, as minutes since midnight."""

    minutes: int

    @property
    def at(self) -> time:
        """The time of the day. Raises ValueError beyond a day."""
        return time(*divmod(self.minutes, 60))


def month_rows(month: date, today: date, *, past: bool | None = False) -> list[list[InlineKeyboardButton]]:
    """A month's days from today on (`past`: up to today; None: all), weeks beginning on Monday; other days answer with the same month."""
    first = month.replace(day=1)
    stay = TurnTo(first.isoformat())
    earlier, later = TurnTo(add_months(first, -1).isoformat()), TurnTo(add_months(first, 1).isoformat())
    back, on = past is not False or first > today, not past or later.day <= today

    def fits(day: date) -> bool:
        return day.month == first.month and (past is None or (day <= today if past else day >= today))

    rows = [
        [
            earlier.labelled("◀") if back else stay.labelled("·"),
            stay.labelled(f"{first.year}年{first.month}月"),
            later.labelled("▶") if on else stay.labelled("·"),
        ],
        [stay.labelled(day) for day in WEEKDAYS],
    ]
    for week in calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month):
        if not any(fits(day) for day in week) and (week[-1] < today or past):
            continue
        rows.append(
            [
                PickDay(day.isoformat()).labelled(_circled(day.day) if day == today else str(day.day))
                if fits(day)
                else stay.labelled("·")
                for day in week
            ]
        )
    return rows


def _circled(number: int) -> str:
    """Today stands out and yet is one sign wide: ① … ⑳, ㉑ … ㉛."""
    return chr((0x2460 if number <= 20 else 0x3251 - 20) + number - 1)


def hour_rows() -> list[list[InlineKeyboardButton]]:
    """Half hours of a working day and evening."""
    return in_columns([PickHour(at.hour * 60 + at.minute).labelled(f"{at:%H:%M}") for at in HOURS], 5)
