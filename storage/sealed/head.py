"""The head of the audit trail, by which a tail that was cut off later is found."""

import re
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Head:
    """How far the trail had come: the newest entry's number and hash. As text `N:HASH`."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def found_in(cls, words: str) -> Self | None:
        """The first head that stands somewhere in these words, such as a forwarded message."""
        found = re.search(r"(?<!\d)\d{1,9}:[0-9a-fA-F]{64}(?![0-9a-fA-F])", words)
        return cls.read(found[0]) if found else None

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is not a head."""
        number, _, digest = text.strip().partition(":")
        if not number.isdecimal() or len(digest) != 64:
            raise ValueError("校验码应为“序号:哈希”（N:HASH），即机器人发给纪检监察的那一行")
        return cls(int(number), digest.lower())
