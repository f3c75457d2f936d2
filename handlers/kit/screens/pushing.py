"""What pushes and screens agree on: buttons as a push keeps them, and how several nudges look together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram import InlineKeyboardButton

STAYS = timedelta(days=7)
"""After so long a reminder that could not go out is of no use any more."""


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> list[list[dict[str, Any]]]:
    """Rows of buttons as Telegram's JSON has them."""
    return [[button.to_dict() for button in row] for row in rows]


TOGETHER = "🔔 有 {} 件事提醒您"


def is_together(text: str) -> bool:
    """Whether a message is several nudges together: a press on one of them must leave the others there."""
    return text.startswith(TOGETHER.split("{", maxsplit=1)[0])
