"""The personnel system's monthly duty attendance (考勤), from CSV or XLSX to checked rows; a bad row holds up no good one."""

import calendar
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from scoring.cadence import last_of_month
from storage.people.roster_cells import police_number
from storage.people.roster_words import CALLED
from storage.sheets import cells
from storage.sheets.blank import blank
from storage.sheets.cells import BadCell
from storage.sheets.header import LINES, Row, find, meaning, rows_below
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, Kind, RefusedRow, Stored

# column → the field it fills; the number of days may be halves
DAYS = {
    "应出勤天数": "due",
    "出勤天数": "present",
    "旷工天数": "absent",
    "请假天数": "leave",
    "公差天数": "travel",
    "病假天数": "sick",
}
TIMES = "迟到早退次数"
COLUMNS = ("警号", "姓名", "月份", "应出勤天数", "出勤天数", TIMES, "旷工天数", "请假天数", "公差天数", "病假天数")
REQUIRED = ("警号", "姓名", "月份", "应出勤天数", "出勤天数")
# What other systems call the same.
_ALIASES = {
    "应出勤": "应出勤天数",
    "应到天数": "应出勤天数",
    "出勤": "出勤天数",
    "实际出勤天数": "出勤天数",
    "实出勤天数": "出勤天数",
    "迟到早退": TIMES,
    "旷工": "旷工天数",
    "缺勤天数": "旷工天数",
    "请假": "请假天数",
    "事假天数": "请假天数",
    "公差": "公差天数",
    "出差天数": "公差天数",
    "病假": "病假天数",
    "考勤月份": "月份",
    **{word: column for column in ("警号", "姓名") for word in CALLED[column].split()},
}
_ABSENT = f"前 {LINES} 行里没有找到考勤表的表头；表头要有：{'、'.join(REQUIRED)}。可以先点“下载模板”。"
_MOST_TIMES = 99
_MONTH = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})|(\d\d))\s*月?(?:\s*[-/.]?\s*0?1日?)?")
_EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One person's month as the file has it; days may be halves."""

    line: int
    police_no: str
    name: str
    month: date
    due: float
    present: float
    late: int = 0
    absent: float = 0
    leave: float = 0
    travel: float = 0
    sick: float = 0


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """The whole file: accepted rows and refused ones, and headers that mean nothing here."""

    rows: list[AttendanceRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def months(self) -> list[date]:
        """The first days of the months it holds, oldest first."""
        return sorted({row.month for row in self.rows})


def read_attendance(name: str, content: bytes, today: date) -> AttendanceFile:
    """Read a file; a month that is not over is refused.

    Raises SheetUnreadable when the file as a whole cannot be used.
    """
    tables = read_tables(name, content)
    header = find(tables, COLUMNS, REQUIRED, least=len(REQUIRED) - 1, like="考勤表", absent=_ABSENT, word=_word)
    file = AttendanceFile(ignored_columns=header.ignored)
    seen: dict[tuple[str, date], int] = {}
    for row in rows_below(header):
        read = _row(row, today, from_1904=header.table.from_1904)
        if isinstance(read, RefusedRow):
            file.refused.append(read)
            continue
        key = (read.police_no.casefold(), read.month)
        if first := seen.get(key):
            reason = f"与第 {first} 行是同一人的同一个月，请只保留一行。"
            file.refused.append(RefusedRow(read.line, f"{read.police_no} {read.name}", reason))
            continue
        seen[key] = read.line
        file.rows.append(read)
    return file


def template(month: date, people: list[tuple[str, str]]) -> bytes:
    """A workbook to fill in: the header, and a line for each person (警号, 姓名)."""
    return blank("考勤", COLUMNS, rows=[(police_no, name, f"{month:%Y-%m}") for police_no, name in people])


_word = meaning(COLUMNS, _ALIASES, {})


def _row(row: Row, today: date, *, from_1904: bool) -> AttendanceRow | RefusedRow:
    police_no = row.get("警号", police_number) or ""
    name = row.get("姓名", cells.plain) or ""
    month = row.get("月份", lambda cell: month_of(cell, from_1904=from_1904))
    days = {into: row.get(column, _days) for column, into in DAYS.items()}
    late = row.get(TIMES, _times)
    problems = row.problems
    missing = [word for word, value in (("警号", police_no), ("姓名", name)) if not value]
    missing += [word for word in ("应出勤天数", "出勤天数") if days[DAYS[word]] is None]
    if missing := [word for word in missing if not any(problem.startswith(word) for problem in problems)]:
        problems.append(f"缺少{'、'.join(missing)}，请补上")
    if month is not None:
        problems += _impossible(month, {into: value or 0 for into, value in days.items()}, today)
    if problems or month is None:
        return RefusedRow(row.line, f"{police_no} {name}".strip(), "；".join(problems) + "。")
    return AttendanceRow(
        row.line, police_no, name, month, late=late or 0, **{into: value or 0 for into, value in days.items()}
    )


def _impossible(month: date, days: dict[str, float], today: date) -> list[str]:
    problems = []
    longest = calendar.monthrange(month.year, month.month)[1]
    if last_of_month(month) > today:
        problems.append(f"{month.year}年{month.month}月还没有结束，请月底以后再导入")
    words = {into: column for column, into in DAYS.items()}
    if over := [words[into] for into, value in days.items() if value > longest]:
        problems.append(f"{'、'.join(over)}超过了当月的 {longest} 天，请核对")
    # Travel is left out: some systems count it as present.
    away = days["absent"] + days["leave"] + days["sick"]
    for what, sum_of in (
        ("出勤", days["present"]),
        ("旷工、请假、病假合起来", away),
        ("出勤、旷工、请假、病假合起来", days["present"] + away),
    ):
        if not problems and sum_of > days["due"]:
            problems.append(f"{what} {sum_of:g} 天，超过应出勤的 {days['due']:g} 天，请核对")
    return problems


def month_of(cell: Cell, *, from_1904: bool = False) -> date:
    """A month from a date cell or from text such as 2026-10, 2026年10月, 202610. Raises BadCell."""
    if isinstance(cell, Stored) and cell.kind is Kind.DAY:
        text = cell.shown
        if re.fullmatch(r"\d\d(-\d\d)?", text):
            raise BadCell(f"看不出年份（{text}），像是被 Excel 改成了日期，请写成 2026-10")
    else:
        text = unicodedata.normalize("NFKC", cells.as_text(cell))
    if not text:
        raise BadCell("是空的，请写成 2026-10")
    if re.fullmatch(r"\d{4}\.1", text):
        # A number drops its last zero: 2026.10 is kept as 2026.1.
        raise BadCell(f"“{text}”看不出是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10")
    found = _MONTH.fullmatch(text)
    if found is None:
        try:
            day = cells.day(cell, from_1904=from_1904)
        except BadCell:
            day = None
    else:
        year, month = int(found[1]), int(found[2] or found[3])
        day = date(year, month, 1) if 1 <= month <= 12 else None
    if day is None or day.year < _EARLIEST:
        raise BadCell(f"“{text[:20]}”不是月份，请写成 2026-10")
    return day.replace(day=1)


def _number(cell: Cell) -> float | None:
    text = unicodedata.normalize("NFKC", cells.as_text(cell)).removesuffix("天").removesuffix("次").strip()
    if text in ("", "-", "—", "/", "无"):
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text, re.ASCII):
        raise BadCell(f"“{text[:20]}”不是数字，请填 0 或天数，如 21 或 0.5")
    return float(text)


def _days(cell: Cell) -> float | None:
    value = _number(cell)
    if value is not None and value * 2 != int(value * 2):
        raise BadCell(f"“{value:g}”请以半天为单位，如 0.5")
    return value


def _times(cell: Cell) -> int | None:
    value = _number(cell)
    if value is not None and (value != int(value) or value > _MOST_TIMES):
        raise BadCell(f"“{value:g}”不是次数，请填 0 到 {_MOST_TIMES} 的整数")
    return None if value is None else int(value)
