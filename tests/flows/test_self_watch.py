"""The process tells the party-affairs staff what goes wrong with it, once, and once that it is well again; nothing is lost meanwhile."""

import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from telegram import WebhookInfo

from handlers.kit.engine import self_watch
from handlers.kit.engine.self_watch import SelfWatch
from handlers.kit.engine.vitals import Vitals
from storage.engine import sqlite
from storage.engine.disk import MB
from storage.engine.pulse import LIMITS, Beat, Pulse
from storage.engine.settings import Settings
from tests.flows.test_outages import away, hands, nothing_lost

STAFF = "吴干"
over_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def watch(house, tmp_path, monkeypatch):
    """One process's watch after the other: `watch()` is the next one's."""
    monkeypatch.setattr(self_watch, "UNSTORED", 0.0)
    # What the house's own poll hears is left out: the test says what is heard.
    house.running.updates._pulse = Pulse()
    house.world.clock.advance(timedelta(seconds=30))
    settings = Settings(_env_file=None, data_dir=tmp_path, disk_free_mb=1)

    def begun():
        vitals = Vitals(settings, house.clock, house.database.pulse)
        vitals.database = house.database
        vitals.pulse.begin()
        vitals.pulse.beat(Beat.COMMITTED)
        return SelfWatch(settings, house.clock, vitals, house.running.application.bot)

    return begun


def told(house):
    return [text for text in house.phone(STAFF).texts if text[0] in "⚠✅"]


async def listed(house):
    """What stands in the staff's list of what does not work."""
    phone = house.phone(STAFF)
    await phone.send("/home")
    await phone.walk("更多", "未送达消息")
    return phone.screen.text


async def test_a_deaf_poll_is_told_once_and_its_end_once_also_by_the_next_process(house, watch, monkeypatch, caplog):
    first = watch()
    with monkeypatch.context() as deaf:
        deaf.setattr(house.database.pulse, "_begun", time.monotonic() - 180)
        deaf.setitem(LIMITS, Beat.HEARD, -1)
        for _ in range(3):
            await first.look()
        assert len(told(house)) == 1
        assert "从 11月24日（周二）08:57 起收不到消息" in told(house)[0]
        second = watch()
        await second.look()
        assert len(told(house)) == 1
        assert "接收消息（RECEIVING，11月24日（周二）08:57起）" in await listed(house)
        house.world.clock.advance(timedelta(minutes=5))
    # What has only just begun has heard nothing yet, and is not well by that.
    third = watch()
    await third.look()
    assert len(told(house)) == 1
    house.database.pulse.beat(Beat.HEARD)
    for _ in range(3):
        await third.look()
    assert told(house)[1:] == [
        "✅ 机器人又能收到消息了（从 11月24日（周二）08:57 到 11月24日（周二）09:05 没有收到）。这段时间发来的消息正在逐条处理。"
    ]
    assert "所有消息都送到了" in await listed(house)
    assert caplog.text.count("trouble: RECEIVING") == caplog.text.count("well again: RECEIVING") == 1
    assert not [text for text in house.phone("王芳").texts if "收不到" in text]


async def test_what_could_not_be_told_is_told_when_it_is_over(house, watch, monkeypatch):
    one = watch()
    away(house, 3, methods=["sendMessage"])
    with monkeypatch.context() as deaf:
        deaf.setitem(LIMITS, Beat.HEARD, -1)
        for _ in range(2):
            await one.look()
    house.database.pulse.beat(Beat.HEARD)
    for _ in range(3):
        await one.look()
    assert [text[0] for text in told(house)] == ["✅"]


async def test_those_who_were_known_are_told_when_the_database_is_gone(house, watch, monkeypatch):
    one = watch()
    await one.look()
    one._vitals.database = None
    pulse = house.database.pulse
    pulse.rest()
    with monkeypatch.context() as gone:
        gone.setitem(LIMITS, Beat.HEARD, -1)
        await one.look()
    one._vitals.database = house.database
    pulse.begin()
    await one.look()
    assert ["保存不了" in text for text in told(house)] == [True]
    pulse.beat(Beat.COMMITTED)
    await one.look()
    assert [text[0] for text in told(house)] == ["⚠", "✅"]


async def test_a_process_that_only_starts_tells_nothing_unless_its_database_is_away(house, watch, monkeypatch):
    one, pulse = watch(), house.database.pulse
    pulse.works = False
    with monkeypatch.context() as waits:
        for beat in Beat:
            waits.setitem(LIMITS, beat, -1)
        await one.look()
        assert told(house) == []
        pulse.rest()
        await one.look()
    assert ["保存不了" in text for text in told(house)] == [True]


async def test_a_disk_is_told_before_it_is_full_and_not_at_every_byte_around_the_limit(house, watch, monkeypatch):
    one, free = watch(), [MB - 1]
    monkeypatch.setattr(one._vitals, "disk_free", lambda: free[0])
    for free[0] in (MB - 1, MB, MB - 1, 0, MB):
        await one.look()
    assert [("只剩 0 MB" in text, "清理" in text) for text in told(house)] == [(True, True)]
    assert "磁盘空间（SPACE" in await listed(house)
    free[0] = 2 * MB
    await one.look()
    assert told(house)[1:] == ["✅ 机器人的磁盘又有空间了，还有 2 MB。"]


async def test_by_webhook_a_quiet_night_is_no_silence_but_what_telegram_cannot_deliver_is(house, watch, monkeypatch):
    one, pulse = watch(), house.database.pulse
    url = "https://bot.example.cn/hook"
    one._settings = one._settings.model_copy(update={"webhook_url": url})
    found = {"url": url, "has_custom_certificate": False, "pending_update_count": 3, "last_error_date": None}

    async def info(*_args, **_options):
        return WebhookInfo(**found)

    bot = one._bot
    with bot._unfrozen(), monkeypatch.context() as patched:
        patched.setattr(bot, "get_webhook_info", info)
        for asked, hears in (
            ({}, True),
            ({"last_error_date": datetime.now(UTC)}, False),
            ({"last_error_date": datetime.now(UTC) - timedelta(hours=1)}, True),
            ({"url": ""}, False),
        ):
            found |= asked
            pulse.begin()
            one._asked = float("-inf")
            await one.look()
            assert pulse.is_well(Beat.HEARD) is hears


@contextmanager
def full(database):
    """A disk without a page more for the database."""
    with closing(sqlite3.connect(database.url.database)) as other:
        (pages,) = other.execute("PRAGMA page_count").fetchone()
    most = [pages]

    def bound(connection, *_):
        connection.execute(f"PRAGMA max_page_count={most[0]}")

    event.listen(database.engine.sync_engine, "checkout", bound)
    yield
    most[0] = 2**30


@contextmanager
def locked(database):
    """Another program in the middle of its transaction."""
    with closing(sqlite3.connect(database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@over_sqlite
@pytest.mark.parametrize("hindered", [full, locked])
async def test_what_cannot_be_stored_is_not_confirmed_is_told_and_goes_on_afterwards(
    house, watch, monkeypatch, caplog, hindered
):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.0)
    house.running.inbox._pause = 0.05
    one, pulse, member = watch(), house.database.pulse, hands(house, "李雷")
    await one.look()
    with hindered(house.database):
        for number in range(3):
            await member.send(f"第{number}条" + "长" * 2000)
        await house.world.until(lambda: pulse.unstored > 0, timeout=20)
        for _ in range(3):
            await one.look()
        (told_once,) = told(house)
        assert "保存不了" in told_once
        assert house.world.updates_pending
        assert not [text for text in member.texts if "没有看懂" in text]
    await house.settle()
    assert await nothing_lost(house)
    assert len([text for text in member.texts if "没有看懂" in text]) == 3
    pulse.beat(Beat.COMMITTED)
    await one.look()
    assert [text[0] for text in told(house)] == ["⚠", "✅"]
    assert caplog.text.count("cannot be stored, and stay with Telegram") == 1
