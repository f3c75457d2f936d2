"""Makes roster files for the tests, in every shape that people send them."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

HEADER = ("警号", "姓名", "支部", "党小组", "类别", "职务", "手机号", "岗位", "入党日期", "转正日期")
GOOD = {
    "警号": "100123",
    "姓名": "张三",
    "支部": "第一支部",
    "党小组": "第一党小组",
    "类别": "正式党员",
    "职务": "",
    "手机号": "16012345678",
    "岗位": "民警",
    "入党日期": "2019-07-01",
    "转正日期": "2020-07-01",
}


def line(**changes: object) -> dict[str, object]:
    return {**GOOD, **changes}


def csv_bytes(
    rows: Sequence[dict[str, object]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    delimiter: str = ",",
    before: str = "",
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([row.get(word, "") for word in header] for row in rows)
    return (before + out.getvalue()).encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[object]], *more_sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet_rows in (rows, *more_sheets):
        sheet = book.create_sheet()
        for row in sheet_rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def serial(day: date) -> int:
    """The day as a spreadsheet counts it."""
    return (day - date(1899, 12, 30)).days
