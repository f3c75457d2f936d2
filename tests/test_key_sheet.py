"""The operator prints the keys on two sheets, loses the machine, and types them in again."""

import re
from html import unescape

import pytest
from cryptography.fernet import Fernet

import bot
from tests.storage.test_people_roster import HAN, HEADER, LI


@pytest.fixture(autouse=True)
def machine(operators_folder, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{operators_folder}/bot.db")
    (operators_folder / "roster.csv").write_text(HEADER + LI + HAN)
    bot.main(["import-roster", "roster.csv"])
    capsys.readouterr()


def halves(tmp_path, name="sheet.html"):
    """The groups of both, as they stand in the tables."""
    pages = (tmp_path / name).read_text().split("<section>")[1:]
    return [[unescape(typed) for typed in re.findall("<td>(.+?)</td>", page)] for page in pages]


def typing(monkeypatch, *lines):
    """Those lines at the prompts, then nothing more; gives what was asked."""
    asked, left = [], list(lines)

    def answer(prompt=""):
        asked.append(prompt)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    return asked


def test_what_was_printed_is_the_key_again_and_it_is_told_nowhere(tmp_path, monkeypatch, capsys):
    assert bot.main(["key", "--sheet", "sheet.html"]) == 0
    file = tmp_path / "data" / "secret.key"
    key, said = file.read_text(), capsys.readouterr().out
    assert (tmp_path / "sheet.html").stat().st_mode & 0o777 == 0o600
    assert "密钥与数据库相符" in said
    assert "shred -u sheet.html" in said
    one, other = halves(tmp_path)
    assert not [group for group in one[1:] + other[1:] if group in said]
    assert key.strip() not in (tmp_path / "sheet.html").read_text() + said
    file.unlink()
    rows = [" ".join(other[at : at + 4]).lower() for at in range(0, 16, 4)]
    asked = typing(monkeypatch, "".join(one), *rows)
    assert bot.main(["key", "--from-sheet"]) == 0
    assert asked == ["第一份，从第 1 行第 1 组起：", *(f"第二份，从第 {row} 行第 1 组起：" for row in (1, 2, 3, 4))]
    assert file.read_text() == key
    assert file.stat().st_mode & 0o777 == 0o600
    told = capsys.readouterr().out
    assert key.strip() not in told
    assert re.search("指纹 ([0-9a-f]{16})", told)[1] == re.search("指纹 ([0-9a-f]{16})", said)[1]
    assert bot.main(["verify-audit"]) == 0


def test_a_wrong_group_is_asked_for_again_and_what_was_right_is_not(tmp_path, monkeypatch, capsys):
    bot.main(["key", "--sheet", "sheet.html"])
    one, other = halves(tmp_path)
    (tmp_path / "data" / "secret.key").unlink()
    wrong = [one[0], one[1], ("1" if one[2][0] == "0" else "0") + one[2][1:], one[3]]
    short = f"{other[0]} {other[1]} {other[2][:4]}"
    asked = typing(monkeypatch, "hello", *(" ".join(each) for each in (wrong, one[2:], [])), short, " ".join(other[2:]))
    assert bot.main(["key", "--from-sheet"]) == 0
    said = capsys.readouterr().out
    assert re.search("第 1 行第 3 组“.{5}”与单子不符.*前面的 2 组已记下", said)
    assert "第 1 行第 3 组“" + other[2][:4] + "”应是 5 个字符" in said
    assert asked[2] == "第一份，从第 1 行第 3 组起："


def test_keys_of_another_database_or_of_two_printings_are_not_put_in_place(tmp_path, monkeypatch, capsys):
    file = tmp_path / "data" / "secret.key"
    bot.main(["key", "--sheet", "right.html"])
    bot.main(["key", "--sheet", "again.html"])
    file.rename(tmp_path / "safe")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/none.db")
    monkeypatch.setenv("SECRET_KEY", Fernet.generate_key().decode())
    assert bot.main(["key", "--sheet", "wrong.html"]) == 0
    assert "还没有数据库可核对" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    assert bot.main(["key", "--sheet", "no.html"]) == 1
    monkeypatch.setenv("SECRET_KEY", "")
    right, again = halves(tmp_path, "right.html"), halves(tmp_path, "again.html")
    for sheets, said in (
        (halves(tmp_path, "wrong.html"), "密钥不对"),
        ((right[0], right[0]), "两次输入的都是第 1 份"),
        ((right[0], again[1]), "不是同一次打印的" if right[0][0] != again[0][0] else "校验不符"),
    ):
        typing(monkeypatch, *map(" ".join, sheets))
        assert bot.main(["key", "--from-sheet"]) == 1
        assert said in capsys.readouterr().err
        assert not file.exists()
    typing(monkeypatch, " ".join(right[0]))
    assert bot.main(["key", "--from-sheet"]) == 1
    assert capsys.readouterr().err == "还没有输完，什么也没有改动\n"


def test_nothing_is_written_over(tmp_path, monkeypatch, capsys):
    assert bot.main(["key", "--from-sheet"]) == 1
    assert "secret.key 已经存在" in capsys.readouterr().err
    (tmp_path / "sheet.html").write_text("mine")
    assert bot.main(["key", "--sheet", "sheet.html"]) == 1
    assert "sheet.html 已经存在" in capsys.readouterr().err
    assert (tmp_path / "sheet.html").read_text() == "mine"
    (tmp_path / "data" / "secret.key").unlink()
    (tmp_path / "bot.db").unlink()
    assert bot.main(["key", "--sheet", "other.html"]) == 1
    assert "还没有密钥可打印" in capsys.readouterr().err
    monkeypatch.setenv("SECRET_KEY", Fernet.generate_key().decode())
    assert bot.main(["key", "--from-sheet"]) == 1
    assert "SECRET_KEY 已经设置" in capsys.readouterr().err


def test_old_keys_stand_on_the_sheet_too(tmp_path, monkeypatch, capsys):
    old = (tmp_path / "data" / "secret.key").read_text().strip()
    new = Fernet.generate_key().decode()
    (tmp_path / "data" / "secret.key").write_text(f"{new}\n{old}\n")
    assert bot.main(["rewrap"]) == 0
    assert bot.main(["key", "--sheet", "sheet.html"]) == 0
    assert "密钥 2 把" in capsys.readouterr().out
    (tmp_path / "data" / "secret.key").unlink()
    typing(monkeypatch, *map(" ".join, halves(tmp_path)))
    assert bot.main(["key", "--from-sheet"]) == 0
    assert (tmp_path / "data" / "secret.key").read_text().split() == [new, old]
    assert bot.main(["verify-audit"]) == 0
