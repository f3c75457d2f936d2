"""Entries for people's own calendars, as an .ics file (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LASTS = timedelta(hours=1)
"""How long a meeting stands in the calendar: nobody says when it ends."""
BEFORE = timedelta(minutes=30)


@dataclass(frozen=True)
class Appointment:
    """Something at a moment, or on a day. `key` is the same whenever the same thing is taken over once more."""

    key: str
    title: str
    at: datetime | date
    place: str = ""
    text: str = ""


def calendar(appointments: Sequence[Appointment], now: datetime) -> bytes:
    """The file. What is at a moment reminds half an hour before."""
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//dangjian//bot//ZH")
    made.add("version", "2.0")
    for each in appointments:
        event = icalendar.Event()
        event.add("uid", each.key)
        event.add("dtstamp", now)
        event.add("summary", each.title)
        event.add("dtstart", each.at)
        if isinstance(each.at, datetime):
            event.add("dtend", each.at + LASTS)
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", each.title)
            alarm.add("trigger", -BEFORE)
            event.add_component(alarm)
        for name, value in (("location", each.place), ("description", each.text)):
            if value:
                event.add(name, value)
        made.add_component(event)
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content
