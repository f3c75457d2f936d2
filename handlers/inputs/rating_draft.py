"""The draft of a rating: whom one rates, the marks that a screen shows, and which question comes next."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.kit.forms.form import Next, draft
from handlers.kit.screens.context import Context
from scoring import rating as rule
from scoring.cadence import add_months
from scoring.rating import ALL_MIDDLE
from storage.inputs import rating


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
        reasons = {
            str(person): reason
            for rows in (last, this)
            for person, row in rows.items()
            if (reason := await rating.reason_of(session, row))
        }
    facts["people"] = [[who.person_id, who.name] for who in rated]
    facts["last"] = {str(person): list(row.marks) for person, row in last.items()}
    facts["known"] = {str(person): list(row.marks) for person, row in this.items()}
    facts["offered"] = reasons
    facts["marks"] = {
        key: marks for key, marks in facts["marks"].items() if int(key) in {who.person_id for who in rated}
    }
    for key in facts["known"].keys() & reasons.keys():
        facts["reasons"].setdefault(key, reasons[key])
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
    if rule.extremes(facts["marks"][key]) and key not in facts["reasons"]:
        return "reason"
    if not rule.extremes(facts["marks"][key]):
        facts["reasons"].pop(key, None)
    if facts.get("rest"):
        return rest(facts)
    facts["at"] += 1
    if facts["at"] < len(facts["people"]):
        return "person"
    facts["at"] = len(facts["people"]) - 1
    return "confirm"


def rest(facts: dict[str, Any]) -> Next:
    """On to the next one who lacks a reason, else to the end."""
    for number, (person, _) in enumerate(facts["people"]):
        key = str(person)
        marks = facts["marks"].setdefault(key, facts["known"].get(key, list(ALL_MIDDLE)))
        if rule.extremes(marks) and key not in facts["reasons"]:
            facts["at"] = number
            return "reason"
    return "confirm"
