"""The draft of a rating: whom one rates, the marks that a screen shows, and which question comes next."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from handlers.kit.forms.form import Next, draft
from handlers.kit.screens.context import Context
from scoring import rating as rule
from scoring.cadence import add_months
from scoring.rating import ALL_MIDDLE
from storage.inputs import rating

MOST_TOGETHER = 15


class Rest(StrEnum):
    """What those get who have not been rated yet: what they had last month where they had something, or 3 throughout."""

    LAST = "last"
    THREE = "three"


def month_of(context: Context) -> date:
    """The month that is being rated."""
    return date.fromisoformat(draft(context)["month"])


async def fill(context: Context) -> bool:
    """Put into the draft whom one rates now; what was given already stays. False when there is nobody."""
    facts, me = draft(context), context.me
    month = month_of(context)
    async with context.read() as session:
        rated = await rating.rated_by(session, me)
        this = await rating.given_by(session, me.person_id, month)
        last = await rating.given_by(session, me.person_id, add_months(month, -1))
        # Of two months' reasons the newer one is offered.
        reasons = await rating.reasons_of(session, last) | await rating.reasons_of(session, this)
    facts["people"] = [[who.person_id, who.name] for who in rated]
    facts["last"] = {str(person): list(row.marks) for person, row in last.items()}
    facts["known"] = {str(person): list(row.marks) for person, row in this.items()}
    facts["offered"] = {str(person): reason for person, reason in reasons.items()}
    facts["marks"] = {
        key: marks for key, marks in facts["marks"].items() if int(key) in {who.person_id for who in rated}
    }
    for key in facts["known"].keys() & facts["offered"].keys():
        facts["reasons"].setdefault(key, facts["offered"][key])
    return bool(rated)


def current(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The person on the screen: the key in the draft, and the name."""
    person, name = facts["people"][facts["at"]]
    return str(person), name


def marks_of(facts: Mapping[str, Any]) -> list[int]:
    """What the current person's screen shows: chosen, given before this month, last month's, or 3 for all."""
    key, _ = current(facts)
    for kept in ("marks", "known", "last"):
        if key in facts[kept]:
            return list(facts[kept][key])
    return list(ALL_MIDDLE)


def set_marks(facts: dict[str, Any], marks: list[int]) -> None:
    """A reason was written for other marks: it is only offered again."""
    key, _ = current(facts)
    if marks != marks_of(facts) and key in facts["reasons"]:
        facts["offered"][key] = facts["reasons"].pop(key)
    facts["marks"][key] = marks


def go_on(facts: dict[str, Any]) -> Next:
    """To the reason where one is owed, else to the next person, or the end."""
    key, _ = current(facts)
    if _owes_reason(facts, key):
        return "reason"
    if not rule.extremes(facts["marks"][key]):
        facts["reasons"].pop(key, None)
    if facts["rest"]:
        return rest(facts)
    facts["at"] += 1
    if facts["at"] < len(facts["people"]):
        return "person"
    facts["at"] = len(facts["people"]) - 1
    return "confirm"


def rest(facts: dict[str, Any]) -> Next:
    """On to the next one who lacks a reason, else to the end."""
    bases = [facts["known"], *([facts["last"]] if facts["rest"] == Rest.LAST else [])]
    for person, _ in facts["people"]:
        key = str(person)
        base = next((each[key] for each in bases if key in each), ALL_MIDDLE)
        facts["marks"].setdefault(key, list(base))
    for number, (person, _) in enumerate(facts["people"]):
        if _owes_reason(facts, str(person)):
            facts["at"] = number
            return "reason"
    return "confirm"


def _owes_reason(facts: Mapping[str, Any], key: str) -> bool:
    return bool(rule.extremes(facts["marks"][key])) and key not in facts["reasons"]


def repeated(facts: Mapping[str, Any]) -> dict[str, str]:
    """Whose marks are last month's and owe a reason that was written then, as many as one screen shows: keys and names."""
    owing = {str(person): name for person, name in facts["people"] if str(person) in facts["marks"]}
    found = [
        (key, name)
        for key, name in owing.items()
        if key in facts["offered"] and facts["marks"][key] == facts["last"].get(key) and _owes_reason(facts, key)
    ]
    return dict(found[:MOST_TOGETHER])
