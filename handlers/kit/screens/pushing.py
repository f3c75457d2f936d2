"""What pushes and screens agree on: buttons as a push keeps them, and how several nudges look together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.links import Agree
from scoring.cadence import awake
from storage.mail.outbox import Push

STAYS = timedelta(days=7)
"""After this long a reminder that could not go out is of no use any more."""


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> list[list[dict[str, Any]]]:
    """Rows of buttons as Telegram's JSON has them."""
    return [[button.to_dict() for button in row] for row in rows]


def nudge(
    kind: str,
    subject: str,
    text: str,
    local: datetime,
    *,
    person_id: int,
    keyboard: list[list[dict[str, Any]]],
    period: str = "",
) -> Push:
    """A push that can wait for the morning, go with others, and is of no use after a while."""
    return Push(
        kind,
        subject,
        str(text),
        person_id=person_id,
        period=period,
        keyboard=keyboard,
        not_before=awake(local),
        expires_at=local + STAYS,
        nudge=True,
    )


def urge(  # noqa: PLR0917 - a push's parts
    kind: str, subject: str, text: str, person_id: int, button: InlineKeyboardButton, now: datetime
) -> Push:
    """A word from somebody who presses 催办: at most one a day."""
    return Push(
        kind,
        subject,
        str(text),
        person_id=person_id,
        period=now.date().isoformat(),
        keyboard=keyboard([button]),
        not_before=awake(now),
        nudge=True,
    )


def decision(kind: str, key: tuple[int, int], refuse: Button) -> list[InlineKeyboardButton]:
    """The two buttons below a message that tells of a request: to agree, done at once, and to refuse, which asks for a reason."""
    return [Agree(kind, *key, 0).labelled("✅ 同意"), refuse.labelled("❌ 不同意")]


TOGETHER = "🔔 有 {} 件事提醒您"


def is_together(text: str) -> bool:
    """Whether a message is several nudges together: a press on one of them must leave the others there."""
    return text.startswith(TOGETHER.split("{", maxsplit=1)[0])
