"""Files of questions: a template that reads back, a thousand rows with every kind of error, and nothing that becomes a formula."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from scoring.exams import Kind
from storage.exams import starting
from storage.exams.bank_file import COLUMNS, MOST, OPTIONS, read_questions, template
from storage.sheets.table import SheetUnreadable

GOOD = {"题型": "单选", "题干": "第一问", "选项A": "甲", "选项B": "乙", "答案": "B", "主题": "党章"}

ERRORS = [
    ({"题型": ""}, "“题型”是空的"),
    ({"题型": "填空"}, "题型“填空”不认识，请填：单选、多选或判断"),
    ({"题干": ""}, "“题干”是空的"),
    ({"题干": "长" * 501}, "“题干”有 501 个字，最多 500 个"),
    ({"题干": "=cmd|' /C calc'!A0"}, "“题干”以“=”开头，像是公式"),
    ({"选项A": "@SUM(A1)"}, "“选项A”以“@”开头"),
    ({"选项A": "+1"}, "“选项A”以“+”开头"),
    ({"选项A": "长" * 201}, "“选项A”有 201 个字"),
    ({"选项A": ""}, "“选项A”是空的，后面却还有选项"),
    ({"选项A": "", "选项B": ""}, "至少要有 A、B 两个选项"),
    ({"选项B": "甲"}, "有两个选项是一样的"),
    ({"答案": ""}, "“答案”是空的"),
    ({"答案": "乙"}, "答案“乙”不认识，请填选项的字母，例如：A"),
    ({"答案": "C"}, "答案里有 C，却没有“选项C”"),
    ({"答案": "AB"}, "单选题只能有一个答案"),
    ({"答案": "BB"}, "有重复的字母"),
    ({"题型": "多选", "答案": "A"}, "多选题至少要有两个答案"),
    ({"题型": "多选", "答案": "甲乙"}, "例如：ABD"),
    ({"题型": "判断", "答案": "也许"}, "判断题的答案“也许”不认识，请填：对 或 错"),
    ({"主题": ""}, "“主题”是空的"),
    ({"主题": "长" * 13}, "“主题”有 13 个字，最多 12 个"),
    ({"难度": "6"}, "难度“6”不对，请填 1 到 5 的整数"),
    ({"难度": "难"}, "难度“难”不对"),
    ({"解析": "长" * 501}, "“解析”有 501 个字"),
    ({"出处": "=HYPERLINK()"}, "“出处”以“=”开头"),
    ({"题干": "#REF!"}, "“题干”是 Excel 的错误值 #REF!"),
]
FINE = [
    ({}, Kind.SINGLE, (1,), 3),
    ({"题型": "单项选择题", "答案": "ａ", "难度": 5}, Kind.SINGLE, (0,), 5),
    ({"题型": "多选", "选项C": "丙", "答案": "c、A", "难度": "2.0"}, Kind.SEVERAL, (0, 2), 2),
    ({"题型": "判断", "选项A": "", "选项B": "", "答案": "√"}, Kind.JUDGE, (0,), 3),
    ({"题型": "判断题", "答案": "错误"}, Kind.JUDGE, (1,), 3),
    ({"题型": "判断", "答案": False}, Kind.JUDGE, (1,), 3),
    ({"选项A": 1, "选项B": 2.0}, Kind.SINGLE, (1,), 3),
]


def xlsx(rows, heads=COLUMNS):
    book = Workbook()
    book.active.append(list(heads))
    for line, row in enumerate(rows, 2):
        for column, name in enumerate(heads, 1):
            if row.get(name) not in (None, ""):
                cell = book.active.cell(line, column, row[name])
                if isinstance(row[name], str):
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_of(rows, encoding="utf-8-sig"):
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(COLUMNS)
    table.writerows([row.get(name, "") for name in COLUMNS] for row in rows)
    return stream.getvalue().encode(encoding)


@pytest.mark.parametrize(("wrong", "reason"), ERRORS)
def test_each_error_is_told_by_its_row_and_holds_up_no_other(wrong, reason):
    file = read_questions("题.xlsx", xlsx([GOOD, GOOD | {"题干": "坏的一问"} | wrong, GOOD | {"题干": "第三问"}]))
    assert [new.text for new in file.news] == ["第一问", "第三问"]
    (refusal,) = file.refused
    assert refusal.line == 3
    assert reason in refusal.reason
    assert refusal.reason.endswith("。")


@pytest.mark.parametrize(("facts", "kind", "right", "difficulty"), FINE)
def test_what_people_write_for_kinds_answers_and_difficulty(facts, kind, right, difficulty):
    (new,) = read_questions("题.xlsx", xlsx([GOOD | facts])).news
    assert (new.kind, new.right, new.difficulty) == (kind, right, difficulty)


def test_a_thousand_questions_with_every_error_come_through_row_by_row():
    rows, wrong_lines = [], {}
    for number in range(1000):
        row = GOOD | {"题干": f"第{number}问，哪一个对？", "难度": number % 5 + 1}
        if number % 20 == 7:
            wrong, reason = ERRORS[number // 20 % len(ERRORS)]
            row |= wrong
            wrong_lines[number + 2] = reason
        elif number % 20 == 8:
            row["题干"] = f" 第{number - 2}问，哪一个对?"
            wrong_lines[number + 2] = f"与第 {number} 行是同一道题"
        rows.append(row)
    content = xlsx(rows)
    file = read_questions("题.xlsx", content)
    assert {each.line for each in file.refused} == set(wrong_lines)
    for each in file.refused:
        assert wrong_lines[each.line] in each.reason
    assert len(file.news) == 1000 - len(wrong_lines)
    assert all(rows[new.line - 2]["题干"] == new.text for new in file.news)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_in_every_encoding(encoding):
    file = read_questions("题.csv", csv_of([GOOD, GOOD | {"题干": "第二问", "答案": "Z"}], encoding))
    assert [new.text for new in file.news] == ["第一问"]
    assert "Z" in file.refused[0].reason


def test_the_template_reads_back_with_its_examples_left_out():
    file = read_questions("模板.xlsx", template())
    assert file.news == []
    assert len(file.refused) == 3
    assert all("示例" in each.reason for each in file.refused)
    book = load_workbook(io.BytesIO(template()))
    book.active.append(["判断", "新的一问", *[""] * len(OPTIONS), "对", "党章"])
    stream = io.BytesIO()
    book.save(stream)
    assert [new.text for new in read_questions("x.xlsx", stream.getvalue()).news] == ["新的一问"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (b"PK\x03\x04broken", "损坏"),
        ("姓名,警号\n王芳,1\n".encode(), "没有找到表头"),
        ("题型,题干,答案\n单选,问,A\n".encode(), "表头缺少：主题"),
        ("题型,题干,题干,答案,主题\n单选,问,问,A,党章\n".encode(), "出现了两次"),
        ("题型,题干,答案,主题\n".encode(), "没有题目"),
    ],
)
def test_a_file_that_is_none_says_why(content, why):
    with pytest.raises(SheetUnreadable, match=why):
        read_questions("题", content)


def test_there_is_a_most():
    with pytest.raises(SheetUnreadable, match=str(MOST)):
        read_questions("题.csv", csv_of([GOOD | {"题干": f"{number}"} for number in range(MOST + 1)]))


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30) | st.integers() | st.booleans() | st.none()))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_row_it_is_a_question_or_a_reason(cells):
    cells = {
        name: "".join(c for c in value if c >= " ") if isinstance(value, str) else value
        for name, value in cells.items()
    }
    try:
        file = read_questions("题.csv", csv_of([cells]))
    except SheetUnreadable:
        return
    assert len(file.news) + len(file.refused) == 1
    for new in file.news:
        assert new.text
        assert all(0 <= place < len(new.options) for place in new.right)
        assert len(new.right) >= (2 if new.kind is Kind.SEVERAL else 1)
        assert not any(text.startswith(("=", "@", "+", "-")) and len(text) > 1 for text in (new.text, *new.options))


def test_the_starting_bank_is_whole():
    file = read_questions("questions.csv", starting.FILE.read_bytes())
    assert file.refused == []
    assert len(file.news) >= 60
    assert {new.kind for new in file.news} == set(Kind)
    assert all(new.explanation and new.source for new in file.news)
    # Options are shown mixed: no explanation may speak of their letters.
    assert not any(re.search(r"选[A-H]|[A-H]项", new.explanation or "") for new in file.news)


def test_a_bank_of_another_system_is_read():
    rows = "序号,题目类型,试题内容,A,B,C,正确答案,知识点\n1,单项选择题,第一问,甲,乙,丙,B,党章\n2,判断题,第二问,,,,对,党章\n"
    file = read_questions("b.csv", rows.encode())
    assert [(new.kind, new.text, new.topic) for new in file.news] == [
        (Kind.SINGLE, "第一问", "党章"),
        (Kind.JUDGE, "第二问", "党章"),
    ]
    assert (file.refused, file.ignored_columns) == ([], ["序号"])
