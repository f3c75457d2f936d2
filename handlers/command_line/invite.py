"""``invite``: links that bind one account to one person, once: one person's, or those of all who have not bound one yet."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.helpers import create_deep_linked_url

from handlers.command_line.lookups import branch, person
from handlers.kit.engine.polling import REFUSED
from handlers.kit.engine.request import Request
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.engine.trouble import why
from storage.people import bindings, directory
from storage.people.bindings import LINK_LIVES
from storage.people.directory import Who

NOBODY = "没有要生成链接的人：都已绑定"


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Print each link, or the sheet of cards; what is to be known of them goes to standard error, beside a list that may be piped."""
    if arguments.police_no is None and not arguments.all and arguments.branch is None:
        raise OperatorError("请写一个警号；或用 --all（全部未绑定的人）、--branch 支部")
    request = Request(settings.bot_api_url, connections=1)
    bot = Bot(settings.token, base_url=f"{settings.bot_api_url}/bot", request=request, get_updates_request=request)
    async with opened(settings) as database:
        async with database.read() as session:
            people = await _people(session, arguments)
        if not people:
            raise OperatorError(NOBODY)
        sheet = _new(arguments.sheet) if arguments.sheet else None
        try:
            name = await _name(bot)
            async with database.write() as tx:
                tokens = {who: await bindings.make_invite(tx, who.person_id, clock.now()) for who in people}
            links = {who: create_deep_linked_url(name, token) for who, token in tokens.items()}
            async with database.read() as session:
                phones = await directory.with_phones(session)
            until = (clock.now() + LINK_LIVES).astimezone(clock.zone)
            if sheet is not None:
                print(f"正在排版 {len(people)} 张卡……", file=sys.stderr)
                pages = _print(sheet, links, phones, settings.bureau_name, name, until)
                print(f"已写入 {arguments.sheet}：{len(people)} 张卡，{pages} 页 A4。打印后请删去这个文件。")
        except BaseException:
            if sheet is not None:
                arguments.sheet.unlink()
            raise
        finally:
            if sheet is not None:
                sheet.close()
    if sheet is None:
        one = arguments.police_no is not None
        print(
            *(link if one else f"{who.branch}\t{who.police_no}\t{who.name}\t{link}" for who, link in links.items()),
            sep="\n",
        )
    told = f"{until:%Y-%m-%d %H:%M} 前有效，每条只能用一次，谁拿到都能绑定：请只交给本人。以前没用过的链接即作废。"
    print(told, file=sys.stderr)


async def _people(session: AsyncSession, arguments: argparse.Namespace) -> list[Who]:
    """Whom it is about, branch by branch. Raises OperatorError."""
    if arguments.police_no is not None:
        return [await person(session, arguments.police_no)]
    only = await branch(session, arguments.branch) if arguments.branch is not None else None
    everybody = await directory.people_of(session, branch_id=only)
    return sorted((who for who in everybody if who.telegram_id is None), key=lambda who: (who.branch_id, who.police_no))


def _new(path: Path) -> BinaryIO:
    """A new file that nobody else may read, made before any link is. Raises OperatorError."""
    if path.suffix.lower() != ".pdf":
        raise OperatorError(f"{path}：绑定卡是 PDF，文件名请以 .pdf 结尾")
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError:
        raise OperatorError(f"已有 {path}：请换一个文件名，或先把它删去") from None
    except OSError as error:
        raise OperatorError(f"写不了 {path}：{why(error)}") from error


async def _name(bot: Bot) -> str:
    """In its links. Raises OperatorError."""
    try:
        async with bot:
            return bot.username
    except InvalidToken as error:
        raise OperatorError(REFUSED) from error
    except TelegramError as error:
        raise OperatorError(f"向 BOT_API_URL 问不到机器人的名字：{type(error).__name__}") from error


def _print(  # noqa: PLR0917 - what stands on the cards
    file: BinaryIO, links: dict[Who, str], phones: set[int], bureau: str, name: str, until: datetime
) -> int:
    from scoring.binding_cards import Card, Sheet, pdf

    cards: Sequence[Card] = [
        Card(who.branch, who.name, who.police_no, link, phone=who.person_id in phones) for who, link in links.items()
    ]
    return pdf(cards, Sheet(bureau, name, f"{until.month}月{until.day}日 {until:%H:%M}"), file)
