"""The year's dues of all branches: rated in January, paid month by month; of the last two months some are not noted yet."""

from calendar import monthrange
from datetime import date, datetime, time
from random import Random
from typing import Any

from sqlalchemy import insert

from sandbox.bureau.past import Past
from sandbox.bureau.people import ZONE, Person
from scoring.dues import Scale
from storage.dues.rows import SHARE_RULE, Dues, DuesRate
from storage.rules.regulations import own

_BASES = (4200, 5200, 5800, 6400, 7100, 7900, 8600, 9400, 11200)
_LATE_BRANCHES = 6
"""In one branch of so many somebody has not paid last month."""


async def add(past: Past) -> None:
    """The base is not kept, here as there."""
    random, scale = Random(f"dues:{past.bureau.seed}"), own()[SHARE_RULE].scale()
    this = past.bureau.today.replace(day=1)
    rates, rows = list[dict[str, Any]](), list[dict[str, Any]]()
    for place, team in enumerate(past.teams()):
        keeper = past.id_of(team.organiser)
        members = [each for each in past.bureau.of_branch(team.branch.name) if each.is_member]
        slow = members[-1] if place % _LATE_BRANCHES == 0 else None
        for member in members:
            rate = _rate(random, scale, past, member, keeper, this.year)
            rates.append(rate)
            rows += _months(random, past, member, rate, this, slow=member is slow)
    await past.tx.exec(insert(DuesRate), params=rates)
    await past.tx.exec(insert(Dues), params=rows)


def _rate(random: Random, scale: Scale, past: Past, member: Person, keeper: int, year: int) -> dict[str, Any]:  # noqa: PLR0917
    first = date(year, 1, 1)
    since = max(first, member.joined.replace(day=1)) if member.joined else first
    at = datetime.combine(max(first, since), time(10), ZONE)
    due = scale.due_of(random.choice(_BASES) * 100)
    return {"person_id": past.id_of(member), "since": since, "due": due, "ground": "", "by": keeper, "at": at}


def _months(
    random: Random, past: Past, member: Person, rate: dict[str, Any], this: date, *, slow: bool
) -> list[dict[str, Any]]:
    """By this month's day two thirds have paid it."""
    found = []
    branch = past.branches[member.branch]
    for month in range(rate["since"].month, this.month + 1):
        first = date(this.year, month, 1)
        open_ = (first == this and random.random() < 1 / 3) or (slow and month >= this.month - 1)
        day = min(random.randint(3, monthrange(this.year, month)[1]), past.bureau.today.day if first == this else 31)
        on = None if open_ else first.replace(day=day)
        found.append({
            "person_id": rate["person_id"],
            "month": first,
            "branch_id": branch,
            "due": rate["due"],
            "paid": rate["due"] if on else None,
            "paid_on": on,
            "by": rate["by"] if on else None,
            "at": datetime.combine(on, time(16), ZONE) if on else None,
        })  # fmt: skip
    return found
