"""Questions that offer something to pick: one of a list, several by ticks, a person found by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Next, Typed, draft, scratch, this_step
from handlers.kit.forms.question import Asked
from handlers.kit.forms.reading import TEXT
from handlers.kit.screens.buttons import LARGEST, Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.finding import matching
from handlers.kit.screens.navigation import in_columns, paged
from handlers.kit.screens.text import Markup, lines, names
from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.people.rights import Act

SHORT = 40  # bytes of a value that a button carries as it is
PAGE, ONE_OF_A_PAGE = 12, 24
LONGEST_NAME = 20
NOT_FOUND = Markup("没有找到，请换个写法再试。")


class Pick(Button, prefix="q", act=Act.HOME):
    """One of what is offered."""

    key: str


class Tick(Button, prefix="q_tick", act=Act.HOME):
    """Tick one, or take the tick away."""

    key: str


class TickAll(Button, prefix="q_all", act=Act.HOME):
    """Tick all, or with all ticked none."""


class Onward(Button, prefix="q_on", act=Act.HOME):
    """The ticks are complete."""


class Turn(Button, prefix="q_page", act=Act.HOME):
    page: int


@dataclass(frozen=True)
class Option:
    """One of what is offered: what the draft keeps (a JSON value), and its words."""

    value: Any
    label: str

    @property
    def key(self) -> str:
        """What a button carries of it: the value, or where that is too long its digest."""
        text = str(self.value)
        return text if len(text.encode()) <= SHORT else blake2b(text.encode(), digest_size=12).hexdigest()


Options = Sequence[Option] | Callable[[Context], Awaitable[Sequence[Option]]]


def each(*words: str) -> tuple[Option, ...]:
    """Words that are offered, and kept as they are."""
    return tuple(Option(word, word) for word in words)


def among(options: Sequence[Option], key: str, otherwise: str = ASKED_BELOW) -> Option:
    """The one that a button carries. Raises Refusal for what is not offered (any more)."""
    for option in options:
        if option.key == key:
            return option
    raise Refusal(otherwise)


@dataclass(frozen=True)
class WithOptions(Asked):
    """A question that offers something, asked for anew at each look and at each press."""

    options: Options = field(default=(), kw_only=True)
    columns: int = field(default=2, kw_only=True)
    not_offered: str = field(default=ASKED_BELOW, kw_only=True)
    """What is told of one that is not offered (any more)."""

    async def offered(self, context: Context) -> Sequence[Option]:
        return await self.options(context) if callable(self.options) else self.options

    async def rows(self, context: Context) -> Rows:
        buttons = [Pick(option.key).labelled(option.label) for option in await self.offered(context)]
        shown, turning = paged(buttons, scratch(context).get("page", 0), Turn, ONE_OF_A_PAGE)
        return [*in_columns(shown, self.columns), *turning]

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Pick, self.picked), Chosen(Turn, turned))

    async def picked(self, context: Context, button: Pick) -> Next:
        """Raises Refusal for what is not offered (any more)."""
        return await self.keep(context, (await self.find(context, button.key)).value)

    async def find(self, context: Context, key: str) -> Option:
        return among(await self.offered(context), key, self.not_offered)


async def turned(context: Context, button: Turn) -> Next:
    """Another page."""
    scratch(context)["page"] = button.page
    return this_step(context)


class Choice(WithOptions):
    """One of a list."""


@dataclass(frozen=True)
class Several(WithOptions):
    """Some of a list; the answer is the list of their values, in the order of the ticks. `proposed` are ticked at first.

    `unit` counts them, with places for the draft's answers by name.
    """

    unit: str
    columns: int = field(default=3, kw_only=True)
    proposed: Callable[[Context], Awaitable[Sequence[Any]]] | None = field(default=None, kw_only=True)
    too_few: str | None = field(default=None, kw_only=True)
    """What is told when none is ticked; without it none will do."""
    onward: str = field(default="下一步 ›", kw_only=True)

    async def ticked(self, context: Context) -> list[Any]:
        """What is ticked now."""
        facts, open_ = draft(context), scratch(context)
        if "ticked" not in open_:
            first = facts[self.name] if self.name in facts else await self.proposed(context) if self.proposed else ()
            open_["ticked"] = list(first)
        ticked: list[Any] = open_["ticked"]
        return ticked

    async def show(self, context: Context) -> None:
        await self.ticked(context)
        await super().show(context)

    async def words(self, context: Context) -> Markup:
        ticked, found = await self.ticked(context), await self.offered(context)
        named = names(option.label for option in found if option.value in ticked)
        unit = self.unit.format_map(draft(context))
        return lines(await super().words(context), Markup("已选 {} {}：{}").format(len(ticked), unit, named))

    async def rows(self, context: Context) -> Rows:
        ticked, found = await self.ticked(context), await self.offered(context)
        shown, turning = paged(found, scratch(context).get("page", 0), Turn, PAGE)
        boxes = [Tick(each.key).labelled(f"{'☑' if each.value in ticked else '☐'} {each.label}") for each in shown]
        everything = TickAll().labelled("全不选" if len(ticked) == len(found) else "全选")
        return [*in_columns(boxes, self.columns), *turning, [everything, Onward().labelled(self.onward)]]

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Tick, self.tick), Chosen(TickAll, self.all), Chosen(Onward, self.go_on), Chosen(Turn, turned))

    async def tick(self, context: Context, button: Tick) -> Next:
        """Only what is on the list can be ticked; what is no more on it can be let go."""
        ticked = await self.ticked(context)
        value = next((each for each in ticked if Option(each, "").key == button.key), None)
        if value is not None:
            ticked.remove(value)
        else:
            ticked.append((await self.find(context, button.key)).value)
        return this_step(context)

    async def all(self, context: Context, _button: TickAll) -> Next:
        found = [option.value for option in await self.offered(context)]
        ticked = await self.ticked(context)
        ticked[:] = [] if all(value in ticked for value in found) else found
        return this_step(context)

    async def go_on(self, context: Context, _button: Onward) -> Next:
        ticked = await self.ticked(context)
        if not ticked and self.too_few:
            raise Refusal(self.too_few)
        return await self.keep(context, list(ticked))


@dataclass(frozen=True)
class Person(Asked):
    """One person, from a list that a typed name narrows. The draft keeps the number, and the name under `<name>_name`.

    `check` is given the person, and gives the one that is kept. `may_be` is given the number before the list is asked, and raises
    Refusal where it can say more of somebody who is not on it than that the button is outdated.
    """

    everyone: Callable[[Context], Awaitable[Sequence[Who]]]
    columns: int = field(default=3, kw_only=True)
    label: Callable[[Who], str] = field(default=lambda who: who.name, kw_only=True)
    typed: str = field(default="姓名", kw_only=True)
    may_be: Callable[[Context, int], Awaitable[object]] | None = field(default=None, kw_only=True)

    async def words(self, context: Context) -> Markup:
        found, query = await self.matching(context), scratch(context).get("query")
        return lines(
            await super().words(context),
            Markup("“{}”找到 {} 位。").format(query, len(found)) if query else None,
            None if found else NOT_FOUND,
        )

    async def rows(self, context: Context) -> Rows:
        found = await self.matching(context)
        shown, turning = paged(found, scratch(context).get("page", 0), Turn, PAGE)
        return [
            *in_columns([Pick(str(who.person_id)).labelled(self.label(who)) for who in shown], self.columns),
            *turning,
        ]

    async def matching(self, context: Context) -> Sequence[Who]:
        everyone, query = await self.everyone(context), scratch(context).get("query")
        return matching(everyone, query) if query else everyone

    def answers(self) -> Sequence[Answer]:
        return (Typed(TEXT, self.narrow), Chosen(Pick, self.picked), Chosen(Turn, turned))

    async def narrow(self, context: Context) -> Next:
        """The list of those who bear that name; asked again for all of them."""
        text = " ".join(context.text.split())
        if not 0 < len(text) <= LONGEST_NAME:
            raise Refusal(f"{self.typed}请写 1 到 {LONGEST_NAME} 个字，现在是 {len(text)} 个字，请重新输入。")
        scratch(context).update(query=text, page=0)
        return this_step(context)

    async def picked(self, context: Context, button: Pick) -> Next:
        """Raises Refusal for somebody who is not on the list (any more)."""
        if self.may_be is not None and button.key.isdecimal() and int(button.key) <= LARGEST:
            await self.may_be(context, int(button.key))
        for who in await self.everyone(context):
            if str(who.person_id) == button.key:
                return await self.keep(context, who)
        raise Refusal(ASKED_BELOW)

    async def keep(self, context: Context, value: Any) -> Next:
        who: Who = await self.check(context, value) if self.check else value
        draft(context)[f"{self.name}_name"] = who.name
        return self.kept(context, who.person_id)
