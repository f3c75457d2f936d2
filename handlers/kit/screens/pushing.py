"""What pushes and screens agree on: buttons as a push keeps them, and how several nudges look together."""

from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> list[list[dict[str, Any]]]:
    """Rows of buttons as Telegram's JSON has them."""
    return [[button.to_dict() for button in row] for row in rows]


TOGETHER = "🔔 有 {} 件事提醒您"


def is_together(text: str) -> bool:
    """Whether a message is several nudges together: a press on one of them must leave the others there."""
    return text.startswith(TOGETHER.split("{", maxsplit=1)[0])
