"""Files made to hold the reader up: each ends at a bound, before anything of its size is built, and says what is wrong."""

import os
import subprocess
import threading

import pytest

from storage.sheets import reading
from storage.sheets.reading import in_own_thread, read_tables
from storage.sheets.table import MAX_BYTES, SheetUnreadable
from tests.rules.rosters import xlsx_bytes
from tests.rules.workbooks import row, text, workbook, zipped

HEAD = row(*(text(word) for word in ("警号", "姓名", "支部", "类别")))
LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XLSX = {"[Content_Types].xml": "<Types/>"}

REFUSED = {
    "a cell in the last corner": (
        lambda: workbook(HEAD + f'<row r="1048576">{text("x", "XFD1048576")}</row>'),
        "XFD1048576",
    ),
    "a cell beyond the last column": (lambda: workbook(HEAD + row(text("x", "XFE2"))), "超出了"),
    "60,000 columns": (lambda: workbook(HEAD + row(*[text("x")] * 60_000)), "100 列"),
    "30,000 rows": (lambda: workbook(HEAD + row(text("x")) * 30_000), "20000 行"),
    "two million empty rows": (lambda: workbook(HEAD + "<row/>" * 2_000_000), "展开后过大"),
    "a huge string": (lambda: workbook(HEAD + row(text("x" * 5_000_000))), "32767 个字"),
    "a huge shared string": (lambda: workbook(HEAD, strings=f"<si><t>{'x' * 5_000_000}</t></si>"), "32767 个字"),
    "600,000 shared strings": (lambda: workbook(HEAD, strings="<si><t/></si>" * 600_000), "展开后过大"),
    "one long string in many cells": (
        lambda: workbook(HEAD + row('<c t="s"><v>0</v></c>') * 9_000, strings=f"<si><t>{'字' * 30_000}</t></si>"),
        "展开后过大",
    ),
    "a million styles": (lambda: workbook(HEAD, styles="<xf/>" * 1_100_000), "展开后过大"),
    "a million conditional formats": (lambda: workbook(HEAD, after="<cfRule/>" * 1_050_000), "展开后过大"),
    "merged cells over and over": (
        lambda: workbook(HEAD + row(text("x")) * 9_000, after='<mergeCell ref="A2:A9000"/>' * 5_000),
        "300000 格",
    ),
    "a million comments": (lambda: workbook(HEAD, more={"xl/comments1.xml": b" " * 9_000_000}), "展开后过大"),
    "two thousand parts": (lambda: workbook(HEAD, more={f"xl/media/{n}.png": b"" for n in range(2_000)}), "展开后过大"),
    "many sheets": (lambda: workbook(HEAD, sheets=100), "100 个工作表"),
    "a document type": (lambda: workbook(HEAD, before="<!DOCTYPE worksheet>"), "不该有的内容"),
    "a billion laughs": (
        lambda: workbook(row(text("&l9;")), before=f'<!DOCTYPE w [<!ENTITY l0 "lol">{LOL}]>'),
        "不该有的内容",
    ),
    "an entity of another file": (
        lambda: workbook(row(text("&f;")), before='<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        "不该有的内容",
    ),
    "XML without an end": (lambda: workbook("<row>" * 1_000), "已损坏"),
    "a string that is not there": (lambda: workbook(row('<c t="s"><v>7</v></c>')), "已损坏"),
    "a zip in a zip": (lambda: zipped({"a.xlsx": workbook(HEAD)}), "压缩包"),
    "an .xlsb": (lambda: zipped({**XLSX, "xl/workbook.bin": b""}), ".xlsb"),
    "an .ods": (lambda: zipped({"mimetype": b"", "content.xml": b""}), "OpenDocument"),
    "a .docx": (lambda: zipped({**XLSX, "word/document.xml": b""}), "Word"),
    "an .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
    "a text of two million commas": (lambda: "警号,姓名\n".encode() + b"1," * 2_000_000, "100 列"),
    "a line of four million letters": (lambda: b"x" * 4_000_000, "有一格太长"),
    "four million quotes": (lambda: b'"' * 4_000_000, "有一格太长"),
    "zeros between letters": (lambda: b"a\0b," * 1_000_000, "编码"),
    "far too many lines": (lambda: b"a,b\n" * 1_000_000, "20000 行"),
    "far too many blank lines": (lambda: b"a,b" + b",\n" * 1_000_000, "20000 行"),
    "more bytes than are looked at": (lambda: b"x" * (MAX_BYTES + 1), "5 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_hold_the_reader_up_is_refused_by_what_is_wrong_with_it(name: str, monkeypatch: pytest.MonkeyPatch):
    made, said = REFUSED[name]
    # A busy machine may take longer than people are let wait: what is wrong is found all the same.
    monkeypatch.setattr(reading, "DEADLINE", 600)
    with pytest.raises(SheetUnreadable, match=said) as caught:
        read_tables("表.xlsx", made())
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    "content",
    [
        workbook(HEAD + '<row r="1048576"><c r="XFD1048576" s="3"/></row>'),
        workbook(HEAD + "<row/>" * 200_000),
        workbook(HEAD, styles="<xf/>" * 100_000),
    ],
)
def test_what_is_formatted_and_empty_does_not_count(content: bytes):
    (table,) = read_tables("表.xlsx", content)
    assert table.rows == [["警号", "姓名", "支部", "类别"]]


def test_a_sheet_that_is_hidden_is_not_what_was_sent():
    assert read_tables("表.xlsx", workbook(HEAD, state="hidden")) == []


@pytest.fixture(autouse=True)
def unread():
    """No workbook has been read yet."""
    reading.workbook_apart.cache_clear()


def test_the_same_file_is_parsed_once(monkeypatch):
    content = xlsx_bytes([["警号"]])
    first = read_tables("表.xlsx", content)
    monkeypatch.setattr(reading, "DEADLINE", 0)
    assert read_tables("名册.xlsx", content) == first


def test_a_reading_that_takes_too_long_is_ended(monkeypatch):
    started = []
    real = subprocess.Popen

    def noted(*arguments, **named):
        started.append(real(*arguments, **named))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    monkeypatch.setattr(reading, "DEADLINE", 0)
    with pytest.raises(SheetUnreadable, match="还没有读完"):
        read_tables("表.xlsx", xlsx_bytes([["警号"]]))
    assert started[0].poll() is not None


def test_a_reading_that_breaks_down_is_told(monkeypatch):
    monkeypatch.setattr(reading, "_ROOT", os.sep)
    with pytest.raises(SheetUnreadable, match="展开后过大"):
        read_tables("表.xlsx", xlsx_bytes([["警号"]]))


def test_the_process_that_reads_knows_no_secret(monkeypatch):
    given = {}
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **named: given.update(named) or real(*arguments, **named))
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert read_tables("表.xlsx", xlsx_bytes([["警号"]]))[0].rows == [["警号"]]
    assert set(given["env"]) <= {"PATH", "LD_LIBRARY_PATH"}


async def test_files_are_read_one_after_another_in_a_thread_of_their_own():
    names = [await in_own_thread(lambda: threading.current_thread().name) for _ in range(3)]
    assert len(set(names)) == 1
    assert names[0].startswith("sheets")
