"""Giving a task: which question is still open, and the way back to one that was answered."""

from handlers.kit.forms.form import Chosen, Next, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from scoring.cadence import Cadence
from storage.people.access import Act


class GoTo(Button, prefix="as_go", act=Act.ASSIGN):
    """To another step."""

    step: str


def fresh() -> dict[str, object]:
    """A draft in which every question is open."""
    return {"picked": [], "unclear": [], "cadence": None, "lead": None, "proof": None, "parent": None, "page": 0}


def next_question(context: Context) -> str:
    """The first question that is still open, else the summary."""
    facts = draft(context)
    if facts["unclear"]:
        return "which"
    if not facts["picked"] or facts.get("said"):
        return "who"
    if not facts.get("what"):
        return "what"
    if facts["cadence"] is None:
        return "cadence"
    if not facts.get("due"):
        return "due"
    if facts.get("of_month") is None:
        return "month_day"
    if facts["cadence"] == Cadence.ONCE and facts["lead"] is None and not facts.get("quick"):
        return "lead"
    return "proof" if facts["proof"] is None else "confirm"


async def go_to(context: Context, button: GoTo) -> Next:
    """Back to an earlier question; from the list only on with somebody ticked."""
    facts = draft(context)
    if button.step == "what":
        if not facts["picked"]:
            await context.toast("请至少选一个。", alert=True)
            return None
        facts["said"] = None
        return next_question(context)
    if button.step == "rewrite":
        facts["what"] = None
        return "what"
    return button.step if button.step in ("who", "cadence", "due", "lead", "proof") else None


WAY_ON = Chosen(GoTo, go_to)
