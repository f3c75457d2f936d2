"""The greeting card of a political birthday: what it shows. `sheet.py` draws it."""

from dataclasses import dataclass
from datetime import date

LOOK = 3
"""The version of the look; a picture that Telegram holds of an older one is drawn anew."""
MOST_GROWTH = 30


@dataclass(frozen=True)
class Card:
    """Everything that a card shows. `growth` are (when, what), oldest first; `portrait` the bytes of a photo."""

    name: str
    branch: str
    joined: date
    day: date
    years: int
    words: str
    signed: str
    growth: tuple[tuple[str, str], ...] = ()
    portrait: bytes | None = None
    standing: int | None = None
    """The years of 党龄; nothing of it is shown where there are none."""
    month_alone: bool = False
    """Of `joined` no more is known than the month."""


def draw(card: Card) -> bytes:
    """The card as a PNG."""
    from scoring.birthday_card.sheet import Sheet

    return Sheet(card).drawn()
