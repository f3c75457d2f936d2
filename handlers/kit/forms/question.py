"""A question of a form, as data: its words, what answers it, its checks, and where the answer goes.

An answer is kept in the draft under its question's name; a question is answered when its name is there. After each answer the
first one is asked that is not answered yet, so that a form may begin with what is known, and a change leads back to the last.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.forms.form import ASKED_BELOW, DONE, NEXT, Answer, Chosen, Draft, Next, Question, Step, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup
from storage.engine.refusal import Refusal
from storage.people.rights import Act

TEXT_ONLY = "这里只收文字；照片、语音和文件请不要发到这里，已发的会一并删除。"


class Press(Button, prefix="q_way", act=Act.HOME):
    """Another way on than an answer, by its place."""

    place: int


class Save(Button, prefix="q_save", act=Act.HOME):
    """Have the form's effect."""


Prompt = str | Callable[[Context], Awaitable[Markup]]
"""HTML with places for the draft's answers by name, as {title}; or what makes it."""
Check = Callable[[Context, Any], Awaitable[Any]]
"""Gives the answer as it is to be kept. Raises Refusal, whose sentence is told; the question stays open."""


@dataclass(frozen=True)
class Way:
    """A further button: it leads `to` another question, or `does` something, or gives the question the answer `value`.

    A label that the draft makes may be None: the button is not there.
    """

    label: str | Callable[[Draft], str | None]
    to: str | None = None
    does: Callable[[Context], Awaitable[Next]] | None = None
    value: Any = None

    def words(self, facts: Draft) -> str | None:
        return self.label if isinstance(self.label, str) else self.label(facts)


@dataclass(frozen=True)
class Asked(Question):
    """A question that is words, buttons of its own kind, and ways."""

    prompt: Prompt
    ways: Sequence[Way] = field(default=(), kw_only=True)
    check: Check | None = field(default=None, kw_only=True)
    cancel: str | None = field(default="✖ 取消", kw_only=True)

    async def rows(self, _context: Context) -> Rows:
        """Its own buttons, above the ways."""
        return ()

    def answers(self) -> Sequence[Answer]:
        """What answers it, besides the ways."""
        return ()

    async def show(self, context: Context) -> None:
        rows = [*await self.rows(context), *self.ways_shown(context)]
        await ask(context, await self.words(context), rows, cancel=self.cancel)

    async def words(self, context: Context) -> Markup:
        """The question's text."""
        if isinstance(self.prompt, str):
            return Markup(self.prompt).format_map(draft(context))
        return await self.prompt(context)

    def ways_shown(self, context: Context) -> list[list[InlineKeyboardButton]]:
        """Each in a row."""
        named = ((place, way.words(draft(context))) for place, way in enumerate(self.ways))
        return [[Press(place).labelled(word)] for place, word in named if word]

    async def keep(self, context: Context, value: Any) -> Next:
        """Check the answer and put it into the draft. Raises Refusal."""
        return self.kept(context, await self.check(context, value) if self.check else value)

    def kept(self, context: Context, value: Any) -> Next:
        """Put it into the draft, and go on."""
        facts = draft(context)
        facts[self.name] = value
        facts.pop("_", None)
        return NEXT

    async def pressed(self, context: Context, button: Press) -> Next:
        facts = draft(context)
        if not 0 <= button.place < len(self.ways) or self.ways[button.place].words(facts) is None:
            raise Refusal(ASKED_BELOW)
        way = self.ways[button.place]
        if way.does is not None:
            return await way.does(context)
        if way.to is not None:
            return way.to
        return self.kept(context, way.value)

    def step(self) -> Step:
        ways = [Chosen(Press, self.pressed)] if self.ways else []
        return Step(self.show, [*self.answers(), *ways], otherwise=self.otherwise)


@dataclass(frozen=True)
class Review(Asked):
    """Everything once more, and the button that has the form's effect. Once it was shown, each change leads back to it.

    `save` has the effect and shows what became of it. Raises Refusal: told, and asked again at the question that `leads` names for
    its word, else here.
    """

    label: str | Callable[[Draft], str | None]
    """Without one there is nothing to be had: the question only shows what is there."""
    save: Callable[[Context], Awaitable[Any]]
    leads: dict[Any, str] = field(default_factory=dict, kw_only=True)
    typed: Answer | None = field(default=None, kw_only=True)
    """What a message answers anew, as the words that are reviewed."""
    columns: int = field(default=2, kw_only=True)

    def ways_shown(self, context: Context) -> list[list[InlineKeyboardButton]]:
        """The ways side by side, below the effect."""
        rows, label = super().ways_shown(context), self.words_of_effect(context)
        effect = [[Save().labelled(label)]] if label else []
        return [*effect, *in_columns([button for row in rows for button in row], self.columns)]

    def words_of_effect(self, context: Context) -> str | None:
        return self.label if isinstance(self.label, str) else self.label(draft(context))

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Save, self.saved), *([self.typed] if self.typed else []))

    async def saved(self, context: Context, _button: Save) -> Next:
        if self.words_of_effect(context) is None:
            raise Refusal(ASKED_BELOW)
        try:
            return await self.save(context) or DONE
        except Refusal as refusal:
            await context.tell(str(refusal))
            return self.leads.get(refusal.word)


@dataclass(frozen=True)
class Own(Question):
    """A question with code of its own: `asks` it, and the `own` answers."""

    asks: Callable[[Context], Awaitable[None]]
    own: Sequence[Answer]
    collects: bool = field(default=False, kw_only=True)
    edited: Callable[[Context], Awaitable[Next]] | None = field(default=None, kw_only=True)

    def step(self) -> Step:
        """With its own code alone."""
        return Step(self.asks, self.own, self.collects, self.edited, otherwise=self.otherwise)
