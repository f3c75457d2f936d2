"""The duty attendance file: what is read, what is refused with its reason, and that a month's later file replaces it."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.inputs import attendance
from storage.inputs.attendance_file import read_attendance, template
from storage.people.directory import Branch, Person
from storage.sheets.table import SheetUnreadable
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
OCTOBER = date(2026, 10, 1)
HEAD = "警号,姓名,月份,应出勤天数,出勤天数,迟到早退次数,旷工天数,请假天数,公差天数,病假天数"
ROWS = "100001,王芳,2026-10,18,18,0,0,0,0,0\n100002,李䶮,2026年10月,18,15.5,2,0,1,1,0.5\n"


def read(*rows, head=HEAD, encoding="utf-8"):
    return read_attendance("考勤.csv", "\n".join([head, *rows]).encode(encoding), TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_that_offices_write(encoding):
    file = read(ROWS, encoding=encoding)
    assert [(row.name, row.month, row.present, row.late, row.sick) for row in file.rows] == [
        ("王芳", OCTOBER, 18, 0, 0),
        ("李䶮", OCTOBER, 15.5, 2, 0.5),
    ]
    assert file.refused == []


def test_a_workbook_with_other_systems_words_and_a_title_above():
    book = openpyxl.Workbook()
    book.active.append(["海滨县公安局十月考勤"])
    book.active.append(["警号", "姓名", "考勤月份", "应出勤", "实际出勤天数", "出差天数", "备注"])
    book.active.append([100001, "王芳", date(2026, 10, 1), 18, 17, 1, "x"])
    content = io.BytesIO()
    book.save(content)
    file = read_attendance("x.xlsx", content.getvalue(), TODAY)
    assert (file.rows[0].police_no, file.rows[0].month, file.rows[0].travel) == ("100001", OCTOBER, 1)
    assert file.ignored_columns == ["备注"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("100001,王芳,2026-13,18,18", "月份"),
        ("100001,王芳,十月,18,18", "2026-10"),
        ("100001,王芳,2026-11,18,18", "还没有结束"),
        ("100001,王芳,2026-10,40,18", "31 天"),
        ("100001,王芳,2026-10,18,十八", "不是数字"),
        ("100001,王芳,2026-10,18,-1", "不是数字"),
        ("100001,王芳,2026-10,18,17.3", "半天"),
        ("100001,王芳,2026-10,18,18,1.5", "整数"),
        ("100001,王芳,2026-10,18,", "缺少出勤天数"),
        (",王芳,2026-10,18,18", "缺少警号"),
        ("100001,王芳,2026-10,5,0,0,3,2,0,1", "超过应出勤"),
        ("100001,=1+1,2026-10,18,18", "公式"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_holds_up_no_other(row, reason):
    file = read("100009,好人,2026-10,18,18", row)
    assert [each.name for each in file.rows] == ["好人"]
    (refusal,) = file.refused
    assert refusal.line == 3
    assert reason in refusal.reason


def test_the_same_person_twice_in_a_month():
    file = read(ROWS, "100001,王芳,2026-10,18,1", "100001,王芳,2026-09,20,20")
    assert "第 2 行" in file.refused[0].reason
    assert file.months == [date(2026, 9, 1), OCTOBER]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        ("姓名,支部\n王芳,一".encode(), "表头"),
        (b"%PDF-1.4 x", "不是 CSV 或 XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, says):
    with pytest.raises(SheetUnreadable, match=says):
        read_attendance("x", content, TODAY)


def test_the_template_can_be_filled_in_and_read_again():
    book = openpyxl.load_workbook(io.BytesIO(template(OCTOBER, [("000123", "=张三"), ("100002", "李䶮")])))
    for row in book.active.iter_rows(min_row=2):
        row[1].value = "张三"
        row[3].value, row[4].value = 18, 18
    content = io.BytesIO()
    book.save(content)
    file = read_attendance("考勤.xlsx", content.getvalue(), TODAY)
    assert [(row.police_no, row.month) for row in file.rows] == [("000123", OCTOBER), ("100002", OCTOBER)]


@given(st.text(max_size=300))
def test_whatever_is_sent_is_read_or_refused(text):
    try:
        file = read_attendance("考勤.csv", f"{HEAD}\n{text}".encode(), TODAY)
    except SheetUnreadable:
        return
    assert all(row.month < TODAY for row in file.rows)


async def people(database):
    async with database.write() as tx:
        tx.add(Branch(name="第一支部"))
        tx.add(Branch(name="第二支部"))
        await tx.flush()
        for number, name, branch in ((1, "王芳", 1), (2, "李䶮", 1), (3, "周全", 2)):
            tx.add(Person(police_no=f"10000{number}", name=name, branch_id=branch, category="正式党员"))


async def test_a_months_later_file_replaces_it_and_names_whom_it_drops(database):
    await people(database)
    async with database.write() as tx:
        plan, imports = await attendance.apply(tx, read(ROWS), "一.csv", None, NOW)
    assert (len(plan.rows), plan.replaced, [each.people for each in imports]) == (2, [], [2])
    later = read(
        "100001,王芳,2026-10,18,10", "100003,周全,2026-10,18,18", "100003,周权,2026-09,18,18", "1,无,2026-10,1,1"
    )
    async with database.read() as session:
        plan = await attendance.compare(session, later)
    assert (plan.replaced, plan.dropped) == ([OCTOBER], ["100002 李䶮"])
    assert ["周全" in plan.refused[0].reason, "没有这个警号" in plan.refused[1].reason] == [True, True]
    async with database.write() as tx:
        await attendance.apply(tx, later, "二.csv", 1, NOW)
    async with database.read() as session:
        found = await attendance.of_months(session, OCTOBER, date(2026, 10, 31))
        mine = await attendance.of_months(session, date(2026, 9, 15), TODAY, person_id=1)
        names = [(row.name, who) for row, who in await attendance.imports(session)]
    assert {key: fact.present for key, fact in found.items()} == {(1, OCTOBER): 10, (3, OCTOBER): 18}
    assert list(mine) == [(1, OCTOBER)]
    assert names == [("二.csv", "王芳"), ("一.csv", "")]


async def test_leave_travel_and_sickness_are_neutral(database):
    await people(database)
    async with database.write() as tx:
        await attendance.apply(tx, read(ROWS), "一.csv", None, NOW)
    async with database.read() as session:
        found = await attendance.of_months(session, OCTOBER, OCTOBER, person_id=2)
    assert found[2, OCTOBER].owed == found[2, OCTOBER].present == 15.5


def test_headings_in_two_lines_and_of_another_system():
    upper = "警员编号,民警姓名,考勤月份,出勤情况,,旷工（天）"
    rows = f"{upper}\n,,,应出勤,实际出勤天数,\n'000001,王　芳,2026年10月,21,21,0\n合计,1人,,21,21,0\n"
    file = read_attendance("考勤.csv", rows.encode(), date(2026, 11, 24))
    assert [(row.police_no, row.name, row.due, row.present) for row in file.rows] == [("000001", "王芳", 21, 21)]
    assert file.refused == []
