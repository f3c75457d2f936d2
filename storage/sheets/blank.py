"""A table to be filled in and sent back: its header, what is known already, and beside it what may stand in each column."""

import io
from collections.abc import Mapping, Sequence

FREE = 200
"""So many rows below take what is written for text, so that no zero is lost in front of a number, and no 1-2 becomes a day."""


def blank(
    name: str, columns: Sequence[str], said: Mapping[str, str] | None = None, rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """An XLSX file with that sheet; `said` is what each column wants, on a second one."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for number, row in enumerate([columns, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # 警号 keeps its zeros, and no name becomes a formula
            if number == 1:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", start_color="B71C1C")
    for column, heading in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = max(14, 2 * len(heading) + 4)
        for number in range(2, len(rows) + FREE):
            sheet.cell(number, column).number_format = "@"
    sheet.freeze_panes = "A2"
    if said:
        words = book.create_sheet("填写说明")
        for number, line in enumerate([("列", "怎么填"), *said.items()], 1):
            for column, value in enumerate(line, 1):
                cell = words.cell(number, column, value)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=number == 1)
        words.column_dimensions["A"].width, words.column_dimensions["B"].width = 16, 80
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
