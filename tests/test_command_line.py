"""The command line as the operator meets it."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import bot
from tests.storage.test_roster import HAN, HEADER, LI


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "123456:ABC")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    (tmp_path / "roster.csv").write_text(HEADER + LI + HAN, encoding="gb18030")


def test_a_dry_run_then_the_import_then_nothing_more(capsys):
    assert bot.main(["import-roster", "roster.csv", "--dry-run"]) == 0
    assert "试运行，未写入：新增 2" in capsys.readouterr().out
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "已导入：新增 2" in capsys.readouterr().out
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "新增 0，变更 0，未变 2" in capsys.readouterr().out


@pytest.fixture
def telegram(monkeypatch):
    """A sandbox in a process of its own."""
    root = Path(bot.__file__).parent
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--token", "123456:ABC"], cwd=root, stdout=subprocess.PIPE
    ) as process:
        monkeypatch.setenv("BOT_API_URL", process.stdout.readline().decode().strip())
        yield
        process.terminate()


def test_an_invitation_is_a_link(telegram, capsys):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["invite", "100001"]) == 0
    assert capsys.readouterr().out.startswith("https://t.me/dangjian_bot?start=b_")
    assert bot.main(["invite", "999999"]) == 1
    assert "名册里没有警号 999999" in capsys.readouterr().err


def test_telegram_out_of_reach_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    assert bot.main(["invite", "100001"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "BOT_API_URL" in line
    assert "ABC" not in line


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_TOKEN", "", "BOT_TOKEN is not set"),
        ("BOT_TOKEN", "hello", "BOT_TOKEN must look like"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must start with"),
        ("TIMEZONE", "Mars/Phobos", "TIMEZONE is not a time zone"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of"),
        ("WEBHOOK_URL", "https://example.org/hook", "WEBHOOK_SECRET is needed"),
        ("WEBHOOK_LISTEN", "here", "WEBHOOK_LISTEN must be ADDRESS:PORT"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line_without_its_value(name, value, expected, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    assert bot.main(["invite", "1"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(expected)
    assert not value or value not in line


def test_a_missing_file_is_told(capsys):
    assert bot.main(["import-roster", "nothing.csv"]) == 1
    assert "cannot read nothing.csv" in capsys.readouterr().err


def test_a_backup_comes_back_whole_and_overwrites_nothing(capsys, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    (tmp_path / "data" / "records").mkdir(parents=True, exist_ok=True)
    (tmp_path / "data" / "records" / "voice").write_bytes(b"sealed")
    assert bot.main(["backup", "kept.tar.gz"]) == 0
    assert "没有密钥" in capsys.readouterr().out
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    assert "is there already" in capsys.readouterr().err
    (tmp_path / "bot.db").unlink()
    (tmp_path / "data" / "records" / "voice").unlink()
    assert bot.main(["restore", "kept.tar.gz"]) == 0
    assert "审计记录完整" in capsys.readouterr().out
    assert (tmp_path / "data" / "records" / "voice").read_bytes() == b"sealed"
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "新增 0，变更 0，未变 2" in capsys.readouterr().out


def test_a_backup_holds_no_key(tmp_path):
    bot.main(["import-roster", "roster.csv"])
    bot.main(["backup", "kept.tar.gz"])
    with tarfile.open("kept.tar.gz") as tar:
        assert {name.split("/")[0] for name in tar.getnames()} <= {"bot.db", "records"}
    assert (tmp_path / "kept.tar.gz").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_changes_nothing(capsys, tmp_path, content):
    (tmp_path / "kept.tar.gz").write_bytes(content)
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "is not a whole backup" in line
    assert not (tmp_path / "bot.db").exists()


def test_without_a_database_there_is_nothing_to_back_up(capsys):
    assert bot.main(["backup", "kept.tar.gz"]) == 1
    assert "there is no database" in capsys.readouterr().err
