"""Comparing a head (校验码) from an inspector's own chat with the trail as it is now."""

from handlers.audit.buttons import WHOLE
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup
from storage.engine.refusal import Refusal
from storage.sealed import audit
from storage.sealed.head import Head

UNREADABLE = "没有从中找到校验码。它形如“序号:哈希”，冒号后是 64 个字母和数字，请把整条消息原样转发或粘贴过来。"
HOLDS = Markup(
    "✅ <b>与校验码一致</b>\n截至第 {} 条的记录没有被改动、插入或截去；此后新增 {} 条，也都连得上。\n现在共 {} 条。"
)
BROKEN = Markup(
    "❗️ <b>{}</b>\n审计记录与校验码对不上。请保留这条校验码和本条消息，不要再操作，立即报告党委书记，并请系统管理员运行 verify-audit 核查。"
)


def head_in(words: str) -> str:
    """The head in these words. Raises Refusal where there is none."""
    known = Head.found_in(words)
    if known is None:
        raise Refusal(UNREADABLE)
    return str(known)


async def compare(context: Context, head: str) -> None:
    """Say how the trail stands against it."""
    known = Head.read(head)
    async with context.read() as session:
        found = await audit.verify(session, known)
    if isinstance(found, audit.Found):
        text = BROKEN.format(str(found))
    else:
        text = HOLDS.format(known.number, found - known.number, found)
    await context.show(text, [[WHOLE.labelled("🔏 审计记录")], HOME])
