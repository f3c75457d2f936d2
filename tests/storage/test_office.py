"""PDF of a paper: whatever LibreOffice does, the bot goes on, and nothing of it is left."""

import time
from pathlib import Path

import pytest

from storage.engine import office
from storage.engine.office import BROKEN, NOT_HERE
from tests.refusing import refuses


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """A program that stands where LibreOffice would."""

    def make(script):
        found = tmp_path / "soffice"
        found.write_text(f"#!/bin/sh\n{script}\n")
        found.chmod(0o755)
        monkeypatch.setattr(office, "program", lambda: str(found))

    monkeypatch.setattr(office.tempfile, "tempdir", str(tmp_path))
    return make


def left(tmp_path):
    return [each.name for each in tmp_path.iterdir() if each.name.startswith("dangjian-pdf-")]


async def test_what_hangs_is_ended_with_what_it_has_started(instead, tmp_path, monkeypatch):
    instead(f"sleep 600 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(office, "DEADLINE", 1)
    with refuses(BROKEN):
        await office.pdf(b"PK")
    child = int((tmp_path / "child").read_text())
    until = time.monotonic() + 10
    while _lives(child) and time.monotonic() < until:
        pass
    assert not _lives(child)
    assert left(tmp_path) == []


def _lives(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$"])
async def test_what_gives_nothing_is_told(instead, tmp_path, script):
    instead(script)
    with refuses(BROKEN):
        await office.pdf(b"PK")
    assert left(tmp_path) == []


async def test_it_learns_no_secret_and_writes_where_nobody_else_reads(instead, tmp_path, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "1:hidden")
    instead(
        f'env > {tmp_path}/seen; for last; do :; done; ls -ld "$HOME" >> {tmp_path}/seen; echo pdf > "$HOME/paper.pdf"'
    )
    assert await office.pdf(b"PK") == b"pdf\n"
    seen = (tmp_path / "seen").read_text()
    assert "hidden" not in seen
    assert "drwx------" in seen
    assert left(tmp_path) == []


async def test_where_there_is_none_it_is_said(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    with refuses(NOT_HERE):
        await office.pdf(b"PK")
