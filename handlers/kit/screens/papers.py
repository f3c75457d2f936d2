"""Papers as files: DOCX, or PDF where the machine has LibreOffice."""

from collections.abc import Callable
from functools import partial

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Taken
from handlers.kit.screens.sheets import WRITING
from scoring.own_rules import RuleFileError
from scoring.papers.paper import Form, Paper
from scoring.papers.templates import own_bytes, written
from storage.engine import office
from storage.engine.refusal import Refusal

MAKING = "正在生成，请稍候…"
INSTEAD = f"{office.NOT_HERE.partition('，请')[0]}，给您的是 DOCX 文件，可在 Word 或 WPS 里另存为 PDF。"


def forms(title: str, button: Callable[[Form], Button]) -> list[InlineKeyboardButton]:
    """A row that asks for the form of a paper."""
    return [button(Form.DOCX).labelled(f"🖨 {title} DOCX"), button(Form.PDF).labelled("🖨 PDF")]


async def docx(paper: Paper) -> bytes:
    """Raises Refusal where the bureau's template cannot be filled in: ours does not silently take its place."""
    try:
        return await WRITING.do(partial(written, paper, own_bytes(paper.template)))
    except RuleFileError as error:
        raise Refusal(f"{error}。请告诉系统管理员。") from error


async def send_paper(context: Context, paper: Paper, form: Form, what: Taken) -> None:
    """Made with a word while it takes."""
    await context.toast(MAKING)
    content, caption = await docx(paper), ""
    as_pdf = form is Form.PDF
    if as_pdf and office.program() is None:
        as_pdf, caption = False, INSTEAD
    if as_pdf:
        content = await office.pdf(content)
    await context.send_file(f"{paper.name}.{Form.PDF if as_pdf else Form.DOCX}", content, what, caption)
