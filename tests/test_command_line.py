"""The command line as the operator meets it."""

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import bot
from storage.engine import sweeps
from storage.engine.database import Database
from storage.mail import letters, outbox
from storage.mail.inbox import keep, set_aside
from storage.mail.outbox import Push
from storage.people.roster_plan import MANY, Stop
from storage.sealed.keyring import FILE, PASSING, Keyring, Passing
from storage.sealed.vault import Vault, load_keys
from tests.conftest import NOW
from tests.processes import telegram_apart
from tests.rules.workbooks import number, row, text, workbook
from tests.storage.test_people_roster import HAN, HEADER, LI


@pytest.fixture(autouse=True)
def machine(operators_folder, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "123456:ABC")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{operators_folder}/bot.db")
    (operators_folder / "roster.csv").write_text(HEADER + LI + HAN, encoding="gb18030")


@pytest.fixture
def tokenless(machine, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "")


def test_a_dry_run_then_the_import_then_nothing_more(capsys):
    assert bot.main(["import-roster", "roster.csv", "--dry-run"]) == 0
    assert "试运行，未写入：新增 2" in capsys.readouterr().out
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "已导入：新增 2" in capsys.readouterr().out
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "新增 0，变更 0，未变 2" in capsys.readouterr().out


@pytest.fixture
def telegram(monkeypatch):
    with telegram_apart("123456:ABC") as url:
        monkeypatch.setenv("BOT_API_URL", url)
        yield


def test_an_invitation_is_a_link(telegram, capsys):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["invite", "100001"]) == 0
    assert capsys.readouterr().out.startswith("https://t.me/dangjian_bot?start=b_")


def test_telegram_out_of_reach_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["invite", "999999"]) == 1
    assert capsys.readouterr().err == "名册里没有警号 999999\n"
    assert bot.main(["invite", "100001"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "BOT_API_URL" in line
    assert "ABC" not in line


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_TOKEN", "", "BOT_TOKEN 没有设置："),
        ("BOT_TOKEN", "hello", "BOT_TOKEN 应形如"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL 须以"),
        ("TIMEZONE", "Mars/Phobos", "TIMEZONE 不是时区"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL 只能是"),
        ("WEBHOOK_URL", "https://example.org/hook", "WEBHOOK_SECRET 没有设置"),
        ("WEBHOOK_LISTEN", "here", "WEBHOOK_LISTEN 应为"),
        ("METRICS_LISTEN", "here", "METRICS_LISTEN 应为"),
        ("DISK_FREE_MB", "-1", "DISK_FREE_MB 不能小于 0"),
        ("PIN_MINUTES", "many", "PIN_MINUTES 须是整数"),
        ("PIN_MINUTES", "90", "PIN_MINUTES 不能大于 60"),
        ("RATING_NAMES", "perhaps", "RATING_NAMES 须是 true 或 false"),
        ("BACKUP_KEEP", "for ever", "BACKUP_KEEP 应形如 7d,4w,12m"),
        ("NOTICE_AUDIENCE", "world", "NOTICE_AUDIENCE 只能是 'bureau' 或 'branch'"),
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
    assert "读不了 nothing.csv：没有这个文件" in capsys.readouterr().err


def test_a_workbook_made_to_hold_it_up_is_told_and_its_cells_are_read_as_they_are_seen(capsys):
    Path("r.xlsx").write_bytes(workbook(f'<row r="1048576">{text("x", "XFD1048576")}</row>'))
    assert bot.main(["import-roster", "r.xlsx"]) == 1
    assert "单元格 XFD1048576 里有内容" in capsys.readouterr().err
    head, facts = map(text, ("警号", "姓名", "支部", "类别")), map(text, ("张三", "一", "群众"))
    Path("r.xlsx").write_bytes(workbook(row(*head) + row(number(8001, 1), *facts), formats=("000000",)))
    assert bot.main(["import-roster", "r.xlsx"]) == 0
    assert bot.main(["reset-pin", "008001"]) == 1
    assert "名册里没有" not in capsys.readouterr().err


def test_a_backup_comes_back_whole_and_overwrites_nothing(capsys, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    (tmp_path / "data" / "records").mkdir(parents=True, exist_ok=True)
    (tmp_path / "data" / "records" / "voice").write_bytes(b"sealed")
    assert bot.main(["backup", "kept.tar.gz"]) == 0
    assert "没有密钥" in capsys.readouterr().out
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    assert "先把它移到别处" in capsys.readouterr().err
    (tmp_path / "bot.db").unlink()
    (tmp_path / "data" / "records" / "voice").unlink()
    assert bot.main(["restore", "kept.tar.gz"]) == 0
    assert "审计记录完整" in capsys.readouterr().out
    assert (tmp_path / "data" / "records" / "voice").read_bytes() == b"sealed"
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "新增 0，变更 0，未变 2" in capsys.readouterr().out


def test_a_backup_is_verified_at_any_time_by_its_numbers(capsys, tmp_path, monkeypatch):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["backup", "kept.tar.gz"]) == 0
    said = capsys.readouterr().out.splitlines()[1:]
    (tmp_path / "bot.db").unlink()
    assert bot.main(["backup", "--verify", "kept.tar.gz"]) == 0
    assert capsys.readouterr().out.splitlines() == said
    assert re.fullmatch(r"备份完好：做于 .{16}，迁移版本 \d{4}，\d+ 张表，\d+ 行，人员 2 人。", said[0])
    assert re.fullmatch(r"密钥相符；保密记录 0 份打得开；审计记录 2 条，校验码：2:[0-9a-f]{64}", said[1])
    assert not (tmp_path / "bot.db").exists()
    monkeypatch.setenv("SECRET_KEY", Fernet.generate_key().decode())
    assert bot.main(["backup", "--verify", "kept.tar.gz"]) == 1
    assert capsys.readouterr().err.startswith("密钥不对")
    (tmp_path / "kept.tar.gz").write_bytes((tmp_path / "kept.tar.gz").read_bytes()[:-50])
    assert bot.main(["backup", "--verify", "kept.tar.gz"]) == 1
    assert "不是完整的备份" in capsys.readouterr().err


def test_a_backup_holds_no_key(tmp_path):
    bot.main(["import-roster", "roster.csv"])
    bot.main(["backup", "kept.tar.gz"])
    with tarfile.open("kept.tar.gz") as tar:
        assert {name.split("/")[0] for name in tar.getnames()} <= {"bot.db", "manifest.json", "records"}
    assert (tmp_path / "kept.tar.gz").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_changes_nothing(capsys, tmp_path, content):
    (tmp_path / "kept.tar.gz").write_bytes(content)
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "不是完整的备份" in line
    assert not (tmp_path / "bot.db").exists()


def test_without_a_database_there_is_nothing_to_back_up(capsys):
    assert bot.main(["backup", "kept.tar.gz"]) == 1
    assert "没有数据库可备份" in capsys.readouterr().err


def test_a_backup_that_is_not_there_is_said_before_anything_else(capsys):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["restore", "nothing.tar.gz"]) == 1
    assert capsys.readouterr().err == "找不到备份文件 nothing.tar.gz\n"


def test_what_does_not_talk_to_telegram_needs_no_token(tokenless, capsys, tmp_path):
    assert bot.main(["import-roster", "roster.csv", "--dry-run"]) == 0
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert bot.main(["verify-audit"]) == 0
    assert bot.main(["rewrap"]) == 0
    assert bot.main(["backup", "kept.tar.gz"]) == 0
    (tmp_path / "bot.db").unlink()
    assert bot.main(["restore", "kept.tar.gz"]) == 0
    capsys.readouterr()
    assert bot.main(["reset-pin", "100001"]) == 1
    assert "还没有设置 PIN" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["invite", "100001"]])
def test_what_talks_to_telegram_needs_one(tokenless, capsys, arguments):
    assert bot.main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("BOT_TOKEN 没有设置")


def _open_to_others(folder):
    return [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_nobody_else_on_the_machine_reads_the_roster(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert (tmp_path / "data" / "dangjian.db").exists()
    assert _open_to_others(tmp_path / "data") == []


def test_what_stood_open_is_closed_and_the_folder_around_is_left_alone(monkeypatch, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    os.umask(0o022)
    data, database = tmp_path / "data", tmp_path / "bot.db"
    lock = tmp_path / "bot.db.lock"
    lock.touch()
    tmp_path.chmod(0o755)
    for path in (data, database, lock):
        path.chmod(0o755)
    assert bot.main(["verify-audit"]) == 0
    assert [path.stat().st_mode & 0o777 for path in (data, database, lock)] == [0o700] * 3
    assert tmp_path.stat().st_mode & 0o777 == 0o755


COMMANDS = [["verify-audit"], ["import-roster", "roster.csv"], ["rewrap"], ["reset-pin", "100001"], []]


@pytest.mark.parametrize("arguments", COMMANDS)
@pytest.mark.parametrize("emptied", [False, True])
def test_a_lost_key_is_not_replaced_in_silence(tmp_path, capsys, arguments, emptied):
    bot.main(["import-roster", "roster.csv"])
    key = tmp_path / "data" / "secret.key"
    kept = key.read_text()
    capsys.readouterr()
    if emptied:
        key.write_text("")
    else:
        key.unlink()
    assert bot.main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("找不到密钥")
    assert emptied or not key.exists()
    key.write_text(kept)
    assert bot.main(["verify-audit"]) == 0


@pytest.mark.parametrize("arguments", COMMANDS)
def test_another_key_is_not_taken_for_the_right_one(tmp_path, capsys, monkeypatch, arguments):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    monkeypatch.setenv("SECRET_KEY", Fernet.generate_key().decode())
    assert bot.main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("密钥不对")


def test_a_new_key_in_front_of_the_old_one_is_right(tmp_path, capsys, monkeypatch):
    bot.main(["import-roster", "roster.csv"])
    old, new = (tmp_path / "data" / "secret.key").read_text().strip(), Fernet.generate_key().decode()
    monkeypatch.setenv("SECRET_KEY", f"{new},{old}")
    assert bot.main(["rewrap"]) == 0
    monkeypatch.setenv("SECRET_KEY", new)
    assert bot.main(["import-roster", "roster.csv", "--dry-run"]) == 0


@pytest.mark.parametrize("other", [None, "A" * 43 + "="])
def test_a_backup_is_put_back_only_with_the_key_that_opens_it(tmp_path, capsys, monkeypatch, other):
    bot.main(["import-roster", "roster.csv"])
    bot.main(["backup", "kept.tar.gz"])
    right = (tmp_path / "data" / "secret.key").read_text().strip()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{elsewhere}/bot.db")
    monkeypatch.setenv("DATA_DIR", str(elsewhere / "data"))
    monkeypatch.setenv("SECRET_KEY", other or "")
    capsys.readouterr()
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("密钥不对" if other else "找不到密钥")
    assert "已" not in said.out
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []
    monkeypatch.setenv("SECRET_KEY", right)
    assert bot.main(["restore", "kept.tar.gz"]) == 0


def test_a_restored_database_is_its_owners_alone(capsys, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    (tmp_path / "bot.db").chmod(0o644)
    bot.main(["backup", "kept.tar.gz"])
    (tmp_path / "bot.db").unlink()
    assert bot.main(["restore", "kept.tar.gz"]) == 0
    assert (tmp_path / "bot.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "没有 'nothing'"),
        (["backup"], "缺少参数：文件"),
        (["key"], "要写其中一个：--sheet --from-sheet"),
        (["key", "--from-sheet", "--sheet", "x"], "不能与 --from-sheet 同时写"),
        (["invite", "1", "2"], "不认识的参数：2"),
        (["sandbox", "--port", "x"], "参数 --port: 须是整数：'x'"),
        (["sandbox", "--port"], "后面要写一个值"),
        (["import-roster", "--dry-run=1", "x"], "参数 --dry-run: 后面不能写值：'1'"),
        (["import-roster", "--allow", "x"], "--allow 不止一种意思：--allow-lost-rights, "),
        (["failures", "--retry"], "后面要写一个值"),
        (["failures", "--drop", "x"], "应为列表里的编号（如 5、p12）或 all：'x'"),
        (["verify-audit", "--head", "12"], "参数 --head: 校验码应为"),
    ],
)
def test_a_mistyped_command_is_told_in_chinese(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        bot.main(arguments)
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert error.startswith("用法：bot.py")
    assert said in error
    assert not re.search("[a-z]{2,} [a-z]{2,}", error.splitlines()[-1])


@pytest.mark.parametrize("arguments", [["--help"], ["sandbox", "--help"], ["restore", "--help"]])
def test_help_is_chinese(arguments, capsys):
    with pytest.raises(SystemExit):
        bot.main(arguments)
    shown = capsys.readouterr().out
    assert "显示这段说明" in shown
    assert not any(word in shown for word in ("usage", "options", "arguments", "show"))


def test_help_names_what_an_import_stops_for(capsys):
    with pytest.raises(SystemExit):
        bot.main(["import-roster", "--help"])
    shown = capsys.readouterr().out
    assert re.findall(r"^  --allow-([a-z-]+)", shown, re.MULTILINE) == list(Stop)
    assert f"允许把 {MANY} 人以上列为" in shown


READ = """
import bot, sys
try:
    bot.main(sys.argv[1:])
finally:
    print(*{name.split(".")[0] for name in sys.modules} & {"telegram", "matplotlib", "sqlalchemy", "handlers"}, sep="")
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["restore", "--help"], ["nothing"], ["backup"], ["verify-audit", "--head", "1"]]
)
def test_help_and_a_mistyped_command_read_nothing_that_only_a_command_needs(arguments):
    root = Path(bot.__file__).parent
    done = subprocess.run([sys.executable, "-c", READ, *arguments], cwd=root, capture_output=True, check=False)
    assert done.stdout.endswith(b"\n")
    assert done.stdout.splitlines()[-1] == b""


def test_an_import_stops_for_a_word_that_names_the_thing(capsys, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    lost = HEADER + LI.replace("支部书记、", "") + HAN.replace("第一支部", "第一支布")
    (tmp_path / "roster.csv").write_text(lost)
    capsys.readouterr()
    assert bot.main(["import-roster", "roster.csv", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "100001 李雷：支部书记、党小组长 → 党小组长" in said
    assert "--allow-lost-rights --allow-new-branches" in said
    assert bot.main(["import-roster", "roster.csv"]) == 1
    assert "第一支布（现有名称相近的：第一支部）" in capsys.readouterr().err
    assert bot.main(["import-roster", "roster.csv", "--allow-lost-rights"]) == 1
    said = capsys.readouterr().err
    assert "--allow-new-branches" in said
    assert "失去权限" not in said
    assert bot.main(["import-roster", "roster.csv", "--allow-lost-rights", "--allow-new-branches"]) == 0
    assert "变更 2" in capsys.readouterr().out


def test_posts_of_the_first_import_are_in_force_and_later_ones_wait(capsys, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    assert "待第二人确认" not in capsys.readouterr().out
    assert bot.main(["confirm-post", "100001"]) == 1
    assert "没有待确认的职务" in capsys.readouterr().err
    (tmp_path / "roster.csv").write_text(HEADER + LI + HAN.replace("预备党员,,", "预备党员,党务干部,"))
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "1 人的职务待第二人确认" in capsys.readouterr().out
    assert bot.main(["confirm-post", "999999"]) == 1
    assert bot.main(["confirm-post", "100002"]) == 0
    assert "已确认：韩梅：党务干部" in capsys.readouterr().out
    assert bot.main(["confirm-post", "100002", "--refuse"]) == 1


def test_a_move_names_what_to_do_next_and_is_not_done_twice(tokenless, capsys, monkeypatch, tmp_path):
    bot.main(["import-roster", "roster.csv"])
    monkeypatch.setenv("NEW_DATABASE", f"sqlite+aiosqlite:///{tmp_path}/new.db")
    capsys.readouterr()
    assert bot.main(["move", "DATABASE_URL", "NEW_DATABASE"]) == 0
    said = capsys.readouterr()
    assert "person  2/2\n" in said.err
    assert re.search(r"已搬完：\d+ 张表，\d+ 行，逐表核对，两边一致。\n.*DATABASE_URL", said.out)
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0
    assert bot.main(["move", "DATABASE_URL", "NEW_DATABASE"]) == 1
    assert "目标数据库不是空的" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/new.db")
    assert bot.main(["import-roster", "roster.csv"]) == 0
    assert "新增 0，变更 0，未变 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("NOTHING", "DATABASE_URL", "NOTHING 不是数据库地址"),
        ("mysql://x", "DATABASE_URL", "DATABASE_URL 须以"),
        ("sqlite+aiosqlite:///nothing.db", "DATABASE_URL", "没有数据库可搬"),
        ("DATABASE_URL", "postgresql+asyncpg://x:geheim@127.0.0.1:9/x", "没有搬完"),
    ],
)
def test_what_cannot_be_moved_is_told_in_one_line(tokenless, capsys, source, target, said):
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()
    assert bot.main(["move", source, target]) == 1
    error = capsys.readouterr().err.strip()
    assert error.startswith(said)
    assert len(error.splitlines()) == 1
    assert "geheim" not in error


async def _aside(tmp_path):
    vault = Vault(load_keys([], tmp_path / "data"))
    database = Database(
        f"sqlite+aiosqlite:///{tmp_path}/bot.db", vault, passing=Keyring(tmp_path / "data" / PASSING / FILE)
    )
    body = {"message_id": 1, "date": 1795482000, "chat": {"id": 7, "type": "private"}, "text": "机密"}
    plain = json.dumps({"update_id": 5, "message": body})
    async with database.write() as tx:
        (sealed,) = await Passing(database.passing, vault).seal([plain])
        await keep(tx, {5: sealed, 6: sealed}, NOW)
        for number in (5, 6):
            await set_aside(tx, number, "ValueError", "文字")
        pushes = [Push("told", str(number), "机密", person_id=1) for number in range(3)]
        await outbox.put(tx, NOW, *pushes, Push("told", "group", "机密", chat_id=-9))
        await letters.set_aside(tx, [1, 2, 3, 4], "sending: TypeError")
        await sweeps.note(tx, "任务提醒", "KeyError", NOW)
    await database.close()


def test_what_was_set_aside_is_listed_tried_again_or_dropped(tokenless, tmp_path, capsys):
    bot.main(["import-roster", "roster.csv"])
    asyncio.run(_aside(tmp_path))
    capsys.readouterr()
    assert bot.main(["failures"]) == 0
    listed = capsys.readouterr().out
    assert "机密" not in listed
    for words in ("文字 编号 5：ValueError", "编号 6", "told 编号 p4：sending: TypeError", "任务提醒：KeyError"):
        assert words in listed
    assert bot.main(["failures", "--retry", "5", "p1"]) == 0
    assert "编号 5、p1：机器人会" in capsys.readouterr().out
    assert bot.main(["failures", "--drop", "6", "p2"]) == 0
    told = capsys.readouterr().out
    assert ["操作：0 个" in told, "消息：2 条" in told] == [True, True]
    for option, which in product(("--retry", "--drop"), ("7", "p7", "5")):
        assert bot.main(["failures", option, which]) == 1
        assert f"没有编号 {which} 的" in capsys.readouterr().err


def test_all_that_was_set_aside_is_tried_again_or_dropped(tokenless, tmp_path, capsys):
    bot.main(["import-roster", "roster.csv"])
    asyncio.run(_aside(tmp_path))
    assert bot.main(["failures", "--retry", "all"]) == 0
    assert ["操作：0 个" in (told := capsys.readouterr().out), "消息：0 条" in told] == [True, True]
    _again()
    assert bot.main(["failures", "--drop", "all"]) == 0
    told = capsys.readouterr().out
    assert ["操作：0 个" in told, "消息：0 条" in told] == [True, True]
    with closing(sqlite3.connect("bot.db")) as connection:
        kinds = [kind for (kind,) in connection.execute("SELECT kind FROM outbox WHERE state = 'waiting'")]
    # Of three messages that the person does not get they hear once.
    assert kinds == ["not_sent"]


def _again():
    with closing(sqlite3.connect("bot.db")) as connection:
        connection.execute("UPDATE outbox SET state = 'failed'")
        connection.execute("UPDATE inbox SET set_aside = 'ValueError', done = 1")
        connection.commit()
