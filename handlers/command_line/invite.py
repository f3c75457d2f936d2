"""``invite``: links that bind one account to one person, once: one person's, or those of all who have not bound one yet."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.helpers import create_deep_linked_url

from handlers.command_line.lookups import branch, person
from handlers.kit.engine.polling import REFUSED
from handlers.kit.engine.request import bare_bot
from storage.engine.clock import Clock
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.private import create
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
    bot = bare_bot(settings, connections=1)
    until = (clock.now() + LINK_LIVES).astimezone(clock.zone)
    async with opened(settings) as database:
        async with database.read() as session:
            people, phones = await _people(session, arguments), await directory.with_phones(session)
        if not people:
            raise OperatorError(NOBODY)
        name = await _name(bot)
        if arguments.sheet is None:
            for who, link in (await _links(database, people, name, clock.now())).items():
                one = arguments.police_no is not None
                print(link if one else f"{who.branch}\t{who.police_no}\t{who.name}\t{link}")
        else:
            with _new(arguments.sheet) as file:
                links = await _links(database, people, name, clock.now())
                print(f"正在排版 {len(people)} 张卡……", file=sys.stderr)
                pages = _print(links, phones, (settings.bureau_name, name, until), file)
            print(f"已写入 {arguments.sheet}：{len(people)} 张卡，{pages} 页 A4。打印后请删去这个文件。")
    told = f"{until:%Y-%m-%d %H:%M} 前有效，每条只能用一次，谁拿到都能绑定：请只交给本人。以前没用过的链接即作废。"
    print(told, file=sys.stderr)


async def _people(session: AsyncSession, arguments: argparse.Namespace) -> list[Who]:
    """Whom it is about, branch by branch. Raises OperatorError."""
    if arguments.police_no is not None:
        return [await person(session, arguments.police_no)]
    only = await branch(session, arguments.branch) if arguments.branch is not None else None
    everybody = await directory.people_of(session, branch_id=only)
    return sorted((who for who in everybody if who.telegram_id is None), key=lambda who: (who.branch_id, who.police_no))


async def _links(database: Database, people: Sequence[Who], name: str, now: datetime) -> dict[Who, str]:
    """One for each, made now: those from before open nothing any more."""
    async with database.write() as tx:
        tokens = {who: await bindings.make_invite(tx, who.person_id, now) for who in people}
    return {who: create_deep_linked_url(name, token) for who, token in tokens.items()}


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A new file that nobody else may read, made before any link is; it goes where what follows fails. Raises OperatorError."""
    if path.suffix.lower() != ".pdf":
        raise OperatorError(f"{path}：绑定卡是 PDF，文件名请以 .pdf 结尾")
    try:
        made = create(path)
    except FileExistsError:
        raise OperatorError(f"已有 {path}：请换一个文件名，或先把它删去") from None
    except OSError as error:
        raise OperatorError(f"写不了 {path}：{why(error)}") from error
    try:
        with made as file:
            yield file
    except BaseException:
        path.unlink()
        raise


async def _name(bot: Bot) -> str:
    """In its links. Raises OperatorError."""
    try:
        async with bot:
            return bot.username
    except InvalidToken as error:
        raise OperatorError(REFUSED) from error
    except TelegramError as error:
        raise OperatorError(f"向 BOT_API_URL 问不到机器人的名字：{type(error).__name__}") from error


def _print(links: dict[Who, str], phones: set[int], sheet: tuple[str, str, datetime], file: BinaryIO) -> int:
    """Cards for them; on each the bureau, the bot's name and until when. Gives the number of pages."""
    from scoring.binding_cards import Card, Sheet, pdf

    bureau, name, until = sheet
    cards = [
        Card(who.branch, who.name, who.police_no, link, phone=who.person_id in phones) for who, link in links.items()
    ]
    return pdf(cards, Sheet(bureau, name, f"{until.month}月{until.day}日 {until:%H:%M}"), file)
