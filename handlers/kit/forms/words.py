"""Questions that are answered in words: a line, a longer text, or a few words that are offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.kit.forms.choices import Offering
from handlers.kit.forms.form import Answer, Next, Step, Typed
from handlers.kit.forms.question import TEXT_ONLY
from handlers.kit.forms.reading import TEXT
from handlers.kit.screens.context import Context
from storage.engine.refusal import Refusal

LENGTH = "{}请写 {} 到 {} 个字，现在是 {} 个字，请重新输入。"


@dataclass(frozen=True)
class Line(Offering):
    """One line, white space joined: `what` names it in sentences. `read` makes the answer of it, such as a number, and raises Refusal."""

    what: str
    longest: int
    otherwise: str = field(default=TEXT_ONLY, kw_only=True)
    shortest: int = field(default=1, kw_only=True)
    read: Callable[[str], Any] | None = field(default=None, kw_only=True)

    def answers(self) -> Sequence[Answer]:
        return (*super().answers(), Typed(TEXT, self.typed))

    def step(self) -> Step:
        return replace(super().step(), take=self.take)

    async def typed(self, context: Context) -> Next:
        return await self.take(context, context.text)

    async def take(self, context: Context, text: str) -> Next:
        """Raises Refusal for a text that is too short or too long, with its length: nothing is ever cut."""
        text = self.trimmed(text)
        if not self.shortest <= len(text) <= self.longest:
            raise Refusal(LENGTH.format(self.what, self.shortest, self.longest, len(text)))
        return await self.keep(context, self.read(text) if self.read else text)

    def trimmed(self, text: str) -> str:
        return " ".join(text.split())


class Text(Line):
    """Words of several lines."""

    def trimmed(self, text: str) -> str:
        return text.strip()
