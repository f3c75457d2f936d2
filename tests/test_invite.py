"""`invite` and `unbound`: everybody's links at once, as lines or as cards."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import bot
from tests.processes import telegram_apart
from tests.storage.test_people_roster import HAN, HEADER, LI

TOKEN = "123456:ABC"
START = "https://t.me/dangjian_bot?start="


@pytest.fixture(scope="module")
def telegram():
    with telegram_apart(TOKEN) as url:
        yield url


@pytest.fixture(autouse=True)
def kept(operators_folder, monkeypatch, telegram, sqlite_template):
    """Two people on the roster, and the database that they are in."""
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", telegram)
    data = operators_folder / "data"
    data.mkdir()
    shutil.copy(sqlite_template, data / "dangjian.db")
    (operators_folder / "roster.csv").write_text(HEADER + LI + HAN, encoding="utf-8")
    assert bot.main(["import-roster", "roster.csv"]) == 0
    return create_engine(f"sqlite:///{data}/dangjian.db")


def asked(engine, statement):
    with engine.begin() as connection:
        done = connection.execute(text(statement))
        return done.all() if done.returns_rows else []


def run(capsys, *arguments):
    capsys.readouterr()
    return bot.main(list(arguments)), *capsys.readouterr()


def test_everybody_who_is_unbound_has_a_link_of_their_own_and_hears_how_long_it_holds(kept, capsys):
    code, out, err = run(capsys, "invite", "--all")
    assert code == 0
    assert [line.rpartition("\t")[0] for line in out.splitlines()] == [
        "第一支部\t100001\t李雷",
        "第一支部\t100002\t韩梅",
    ]
    links = [line.rpartition("\t")[2] for line in out.splitlines()]
    assert all(link.startswith(START) for link in links)
    assert len(set(links)) == 2
    assert "前有效，每条只能用一次" in err
    assert START not in err
    assert not any(link.removeprefix(START) in str(asked(kept, "SELECT * FROM invite")) for link in links)
    asked(kept, "UPDATE person SET telegram_id = 5 WHERE police_no = '100001'")
    assert run(capsys, "invite", "--branch", "第一")[1].startswith("第一支部\t100002")
    assert asked(kept, "SELECT count(*) FROM invite WHERE NOT revoked AND used_at IS NULL") == [(2,)]
    asked(kept, "UPDATE person SET telegram_id = id")
    assert run(capsys, "invite", "--all") == (1, "", "没有要生成链接的人：都已绑定\n")


def test_the_cards_are_a_file_of_the_operators_own(kept, capsys):
    code, out, _ = run(capsys, "invite", "--all", "--sheet", "cards.pdf")
    assert code == 0
    assert out == "已写入 cards.pdf：2 张卡，1 页 A4。打印后请删去这个文件。\n"
    assert Path("cards.pdf").stat().st_mode & 0o777 == 0o600
    assert Path("cards.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--all", "--sheet", "cards.html"], "文件名请以 .pdf 结尾"),
        (["--all", "--sheet", "roster.pdf"], "已有 roster.pdf"),
        (["--all", "--sheet", "nowhere/cards.pdf"], "写不了 nowhere/cards.pdf"),
        (["--all", "--branch", "第九支部"], "没有支部叫“第九支部”：第一支部"),
        ([], "请写一个警号"),
    ],
)
def test_what_cannot_be_done_makes_no_link(kept, capsys, arguments, told):
    Path("roster.pdf").write_text("mine")
    code, out, err = run(capsys, "invite", *arguments)
    assert (code, out) == (1, "")
    assert told in err
    assert asked(kept, "SELECT count(*) FROM invite") == [(0,)]
    assert Path("roster.pdf").read_text() == "mine"


def test_telegram_away_leaves_no_file_and_no_link(kept, capsys, monkeypatch):
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")
    assert run(capsys, "invite", "--all", "--sheet", "cards.pdf")[0] == 1
    assert not Path("cards.pdf").exists()
    assert asked(kept, "SELECT count(*) FROM invite") == [(0,)]


def test_who_is_unbound(kept, capsys):
    asked(kept, "UPDATE person SET telegram_id = 5 WHERE police_no = '100001'")
    assert run(capsys, "unbound")[1].splitlines() == [
        "第一支部：未绑定 1/2：100002 韩梅",
        "共 2 人，已绑定 1 人，未绑定 1 人。",
    ]
    assert run(capsys, "unbound", "--branch", "第九")[0] == 1
