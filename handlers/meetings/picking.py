"""The list of those expected, with ticks, shared by calling and changing. The draft holds `branch`, `expected`, `page`."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.flows import Chosen, Next, ask, draft
from handlers.kit.navigation import in_columns, paged
from handlers.kit.text import lines, names
from storage import people
from storage.access import Act
from storage.people import Who


@dataclass(frozen=True)
class Toggle(Button, prefix="mt_who", act=Act.TAKE_PART):
    """Put somebody on the list, or take them off."""

    person: int


@dataclass(frozen=True)
class Turn(Button, prefix="mt_whopage", act=Act.TAKE_PART):
    """Turn the list."""

    page: int


async def _candidates(context: Context) -> list[Who]:
    async with context.read() as session:
        return await people.people_of(session, branch_id=draft(context)["branch"])


async def ask_people(context: Context, heading: Markup, onward: Sequence[InlineKeyboardButton]) -> None:
    """The branch's people, those expected ticked."""
    facts = draft(context)
    found = await _candidates(context)
    chosen = set(facts["expected"])
    shown, turning = paged(found, facts.get("page", 0), Turn, size=12)
    ticks = [Toggle(who.person_id).labelled(f"{'☑' if who.person_id in chosen else '☐'} {who.name}") for who in shown]
    text = lines(
        heading,
        Markup("已选 {} 人：{}").format(len(chosen), names(who.name for who in found if who.person_id in chosen)),
    )
    await ask(context, text, [*in_columns(ticks, 3), *turning, list(onward)])


async def toggle(_update: Update, context: Context, button: Toggle) -> Next:
    """Only people of the branch can be put on the list."""
    facts = draft(context)
    if button.person in facts["expected"]:
        facts["expected"].remove(button.person)
    elif button.person in {who.person_id for who in await _candidates(context)}:
        facts["expected"].append(button.person)
    return str(context.memory["flow"]["step"])


async def turn(_update: Update, context: Context, button: Turn) -> Next:
    """Another page."""
    draft(context)["page"] = button.page
    return str(context.memory["flow"]["step"])


ANSWERS = (Chosen(Toggle, toggle), Chosen(Turn, turn))
