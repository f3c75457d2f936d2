"""What one has of a second way, and what can be done about it."""

from handlers.channels.buttons import Channels, ChooseWhen, RemoveChannel, StartChannel, StartCode
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.text import Markup, lines
from storage import channels
from storage.channels import When
from storage.engine.refusal import Refusal

HEADING = Markup("<b>🔔 备用提醒</b>")
ABOUT = Markup(
    "Telegram 一时收不到时，从另一条路告诉您“有待办”，只说有几条，不写任何内容，每 4 小时最多一次，夜间不发。"
)


async def show_channels(context: Context, _button: Channels) -> None:
    async with context.read() as session:
        mine = await channels.of(session, context.me.person_id)
    start = StartChannel().labelled("➕ 登记" if mine is None else "✏️ 换一个地址")
    if mine is None:
        text = lines(HEADING, ABOUT, Markup("\n您还没有登记。"))
        await context.show(text, [[start], HOME])
        return
    off = RemoveChannel(0).labelled("🗑 不再提醒")
    if mine.confirmed_at is None:
        went = Markup("验证码已发出，30 分钟内有效。") if mine.code_sent_at else Markup("正在发送验证码…")
        text = lines(
            HEADING, Markup("{}：{}（还没有验证）").format(mine.way, mine.address), went, _trouble(mine.problem)
        )
        await context.show(text, [[StartCode().labelled("🔢 输入验证码")], [start, off], HOME])
        return
    always = mine.when == When.ALWAYS
    text = lines(
        HEADING,
        ABOUT,
        Markup("\n{}：<b>{}</b> ✓ 已验证").format(mine.way, mine.address),
        Markup("什么时候提醒：<b>{}</b>").format(mine.when),
        _trouble(mine.problem),
    )
    other = ChooseWhen(0 if always else 1).labelled(f"改为：{When.UNREACHED if always else When.ALWAYS}")
    await context.show(text, [[other], [start, off], HOME])


def _trouble(problem: str | None) -> Markup | None:
    return Markup("⚠️ 最近一次没有发出去：{}。").format(problem) if problem else None


async def choose_when(context: Context, button: ChooseWhen) -> None:
    if button.always not in (0, 1):
        raise Refusal(OUTDATED)
    async with context.write() as tx:
        await channels.choose(tx, context.me, When.ALWAYS if button.always else When.UNREACHED)
    await show_channels(context, Channels())


async def remove_channel(context: Context, button: RemoveChannel) -> None:
    if not button.sure:
        sure = RemoveChannel(1).labelled("🗑 确认，不再提醒")
        await context.show(Markup("确定不再使用备用提醒吗？登记的地址会一并删除。"), [[sure], back(Channels())])
        return
    async with context.write() as tx:
        await channels.remove(tx, context.me.person_id)
    await show_channels(context, Channels())
