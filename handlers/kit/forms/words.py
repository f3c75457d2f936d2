"""Questions that are answered in words: a line, a longer text, a number, or a few words that are offered."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from telegram.ext import filters

from handlers.kit.forms import hearing
from handlers.kit.forms.choices import WithOptions
from handlers.kit.forms.form import ASKED_BELOW, Answer, Chosen, Next, Step, Typed, scratch, this_step
from handlers.kit.forms.question import TEXT_ONLY
from handlers.kit.forms.reading import TEXT, within
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.text import Markup, lines
from storage.engine.refusal import Refusal
from storage.people.rights import Act


class Heard(Button, prefix="q_heard", act=Act.HOME):
    """Use the words that were heard (1), or keep the voice alone (0)."""

    use: int


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
    """Words, written or as a voice message; kept as the `text`, and the `voice` by its `file_id`.

    Where spoken words are written down, their speaker is shown them first: `heard` is what waits for that word.
    """

    async def words(self, context: Context) -> Markup:
        waits = scratch(context).get("heard")
        if waits:
            return lines(hearing.proposed(waits["text"]), Markup("语音也会一起保存。"))
        return lines(await super().words(context), None if hearing.able(context) else Markup(hearing.NOT_INSTALLED))

    async def rows(self, context: Context) -> Rows:
        if not scratch(context).get("heard"):
            return await super().rows(context)
        return [[Heard(1).labelled(hearing.USE), Heard(0).labelled("🎙 只留语音")]]

    def answers(self) -> Sequence[Answer]:
        voice = Typed(filters.VOICE, self.heard, captions=True)
        return (*super().answers(), voice, Chosen(Heard, self.decided))

    async def keep(self, context: Context, value: Any) -> Next:
        if isinstance(value, dict):
            return await super().keep(context, value)
        waits = scratch(context).get("heard")
        return await super().keep(context, {"text": value, "voice": waits["voice"] if waits else None})

    async def heard(self, context: Context) -> Next:
        """A voice message may have words with it, as long as any. Raises Refusal."""
        text = within(self.trimmed(context.text), self.what, self.longest, 0)
        voice = context.message.voice if context.message else None
        if voice is None or text or not hearing.able(context):
            return await self.keep(context, {"text": text or None, "voice": voice.file_id if voice else None})
        try:
            found = await hearing.heard(context, voice.file_id, hearing.seconds_of(voice))
        except Refusal as refusal:
            await context.tell(str(refusal))
            return await self.keep(context, {"text": None, "voice": voice.file_id})
        scratch(context)["heard"] = {"text": found, "voice": voice.file_id}
        return this_step(context)

    async def decided(self, context: Context, button: Heard) -> Next:
        """Raises Refusal where the words are too long to be kept, or none wait."""
        waits = scratch(context).get("heard")
        if not waits:
            raise Refusal(ASKED_BELOW)
        text = within(waits["text"], self.what, self.longest, 0) if button.use == 1 else None
        return await self.keep(context, {"text": text, "voice": waits["voice"]})
