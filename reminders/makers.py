"""Pictures that are drawn only when their push goes out: who makes which."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from telegram import Bot, Message
from telegram.error import TelegramError

from handlers.birthdays import picture as birthday
from handlers.kit.screens.pictures import Drawing, Maker, send_drawing
from storage.engine.database import Database
from storage.engine.failure import what_failed

log = logging.getLogger(__name__)

MAKERS: Mapping[str, Maker] = {"birthday": birthday.make}


async def send_drawn(
    database: Database, bot: Bot, content: str, send: Callable[..., Awaitable[Message]], now: datetime
) -> Message | None:
    """Draw what `content` names and send it by `send(photo=…)`; None where it cannot be drawn, so that words go alone."""
    maker, _, subject = content.partition(":")
    drawing = await _drawing(maker, database, bot, subject)
    if drawing is None:
        return None
    try:
        return await send_drawing(database, drawing, send, now)
    except TelegramError:
        raise
    except Exception as error:  # noqa: BLE001 - a picture that fails must hold back neither its words nor other pushes
        log.error("a picture of %s cannot be drawn: %s", maker, what_failed(error))
        return None


async def _drawing(maker: str, database: Database, bot: Bot, subject: str) -> Drawing | None:
    try:
        return await MAKERS[maker](database, bot, subject)
    except TelegramError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        log.error("what a picture of %s shows cannot be read: %s", maker, what_failed(error))
        return None
