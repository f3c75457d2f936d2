"""The trail of a span as a file: what verifies it as it is hashed, then what people read beside it."""

import csv
import io
from collections.abc import Collection, Mapping
from datetime import tzinfo

from handlers.kit.screens.records import word_of
from handlers.kit.screens.sheets import workbook
from storage.sealed import trail_file
from storage.sealed.trail_file import Span
from storage.sheets.writing import Made, Sheet

WHEN, WHO, WHOM, WHAT = "时间", "经办人", "涉及人", "对象名称"
READ = (WHEN, WHO, WHOM, WHAT)
HIDDEN = "（与您本人有关，按规定不在此显示）"
BEFORE = "（上一条，供核对）"
ORDER = (trail_file.NUMBER, WHEN, trail_file.EVENT, WHO, WHOM, WHAT, *trail_file.COLUMNS[3:], trail_file.AT)


def rows(span: Span, hidden: Collection[str], names: Mapping[int, str], zone: tzinfo) -> list[dict[str, str]]:
    """Every entry's cells, and before them the link to the entry before."""
    before = span.before
    found = []
    if before is not None:
        found.append({trail_file.NUMBER: str(before.number), trail_file.DIGEST: before.digest, WHAT: BEFORE})
    for entry in span.entries:
        if entry.subject in hidden:
            found.append(trail_file.row(entry, hidden=True) | {WHAT: HIDDEN})
            continue
        found.append(
            trail_file.row(entry)
            | {
                WHEN: f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
                WHO: names.get(entry.by, "") if entry.by else "系统",
                WHOM: names.get(entry.over, "") if entry.over else "",
                WHAT: word_of(entry.subject, "记录") if entry.subject else "",
            }
        )
    return found


def as_csv(_above: Made, found: list[dict[str, str]]) -> bytes:
    """What verifies comes back as it went out; no name becomes a formula in a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ORDER, restval="")
    writer.writeheader()
    for cells in found:
        writer.writerow(
            {key: f"'{cell}" if key in READ and cell[:1] in "=+-@" and cell else cell for key, cell in cells.items()}
        )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(above: Made, found: list[dict[str, str]]) -> bytes:
    return workbook(above, [Sheet("审计记录", ORDER, [[cells.get(name) for name in ORDER] for cells in found])])
