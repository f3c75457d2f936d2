"""`check`, as the operator meets it."""

import os
import shutil
from datetime import datetime

import pytest
from sqlalchemy import create_engine, text

import bot
from sandbox.telegram import people_file
from sandbox.telegram.chats import Group, Person
from storage.engine.clock import ZONE
from storage.engine.migrate import newest
from tests.processes import telegram_apart
from tests.storage.test_people_roster import HAN, HEADER, LI

TOKEN = "123456:ABC"


@pytest.fixture(scope="module")
def telegram():
    """With three groups, in one of which the bot is as it should be."""
    people = people_file.write(
        [Person(1, "王芳")],
        [Group(-1, "甲群", [1], bot="administrator"), Group(-2, "乙群", [1]), Group(-3, "丙群", [1], bot="left")],
    )
    with telegram_apart(TOKEN, people) as url:
        yield url


@pytest.fixture(autouse=True)
def machine(operators_folder, monkeypatch, telegram):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", telegram)
    return operators_folder


@pytest.fixture
def filled(machine, sqlite_template):
    """A database with two people of two branches, sealed with the key beside it."""
    (machine / "data").mkdir(mode=0o700)
    shutil.copy(sqlite_template, machine / "data" / "dangjian.db")
    (machine / "roster.csv").write_text(HEADER + LI + HAN, encoding="utf-8")
    assert bot.main(["import-roster", "roster.csv", "--allow-new-branches"]) == 0
    return create_engine(f"sqlite:///{machine}/data/dangjian.db")


@pytest.fixture
def check(filled, capsys):
    """Run it: how it ends, and what it says."""

    def run(*more):
        capsys.readouterr()
        return bot.main(["check", *more]), capsys.readouterr().out

    return run


def do(engine, *statements):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def contents(folder):
    """Of every file but that by which SQLite's readers know of one another."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and not file.name.endswith("-shm")}


def test_before_the_first_start_nothing_is_made_and_the_next_step_is_told(machine, capsys):
    assert bot.main(["check"]) == 1
    out = capsys.readouterr().out
    assert "✔ 密钥：还没有，第一次启动时生成" in out
    assert "✔ 数据库：还没有" in out
    assert "@dangjian_bot" in out
    assert "import-roster" in out
    assert list(machine.iterdir()) == []
    assert bot.main(["check", "--start"]) == 0


def test_a_bureau_at_work_is_well_and_left_as_it_is(check, filled, machine):
    do(filled, "UPDATE branch SET chat_id = -1 WHERE id = 1", "UPDATE person SET telegram_id = id")
    do(filled, "INSERT INTO post_held (person_id, post, for_account) SELECT id, '党务干部', false FROM person LIMIT 1")
    before = contents(machine)
    code, out = check()
    assert contents(machine) == before
    assert code == 0, out
    assert "✗" not in out
    assert f"版本 {newest()}，和程序一致" in out
    assert "✔ 密钥和数据库：对得上" in out
    assert "✔ 支部群：1/1 个群里是管理员；隐私模式开着" in out
    assert "✔ 名册：2 人，已绑定 2 人" in out


def test_what_a_group_lacks_is_told_by_its_branch_and_keeps_nothing_from_starting(check, filled):
    do(filled, "UPDATE branch SET chat_id = -2", "INSERT INTO branch (name, chat_id) VALUES ('丙支部', -3)")
    code, out = check()
    assert code == 1
    (first,) = [line for line in out.splitlines() if "不是管理员" in line]
    assert first.startswith("✗ 支部群：在")
    assert "隐私模式又开着：收不到书记用表情作的答复" in first
    assert "添加管理员" in out
    assert "✗ 支部群：机器人不在丙支部的群里\n    → 请把它拉进群，再由支部书记在群里发 /bind" in out
    assert "✔ 支部群" not in out
    code, out = check("--start")
    assert (code, "支部群" in out) == (0, False)


def test_telegram_out_of_reach_is_waited_for(check, monkeypatch):
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    code, out = check()
    assert code == 1
    assert "✗ Telegram：连不上 http://127.0.0.1:9（NetworkError）" in out
    code, out = check("--start")
    assert code == 0
    assert "会一直等到连上" in out


@pytest.mark.parametrize("token", ["2:wrong", ""])
def test_a_wrong_token_is_not_waited_for(check, monkeypatch, token):
    monkeypatch.setenv("BOT_TOKEN", token)
    code, out = check("--start")
    assert code == 1
    assert "BOT_TOKEN" in out
    assert "2:wrong" not in out


def test_a_database_of_a_newer_program_is_left_alone(check, filled, capsys):
    do(filled, "UPDATE alembic_version SET version_num = '9999'")
    code, out = check("--start")
    assert code == 1
    assert "比程序新（9999" in out
    assert bot.main(["import-roster", "roster.csv"]) == 1
    assert "数据库比程序新（9999" in capsys.readouterr().err


def test_a_database_of_an_older_program_is_to_be_brought_up(check, filled):
    do(filled, "UPDATE alembic_version SET version_num = '0000'")
    code, out = check("--start")
    assert code == 0
    assert f"版本 0000，启动时升级到 {newest()}" in out


def test_another_key_and_none_are_found_before_the_start(check, machine):
    (machine / "data" / "secret.key").rename(machine / "away")
    code, out = check("--start")
    assert code == 1
    assert "找不到密钥" in out
    assert not (machine / "data" / "secret.key").exists()
    (machine / "data" / "secret.key").write_text("QQ\n")
    assert "密钥：格式不对" in check("--start")[1]
    (machine / "data" / "secret.key").write_text("A" * 43 + "=\n")
    code, out = check("--start")
    assert code == 1
    assert "密钥不对" in out


def test_backups_are_told_with_the_newest_ones_age(check, machine, monkeypatch):
    assert "✔ 备份：没有设 BACKUP_DIR" in check()[1]
    monkeypatch.setenv("BACKUP_DIR", "backups")
    assert "✔ 备份：每天一份，在 backups，还没有做过" in check()[1]
    (machine / "backups").mkdir()
    (machine / "backups" / "dangjian-20200101-0300.tar.gz").touch()
    assert "✗ 备份：每天一份，在 backups，最近一份 2020-01-01 03:00\n    → 超过两天没有新的" in check()[1]
    (machine / "backups" / f"dangjian-{datetime.now(ZONE):%Y%m%d-%H%M}.tar.gz").touch()
    assert "✔ 备份：每天一份" in check()[1]


def test_half_a_move_is_told(check, filled):
    do(filled, "CREATE TABLE half_moved (source VARCHAR)")
    code, out = check("--start")
    assert code == 1
    assert "✗ 数据库：没有搬完\n    → 这个数据库里的搬迁还没有做完" in out


def test_a_torn_file_is_told(check, machine):
    (machine / "data" / "dangjian.db").write_bytes(b"no database at all, but long enough to be taken for one" * 99)
    code, out = check("--start")
    assert code == 1
    assert "✗ 数据库：打不开" in out


def test_records_without_their_keys_are_told(check, filled):
    do(filled, "INSERT INTO record (id, kind, wrapped, made_on) VALUES (1, 'talk', 'x', '2026-11-01')")
    code, out = check()
    assert code == 1
    assert "库里有 1 份，而 data/records/keys 不在" in out


def test_what_others_may_read_and_whose_it_is(check, machine):
    (machine / "data" / "secret.key").chmod(0o644)
    code, out = check()
    assert code == 1
    assert "✗ 权限：data/secret.key 别的账号也能读\n    → chmod go= data/secret.key" in out
    if os.geteuid() == 0:
        os.chown(machine / "data", 12345, 12345)
        code, out = check("--start")
        assert code == 1
        assert "属于 12345，现在的账号是 root" in out
        assert "数据库" not in out


def test_a_full_disk_is_told(check, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    code, out = check()
    assert code == 1
    assert "✗ 磁盘：空闲 0 MB" in out
    assert check("--start")[0] == 0


def test_a_proxy_is_named_without_its_password(check, machine, monkeypatch):
    # Set, so that it is put back: the command itself sets it, from the file.
    monkeypatch.setenv("HTTPS_PROXY", "")
    monkeypatch.setenv("BOT_API_URL", "https://me:hunter2@api.example")
    (machine / ".env").write_text("HTTPS_PROXY=http://me:hunter2@127.0.0.1:9\n")
    out = check()[1]
    assert "连不上 https://api.example（经代理 127.0.0.1:9）" in out
    assert "hunter2" not in out
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    assert "不支持 socks5 代理" in check("--start")[1]


@pytest.mark.postgres
def test_postgresql_is_read_and_waited_for(check, filled, postgres, postgres_database, monkeypatch):
    url = postgres.get_uri(database=postgres_database).replace("postgresql://", "postgresql+asyncpg://")
    monkeypatch.setenv("DATABASE_URL", url)
    assert f"✔ 数据库：PostgreSQL（模式 public），版本 {newest()}" in check("--start")[1]
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://me:hunter2@127.0.0.1:9/none")
    code, out = check("--start")
    assert code == 0
    assert "✗ 数据库：连不上" in out
    assert "hunter2" not in out
    assert check()[0] == 1


def test_a_template_that_cannot_be_filled_in_and_one_that_nobody_asks_for_are_told(check, machine, capsys):
    assert bot.main(["templates", "data/templates"]) == 0
    assert "data/templates/minutes.docx" in capsys.readouterr().out
    assert "✔ 模板：会议记录用本局的 data/templates/minutes.docx" in check()[1]
    (machine / "data" / "templates" / "minutes.docx").write_bytes(b"?")
    (machine / "data" / "templates" / "vote.docx").touch()
    code, said = check()
    assert code == 1
    assert "✗ 模板：会议记录\n    → 本局的模板 templates/minutes.docx 用不了：不是 DOCX 文件" in said
    assert "vote.docx 不起作用\n    → 是不是 votes.docx？" in said


def test_templates_are_written_out_without_touching_what_is_there(machine, capsys):
    (machine / "mine").mkdir()
    (machine / "mine" / "votes.docx").write_bytes(b"mine")
    assert bot.main(["templates", "mine"]) == 0
    said = capsys.readouterr().out
    assert "表决结果：mine/votes.docx 已有，没有覆盖" in said
    assert (machine / "mine" / "votes.docx").read_bytes() == b"mine"
    assert (machine / "mine" / "minutes.docx").read_bytes()[:2] == b"PK"
    assert bot.main(["templates"]) == 0
    assert "签到表：和发布的一样" in capsys.readouterr().out
    assert bot.main(["templates", "/proc/nothing"]) == 1
    assert "/proc/nothing 写不了" in capsys.readouterr().err
