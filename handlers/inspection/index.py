"""The index of a bundle: 目录.docx to read and sign, 目录.xlsx with every file, SHA256SUMS.txt to check them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.inspection.parts import Filed
from handlers.kit.screens.papers import docx
from handlers.kit.screens.sheets import in_turn, workbook
from scoring.papers.inspection import TEMPLATE, Absent, Counted, Index
from scoring.papers.paper import Paper, day_of
from storage.sealed.head import Head
from storage.sheets.writing import Made, Sheet

NAMED = 60
"""Of what is absent, so many stand in the DOCX."""
SUMS = "SHA256SUMS.txt"


@dataclass(frozen=True)
class Contents:
    """What is in a bundle, and what could not be put in."""

    filed: Sequence[Filed]
    absent: Sequence[Absent]
    parts: int

    @property
    def sums(self) -> bytes:
        """As `sha256sum -c` reads it."""
        return "".join(f"{each.digest}  {each.path}\n" for each in self.filed).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sums).hexdigest()


async def index(
    above: Made, about: str, by: str, contents: Contents, head: Head, *, branches: bool
) -> dict[str, bytes]:
    """Its files by name; of the bureau's with how many each of its `branches` has."""
    kinds = Counter(each.kind for each in contents.filed)
    of_branches = Counter(each.branch for each in contents.filed) if branches else {}
    facts = Index(
        unit=above.unit,
        about=about,
        made_by=by,
        made_at=f"{day_of(above.at.date())} {above.at:%H:%M}",
        files=len(contents.filed),
        parts=contents.parts,
        kinds=_counted(kinds),
        branches=_counted(of_branches),
        absent=tuple(contents.absent[:NAMED]),
        more=max(len(contents.absent) - NAMED, 0),
        sums=contents.digest,
        head=str(head),
        made_on=day_of(above.at.date()),
    )
    return {
        "目录.docx": await docx(Paper(TEMPLATE.name, facts, TEMPLATE.title)),
        "目录.xlsx": await in_turn(workbook, above, _sheets(facts, contents)),
        SUMS: contents.sums,
    }


def _counted(found: "Counter[str] | dict[str, int]") -> tuple[Counted, ...]:
    return tuple(Counted(name, files) for name, files in found.items())


def _sheets(facts: Index, contents: Contents) -> list[Sheet]:
    listed = [
        (each.number, each.branch, each.kind, each.path, each.part, round(each.size / 1024, 1), each.digest)
        for each in contents.filed
    ]
    absent = [(each.branch, each.kind, each.name, each.why) for each in contents.absent]
    known = [
        ("文件数", f"{facts.files} 个"),
        ("分卷", f"{facts.parts} 卷"),
        ("没有装入的", f"{len(contents.absent)} 项"),
        (f"{SUMS} 的 SHA-256", facts.sums),
        ("审计记录末条校验码", facts.head),
    ]
    headings = ("序号", "支部", "类别", "文件", "分卷", "大小（KB）", "SHA-256")
    return [
        Sheet("目录", headings, listed),
        Sheet("没有装入的", ("支部", "类别", "名称", "原因"), absent),
        Sheet("核对", ("项目", "内容"), known),
    ]
