"""A question to which words and files are sent in several messages, as many as one likes: every text and every caption is kept.

A message that does not fit is refused whole, and said so; one that is changed afterwards changes its piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from telegram.ext import filters

from handlers.kit.forms.choices import Onward
from handlers.kit.forms.form import Answer, Chosen, Next, Step, Typed, draft, scratch, this_step
from handlers.kit.forms.question import Asked
from handlers.kit.forms.reading import TEXT, sent
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.text import Markup, clip, length, lines
from storage.engine.refusal import Refusal
from storage.people.rights import Act

SHOWN = 500
Piece = dict[str, Any]


class Anew(Button, prefix="q_anew", act=Act.HOME):
    """Throw away what was sent so far."""


def joined(pieces: Sequence[Piece]) -> str:
    """The words of all messages, under each other."""
    return "\n".join(piece["text"] for piece in pieces if piece["text"])


def files_of(pieces: Sequence[Piece]) -> list[list[str]]:
    """The files of all messages, each as its kind and its `file_id`."""
    return [piece["file"] for piece in pieces if piece["file"]]


def piece_of(context: Context) -> Piece:
    """One message: its number, its words, its file."""
    found = sent(context)
    return {"message": found.message, "text": found.text.strip(), "file": list(found.file) if found.file else None}


def changed(pieces: Sequence[Piece], piece: Piece) -> list[Piece] | None:
    """The pieces with that one in the place of what its message was before; None where it is not among them."""
    if not any(each["message"] == piece["message"] for each in pieces):
        return None
    return [piece if each["message"] == piece["message"] else each for each in pieces]


@dataclass(frozen=True)
class Pieces(Asked):
    """Words and files; `what` names them in sentences. The answer holds `text`, `files` (kind and `file_id`), and the `pieces`.

    One may go on when there is something; with `words_needed` when there are words, and with `may_be_empty` at once. What is there is
    shown above the buttons, or only counted (`shown`).
    """

    what: str
    longest: int
    most_files: int
    words_needed: bool = field(default=False, kw_only=True)
    may_be_empty: bool = field(default=False, kw_only=True)
    shown: bool = field(default=True, kw_only=True)
    files: filters.BaseFilter = field(default=ANY_FILE, kw_only=True)
    onward: str = field(default="下一步 ›", kw_only=True)
    otherwise: str = field(default="这里收文字、照片和文件；已发的这条会一并删除。", kw_only=True)

    def pieces(self, context: Context) -> list[Piece]:
        """What was sent so far."""
        open_ = scratch(context)
        if "pieces" not in open_:
            open_["pieces"] = list(draft(context).get(self.name, {}).get("pieces", ()))
        pieces: list[Piece] = open_["pieces"]
        return pieces

    async def words(self, context: Context) -> Markup:
        pieces = self.pieces(context)
        text, files = joined(pieces), files_of(pieces)
        more = Markup("（共 {} 字）").format(len(text)) if len(text) > SHOWN else Markup("")
        there = (
            (
                Markup("已有文字{}：{}").format(more, clip(text, SHOWN)) if text else None,
                Markup("已有附件 {} 个。").format(len(files)) if files else None,
            )
            if self.shown
            else (Markup("已写 <b>{}</b> 个字，附件 <b>{}</b> 个（不在此重复显示）。").format(len(text), len(files)),)
        )
        return lines(await super().words(context), *(there if pieces else ()))

    async def rows(self, context: Context) -> Rows:
        pieces = self.pieces(context)
        ready = self.may_be_empty or (joined(pieces) if self.words_needed else pieces)
        return [
            *([[Onward().labelled(self.onward)]] if ready else []),
            *([[Anew().labelled("重新来")]] if pieces else []),
        ]

    def answers(self) -> Sequence[Answer]:
        return (
            Typed(TEXT, self.add, captions=True),
            Typed(self.files, self.add, captions=True),
            Chosen(Onward, self.go_on),
            Chosen(Anew, self.anew),
        )

    def step(self) -> Step:
        return replace(super().step(), edited=self.edited)

    def piece(self, context: Context) -> Piece:
        """What is kept of a message."""
        return piece_of(context)

    async def add(self, context: Context) -> Next:
        """Raises Refusal for a message that does not fit."""
        piece = self.piece(context)
        if not piece["text"] and not piece["file"]:
            raise Refusal(f"{self.what}是空的，请重新发送。")
        return self.fill(context, [*self.pieces(context), piece])

    async def edited(self, context: Context) -> Next:
        """A message that was changed changes its piece."""
        pieces = changed(self.pieces(context), self.piece(context))
        return None if pieces is None else self.fill(context, pieces)

    def fill(self, context: Context, pieces: list[Piece]) -> Next:
        text, files = joined(pieces), files_of(pieces)
        if length(text) > self.longest:
            raise Refusal(
                f"{self.what}合起来请不超过 {self.longest} 个字，加上这条有 {length(text)} 个字，这条没有保存。"
                "请缩短后再发，或点“重新来”，或把文字作为文件发送。"
            )
        if len(files) > self.most_files:
            raise Refusal(f"最多 {self.most_files} 个附件，这条没有保存。多的请打包成一个文件，或点“重新来”。")
        scratch(context)["pieces"] = pieces
        return this_step(context)

    async def anew(self, context: Context, _button: Anew) -> Next:
        scratch(context)["pieces"] = []
        return this_step(context)

    async def go_on(self, context: Context, _button: Onward) -> Next:
        """Raises Refusal where nothing is there yet."""
        pieces = self.pieces(context)
        if not self.may_be_empty and not (joined(pieces) if self.words_needed else pieces):
            raise Refusal(f"{self.what}是空的，请先发送。")
        return await self.keep(context, {"text": joined(pieces), "files": files_of(pieces), "pieces": pieces})
