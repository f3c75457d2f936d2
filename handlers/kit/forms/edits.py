"""Messages that their writer changes afterwards: the last answer of an open form is taken anew, everything else is answered.

A changed message never runs a command: its effect has been had already, and an old message may be changed by mistake.
"""

from copy import deepcopy
from typing import Any

from telegram import Message
from telegram.ext import filters

from handlers.kit.screens.context import Context

# A live location is changed by the phone itself, again and again.
EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE & ~filters.LOCATION

NOTHING_OPEN = "已收到您的修改，但这条消息已经处理过，没有跟着改。要更正，请发送 /home 进入相应的功能。"
NOT_THE_LAST = "已收到您的修改，但没有跟着改。请把改好的内容重新发送一条。"
NO_COMMAND = "改成命令的消息不会执行。请重新发送命令。"
STAYS = "您改过的回答没有被采用，原来的保持不变。"


async def answer(context: Context, word: str = NOTHING_OPEN) -> None:
    """Say that a message was changed in vain, and what to do."""
    await context.tell(NO_COMMAND if context.text.startswith("/") else word)


def remember(opened: dict[str, Any], message: Message | None, step: str | None) -> None:
    """Before an answer in words is taken: how the form stood, so that the same message, changed, can be taken in its place."""
    if message is not None:
        opened["typed"] = {"message": message.message_id, "step": step, "answers": deepcopy(opened["answers"])}


def forget(opened: dict[str, Any]) -> None:
    """Something else was answered since: the words before it stay as they are."""
    opened.pop("typed", None)


def last(opened: dict[str, Any], message: Message) -> dict[str, Any] | None:
    """How the form stood before that message was taken, if it was the last answer."""
    typed: dict[str, Any] | None = opened.get("typed")
    return typed if typed and typed["message"] == message.message_id else None
