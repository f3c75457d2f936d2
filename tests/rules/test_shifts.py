"""Shifts: what words mean, which days suit more, and rosters as people write them."""

from datetime import date

import pytest

from scoring.shifts import Suits, better, meaning, plain_word
from storage.sheets.table import SheetUnreadable
from storage.shifts.shift_file import read_shifts
from tests.rules.workbooks import number, row, text, workbook

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "word", "free"),
    [
        ("白班", "白班", True),
        ("白班(8:30-17:30)", "白班", True),
        ("夜班 20:00-8:00", "夜班", False),
        ("休（补）", "休", False),
        ("备勤", "备勤", True),
        ("出差", "出差", False),
        ("年假3天", "年假", False),
        ("Ａ班", "A班", None),
        ("8-17", "8-17", None),
    ],
)
def test_what_a_word_means(written, word, free):
    assert plain_word(written) == word
    assert meaning(word, {}) is free
    assert meaning(word, {word: not free}) is (not free), "what the bureau has said goes before"


def suits(day, free, votes, needed=None):
    return Suits(date(2026, 12, day), 10, free, 8, votes, 0, needed)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([suits(1, 5, 4)], []),
        ([suits(1, 5, 4), suits(2, 5, 4)], []),
        ([suits(1, 5, 4), suits(2, 6, 4), suits(3, 7, 4), suits(4, 8, 4)], [4, 3]),
        ([suits(1, 9, 3, 4), suits(2, 5, 4, 4)], [2]),
        ([suits(3, 5, 4), suits(1, 6, 5), suits(4, 6, 5)], [4, 1]),
    ],
)
def test_the_days_that_suit_more(days, found):
    assert [each.day.day for each in better(days, days[0].day)] == found


def csv(*lines):
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("name", "lines", "days"),
    [
        (
            "班次.csv",
            ["警号,姓名,12月1日,12月2日", "100002,李雷,白班,夜班"],
            {date(2026, 12, 1): "白班", date(2026, 12, 2): "夜班"},
        ),
        ("班次.csv", ["警号,姓名,2026-12-01", "100002,李雷,白班"], {date(2026, 12, 1): "白班"}),
        (
            "班次.csv",
            ["警号,姓名,12/1（周二）,12.2", "100002,李雷,白班,休"],
            {date(2026, 12, 1): "白班", date(2026, 12, 2): "休"},
        ),
        (
            "2027年1月班次.csv",
            ["警号,姓名,1,2日", "100002,李雷,白班,休"],
            {date(2027, 1, 1): "白班", date(2027, 1, 2): "休"},
        ),
        ("班次.csv", ["警号,姓名,1月3日", "100002,李雷,白班"], {date(2027, 1, 3): "白班"}),
        ("班次.csv", ["2026年12月值班安排,,", "警号,姓名,1", "100002,李雷,夜班"], {date(2026, 12, 1): "夜班"}),
        ("班次.csv", ["工号,民警姓名,值班日期,班别", "100002,李雷,2026-12-01,白班"], {date(2026, 12, 1): "白班"}),
        ("班次.csv", ["警号,姓名,12月1日,部门", "100002,李雷,,刑侦"], None),
    ],
)
def test_rosters_as_people_write_them(name, lines, days):
    file = read_shifts(name, csv(*lines), TODAY)
    assert [row.days for row in file.rows] == ([days] if days else [])
    assert file.refused == []


@pytest.mark.parametrize("shown", ["yyyy-mm-dd", 'm"月"d"日"'])
def test_a_workbook_with_date_cells(shown):
    head = row(text("警号"), text("姓名"), number(46357, 1))
    sheet = workbook(head + row(text("100002"), text("李雷"), text("白班")), formats=(shown,))
    (found,) = read_shifts("班次.xlsx", sheet, TODAY).rows
    assert found.days == {date(2026, 12, 1): "白班"}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["警号,姓名,12月1日", ",李雷,白班"], "缺少警号"),
        (["警号,姓名,12月1日", "100002,李雷,#REF!"], "12月1日的班次"),
        (["警号,姓名,12月1日", "100002,李雷,白班", "100002,李雷,夜班"], "与第 2 行重复"),
        (["警号,姓名,日期,班次", "100002,李雷,下周,白班"], "看不出是哪一天"),
        (["警号,姓名,日期,班次", "100002,李雷,2026-02-30,白班"], "没有这一天"),
        (["警号,姓名,日期,班次", "100002,李雷,2031-02-03,白班"], "离今天太远"),
    ],
)
def test_a_bad_row_is_refused_with_what_to_do(lines, reason):
    (refused,) = read_shifts("班次.csv", csv(*lines), TODAY).refused
    assert reason in refused.reason


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["姓名,12月1日", "李雷,白班"], "警号"),
        (["警号,姓名,部门", "100002,李雷,刑侦"], "表头里没有日期"),
        (["警号,姓名,1,2", "100002,李雷,白班,休"], "表头里没有日期"),
        (["警号,姓名,12月1日,12.1", "100002,李雷,白班,休"], "不止一次"),
    ],
)
def test_a_file_without_days_says_what_it_needs(lines, said):
    with pytest.raises(SheetUnreadable, match=said):
        read_shifts("班次.csv", csv(*lines), TODAY)


def test_the_day_on_which_a_file_was_made_is_no_month_of_its_shifts():
    content = "制表日期：2026-11-28,,\n2026年12月班次表,,\n警号,姓名,1\n100002,李雷,夜班\n".encode()
    (row,) = read_shifts("班次.csv", content, date(2026, 11, 28)).rows
    assert row.days == {date(2026, 12, 1): "夜班"}
