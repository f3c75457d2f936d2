"""A workbook holds what it was given, each value as what it is, ready to be looked at and printed; and nothing of it touches the
disk on the way."""

import io
import tempfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from storage.sheets.layout import width_of
from storage.sheets.writing import Coloured, Made, Sheet, rate, workbook

HEADINGS = ("姓名", "内容", "日期", "到会（人）", "到会率（%）")
MADE = Made("台账", "海滨县公安局", "王芳", datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))


def read(*sheets):
    return load_workbook(io.BytesIO(workbook(MADE, sheets)))


def test_each_value_is_what_it_is():
    rows = [("䶮堃", "=1+1", date(2026, 11, 1), 3, 66.7), ("王芳", None, datetime(2026, 11, 1, 9, 30), 0, 0.0)]
    book = read(Sheet("甲/乙", HEADINGS, rows), Sheet("甲乙", HEADINGS, [], note="=没有"))
    assert book.sheetnames == ["甲乙", "甲乙1"]
    sheet = book["甲乙"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        list(HEADINGS),
        ["䶮堃", "=1+1", datetime(2026, 11, 1), 3, 66.7],
        ["王芳", None, datetime(2026, 11, 1, 9, 30), 0, 0],
    ]
    assert (sheet["B4"].data_type, sheet["B4"].quotePrefix) == ("s", True)
    assert (sheet["C4"].number_format, sheet["C5"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
    assert (sheet["D4"].data_type, sheet["E4"].number_format) == ("n", "0.0")
    nothing = book["甲乙1"]
    assert [nothing.cell(row, 1).value for row in (3, 4, 5)] == ["=没有", "姓名", "（没有记录）"]
    assert nothing["A3"].data_type == "s"


def test_whose_it_is_and_when_it_was_made_stands_above():
    only = read(Sheet("汇总", HEADINGS, []))["汇总"]
    assert only["A1"].value == "台账"
    assert only["A2"].value == "单位：海滨县公安局　　制表人：王芳　　制表时间：2026-11-24 09:00"
    assert read(Sheet("汇总", HEADINGS, []), Sheet("会议", HEADINGS, []))["会议"]["A1"].value == "台账　会议"


def test_it_lies_on_the_page_as_it_is_printed():
    """Landscape, as wide as one page, the header on each, pages numbered; the names stay in sight."""
    sheet = read(Sheet("会议", HEADINGS, [("王芳", "会" * 500, None, 1, 100.0)], names=2))["会议"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.auto_filter.ref) == ("$3:$3", "C4", "A3:E4")
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    # Wrapped, and as high as that needs: no row may be higher than 409 points.
    assert sheet["B4"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width == 42
    assert 300 < sheet.row_dimensions[4].height <= 409


def test_a_wide_table_goes_over_several_pages_with_its_names():
    wide = Sheet("各支部", ("支部", *(f"{number}类完成率（%）" for number in range(60))), [("甲", *range(60))])
    sheet = read(wide)["各支部"]
    assert sheet.page_setup.fitToWidth == 3
    assert sheet.print_title_cols == "$A:$A"


def test_words_have_colours():
    (word,) = (row[0] for row in read(Sheet("汇总", ("状态",), [(Coloured("逾期", "B71C1C"),)]))["汇总"]["A4:A4"])
    assert (word.value, word.font.color.rgb[2:]) == ("逾期", "B71C1C")


@pytest.mark.parametrize(
    ("value", "width"),
    [("䶮堃", 4), ("ab", 2), ("中a\n中中", 4), ("", 0), (None, 0), (1234, 4), (66.7, 4), (date(2026, 1, 1), 10)],
)
def test_a_chinese_character_is_as_wide_as_two(value, width):
    assert width_of(value) == width


def test_nothing_of_nothing_has_no_rate():
    assert (rate(0, 0), rate(0, 3), rate(2, 3), rate(3, 3)) == (None, 0.0, 66.7, 100.0)


def test_nothing_lies_in_a_temporary_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    assert workbook(MADE, [Sheet("表", HEADINGS, [("王芳", "秘密", None, 1)])])
