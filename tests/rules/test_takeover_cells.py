"""The cells of what is taken over from paper: what they mean, or a sentence; never an exception."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sheets.cells import BadCell
from storage.sheets.header import Header
from storage.sheets.table import Table
from storage.takeover import files
from storage.takeover.files import clock, day, days, known_day, number, several, tenths, text
from storage.takeover.subjects import SUBJECTS

HEADER = Header(Table("一", []), 0, {}, [], {}, (), str)
READERS = (text, day, days, known_day, clock, number, tenths, several)


@pytest.mark.parametrize(
    ("read", "written", "meant"),
    [
        (clock, "15:00", time(15)), (clock, "15时30分", time(15, 30)), (clock, "９：０５", time(9, 5)), (clock, "", None),
        (number, "20人", 20), (number, "20.0", 20), (number, "-", None), (tenths, "8学时", 80), (tenths, "1.5", 15),
        (day, "2026-03-05 15:00", date(2026, 3, 5)), (known_day, "2025年12月", date(2025, 12, 1)),
        (days, "2025-11-12、2026-05-15", (date(2025, 11, 12), date(2026, 5, 15))),
        (several, "王　芳、李雷（主持）", ("王芳", "李雷")), (several, "王芳 李雷", ("王芳", "李雷")), (several, "王 芳", ("王芳",)), (several, "无", ()),
    ],
)  # fmt: skip
def test_what_a_cell_means(read, written, meant):
    assert read(written, HEADER) == meant


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (clock, "25:00"),
        (clock, "3:00"),
        (clock, "2时30分"),
        (clock, "下午"),
        (number, "二十"),
        (tenths, "0"),
        (tenths, "1.25"),
        (day, "三月"),
    ],
)
def test_what_means_nothing_is_refused(read, written):
    with pytest.raises(BadCell):
        read(written, HEADER)


@given(st.sampled_from(READERS), st.text(max_size=30))
def test_any_cell_is_read_or_refused_with_a_clause(read, written):
    try:
        read(written, HEADER)
    except BadCell as error:
        assert str(error)


@pytest.mark.parametrize("key", SUBJECTS)
def test_a_template_has_the_columns_and_no_rows(key):
    columns = SUBJECTS[key].columns
    file = files.read_paper(columns, "x.xlsx", files.template(SUBJECTS[key].title, columns))
    assert (file.rows, file.refused, file.ignored_columns) == ([], [], [])


@pytest.mark.parametrize("key", SUBJECTS)
def test_no_two_columns_have_one_name(key):
    names = [word for each in SUBJECTS[key].columns for word in (each.name, *each.called.split())]
    assert sorted(names) == sorted(set(names))
