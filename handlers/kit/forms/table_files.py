"""A table file that somebody sends into a flow with the steps "file" and "confirm": taken, its fault named, read aside."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from telegram.ext import filters

from handlers.kit.forms.form import Next, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, escape
from storage.sheets.reading import aside
from storage.sheets.table import MAX_BYTES, TOO_LARGE, SheetUnreadable

TABLE = filters.Document.FileExtension("csv") | filters.Document.FileExtension("xlsx")
"""What may begin a flow; where a file is asked for, any is taken, so that its sender hears what is wrong with it."""

T = TypeVar("T")


async def take(context: Context, read: Callable[[str, bytes], object]) -> Next:
    """Remember the file by its id, if it can be read; what it means is worked out anew at each look."""
    document = context.message.document if context.message else None
    if document is None:
        return None
    if (document.file_size or 0) > MAX_BYTES:
        await context.say(escape(TOO_LARGE))
        return None
    draft(context).update(file_id=document.file_id, name=document.file_name or "表格")
    await context.say(Markup("正在读取 {} …").format(draft(context)["name"]))
    try:
        await opened(context, read)
    except SheetUnreadable as error:
        await context.say(escape(str(error)))
        return "file"
    return "confirm"


async def opened(context: Context, read: Callable[[str, bytes], T]) -> T:
    """The remembered file as `read` understands it. Raises SheetUnreadable."""
    telegram_file = await context.bot.get_file(draft(context)["file_id"])
    content = bytes(await telegram_file.download_as_bytearray())
    return await aside(partial(read, draft(context)["name"], content))
