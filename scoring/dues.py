"""Membership dues (党费): how much is due of a month's base, and sums of money as people write them. All sums are whole 分."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

MOST = 100_000_000
"""A million yuan: beyond it somebody has mistyped."""
_SUM = re.compile(r"[¥￥]?(\d{1,9})(?:\.(\d{1,2})\d*)?(?:元|块)?")


@dataclass(frozen=True, slots=True)
class Bracket:
    """The share that is due of a whole base of up to so many yuan; the last one has no end."""

    share: Fraction
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Brackets by rising ends."""

    brackets: tuple[Bracket, ...]

    def due_of(self, base: int) -> int:
        """What is due of that base: the whole of it at its bracket's share, rounded to the 分."""
        return int(base * self.share_of(base) + Fraction(1, 2))

    def share_of(self, base: int) -> Fraction:
        """The share of the first bracket that reaches as far."""
        return next(each.share for each in self.brackets if each.to is None or base <= each.to * 100)


def read_sum(text: str) -> int | None:
    """6,800、6800.5、102元 as 分; None for what is no sum, has a fraction of a 分, or is beyond all sense."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    found = _SUM.fullmatch(plain)
    if found is None or re.search(r"\.\d\d\d", plain):
        return None
    sum_ = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return sum_ if sum_ <= MOST else None


def sum_text(sum_: int) -> str:
    """102.00."""
    return f"{sum_ // 100}.{sum_ % 100:02}"


def share_text(share: Fraction) -> str:
    """1.5%."""
    return f"{float(share * 100):g}%"
