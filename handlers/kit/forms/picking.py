"""People and things picked from a list, as a step of a guided flow: several by ticks, or one person found by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from handlers.kit.forms.form import Chosen, Next, ask, draft, this_step
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns, paged
from handlers.kit.screens.text import Markup, lines, names
from storage.people.access import Act

PAGE = 12
ONE_OF_A_PAGE = 24


class Toggle(Button, prefix="pick", act=Act.HOME):
    """Tick one, or take the tick away."""

    number: int


class Turn(Button, prefix="pick_page", act=Act.HOME):
    """Turn the list."""

    page: int


class ToggleAll(Button, prefix="pick_all", act=Act.HOME):
    """Tick all, or with all ticked none."""


@dataclass(frozen=True)
class Option:
    """One entry of the list."""

    number: int
    name: str


def one_of(context: Context, buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """A list of which one is to be pressed, page by page; its step has TURNED among its answers."""
    shown, turning = paged(buttons, draft(context).get("page", 0), Turn, ONE_OF_A_PAGE)
    return [*in_columns(shown, 3), *turning]


async def _turn(context: Context, button: Turn) -> Next:
    draft(context)["page"] = button.page
    return this_step(context)


TURNED = Chosen(Turn, _turn)


class Picker:
    """What can be ticked is asked anew each time; `key` is where the draft keeps the ticked numbers, beside `page`."""

    def __init__(
        self, options: Callable[[Context], Awaitable[Sequence[Option]]], key: str, unit: str, columns: int = 3
    ) -> None:
        self._options, self._key, self._unit, self._columns = options, key, unit, columns
        self.answers = (Chosen(Toggle, self._toggle), TURNED, Chosen(ToggleAll, self._all))

    async def ask(self, context: Context, heading: Markup, onward: Sequence[InlineKeyboardButton]) -> None:
        """The list, with who is ticked named above it."""
        facts = draft(context)
        found = await self._options(context)
        chosen = set(facts[self._key])
        shown, turning = paged(found, facts.get("page", 0), Turn, PAGE)
        ticks = [Toggle(each.number).labelled(f"{'☑' if each.number in chosen else '☐'} {each.name}") for each in shown]
        ticked = names(each.name for each in found if each.number in chosen)
        text = lines(heading, Markup("已选 {} {}：{}").format(len(chosen), self._unit, ticked))
        everything = ToggleAll().labelled("全不选" if len(chosen) == len(found) else "全选")
        await ask(context, text, [*in_columns(ticks, self._columns), *turning, [everything, *onward]])

    async def _toggle(self, context: Context, button: Toggle) -> Next:
        """Only what is on the list can be ticked."""
        chosen = draft(context)[self._key]
        if button.number in chosen:
            chosen.remove(button.number)
        elif button.number in {each.number for each in await self._options(context)}:
            chosen.append(button.number)
        return this_step(context)

    async def _all(self, context: Context, _button: ToggleAll) -> Next:
        found = [each.number for each in await self._options(context)]
        facts = draft(context)
        facts[self._key] = [] if set(facts[self._key]) >= set(found) else found
        return this_step(context)
