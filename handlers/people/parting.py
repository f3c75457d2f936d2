"""What becomes of an account that no longer belongs to anybody: its menu goes, and it is told."""

import logging

from telegram import BotCommandScopeChat
from telegram.error import TelegramError

from handlers.kit.screens.context import Context
from storage.engine.failure import what_failed

LEFT = "您已不在本局名册上，账号绑定已解除。如有疑问，请联系党务干部。"

log = logging.getLogger(__name__)


async def part_with(context: Context, account: int, *words: str) -> None:
    """Take the account's command menu away and say those words (HTML) to it, as far as it can be reached."""
    context.bot_data.menus.pop(account, None)
    try:
        await context.bot.delete_my_commands(BotCommandScopeChat(account))
        for each in words:
            await context.bot.send_message(account, each, parse_mode="HTML")
    except TelegramError as error:
        # A lost or closed account need not hear of it; what was decided stands.
        log.warning("a former account was not told: %s", what_failed(error))
