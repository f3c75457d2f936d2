"""The question for a lesson's content: each message becomes a part of it, the photos of an album one together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.kit.forms.choices import Onward
from handlers.kit.forms.form import Answer, Chosen, Draft, Next, Step, Typed, ask, draft, scratch, this_step
from handlers.kit.forms.pieces import Piece, changed, files_of, joined, piece_of
from handlers.kit.forms.question import Asked
from handlers.kit.forms.reading import TEXT, sent
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.text import Markup, fits, lines
from handlers.study import cards
from storage.engine.refusal import Refusal
from storage.people.rights import Act
from storage.study.rows import MOST_PARTS, Part, Refused

LONGEST_PART = 3500
MOST_IN_ALBUM = 10
Kept = dict[str, Any]


class DropPart(Button, prefix="st_drop", act=Act.PUBLISH_LESSON):
    """Take the last part off: by its number, so that a double tap takes no second one."""

    number: int


def parts_of(facts: Draft) -> list[Part]:
    """What a draft keeps as the content."""
    return [_part(kept) for kept in facts["content"]]


def _part(kept: Kept) -> Part:
    return Part(kept["text"], tuple((kind, content) for kind, content in kept["files"]))


def _made(pieces: list[Piece]) -> Kept:
    """A part of one message, or of those of an album. Raises Refusal where it is too long."""
    text = joined(pieces)
    if not fits(text, LONGEST_PART):
        raise Refusal(
            f"一部分请不超过 {LONGEST_PART} 个字，这一部分有 {len(text)} 个字，这条没有保存。请分成几条发送，或作为文件发送。"
        )
    return {"text": text, "files": files_of(pieces), "pieces": pieces}


@dataclass(frozen=True)
class Content(Asked):
    """The answer is a list of parts, each with its `text`, its `files`, and the `pieces` that they come from."""

    def parts(self, context: Context) -> list[Kept]:
        """What was sent so far."""
        parts: list[Kept] = scratch(context).setdefault("parts", list(draft(context).get(self.name, ())))
        return parts

    async def show(self, context: Context) -> None:
        """An album comes as several messages: the question is asked once for all of it."""
        in_album = scratch(context).pop("in_album", False)
        await ask(context, await self.words(context), await self.rows(context), in_place=in_album)

    async def words(self, context: Context) -> Markup:
        parts = self.parts(context)
        return lines(
            Markup("<b>➕ 发布课程</b>　内容 {}/{}").format(len(parts), MOST_PARTS),
            *(cards.part_summary(number, _part(part)) for number, part in enumerate(parts, 1)),
            Markup("\n{}").format(await super().words(context)),
        )

    async def rows(self, context: Context) -> Rows:
        parts = self.parts(context)
        return [[Onward().labelled("下一步 ›")], [DropPart(len(parts)).labelled("删去最后一部分")]] if parts else []

    def answers(self) -> Sequence[Answer]:
        return (
            Typed(TEXT, self.add, captions=True),
            Typed(ANY_FILE, self.add, captions=True),
            Chosen(Onward, self.go_on),
            Chosen(DropPart, self.drop),
        )

    def step(self) -> Step:
        return replace(super().step(), edited=self.edited)

    async def add(self, context: Context) -> Next:
        """Raises Refusal for a message that does not fit."""
        parts, piece, album, open_ = self.parts(context), piece_of(context), sent(context).album, scratch(context)
        if parts and album and open_.get("album") == album and len(parts[-1]["files"]) < MOST_IN_ALBUM:
            parts[-1] = _made([*parts[-1]["pieces"], piece])
            open_["in_album"] = True
            return this_step(context)
        open_["album"] = album
        if len(parts) >= MOST_PARTS:
            raise Refusal(f"最多 {MOST_PARTS} 部分，这条没有保存。请点“下一步”，或删去不用的再发。")
        parts.append(_made([piece]))
        return this_step(context)

    async def edited(self, context: Context) -> Next:
        """A message that was changed changes its part."""
        parts = self.parts(context)
        for place, part in enumerate(parts):
            pieces = changed(part["pieces"], piece_of(context))
            if pieces is not None:
                parts[place] = _made(pieces)
                return this_step(context)
        return None

    async def drop(self, context: Context, button: DropPart) -> Next:
        parts = self.parts(context)
        if button.number == len(parts):
            parts.pop()
            scratch(context)["album"] = None
        return this_step(context)

    async def go_on(self, context: Context, _button: Onward) -> Next:
        """Raises Refusal where nothing is there yet."""
        if not self.parts(context):
            raise Refusal(Refused.NO_CONTENT)
        return await self.keep(context, self.parts(context))
