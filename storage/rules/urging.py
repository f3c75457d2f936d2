"""How long somebody is not urged again after having been urged."""

from datetime import datetime, timedelta

from storage.rules.regulations import own

RULE = "urge_rest"


def rested(urged_at: datetime | None, now: datetime) -> bool:
    """Whether somebody who was urged then may be urged again."""
    return urged_at is None or now - urged_at >= timedelta(hours=own()[RULE].integer("hours"))
