"""Study hours (学时), counted in tenths: how they are written and read, where the year's pace stands, options in an order of one's own."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

MINUTES_AN_HOUR = 45

_HOURS = re.compile(r"^(\d{1,3})(?:\.(\d))?\s*(?:个)?(?:学时|小时)?$")


def hours_text(tenths: int) -> str:
    """2.5 for 25, 2 for 20."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def parse_hours(text: str) -> int | None:
    """Tenths of what somebody wrote: 1.5, ２, 2学时. None for anything else, and for more than one digit after the point."""
    found = _HOURS.match(unicodedata.normalize("NFKC", text).strip().replace("。", "."))
    return int(found[1]) * 10 + int(found[2] or 0) if found else None


def pace(target: int, since: date | None, today: date) -> int:
    """How many tenths of a year's `target` should be there by today; of one who came this year, from that day on.

    Nobody owes anything for the day itself, nor for a time before they came.
    """
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    begun = max(first, since) if since else first
    if begun > today:
        return 0
    return target * (today - begun).days // ((last - first).days + 1)


def order(secret: str, person: int, count: int) -> list[int]:
    """The options 0 … count-1 in the order in which that person sees them; without the secret nobody can tell it."""

    def place(option: int) -> bytes:
        return hmac.new(secret.encode(), f"{person}:{option}".encode(), hashlib.sha256).digest()

    return sorted(range(count), key=place)


def by_minutes(minutes: int, most: int) -> int:
    """The hours (in tenths) that so many minutes come to, one tenth at least."""
    return min(max(1, (minutes * 20 + MINUTES_AN_HOUR) // (2 * MINUTES_AN_HOUR)), most)
