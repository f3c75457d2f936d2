"""Which backups are kept: of each of the newest days, weeks and months that have any, the last one."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

UNITS = "dwm"


@dataclass(frozen=True)
class Keep:
    """How many days, weeks and months go back. The newest backup is kept whatever they say."""

    days: int = 7
    weeks: int = 4
    months: int = 12

    @classmethod
    def read(cls, text: str) -> Self:
        """`7d,4w,12m`, or the three numbers alone. Raises ValueError."""
        parts = [part.strip().lower() for part in re.split(r"[,，]", text)]
        if len(parts) != 3 or not all(
            re.fullmatch(rf"\d{{1,4}}{unit}?", part, re.ASCII) for part, unit in zip(parts, UNITS, strict=True)
        ):
            raise ValueError("应形如 7d,4w,12m：保留几天、几周、几个月的备份")
        return cls(*(int(part.rstrip(UNITS)) for part in parts))

    def __str__(self) -> str:
        return f"{self.days}d,{self.weeks}w,{self.months}m"

    def of(self, made: Iterable[datetime]) -> set[datetime]:
        """Those that stay."""
        newest_first = sorted(made, reverse=True)
        spans: list[tuple[int, Callable[[datetime], tuple[int, ...]]]] = [
            (self.days, lambda at: (at.year, at.month, at.day)),
            (self.weeks, lambda at: tuple(at.isocalendar())[:2]),
            (self.months, lambda at: (at.year, at.month)),
        ]
        kept = set(newest_first[:1])
        for number, span in spans:
            last: dict[tuple[int, ...], datetime] = {}
            for at in newest_first:
                last.setdefault(span(at), at)
            kept |= set(list(last.values())[:number])
        return kept
