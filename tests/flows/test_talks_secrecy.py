"""Words and voices of talks, followed through every place where they could be left in the clear."""

import base64
import logging

import pytest
from sqlalchemy import text

from storage.mail.outbox import OutboxRow
from storage.sealed import pin
from tests.flows.talking import PIN, QUICK, VOICE, WORDS, enter, inspector, record, set_pin, unlocked

PURPOSE, ADDED = "标记庚查阅事由", "标记己补充更正"
MARKS = [*WORDS.values(), PURPOSE, ADDED]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)


def spellings(word):
    """A word as UTF-8, as JSON escapes it, in UTF-16 and in Base64 at each offset."""
    plain = word.encode()
    yield plain
    yield word.encode("unicode_escape")
    yield word.encode("utf-16-le")
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain)
        yield coded[4 : len(coded) - 4] if offset else coded[: len(coded) - 4]


async def dump(house):
    """Every value of every table."""
    async with house.database.read() as session:
        if house.database.is_sqlite:
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        else:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        found = []
        for (name,) in (await session.exec(text(names))).all():
            found += [repr(tuple(row)) for row in (await session.exec(text(f'SELECT * FROM "{name}"'))).all()]
    return "\n".join(found)


async def nothing_in_the_clear(house, tmp_path, caplog):
    rows = await dump(house)
    assert "talk:1" in rows
    logged = caplog.text
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for word in MARKS:
        assert word not in rows
        assert word not in logged
        for path, content in files.items():
            assert not any(each in content for each in spellings(word)), (word, path)
    for path, content in files.items():
        assert VOICE[:32] not in content, path
    assert PIN not in logged
    assert "argon2" not in rows


async def test_nothing_is_left_in_the_clear(house, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    await set_pin(house, "王芳")
    await house.phone("王芳").send("/talk")
    await enter(house.phone("王芳"))
    phone = await record(house)
    await nothing_in_the_clear(house, tmp_path, caplog)
    await phone.walk("查看", "打开内容")
    await phone.send("/talk")
    await phone.walk("我记录的", "王芳 → 李雷", "补充")
    await phone.send(ADDED)
    await phone.press("加密保存")
    await inspector(house)
    above = await unlocked(house, "吴干")
    await above.send("/talk")
    await above.walk("全局列表", "王芳 → 李雷", "写明事由并打开")
    await above.send(PURPOSE)
    assert any(ADDED in screen.text for screen in above.messages())
    assert not any(screen.text == PURPOSE for screen in above.messages())
    await nothing_in_the_clear(house, tmp_path, caplog)
    async with house.database.read() as session:
        rows = (await session.exec(OutboxRow.__table__.select())).all()
    assert not any(word in repr(row) for row in rows for word in MARKS)


async def test_a_draft_is_sealed_too(house, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    await record(house)
    await record(house, other="钱进", save=False)
    await nothing_in_the_clear(house, tmp_path, caplog)


async def test_words_that_come_before_they_are_asked_for_are_sealed_and_not_repeated(house, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    phone = await record(house)
    await phone.send("/talk")
    await phone.press("记录谈话或家访")
    await phone.send(WORDS["text"])
    await phone.press("是谈话内容，收下")
    await phone.press("李雷")
    await phone.send(f"{WORDS['place']}。{WORDS['more']}。")
    assert not any(word in screen.text for screen in phone.messages() if screen.from_bot for word in MARKS)
    await nothing_in_the_clear(house, tmp_path, caplog)
    await phone.send("/cancel")
    assert not any(word in screen.text for screen in phone.messages() for word in MARKS)


async def test_a_failure_names_its_kind_alone(house, tmp_path, caplog, monkeypatch):
    """Also when what fails holds the words."""
    from storage.talks import content

    async def fail(_tx, _me, **facts):
        raise ValueError(facts["said"].text)

    monkeypatch.setattr(content, "log", fail)
    phone = await record(house)
    assert "没有成功" in phone.texts[-1]
    assert "ValueError" in caplog.text
    assert not any(word in caplog.text for word in MARKS)
    rows = await dump(house)
    assert not any(word in rows for word in MARKS)


async def test_killed_between_keeping_and_cleaning_the_chat_is_cleaned_by_the_schedule(house, monkeypatch):
    from handlers.kit.forms import confided

    async def killed(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(confided, "clean", killed)
    phone = await record(house)
    assert any(WORDS["text"] in screen.text for screen in phone.messages())
    await house.sweep(seconds=15)
    assert not any(WORDS["text"] in screen.text for screen in phone.messages())
    assert not any(screen.voice for screen in phone.messages())
