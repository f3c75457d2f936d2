"""Questions that are answered in words: a line, a longer text, a number, or a few words that are offered."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from telegram.ext import filters

from handlers.kit.forms.choices import WithOptions
from handlers.kit.forms.form import Answer, Next, Step, Typed
from handlers.kit.forms.question import TEXT_ONLY
from handlers.kit.forms.reading import TEXT, within
from handlers.kit.screens.context import Context
from storage.engine.refusal import Refusal


@dataclass(frozen=True)
class Written(WithOptions):
    """A question that words answer, or a tap on what is offered."""

    otherwise: str = field(default=TEXT_ONLY, kw_only=True)

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Typed(TEXT, self.typed))

    def step(self) -> Step:
        return replace(super().step(), take=self.take)

    async def typed(self, context: Context) -> Next:
        return await self.take(context, context.text)

    @abstractmethod
    async def take(self, context: Context, text: str) -> Next:
        """Raises Refusal for words that do not do."""


@dataclass(frozen=True)
class Line(Written):
    """One line, white space joined: `what` names it in sentences. `read` makes the answer of it, such as a number, and raises Refusal."""

    what: str
    longest: int
    shortest: int = field(default=1, kw_only=True)
    read: Callable[[str], Any] | None = field(default=None, kw_only=True)

    async def take(self, context: Context, text: str) -> Next:
        """Raises Refusal for a text that is too short or too long."""
        text = within(self.trimmed(text), self.what, self.longest, self.shortest)
        return await self.keep(context, self.read(text) if self.read else text)

    def trimmed(self, text: str) -> str:
        return " ".join(text.split())


class Text(Line):
    """Words of several lines."""

    def trimmed(self, text: str) -> str:
        return text.strip()


@dataclass(frozen=True)
class Number(Written):
    """A whole number of those that are `allowed`, offered or written, with or without its `unit`."""

    allowed: range | Callable[[Context], Awaitable[range]]
    unit: str = field(default="", kw_only=True)
    wrong: str = field(default="请填 {} 到 {} 的数字。", kw_only=True)

    async def take(self, context: Context, text: str) -> Next:
        word = "".join(text.split()).removesuffix(self.unit)
        return await self.keep(context, int(word) if word.isdecimal() and len(word) < 6 else -1)

    async def keep(self, context: Context, value: Any) -> Next:
        """Raises Refusal for a number that is not allowed."""
        allowed = await self.allowed(context) if callable(self.allowed) else self.allowed
        if value not in allowed:
            raise Refusal(self.wrong.format(allowed[0], allowed[-1]))
        return await super().keep(context, value)


class Spoken(Text):
    """Words, written or as a voice message; kept as the `text`, and the `voice` by its `file_id`."""

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Typed(filters.VOICE, self.heard, captions=True))

    async def keep(self, context: Context, value: Any) -> Next:
        return await super().keep(context, value if isinstance(value, dict) else {"text": value, "voice": None})

    async def heard(self, context: Context) -> Next:
        """A voice message may have words with it, as long as any. Raises Refusal."""
        text = within(self.trimmed(context.text), self.what, self.longest, 0)
        return await self.keep(context, {"text": text or None, "voice": context.file[1] if context.file else None})
