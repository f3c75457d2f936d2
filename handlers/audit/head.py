"""Comparing a head (校验码) from an inspector's own chat with the trail as it is now."""

from handlers.audit.buttons import WHOLE, StartComparing
from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME
from handlers.kit.screens.text import Markup
from storage.sealed import audit
from storage.sealed.head import Head

ASK = Markup(
    "请把机器人以前发给您的<b>审计记录校验码</b>转发或粘贴到这里（整条消息也可以，形如 <code>序号:哈希</code>）。越早的校验码，证明得越久。"
)
UNREADABLE = "没有从中找到校验码。它形如“序号:哈希”，冒号后是 64 个字母和数字，请把整条消息原样转发或粘贴过来。"
HOLDS = Markup(
    "✅ <b>与校验码一致</b>\n截至第 {} 条的记录没有被改动、插入或截去；此后新增 {} 条，也都连得上。\n现在共 {} 条。"
)
BROKEN = Markup(
    "❗️ <b>{}</b>\n审计记录与校验码对不上。请保留这条校验码和本条消息，不要再操作，立即报告党委书记，并请系统管理员运行 verify-audit 核查。"
)


async def begin(_context: Context, _button: StartComparing) -> Next:
    """The head is all that is asked for."""
    return "head"


async def ask_head(context: Context) -> None:
    await ask(context, ASK)


async def take_head(context: Context) -> Next:
    """Compare it, or say that there is none."""
    return DONE if await compared(context, context.text) else None


async def compared(context: Context, words: str) -> bool:
    """Say how the trail stands against the head in these words; False after having said that there is none."""
    known = Head.found_in(words)
    if known is None:
        await context.tell(UNREADABLE)
        return False
    async with context.read() as session:
        found = await audit.verify(session, known)
    if isinstance(found, audit.Found):
        text = BROKEN.format(str(found))
    else:
        text = HOLDS.format(known.number, found - known.number, found)
    await context.show(text, [[WHOLE.labelled("🔏 审计记录")], HOME])
    return True


COMPARING = Form(
    name="trail_head",
    title="核对审计记录校验码",
    start=StartComparing,
    begin=begin,
    steps={"head": Step(ask_head, [Typed(reading.TEXT, take_head)])},
)
