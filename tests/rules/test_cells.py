"""Every kind of cell as people see it, in each of the three files: read by its number format, or refused by its row."""

import io
import re
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exams import FALSE, TRUE
from storage.exams.bank_file import read_questions
from storage.inputs.attendance_file import read_attendance
from storage.people.roster_file import read_roster
from storage.sheets.formats import BUILT_IN, stored
from storage.sheets.table import Kind, SheetUnreadable
from tests.rules.workbooks import letters, row, text, workbook, zipped

TODAY = date(2026, 11, 24)
SHOWN = [
    # what is stored, the format code, what people see
    (8001, "General", "8001"), (8001, "000000", "008001"), (8001, "@", "8001"), (8001, "G/通用格式", "8001"),
    (2026.1, "General", "2026.1"), (2026.1, "0.00", "2026.10"), (2026.01, "0.00", "2026.01"), (0.1 + 0.2, "General", "0.3"),
    (17.5, "0.0", "17.5"), (17.5, "0.0#", "17.5"), (17, "#.##", "17"), (0.5, "0%", "50%"), (0.125, "0.0%", "12.5%"),
    (1234567, "#,##0", "1,234,567"), (12, "#,##0.00", "12.00"), (13812345678, "000-0000-0000", "138-1234-5678"),
    (21, '0"天"', "21天"), (21, "0天", "21天"), (21, "[红色]0;[蓝色]-0", "21"), (-3, "0;(0)", "(3)"), (-3, "0", "-3"),
    (21, "[$-804]0", "21"), (21, "[$¥-804]0", "¥21"), (7, BUILT_IN[41], "7"), (0, BUILT_IN[41], "-"),
    (13812345678, "General", "13812345678"), (123456789012, "General", "123456789012"), (0.5, "#.0", ".5"),
    (21, "_ * #,##0_ ;_ * -#,##0_ ", "21"), (3.0, "0_);[Red]\\(0\\)", "3"),
]  # fmt: skip
HIDDEN = [
    # shown as another number than is stored, or in a way that is not read here
    (17.5, "0"), (0.126, "0%"), (13812345678, "0.00E+00"), (330106199001011234, "General"), (1e-7, "General"), (8001, "0,"),
    (1.5, "# ?/?"), (21, ";;;"), (21, '"满勤"'), (21, "[>20]0"), (21, "[DBNum1]0"), (1e15, "0"),
]  # fmt: skip
DAYS = [
    ("yyyy-mm-dd", "2026-10-01"), ("yyyy/m/d", "2026-10-01"), ('yyyy"年"m"月"d"日"', "2026-10-01"), ("d-mmm-yy", "2026-10-01"),
    ("yyyy-mm-dd hh:mm:ss", "2026-10-01"), ("m/d/yy h:mm AM/PM", "2026-10-01"), ("[$-F800]dddd, mmmm dd, yyyy", "2026-10-01"),
    ('yyyy"年"m"月"', "2026-10"), ("mmm-yy", "2026-10"), ('m"月"d"日"', "10-01"), ("d-mmm", "10-01"), (BUILT_IN[57], "2026-10"),
    (BUILT_IN[58], "10-01"), (BUILT_IN[31], "2026-10-01"), ("aaaa;@", None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "code", "shown"), SHOWN)
def test_a_number_is_what_its_format_shows(number, code, shown):
    assert (stored(float(number), code).kind, stored(float(number), code).shown) == (Kind.NUMBER, shown)


@pytest.mark.parametrize(("number", "code"), HIDDEN)
def test_a_number_that_is_not_seen_as_it_is_stored_is_told_from_one_that_is(number, code):
    assert stored(float(number), code).kind is Kind.LOSSY


@pytest.mark.parametrize(("code", "shown"), DAYS)
def test_a_day_is_what_its_format_shows(code, shown):
    kinds = (Kind.DAY, shown) if shown else (Kind.LOSSY, "46296")
    assert (stored(46296.0, code).kind, stored(46296.0, code).shown) == kinds
    assert stored(46296.0 - 1462, code, from_1904=True).shown == stored(46296.0, code).shown or shown is None


@pytest.mark.parametrize("code", ["h:mm", "h:mm:ss", "[h]:mm", "mm:ss", "h:mm AM/PM", BUILT_IN[55]])
def test_a_time_is_no_day(code):
    assert (stored(1 / 24 + 2 / 1440, code).kind, stored(1 / 24 + 2 / 1440, code).shown) == (Kind.TIME, "01:02")


# A cell of any kind, as XML; its style n + 1 has the code FORMATS[n].
FORMATS = ("000000", "0.00", "yyyy/m/d", 'yyyy"年"m"月"', 'm"月"d"日"', "h:mm", "0%", "0.00E+00", '0"天"', "0", "0.0")
CELLS = {
    "text": text,
    "number": lambda value, code=None: f'<c s="{FORMATS.index(code) + 1 if code else 0}"><v>{value}</v></c>',
    "true": lambda value: f'<c t="b"><v>{value}</v></c>',
    "fault": lambda value: f'<c t="e"><v>{value}</v></c>',
    "formula": lambda value: f"<c><f>{value}</f></c>",
    "result": lambda value: f'<c t="str"><f>A1</f><v>{value}</v></c>',
    "day": lambda value: f'<c t="d"><v>{value}</v></c>',
    "shared": lambda value: f'<c t="s"><v>{value}</v></c>',
}
SHARED = '<si><r><t>张</t></r><r><t xml:space="preserve">三 </t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></si>'


def sheet(*rows: dict[str, str], **named) -> bytes:
    """Rows under their header; a value that is no cell yet becomes one with text."""
    cells = [rows[0].keys(), *(each.values() for each in rows)]
    xml = (row(*(value if value.startswith("<c") else text(value) for value in each)) for each in cells)
    return workbook("".join(xml), formats=FORMATS, strings=SHARED, **named)


def cell_of(kind: str, *given: object) -> str:
    return CELLS[kind](*given)


ROSTER = {"姓名": "张三", "支部": "一", "类别": "正式党员", "党小组": "", "手机号": "", "入党日期": "", "警号": "1"}
IN_A_ROSTER = [
    ("警号", ("number", 8001, "000000"), "008001"), ("警号", ("text", "008001"), "008001"), ("警号", ("number", 8001), "8001"),
    ("警号", ("text", "'008001"), "008001"), ("警号", ("text", "００８００１"), "008001"), ("警号", ("number", 8001.0, "0.00"), "8001"),
    ("警号", ("number", 8001, "0.00E+00"), "显示不全"), ("警号", ("number", "330106199001011234"), "显示不全"),
    ("警号", ("true", 1), "逻辑值"), ("警号", ("fault", "#N/A"), "错误值 #N/A"), ("警号", ("number", 46024, 'm"月"d"日"'), "被 Excel 改成了日期"),
    ("警号", ("number", 0.5, "0%"), "不是警号"), ("警号", ("result", "008002"), "008002"), ("警号", ("formula", "A1"), "没有结果的公式"),
    ("姓名", ("shared", 0), "张三"), ("姓名", ("fault", "#REF!"), "错误值"), ("姓名", ("number", 46296, "yyyy/m/d"), "改成了日期"),
    ("姓名", ("true", 0), "逻辑值"), ("姓名", ("number", 0.04, "h:mm"), "改成了时间"),
    ("党小组", ("number", 46024, 'm"月"d"日"'), "改成了日期（01-02）"), ("党小组", ("text", "1-2"), "1-2"), ("党小组", ("text", "第１组"), "第1组"),
    ("党小组", ("text", "2-Jan"), "改成了日期"), ("党小组", ("number", 1), "1"), ("党小组", ("number", 1.5, "0"), "显示不全"),
    ("手机号", ("number", 13812345678), "+8613812345678"), ("手机号", ("number", "1.3812345678E10"), "+8613812345678"),
    ("手机号", ("text", "1.38E+10"), "不是 11 位手机号"), ("手机号", ("number", 13812345678, "0.00E+00"), "显示不全"),
    ("入党日期", ("number", 46296, "yyyy/m/d"), date(2026, 10, 1)), ("入党日期", ("number", 46296), date(2026, 10, 1)),
    ("入党日期", ("day", "2026-10-01T00:00:00"), date(2026, 10, 1)), ("入党日期", ("number", 46296, 'yyyy"年"m"月"'), date(2026, 10, 1)),
    ("入党日期", ("number", 46296, 'm"月"d"日"'), "看不出年份"), ("入党日期", ("number", 0.4, "h:mm"), "不是日期"),
    ("入党日期", ("number", 2019.7), date(2019, 7, 1)), ("入党日期", ("number", 2019), "没有写到月"), ("入党日期", ("number", 2019.1), "1 月还是 10 月"), ("入党日期", ("true", 1), "不是日期"), ("入党日期", ("fault", "#VALUE!"), "错误值"),
    ("入党日期", ("text", "########"), "错误值"),
]  # fmt: skip
FIELDS = {"警号": "police_no", "姓名": "name", "党小组": "group", "手机号": "phone", "入党日期": "joined_on"}


def told(refused, rows, field, expected):
    """The odd row is read as expected, or refused with these words while the good one is kept."""
    if refused:
        assert isinstance(expected, str)
        assert expected in refused[0].reason
        assert refused[0].line == 3
        assert len(rows) == 1
    else:
        assert getattr(rows[1], field) == expected


@pytest.mark.parametrize(("column", "cell", "expected"), IN_A_ROSTER)
def test_cells_of_a_roster(column, cell, expected):
    file = read_roster("r.xlsx", sheet(ROSTER, ROSTER | {"警号": "2", column: cell_of(*cell)}))
    told(file.refused, file.rows, FIELDS[column], expected)


def test_days_count_from_1904_where_the_workbook_says_so():
    shown, serial = (
        ROSTER | {"警号": n, "入党日期": cell_of("number", 44834, *code)}
        for n, code in (("1", ["yyyy/m/d"]), ("2", []))
    )
    assert [each.joined_on for each in read_roster("r.xlsx", sheet(shown, serial, from_1904=True)).rows] == [
        date(2026, 10, 1)
    ] * 2


ATTENDANCE = {"警号": "1", "姓名": "张三", "月份": "2026-09", "应出勤天数": "20", "出勤天数": "18", "请假天数": "0"}
IN_ATTENDANCE = [
    ("月份", ("number", 2026.1, "0.00"), date(2026, 10, 1)), ("月份", ("number", 2026.1), "1 月还是 10 月"),
    ("月份", ("number", 2026.1, "0.0"), "1 月还是 10 月"), ("月份", ("text", "2026.1"), "1 月还是 10 月"), ("月份", ("text", "2026.10"), date(2026, 10, 1)),
    ("月份", ("number", 2026.01, "0.00"), date(2026, 1, 1)), ("月份", ("number", 2026.2, "0.00"), "不是月份"), ("月份", ("number", 2026.2), date(2026, 2, 1)),
    ("月份", ("number", 202610), date(2026, 10, 1)), ("月份", ("text", "２０２６年１０月"), date(2026, 10, 1)), ("月份", ("number", 20261), "不是月份"),
    ("月份", ("number", 46296, "yyyy/m/d"), date(2026, 10, 1)), ("月份", ("number", 46296, 'yyyy"年"m"月"'), date(2026, 10, 1)),
    ("月份", ("number", 46296, 'm"月"d"日"'), "看不出年份"), ("月份", ("number", 46296), date(2026, 10, 1)), ("月份", ("number", 10), "不是月份"),
    ("月份", ("fault", "#N/A"), "错误值 #N/A"), ("月份", ("number", 0.4, "h:mm"), "改成了时间"), ("月份", ("true", 1), "不是月份"), ("月份", ("text", "2026.12"), "还没有结束"),
    ("出勤天数", ("number", 17.5), 17.5), ("出勤天数", ("number", 17.5, "0"), "显示不全"), ("出勤天数", ("number", 17, '0"天"'), 17),
    ("出勤天数", ("number", 0.85, "0%"), "不是数字"), ("出勤天数", ("number", 46296, "yyyy/m/d"), "改成了日期"), ("出勤天数", ("text", "１７"), 17),
    ("出勤天数", ("true", 1), "不是数字"), ("出勤天数", ("fault", "#DIV/0!"), "错误值"), ("出勤天数", ("number", 0.75, "h:mm"), "改成了时间"),
    ("出勤天数", ("formula", "B2"), "没有结果"), ("出勤天数", ("number", 20.5), "出勤 20.5 天，超过应出勤的 20 天"), ("出勤天数", ("number", 20), 20),
    ("出勤天数", ("text", "21"), "超过应出勤"), ("应出勤天数", ("number", 17), "超过应出勤的 17 天"), ("请假天数", ("number", 2), 2),
    ("请假天数", ("number", 2.5), "合起来 20.5 天，超过应出勤的 20 天"),
]  # fmt: skip
OF_A_MONTH = {"月份": "month", "应出勤天数": "due", "出勤天数": "present", "请假天数": "leave"}


@pytest.mark.parametrize(("column", "cell", "expected"), IN_ATTENDANCE)
def test_cells_of_attendance(column, cell, expected):
    file = read_attendance("a.xlsx", sheet(ATTENDANCE | {"警号": "9"}, ATTENDANCE | {column: cell_of(*cell)}), TODAY)
    told(file.refused, file.rows, OF_A_MONTH[column], expected)


QUESTION = {"题型": "单选", "题干": "问", "选项A": "甲", "选项B": "乙", "答案": "A", "主题": "党章"}
IN_A_BANK = [
    ("选项A", ("number", 46024, 'm"月"d"日"'), "“选项A”像是被 Excel 改成了日期（01-02）"), ("选项A", ("text", "1-2"), "1-2"),
    ("选项A", ("number", 0.04, "h:mm"), "改成了时间"), ("选项A", ("number", 0.5, "0%"), "50%"), ("选项A", ("number", 2026.1, "0.00"), "2026.10"),
    ("选项A", ("number", 8001, "000000"), "008001"), ("选项A", ("true", 1), "TRUE"), ("选项A", ("fault", "#N/A"), "“选项A”是 Excel 的错误值"),
    ("选项A", ("number", 1.38e10, "0.00E+00"), "显示不全"), ("选项A", ("number", 17.5, "0"), "显示不全"), ("选项A", ("text", "Jan-02"), "改成了日期"),
    ("选项A", ("text", "'三会一课'指什么"), "'三会一课'指什么"), ("选项A", ("formula", "B2"), "没有结果的公式"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "expected"), IN_A_BANK)
def test_cells_of_a_bank(column, cell, expected):
    file = read_questions("q.xlsx", sheet(QUESTION, QUESTION | {column: cell_of(*cell)}))
    if file.refused:
        assert expected in file.refused[0].reason
        assert (file.refused[0].line, len(file.news)) == (3, 1)
    else:
        assert file.news[1].options[0] == expected


@pytest.mark.parametrize(
    ("options", "answer", "expected"),
    [
        (("正确", "错误"), "A", TRUE), (("正确", "错误"), "B", FALSE), (("错误", "正确"), "A", FALSE), (("错误", "正确"), "B", TRUE),
        (("错", "对"), "对", TRUE), (("错误", "正确"), "错误", FALSE), (("×", "√"), "B", TRUE), (("否", "是"), "ａ", FALSE),
        (("B. 错误。", "A、正确"), "A", FALSE), (("F", "T"), "B", TRUE), (("FALSE", "TRUE"), "A", FALSE), (("", ""), "A", TRUE),
        (("", ""), "B", FALSE), (("", ""), "1", TRUE), (("正确", "错误"), "1", TRUE), (("正确", "错误"), "0", FALSE),
        (("错误", "正确"), "1", "对不上选项"), (("甲", "乙"), "A", "对不上选项"), (("正确", "正确"), "A", "对不上选项"),
        (("正确", ""), "A", "对不上选项"), (("正确", "错误"), "C", "不认识"), (("甲", "乙"), "错", FALSE), (("错误", "正确"), "AB", "不认识"),
    ],
)  # fmt: skip
def test_options_of_a_statement_stand_either_way_round(options, answer, expected):
    given = QUESTION | {"题型": "判断", "选项A": options[0], "选项B": options[1], "答案": answer}
    file = read_questions("q.csv", "\n".join([",".join(given), ",".join(given.values())]).encode())
    if file.refused:
        assert expected in file.refused[0].reason
    else:
        assert [each.options[each.right[0]] for each in file.news] == [expected]


def test_more_options_than_eight_are_not_dropped():
    names = [f"选项{letters(n)}" for n in range(1, 11)]
    head = ["题型", "题干", "答案", "主题", *names]
    rows = [
        ["单选", "九个", "A", "党章", *"甲乙丙丁戊己庚辛壬", ""],
        ["单选", "八个", "A", "党章", *"甲乙丙丁戊己庚辛", "", ""],
        ["多选", "十个", "AI", "党章", *"甲乙丙丁戊己庚辛壬癸"],
    ]
    file = read_questions("q.csv", "\n".join(map(",".join, [head, *rows])).encode())
    assert [each.text for each in file.news] == ["八个"]
    assert [(each.line, "“选项I”，一题最多 8 个选项" in each.reason) for each in file.refused] == [(2, True), (4, True)]
    assert file.ignored_columns == []


def test_two_sheets_of_questions_are_not_one():
    with pytest.raises(SheetUnreadable, match="有几个工作表都像题库"):
        read_questions("q.xlsx", sheet(QUESTION, sheets=2))


def test_what_a_csv_keeps_as_a_formula_of_text_is_the_text():
    lines = '警号,姓名,支部,类别\n="008001",张三,一,群众\n"=""008002""",李四,一,群众\n=A1,王五,一,群众\n'
    file = read_roster("r.csv", lines.encode())
    assert [each.police_no for each in file.rows] == ["008001", "008002"]
    assert file.refused[0].line == 4


def test_what_is_merged_over_several_lines_stands_in_each():
    cells = [
        ("姓名", "支部", "类别", "警号", "党小组"),
        ("张三", "一", "群众", "1", "甲组"),
        ("李四", "", "群众", "2", ""),
    ]
    rows = "".join(row(*map(text, each)) for each in cells)
    merged = '<mergeCells><mergeCell ref="B2:B90"/><mergeCell ref="E2:E3"/></mergeCells>'
    file = read_roster("r.xlsx", workbook(rows, after=merged))
    assert [(each.name, each.branch, each.group) for each in file.rows] == [
        ("张三", "一", "甲组"),
        ("李四", "一", "甲组"),
    ]
    assert not file.refused


def test_a_workbook_of_another_make_is_read_as_well():
    strange = workbook(row(*map(text, ROSTER)) + row(*map(text, ROSTER.values())))
    with zipfile.ZipFile(io.BytesIO(strange)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet_name = "xl/worksheets/sheet1.xml"
    prefixed = re.sub(r"<(/?)(?=\w)", r"<\1x:", parts[sheet_name]).replace("xmlns=", "xmlns:x=")
    content = zipped({name.replace("/", "\\"): data for name, data in (parts | {sheet_name: prefixed}).items()})
    assert [each.name for each in read_roster("r.xlsx", content).rows] == ["张三"]


numbers = (
    st.integers(-(10**14), 10**14).map(float)
    | st.floats(-1e6, 1e6)
    | st.integers(-(10**7), 10**7).map(lambda n: n / 100)
)


@given(numbers, st.sampled_from(["General", "0", "0.0", "0.00", "#.##", "#,##0", "#,##0.00", "000000", "0%", "0.0%"]))
def test_a_number_that_is_shown_is_the_number_that_is_stored(number, code):
    cell = stored(number, code)
    if cell.kind is Kind.NUMBER:
        shown = float(cell.shown.replace(",", "").rstrip("%") or 0) / (100 if "%" in code else 1)
        assert shown == pytest.approx(number, rel=1e-8, abs=1e-8)
    else:
        assert cell.kind is Kind.LOSSY


@given(st.floats(), st.text(max_size=20) | st.text('0#?.,%;ymdhs[]"\\_*@E+-/年月日GeneralgG通用格式', max_size=12))
def test_any_code_shows_something_or_is_told_apart(number, code):
    assert stored(number, code).kind in Kind
