"""A table to be filled in and sent back: its header, what is known already, and beside it what may stand in each column."""

import io
from collections.abc import Mapping, Sequence


def blank(
    name: str, columns: Sequence[str], said: Mapping[str, str] | None = None, rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """An XLSX file with that sheet; `said` is what each column wants, on a second one."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

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
        whole = sheet.column_dimensions[get_column_letter(column)]
        # As text, so that no zero is lost in front of a number, and no 1-2 becomes a day.
        whole.width, whole.number_format = max(14, 2 * len(heading) + 4), "@"
    sheet.freeze_panes = "C2" if rows else "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
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
