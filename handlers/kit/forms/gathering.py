"""A step to which words and files are sent in several messages, as many as one likes: every text and every caption is kept.

The draft holds the messages under `pieces`, and what they come to under `text` and `files`. A message that does not fit is
refused whole, and said so; one that is changed afterwards changes its piece.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.forms import reading
from handlers.kit.forms.form import Chosen, Next, Typed, draft, this_step
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import ANY_FILE
from handlers.kit.screens.text import Markup, clip, lines
from storage.people.access import Act

SHOWN = 500
First = Callable[[Context], Awaitable[None]]


class Anew(Button, prefix="gather_anew", act=Act.HOME):
    """Throw away what was sent so far."""


def nothing() -> dict[str, Any]:
    """What a draft begins with."""
    return {"pieces": [], "text": "", "files": []}


def joined(pieces: list[dict[str, Any]]) -> str:
    """The words of all messages, under each other."""
    return "\n".join(piece["text"] for piece in pieces if piece["text"])


def piece_of(context: Context) -> dict[str, Any]:
    """One message: its number, its words, its file."""
    sent = reading.sent(context)
    return {"message": sent.message, "text": sent.text.strip(), "file": list(sent.file) if sent.file else None}


def changed(pieces: list[dict[str, Any]], piece: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The pieces with that one in the place of what its message was before; None where it is not among them."""
    if not any(each["message"] == piece["message"] for each in pieces):
        return None
    return [piece if each["message"] == piece["message"] else each for each in pieces]


class Gathering:
    """`what` names the words in sentences; at most `longest` letters together, and `most_files` files. `first` sees every message."""

    def __init__(self, what: str, longest: int, most_files: int, first: First | None = None) -> None:
        self._what, self._longest, self._most_files = what, longest, most_files
        self.answers = (
            Typed(reading.TEXT, self._take, first, captions=True),
            Typed(ANY_FILE, self._take, first, captions=True),
            Chosen(Anew, self._anew),
        )

    def so_far(self, context: Context) -> Markup | None:
        """What there is, in words."""
        facts = draft(context)
        text, files = facts["text"], facts["files"]
        more = Markup("（共 {} 字）").format(len(text)) if len(text) > SHOWN else Markup("")
        found = [
            Markup("已有文字{}：{}").format(more, clip(text, SHOWN)) if text else None,
            Markup("已有附件 {} 个。").format(len(files)) if files else None,
        ]
        return lines(*found) if text or files else None

    def anew(self, context: Context) -> list[list[InlineKeyboardButton]]:
        """The row that begins anew, once there is something."""
        return [[Anew().labelled("重新来")]] if draft(context)["pieces"] else []

    async def _take(self, context: Context) -> Next:
        piece = piece_of(context)
        if not piece["text"] and not piece["file"]:
            await context.tell(f"{self._what}是空的，请重新发送。")
            return None
        return this_step(context) if await self._keep(context, [*draft(context)["pieces"], piece]) else None

    async def edited(self, context: Context) -> Next:
        """A message that was changed changes its piece."""
        pieces = changed(draft(context)["pieces"], piece_of(context))
        if pieces is None:
            return None
        await self._keep(context, pieces)
        return this_step(context)

    async def _keep(self, context: Context, pieces: list[dict[str, Any]]) -> bool:
        text, files = joined(pieces), [piece["file"] for piece in pieces if piece["file"]]
        if len(text) > self._longest:
            await context.tell(
                f"{self._what}合起来请不超过 {self._longest} 个字，加上这条有 {len(text)} 个字，这条没有保存。"
                "请缩短后再发，或点“重新来”，或把文字作为文件发送。"
            )
            return False
        if len(files) > self._most_files:
            await context.tell(f"最多 {self._most_files} 个附件，这条没有保存。多的请打包成一个文件，或点“重新来”。")
            return False
        draft(context).update(pieces=pieces, text=text, files=files)
        return True

    async def _anew(self, context: Context, _button: Anew) -> Next:
        draft(context).update(nothing())
        return this_step(context)
