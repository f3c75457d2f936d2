"""A step that is being filled in: what the draft holds of it, and whether the rules allow it so far."""

from dataclasses import replace
from datetime import date

from handlers.development import cards
from handlers.kit.forms.form import Next, draft, this_step
from handlers.kit.screens.context import Context
from scoring.development_rules import blocks
from scoring.development_steps import Step as Stage
from storage.development import cases, dossiers
from storage.development.cases import Entry

EMPTY = {
    "passed": True,
    "people": [],
    "page": 0,
    "days": 0,
    "hours": 0,
    "months": 0,
    "note": "",
    "special": False,
    "leaves": None,
}
"""What a draft holds of a step before anything is answered."""


def entry_of(context: Context) -> Entry:
    """The step as it is filled in so far."""
    facts = draft(context)
    return Entry(
        step=Stage(facts["step"]),
        on=date.fromisoformat(facts["on"]),
        passed=facts["passed"],
        people=facts["people"],
        days=facts["days"],
        hours=facts["hours"],
        months=facts["months"],
        note=facts["note"],
        special=facts["special"],
        leaves=date.fromisoformat(facts["leaves"]) if facts["leaves"] else None,
    )


async def checked(context: Context) -> Next:
    """Stays (the step's own name) when the rules are against what was filled in; a word that is owed comes later."""
    facts = draft(context)
    async with context.read() as session:
        file = await dossiers.load(session, facts["case"])
    if file is None:
        return None
    done = replace(cases.done_of(file, entry_of(context), context.now), noted=True)
    if found := blocks(file.facts, done, file.numbers, context.now.date()):
        await context.tell(cards.why_not(found, file))
        return this_step(context)
    return None


async def elsewhere(context: Context) -> bool:
    """Whether the step was done before the case came here."""
    facts = draft(context)
    async with context.read() as session:
        file = await dossiers.load(session, facts["case"])
    return file is not None and cases.by_papers(file, date.fromisoformat(facts["on"]), context.now)
