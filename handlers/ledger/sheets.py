"""The ledger as XLSX: a summary and one sheet a subject."""

from collections import Counter
from collections.abc import Sequence

from handlers.kit.screens.sheets import workbook as filled
from storage.ledger import Entry, Standing
from storage.sheets.writing import Coloured, Sheet, Value

COLUMNS = (
    ("支部", 24),
    ("姓名", 10),
    ("警号", 10),
    ("事项", 44),
    ("日期", 12),
    ("完成日期", 12),
    ("状态", 12),
    ("备注", 36),
)
COUNTED = {"完成": (Standing.DONE, Standing.DONE_LATE), "进行中": (Standing.DUE,), "逾期": (Standing.LATE,)}
RED, GREEN = "B71C1C", "2E7D32"


def workbook(title: str, subjects: Sequence[tuple[str, Sequence[Entry]]]) -> bytes:
    """An XLSX file: 汇总 by branch and subject, then the entries of each subject."""
    entries = [Sheet(name, COLUMNS, [_line(entry) for entry in found]) for name, found in subjects]
    return filled([_summary(title, subjects), *entries])


def _summary(title: str, subjects: Sequence[tuple[str, Sequence[Entry]]]) -> Sheet:
    headings = [("支部", 24), *((f"{name}{word}", 13) for name, _ in subjects for word in COUNTED)]
    counts = Counter(
        (branch, name, entry.standing)
        for name, entries in subjects
        for entry in entries
        for branch in (entry.branch, None)
    )
    rows: list[list[Value]] = []
    for branch in (*dict.fromkeys(entry.branch for _, entries in subjects for entry in entries), None):
        numbers = (
            sum(counts[branch, name, each] for each in standings)
            for name, _ in subjects
            for standings in COUNTED.values()
        )
        rows.append([branch or "合计", *numbers])
    return Sheet("汇总", headings, rows, title)


def _line(entry: Entry) -> Sequence[Value]:
    colour = RED if entry.standing is Standing.LATE else GREEN
    word = entry.standing.value
    standing = word if entry.standing is Standing.DUE else Coloured(word, colour)
    return (entry.branch, entry.person, entry.police_no, entry.what, entry.on, entry.done, standing, entry.note)
