"""A table file taken over: sent, read aside, tried without writing (试运行), with what is wrong by row, and confirmed."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram import Message
from telegram.ext import filters

from handlers.kit.forms.form import DONE, Answer, Chosen, Next, Typed, ask, draft
from handlers.kit.forms.question import Asked, Prompt, Save, Way
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.exports import Taken
from handlers.kit.screens.text import Markup, clip, escape, fits, lines
from storage.engine.refusal import Refusal
from storage.sheets.reading import in_own_thread
from storage.sheets.table import MAX_BYTES, TOO_LARGE, RefusedRow, SheetUnreadable

TABLE = filters.Document.FileExtension("csv") | filters.Document.FileExtension("xlsx")
"""What may begin a form; where a file is asked for, any is taken, so that its sender hears what is wrong with it."""
LISTED = 6
ROOM = 3000
"""UTF-16 units of the list in a message, of Telegram's 4096: what is asked below it needs some."""
NO_ROWS = Markup("\n没有可写入的行，请改正后重新发送文件。")
Sections = list[tuple[str, list[str]]]
"""Headings, each with its items."""


class Named(filters.MessageFilter):
    """A table that says what it is, by a word in its name or in what is written with it: the file alone does not say so."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def filter(self, message: Message) -> bool:
        name = message.document.file_name if message.document else ""
        return self._word in (name or "") or self._word in (message.caption or "")


@dataclass(frozen=True)
class DryRun:
    """What a file would do: in words, by section, and in a file of its own (`whole`: name, content and what that is) where the sections do not fit.

    `label` is that of the button that takes it over; None where there is nothing to take over.
    """

    head: Sequence[Markup | None]
    sections: Sections
    foot: Sequence[Markup | None]
    label: str | None
    whole: Callable[[], Awaitable[tuple[str, bytes, Taken]]] | None = None


def by_row(
    head: Sequence[Markup | None], refused: Sequence[RefusedRow], ignored: Sequence[str], *, some: bool
) -> DryRun:
    """Of a file that is taken over row by row, if there are some rows to take: those that are refused, with why; the columns that mean nothing."""
    return DryRun(
        head=[*head, unknown_columns(ignored)],
        sections=refused_rows(refused),
        foot=[None if some else NO_ROWS],
        label="✅ 确认导入" if some else None,
    )


@dataclass(frozen=True)
class Import:
    """How one kind of table is taken over: `file` names it; its columns, of which some are required; what else to know.

    `read` gives the reader of a file by name and content, which runs in a thread of its own and raises SheetUnreadable; what a file means
    is worked out anew at each look. `save` takes it over; it gives None, or the name of another question.
    """

    file: str
    columns: Sequence[str]
    required: Sequence[str]
    hints: Sequence[str]
    read: Callable[[Context], Callable[[str, bytes], Any]]
    dry_run: Callable[[Context, Any], Awaitable[DryRun]]
    save: Callable[[Context, Any], Awaitable[Next]]
    first: Callable[[Context, Any], Awaitable[Next]] | None = None
    """The question that a file raises before its dry run; None where it raises none."""

    def prompt(self, heading: str) -> str:
        """The question for the file."""
        optional = "、".join(name for name in self.columns if name not in self.required)
        return "\n".join((
            heading,
            f"请发送{self.file}（XLSX 或 CSV，不超过 {MAX_BYTES // 1024 // 1024} MB）。",
            f"表头要有：{'、'.join(self.required)}；可以有：{optional}。",
            *self.hints,
        ))  # fmt: skip

    async def take(self, context: Context) -> Next:
        """Remember the file by its id, if it can be read. Raises Refusal."""
        document = context.message.document if context.message else None
        if document is None:
            return None
        if (document.file_size or 0) > MAX_BYTES:
            raise Refusal(TOO_LARGE)
        name = document.file_name or "表格"
        await context.say(Markup("正在读取 {} …").format(name))
        former = draft(context).get("file")
        draft(context)["file"] = {"id": document.file_id, "name": name}
        try:
            opened = await self.opened(context)
        except SheetUnreadable as error:
            await context.say(escape(str(error)))
            if former is None:
                draft(context).pop("file")
            else:
                draft(context)["file"] = former
            return "file"
        return (await self.first(context, opened) if self.first else None) or "confirm"

    async def opened(self, context: Context) -> Any:
        """The remembered file as the reader understands it. Raises SheetUnreadable."""
        file = draft(context)["file"]
        content = bytes(await (await context.bot.get_file(file["id"])).download_as_bytearray())
        return await in_own_thread(partial(self.read(context), file["name"], content))

    @property
    def sent(self) -> Typed:
        """A file as an answer."""
        return Typed(filters.Document.ALL, self.take)


@dataclass(frozen=True)
class TableFile(Asked):
    """The question for the file; its name is "file"."""

    of: Import
    below: Rows = ()

    async def rows(self, _context: Context) -> Rows:
        return self.below

    def answers(self) -> Sequence[Answer]:
        return (self.of.sent,)


@dataclass(frozen=True)
class TableReview(Asked):
    """The dry run, below which the table is taken over; its name is "confirm". Another file may be sent instead."""

    of: Import
    prompt: Prompt = field(default="", init=False)

    async def show(self, context: Context) -> None:
        dry = await self.of.dry_run(context, await self.of.opened(context))
        found, whole = listed(dry.sections)
        text = lines(
            Markup("<b>试运行：{}</b>（还没有写入）").format(draft(context)["file"]["name"]),
            *dry.head,
            found,
            *dry.foot,
        )
        if not whole and dry.whole is not None:
            await context.send_file(*await dry.whole())
        await ask(context, text, [*([[Save().labelled(dry.label)]] if dry.label else []), *self.ways_shown(context)])

    def answers(self) -> Sequence[Answer]:
        return (Chosen(Save, self.saved), self.of.sent)

    async def saved(self, context: Context, _button: Save) -> Next:
        return await self.of.save(context, await self.of.opened(context)) or DONE


def table(heading: str, of: Import, below: Rows = (), ways: Sequence[Way] = ()) -> list[Asked]:
    """The questions of a form that takes a table over; `ways` stand below its dry run."""
    return [TableFile("file", of.prompt(heading), of, below), TableReview("confirm", of=of, ways=ways)]


def listed(found: Sections) -> tuple[Markup | None, bool]:
    """The sections as a message holds them, and whether that is all."""
    shown, whole = Markup(""), True
    for heading, items in found:
        few = [Markup("• {}").format(clip(item, 150)) for item in items[:LISTED]]
        more = Markup("……共 {} 项").format(len(items)) if len(items) > LISTED else None
        longer = lines(shown or None, Markup("\n<b>{}</b>").format(heading), *few, more)
        whole = whole and more is None
        if not fits(longer, ROOM):
            return lines(shown or None, Markup("\n……")), False
        shown = longer
    return shown or None, whole


def unknown_columns(names: Sequence[str]) -> Markup | None:
    """Which headings mean nothing here."""
    return Markup("不认识的列（不采用）：{}").format(clip("、".join(names), 300)) if names else None


def refused_rows(refused: Sequence[RefusedRow]) -> Sections:
    """The rows that are not taken over, each with why."""
    return [(f"未采纳的行（{len(refused)}）", [str(row) for row in refused])] if refused else []


def refused_file(refused: Sequence[RefusedRow]) -> bytes:
    """All of them as CSV that a spreadsheet opens."""
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(["行", "内容", "原因"])
    # What people wrote must not become a formula in somebody's spreadsheet.
    out.writerows([row.line, "'" + row.what if row.what[:1] in "=+-@" else row.what, row.reason] for row in refused)
    return written.getvalue().encode("utf-8-sig")
