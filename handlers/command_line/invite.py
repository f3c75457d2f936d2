"""``invite``: a link that binds one account to one person, once."""

import argparse

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.helpers import create_deep_linked_url

from handlers.command_line.lookups import person
from handlers.kit.engine.polling import REFUSED
from handlers.kit.engine.request import Request
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.people import bindings


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    request = Request(settings.bot_api_url, connections=1)
    bot = Bot(settings.token, base_url=f"{settings.bot_api_url}/bot", request=request, get_updates_request=request)
    async with opened(settings) as database:
        async with database.read() as session:
            who = await person(session, arguments.police_no)
        try:
            async with bot:
                name = bot.username
        except InvalidToken as error:
            raise OperatorError(REFUSED) from error
        except TelegramError as error:
            raise OperatorError(f"向 BOT_API_URL 问不到机器人的名字：{type(error).__name__}") from error
        async with database.write() as tx:
            token = await bindings.make_invite(tx, who.person_id, clock.now())
    print(create_deep_linked_url(name, token))
