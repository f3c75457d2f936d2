"""A workbook holds what it was given, each value as what it is; and nothing of it touches the disk on the way."""

import io
import tempfile
from datetime import date, datetime

from openpyxl import load_workbook

from storage.sheets.writing import Coloured, Sheet, workbook

HEADINGS = (("姓名", 10), ("内容", 30), ("日期", 12), ("数", 6))


def test_each_value_is_what_it_is():
    rows = [("䶮堃", "=1+1", date(2026, 11, 1), 3), ("王芳", None, datetime(2026, 11, 1, 9, 30), 0)]
    book = load_workbook(io.BytesIO(workbook([Sheet("甲/乙", HEADINGS, rows), Sheet("甲乙", HEADINGS, [])])))
    assert book.sheetnames == ["甲乙", "甲乙1"]
    sheet = book["甲乙"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "内容", "日期", "数"],
        ["䶮堃", "=1+1", datetime(2026, 11, 1), 3],
        ["王芳", None, datetime(2026, 11, 1, 9, 30), 0],
    ]
    assert sheet["B2"].data_type == "s"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")


def test_a_line_may_stand_above_and_words_have_colours():
    sheet = Sheet("汇总", HEADINGS, [(Coloured("逾期", "B71C1C"),)], title="=台账")
    read = load_workbook(io.BytesIO(workbook([sheet])))["汇总"]
    assert (read["A1"].value, read["A1"].data_type, read["A2"].value) == ("=台账", "s", "姓名")
    assert (read["A3"].value, read["A3"].font.color.rgb[2:], read.freeze_panes) == ("逾期", "B71C1C", "B3")


def test_nothing_lies_in_a_temporary_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    assert workbook([Sheet("表", HEADINGS, [("王芳", "秘密", None, 1)])])
