"""Files that people have sent, from Telegram; what it cannot give is told, and holds up nothing."""

import asyncio
from pathlib import PurePosixPath

from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from handlers.inspection.gathering import Content, Missing
from handlers.kit.engine.limits import asked_to_wait
from handlers.kit.screens.telegram_errors import says

TRIES = 3
MOST_IN_A_ROW = 3
"""When so many files in a row fail for the network, Telegram is away, and nothing is made of it."""
TOO_LARGE = "超过 20 MB，机器人不能从 Telegram 下载，请从聊天里另存"
GONE = "Telegram 上已经没有这个文件"
NOT_NOW = "没能从 Telegram 下载，可稍后重新生成"
TOO_BIG = "too big"


class Fetching:
    """Of one bundle."""

    def __init__(self, bot: Bot, pause: float = 2.0) -> None:
        self._bot, self._pause, self._lost = bot, pause, 0

    async def fetch(self, file_id: str) -> Content:
        """Raises Missing, and NetworkError when Telegram is away."""
        for attempt in range(TRIES):
            try:
                found = await self._once(file_id)
            except RetryAfter as error:
                await asyncio.sleep(asked_to_wait(error).total_seconds())
            except BadRequest as error:
                raise Missing(TOO_LARGE if says(error, TOO_BIG) else GONE) from error
            except NetworkError:
                await asyncio.sleep(self._pause * attempt)
            except TelegramError as error:
                # A path that is no more is answered as if the token were wrong.
                raise Missing(GONE) from error
            else:
                self._lost = 0
                return found
        self._lost += 1
        if self._lost >= MOST_IN_A_ROW:
            raise NetworkError("Telegram is away")
        raise Missing(NOT_NOW)

    async def _once(self, file_id: str) -> Content:
        file = await self._bot.get_file(file_id)
        content = bytes(await file.download_as_bytearray())
        return content, PurePosixPath(file.file_path or "").suffix
