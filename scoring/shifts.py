"""Shifts (班次): which words of a roster mean that somebody can come to a meeting that day; and which days of a week suit most.

Being on shift is neutral: it says when a meeting is better held, and nothing about a person.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FREE = ("白班", "正常班", "行政班", "长白班", "正班", "常白", "日勤", "上班", "在岗", "备勤", "班")
BUSY = (
    "夜班", "晚班", "中班", "大夜", "小夜", "值班", "休", "休息", "轮休", "补休", "调休", "下夜班", "出差", "公差", "外勤", "安保", "年假",
    "年休", "病假", "事假", "婚假", "产假", "护理假", "陪产假", "丧假", "探亲假", "请假", "假", "培训", "借调", "抽调",
)  # fmt: skip
"""What a word of the personnel system means unless the bureau has said otherwise."""
LONGEST = 20
_NOTE = re.compile(r"[(（\[【].*$|[\d:：~～—\-至]+.*$")


def plain_word(text: str) -> str:
    """A shift's word without its hours and remarks: 白班(8:30-17:30) is 白班."""
    whole = "".join(unicodedata.normalize("NFKC", text).split())
    return _NOTE.sub("", whole) or whole


def meaning(word: str, own: Mapping[str, bool]) -> bool | None:
    """Whether somebody with that shift can come; None where nobody has said."""
    if word in own:
        return own[word]
    if word in FREE:
        return True
    return False if word in BUSY else None


@dataclass(frozen=True, slots=True)
class Suits:
    """How a day suits: of the `expected` so many are `free`, of those `entitled` to vote so many; `unknown` have no shift there and count as free."""

    day: date
    expected: int
    free: int
    entitled: int
    entitled_free: int
    unknown: int
    needed: int | None = None

    @property
    def likely(self) -> bool | None:
        """Whether there will be a quorum; None where none is needed."""
        return None if self.needed is None else self.entitled_free >= self.needed

    @property
    def rank(self) -> tuple[bool, int, int]:
        return self.likely is not False, self.entitled_free, self.free


def better(days: Sequence[Suits], chosen: date, most: int = 2) -> list[Suits]:
    """The days that suit more than the chosen one, the best first, the nearer before the farther."""
    mine = next(each for each in days if each.day == chosen)
    found = [each for each in days if each.rank > mine.rank]
    return sorted(
        found, key=lambda each: (not each.rank[0], -each.rank[1], -each.rank[2], abs((each.day - chosen).days))
    )[:most]
