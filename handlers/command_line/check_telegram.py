"""What `check` finds at Telegram: the way there, the bot, its webhook, how it stands in the branches' groups; and who is to bind first."""

import asyncio
from urllib.parse import urlsplit

from telegram import Bot, ChatMember
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from handlers.command_line.check_machine import Found
from handlers.command_line.points import Point
from handlers.kit.engine.polling import REFUSED
from handlers.kit.engine.request import bare_bot, proxy_for
from handlers.kit.screens.group_rights import ENOUGH, HOW_TO_PROMOTE, MISSES
from storage.engine.errors import OperatorError
from storage.engine.settings import Settings

AT_ONCE = 8


async def telegram(settings: Settings, found: Found, *, brief: bool) -> list[Point]:
    """`brief`: only what may keep the bot from starting."""
    try:
        bot, proxy = bare_bot(settings, connections=AT_ONCE, pool_timeout=60), proxy_for(settings.bot_api_url)
    except OperatorError as error:
        return [Point("Telegram：没法连接", str(error), stops=True)]
    parts = urlsplit(settings.bot_api_url)
    server = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    way = f"（经代理 {urlsplit(proxy).hostname}:{urlsplit(proxy).port}）" if proxy else ""
    try:
        async with bot:
            points = [Point(f"Telegram：{server}{way} 连得上，机器人是 @{bot.username}")]
            if not brief:
                points += [*await _webhook(bot, settings), *await _groups(bot, found)]
    except InvalidToken:
        return [Point(REFUSED, "请到 @BotFather 用 /token 重新取，写进 BOT_TOKEN", stops=True)]
    except TelegramError as error:
        do = "机器人会一直等到连上。请检查网络和 HTTPS_PROXY（只认 http 代理）"
        return [Point(f"Telegram：连不上 {server}{way}（{type(error).__name__}）", do)]
    return points


async def _webhook(bot: Bot, settings: Settings) -> list[Point]:
    found = await bot.get_webhook_info()
    if settings.webhook_url is None:
        return [Point("接收消息：长轮询" + ("（Telegram 那边还设着 webhook，启动时撤掉）" if found.url else ""))]
    if found.url != settings.webhook_url:
        return [Point("接收消息：webhook，启动时在 Telegram 设好")]
    if found.last_error_message and found.pending_update_count:
        do = "请检查反向代理、证书和 WEBHOOK_LISTEN"
        return [Point(f"接收消息：Telegram 送不到 WEBHOOK_URL（{found.last_error_message}）", do)]
    return [Point(f"接收消息：webhook，还有 {found.pending_update_count} 条没有送来")]


async def _groups(bot: Bot, found: Found) -> list[Point]:
    """One line for all that are as they should be."""
    if not found.groups:
        return [Point("支部群：还没有绑定的（支部书记在群里发 /bind）")]
    told = await asyncio.gather(*(_group(bot, branch, chat) for branch, chat in found.groups))
    wrong = [point for point in told if point is not None]
    private = "" if bot.can_read_all_group_messages else "；隐私模式开着（出厂设置），对管理员不起作用"
    right = len(told) - len(wrong)
    return [*wrong, *([Point(f"支部群：{right}/{len(told)} 个群里是管理员{private}")] if right else [])]


async def _group(bot: Bot, branch: str, chat: int) -> Point | None:
    try:
        standing = await bot.get_chat_member(chat, bot.id)
    except (BadRequest, Forbidden):
        standing = None
    if standing is None or standing.status in {ChatMember.LEFT, ChatMember.BANNED}:
        return Point(f"支部群：机器人不在{branch}的群里", "请把它拉进群，再由支部书记在群里发 /bind")
    if standing.status in ENOUGH:
        return None
    private = "" if bot.can_read_all_group_messages else "，隐私模式又开着"
    return Point(f"支部群：在{branch}的群里不是管理员{private}：{MISSES}", HOW_TO_PROMOTE)


def people(found: Found) -> Point:
    """Who is to bind first."""
    if not found.people:
        return Point("名册：还是空的", "导入花名册：import-roster 文件 --dry-run，看过再去掉 --dry-run")
    text = f"名册：{found.people} 人，已绑定 {found.bound} 人"
    first = "" if found.staff_bound else "还没有党务干部绑定：用 invite 警号 给一位党务干部生成链接，其他人由他办理"
    return Point(text, first)
