"""Naming an address, and entering the code that was sent there."""

import re

from handlers.channels.buttons import Channels, StartChannel, StartCode
from handlers.channels.screens import HEADING, show_channels
from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Line
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup
from storage import channels
from storage.channels import Way
from storage.engine.refusal import Refusal

NOT_SET_UP = "本单位还没有开通邮箱等备用提醒，请联系党务干部。"
WRONG_CODE = "验证码不对，请核对收到的 6 位数字后重新输入；收不到可以返回重新登记地址。"
ADDRESSES = {
    Way.EMAIL: (
        re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
        "邮箱地址应形如 name@example.com，请重新输入。",
    ),
    Way.WECOM: (
        re.compile(r"[A-Za-z0-9][\w.@-]{0,63}", re.ASCII),
        "企业微信账号由字母、数字和 _ - . @ 组成，以字母或数字开头，请重新输入。",
    ),
}
LONGEST_ADDRESS = 120


async def begin(context: Context, _button: StartChannel) -> None:
    """Where there is only one way it is not asked for."""
    ways = context.bot_data.ways
    if not ways:
        raise Refusal(NOT_SET_UP)
    if len(ways) == 1:
        draft(context)["way"] = ways[0].value


async def way_options(context: Context) -> list[Option]:
    return [Option(way.value, way.value) for way in context.bot_data.ways]


async def check_address(context: Context, address: str) -> str:
    """Raises Refusal for what cannot be one."""
    form, wrong = ADDRESSES[Way(draft(context)["way"])]
    if not form.fullmatch(address):
        raise Refusal(wrong)
    return address


async def save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        await channels.ask(tx, context.me, Way(facts["way"]), facts["address"], context.now)
    text = Markup("📮 验证码正在发往 <b>{}</b>，收到后请点下面的按钮输入。").format(facts["address"])
    await context.show(text, [[StartCode().labelled("🔢 输入验证码")], back(Channels())])


async def begin_code(context: Context, _button: StartCode) -> None:
    """Raises Refusal where no code is asked for."""
    async with context.read() as session:
        await channels.open_question(session, context.me, context.now)


async def check_code(context: Context, code: str) -> str:
    """A try is kept also where it is wrong. Raises Refusal."""
    async with context.write() as tx:
        right = await channels.counted_try(tx, context.me, "".join(code.split()), context.now)
    if not right:
        raise Refusal(WRONG_CODE)
    return code


async def confirmed(context: Context) -> None:
    await show_channels(context, Channels())


FORMS = [
    Form(
        name="channel",
        title="登记备用提醒",
        start=StartChannel,
        begin=begin,
        questions=[
            Choice("way", f"{HEADING}\n用哪一种？", options=way_options),
            Line(
                "address",
                "<b>🔔 {way}</b>\n请发送您的地址（邮箱地址，或企业微信账号）。只用来告诉您“有待办”，别人看不到。",
                "地址",
                LONGEST_ADDRESS,
                check=check_address,
            ),
        ],
        save=save,
    ),
    Form(
        name="channel_code",
        title="输入验证码",
        start=StartCode,
        begin=begin_code,
        questions=[Line("code", f"{HEADING}\n请输入收到的 6 位验证码。", "验证码", 12, check=check_code)],
        save=confirmed,
    ),
]
