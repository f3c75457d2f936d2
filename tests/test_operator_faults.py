"""Whatever is wrong around it, a command says so in one Chinese line and ends with 1: no traceback, no value, nothing left behind.

Every command of the parser meets every fault; one that is new is met as soon as the parser has it.
"""

import argparse
import asyncio
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import bot
from storage.engine import sqlite
from tests.storage.test_people_roster import HAN, HEADER, LI

ROOT = Path(bot.__file__).parent
SECRET = "h3imlich"
DATABASE, DATA = Path("data/dangjian.db"), Path("data")
NOBODY = 65534
LONGEST = 10.0
GIVEN = {
    "police_no": "100001",
    "file": "roster.csv",
    "source": "DATABASE_URL",
    "target": f"sqlite+aiosqlite:///elsewhere/{SECRET}.db",
}
"""What commands are given, by the names of their arguments."""
OF_THEIR_OWN = {"backup": ["kept-anew.tar.gz"], "restore": ["kept.tar.gz"], "key": ["--sheet", "sheet.html"]}


def _commands() -> dict[str, list[str]]:
    """The command with no name is the bot itself."""
    (choices,) = (each.choices for each in bot.parser()._actions if isinstance(each, argparse._SubParsersAction))
    found = {"": []}
    for name, one in choices.items():
        wanted = [each.dest for each in one._actions if not each.option_strings]
        found[name] = [name, *OF_THEIR_OWN.get(name, [GIVEN.get(each, "x") for each in wanted])]
    return found


COMMANDS = _commands()


@pytest.fixture
def bureau(operators_folder, monkeypatch, capsys):
    """A folder with a database, its key and a backup, as an operator has it."""
    for name in ("DATABASE_URL", "DATA_DIR", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_TOKEN", f"123456:{SECRET}")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    # What goes on all the same, or waits, is no line either.
    monkeypatch.setattr(bot, "_loop", lambda: lambda work: asyncio.run(asyncio.wait_for(work, LONGEST)))
    Path("roster.csv").write_text(HEADER + LI + HAN, encoding="gb18030")
    shutil.copytree(_made(operators_folder), operators_folder, dirs_exist_ok=True)
    capsys.readouterr()
    return monkeypatch


_MADE: list[Path] = []


def _made(tmp_path) -> Path:
    """Made once for all."""
    if not _MADE:
        folder = tmp_path.parent / "made-once"
        folder.mkdir()
        os.chdir(folder)
        shutil.copy(tmp_path / "roster.csv", folder)
        assert bot.main(["import-roster", "roster.csv"]) == 0
        assert bot.main(["backup", "kept.tar.gz"]) == 0
        os.chdir(tmp_path)
        _MADE.append(folder)
    return _MADE[0]


def garbage():
    DATABASE.write_bytes(b"no database at all" * 500)


def damaged():
    content = bytearray(DATABASE.read_bytes())
    content[4096:] = bytes(each * 7 % 251 for each in range(len(content) - 4096))
    DATABASE.write_bytes(content)


def cut_off():
    os.truncate(DATABASE, 20_000)


def told(*statements) -> Callable[[], None]:
    def work():
        with closing(sqlite3.connect(DATABASE)) as connection:
            for each in statements:
                connection.execute(each)
            connection.commit()

    return work


def a_folder(path) -> Callable[[], None]:
    def work():
        shutil.rmtree(path, ignore_errors=True)
        Path(path).unlink(missing_ok=True)
        Path(path).mkdir(parents=True)

    return work


def a_file(path, content=b"") -> Callable[[], None]:
    def work():
        if Path(path).is_dir():
            shutil.rmtree(path)
        Path(path).write_bytes(content)

    return work


def setting(**values) -> Callable[[], None]:
    def work():
        os.environ.update(values)

    return work


DATABASE_FAULTS = {
    "garbage": (garbage, "不是数据库，或者已经损坏"),
    "damaged pages": (damaged, "已经损坏"),
    "cut off": (cut_off, "已经损坏"),
    "newer": (told("UPDATE alembic_version SET version_num = '9998'"), "数据库比程序新（9998"),
    "another program's": (told("UPDATE alembic_version SET version_num = 'ae1027a6acf'"), "数据库是别的程序的"),
    "another program's tables": (told("DROP TABLE alembic_version"), "已有别的程序的表|数据库是别的程序的"),
    "a folder": (a_folder(DATABASE), "打不开数据库文件|是文件夹"),
    "in no folder": (setting(DATABASE_URL="sqlite+aiosqlite:////dev/null/x/bot.db"), "/dev/null"),
    "where nothing can be made": (setting(DATABASE_URL="sqlite+aiosqlite:////proc/bot.db"), "/proc"),
    "postgres is down": (setting(DATABASE_URL=f"postgresql+asyncpg://u:{SECRET}@127.0.0.1:1/x"), "PostgreSQL"),
}
FOLDER_FAULTS = {
    "a file": (setting(DATA_DIR="roster.csv"), "roster.csv"),
    "cannot be made": (setting(DATA_DIR="/proc/nothing/data"), "/proc/nothing"),
    "key is a folder": (a_folder("data/secret.key"), "secret.key"),
    "key is no key": (a_file("data/secret.key", f"{SECRET}\n".encode()), "不是密钥"),
    "key is binary": (a_file("data/secret.key", b"\xff\xfe\x00" * 20), "不是密钥"),
    "SECRET_KEY is none": (setting(SECRET_KEY=f"{SECRET},x"), "不是密钥"),
}
SETTING_FAULTS = {
    name: (setting(**{key: value}), f"^{key} ")
    for name, (key, value) in {
        "zone": ("TIMEZONE", f"Mars/{SECRET}"),
        "zone's path": ("TIMEZONE", f"/etc/{SECRET}"),
        "url": ("BOT_API_URL", f"ftp://{SECRET}"),
        "url without host": ("BOT_API_URL", "https://"),
        "url in brackets": ("BOT_API_URL", "http://[::1"),
        "url's port": ("BOT_API_URL", "http://host:port"),
        "listen": ("WEBHOOK_LISTEN", SECRET),
        "listen's port": ("WEBHOOK_LISTEN", "127.0.0.1:٨٠"),
        "token": ("BOT_TOKEN", SECRET),
        "token's digits": ("BOT_TOKEN", f"١٢٣:{SECRET}"),
        "database": ("DATABASE_URL", f"mysql://u:{SECRET}@h/d"),
        "database without name": ("DATABASE_URL", "sqlite+aiosqlite:///"),
        "database's port": ("DATABASE_URL", f"postgresql+asyncpg://u:{SECRET}@h:x/d"),
        "proxy": ("HTTPS_PROXY", f"http://u:{SECRET}@[1"),
        "log": ("LOG_FORMAT", SECRET),
    }.items()
}
ENV_FAULTS = {
    "a misspelt name": (a_file(".env", f"BOT_TOKN=1:{SECRET}\n".encode()), "第 1 行 BOT_TOKN 不是设置项：是不是 BOT_TOKEN？"),
    "a folder": (a_folder(".env"), r"^\.env 是文件夹"),
    "not UTF-8": (a_file(".env", "BUREAU_NAME=海滨县公安局\n".encode("gb18030")), r"^\.env 不是 UTF-8"),
    "no line of settings": (a_file(".env", f"PIN_MINUTES 5 {SECRET}=\n".encode()), r"^\.env 第 1 行看不懂"),
}  # fmt: skip
FAULTS = {
    f"{kind}: {name}": fault
    for kind, faults in (
        ("database", DATABASE_FAULTS),
        ("folder", FOLDER_FAULTS),
        ("setting", SETTING_FAULTS),
        (".env", ENV_FAULTS),
    )
    for name, fault in faults.items()
}
LATER = ("database", "folder")
"""Faults that each command meets by itself; settings are read before any begins."""
ALL_THE_SAME = {
    # It needs neither.
    *(("sandbox", each) for each in FAULTS if each.startswith(("database", "folder: key", "folder: SECRET_KEY"))),
    ("sandbox", "setting: token"),
    ("sandbox", "setting: token's digits"),
    *(("backup", each) for each in FAULTS if each.startswith("folder")),
    *(("move", each) for each in FAULTS if each.startswith("folder") and ("key" in each.lower())),
    # It reads its own files alone.
    *((command, each) for command in ("rules", "templates") for each in FAULTS if each.startswith(LATER)),
    # The key is the same whatever is in a database that it opens.
    *(("key", f"database: {each}") for each in ("newer", "another program's", "another program's tables")),
    *(("key", f"database: {each}") for each in ("in no folder", "where nothing can be made")),
    # A database that is away is waited for.
    ("", "database: postgres is down"),
}
EARLIER = {
    # What they say first is as good.
    "restore": "已经存在：为免覆盖|PostgreSQL：请用",
    "backup": "没有数据库可备份|是更新版本的程序写的|是别的程序的备份|不是完整的备份",
    "move": "没有数据库可搬",
}
POINT_BY_POINT = {"check"}
ENOUGH = {"", "failures"}
TELLS_ITS_WAY = {"sandbox", "move"}


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        pytest.param(command, fault, marks=() if fault.startswith(LATER) or command in ENOUGH else pytest.mark.thorough)
        for fault in FAULTS
        for command in COMMANDS
        if (command, fault) not in ALL_THE_SAME
    ],
)
def test_it_is_told_in_one_line(bureau, capsys, command, fault):
    spoil, expected = FAULTS[fault]
    before = dict(os.environ)
    try:
        spoil()
        code = bot.main(COMMANDS[command])
    finally:
        os.environ.clear()
        os.environ.update(before)
    said = capsys.readouterr()
    if command in POINT_BY_POINT and not fault.startswith(("setting", ".env")):
        assert code == 1
        assert "Traceback" not in said.out + said.err
        return
    *before, line = filter(None, said.err.splitlines())
    assert code == 1
    assert not before or command in TELLS_ITS_WAY
    assert re.search("[一-龥]", line)
    assert re.search(expected, line) or (command in EARLIER and re.search(EARLIER[command], line))
    assert SECRET not in line.removesuffix(f"{SECRET}.db")
    assert "程序自身出错" not in line


@pytest.fixture
def unprivileged(bureau, tmp_path):
    """As an account that owns nothing here: root may do everything."""
    if os.geteuid() != 0:
        yield lambda: None
        return
    for each in (tmp_path, *tmp_path.parents):
        if not each.is_relative_to("/tmp"):
            break
        each.chmod(each.stat().st_mode | 0o055)
    yield lambda: os.seteuid(NOBODY)
    os.seteuid(0)


OPENS_IN_ITS_WAY = {"", "backup", "key", "move", "restore"}
CLOSED = {
    "database": (DATABASE, 0o000),
    "database to writing": (DATABASE, 0o444),
    "key": (DATA / "secret.key", 0o000),
    "folder": (DATA, 0o000),
    "folder to writing": (DATA, 0o555),
    "settings": (Path(".env"), 0o000),
}


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(each, marks=() if each in OPENS_IN_ITS_WAY else pytest.mark.thorough)
        for each in sorted(COMMANDS.keys() - {"sandbox", "check", "rules", "templates"})
    ],
)
@pytest.mark.parametrize("closed", CLOSED)
def test_what_is_closed_to_us_is_told(bureau, unprivileged, capsys, command, closed):
    path, mode = CLOSED[closed]
    Path(".env").touch()
    for each in DATA.rglob("*"):
        each.chmod(0o777)
    DATA.chmod(0o777)
    path.chmod(mode)
    unprivileged()
    code = bot.main(COMMANDS[command])
    said = capsys.readouterr()
    path_told = re.search(r"没有权限|不能写|打不开|已经存在", said.err)
    assert (code, said.err.count("\n"), bool(path_told)) == (1, 1, True), said.err


def damaged_inside(content):
    return content[: len(content) // 2] + bytes(each ^ 0xFF for each in content[len(content) // 2 :])


def newer_inside(content):
    with closing(sqlite3.connect("newer.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9998')")
        connection.commit()
    return _archive("newer.db")


def another_inside(content):
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE person (id INTEGER)")
    return _archive("other.db")


def _archive(file):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        tar.add(file, "bot.db")
    return made.getvalue()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (damaged_inside, "不是完整的备份"),
        (lambda content: content[: len(content) // 3], "不是完整的备份"),
        (newer_inside, "是更新版本的程序写的（9998）"),
        (another_inside, "不是完整的备份"),
    ],
)
def test_what_is_not_restored_leaves_nothing_behind(bureau, capsys, tmp_path, spoil, told):
    kept = Path("kept.tar.gz")
    kept.write_bytes(spoil(kept.read_bytes()))
    bureau.setenv("DATABASE_URL", "sqlite+aiosqlite:///elsewhere/bot.db")
    bureau.setenv("DATA_DIR", "elsewhere/data")
    assert bot.main(["restore", "kept.tar.gz"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert not Path("elsewhere/data").exists()
    assert not Path("elsewhere/bot.db").exists()


@pytest.mark.parametrize(
    ("file", "told"),
    [("data", "data 是文件夹"), ("data/dangjian.db", "就是数据库"), ("nowhere/kept.tar.gz", "没有这个文件或文件夹")],
)
def test_where_a_backup_cannot_go_is_told(bureau, capsys, file, told):
    before = DATABASE.read_bytes()
    assert bot.main(["backup", file]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert DATABASE.read_bytes() == before


@pytest.mark.parametrize(
    ("file", "told"), [("data", "它是文件夹"), ("roster.csv/x", "不是文件夹"), ("nowhere.csv", "没有这个文件")]
)
def test_a_roster_that_cannot_be_read_is_told(bureau, capsys, file, told):
    assert bot.main(["import-roster", file]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"读不了 {file}：")
    assert told in line


def test_a_name_that_is_no_setting_is_told_and_the_command_goes_on(bureau, capsys):
    bureau.setenv("BOT_TOKN", SECRET)
    Path(".env").write_text("POSTGRES_DB=x\n")
    assert bot.main(["failures"]) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        ".env 第 1 行 POSTGRES_DB 不是设置项，不起作用（设置项见 .env.example）",
        "环境变量 BOT_TOKN 不是设置项：是不是 BOT_TOKEN？",
    ]


def run(*arguments, shell=None, **options):
    command = [sys.executable, str(ROOT / "bot.py"), *arguments]
    return subprocess.run(
        shell or command, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=60, **options
    )


@pytest.mark.parametrize(
    "end",
    [
        "| head -n 1 >&2",
        "> /dev/full",
        "<&- >&- 2>&-",
        *(pytest.param(each, marks=pytest.mark.thorough) for each in ("| true", ">&-", "2>&- >/dev/full", "<&-")),
    ],
)
def test_an_output_that_nobody_takes_is_no_traceback(bureau, end):
    done = run(shell=["bash", "-c", f"{sys.executable} {ROOT}/bot.py failures {end}; exit ${{PIPESTATUS[0]}}"])
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    expected = {"> /dev/full": "磁盘已满，请腾出空间再试\n", "| head -n 1 >&2": "没有处理成功的操作：0 个\n"}
    assert (done.stderr, done.returncode in {0, 1}) == (expected.get(end, ""), True)


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("gb18030", marks=pytest.mark.thorough)])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(bureau, encoding):
    done = run("failures", env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["failures", "import-roster"])
def test_ctrl_c_is_one_line(bureau, monkeypatch, capsys, command):
    def interrupted(work):
        work.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(bot, "_loop", lambda: interrupted)
    assert bot.main(COMMANDS[command]) == 1
    assert capsys.readouterr().err == "已中断：没有做完的没有生效，可以再运行一次。\n"


def test_ctrl_c_while_a_command_works_is_one_line(bureau):
    with closing(sqlite3.connect(DATABASE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import bot\n"
             "from storage.engine import sqlite\nsqlite._is_busy = lambda error: (print(flush=True), True)[1]\n"
             "sys.exit(bot.main(['rewrap']))"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            process.stdout.readline()  # it waits for the database
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=30)
    assert (process.returncode, error) == (1, "已中断：没有做完的没有生效，可以再运行一次。\n")


def test_a_fault_of_the_program_is_told_with_its_place_and_no_value(bureau, monkeypatch, capsys):
    def broken(_arguments):
        raise ValueError(SECRET)

    monkeypatch.setattr(bot, "_command", broken)
    assert bot.main(["failures"]) == 1
    error = capsys.readouterr().err
    assert re.fullmatch(
        r"程序自身出错，请把这一行告诉维护人员：ValueError #\w{6}: tests/test_operator_faults.py:\d+ .*\n", error
    )
    assert SECRET not in error
