"""Browsing the audit trail as an inspector."""

from datetime import timedelta

import pytest

from storage.sealed import audit
from storage.sealed.audit import Event
from tests.flows.talking import inspector, unlocked


@pytest.fixture
async def phone(house):
    """Twenty-five entries over two days, and the inspector's phone."""
    for number in range(25):
        if number == 12:
            house.world.clock.advance(timedelta(days=1))
        async with house.database.write() as tx:
            event = Event.BOUND if number % 5 == 0 else Event.EXPORTED
            await audit.record(tx, event, by=1 + number % 2, over=3, note=f"注{number}", now=house.clock.now())
    await inspector(house)
    return await unlocked(house, "吴干", 60 * 24)


async def test_it_is_paged_newest_first(phone):
    await phone.send("/audit")
    assert "共 25 条" in phone.screen.text
    assert "25. " in phone.screen.text
    assert "注24" in phone.screen.text
    await phone.press("▶", phone.screen)
    assert "15. " in phone.screen.text
    assert "注24" not in phone.screen.text


async def test_by_event_person_and_day(phone):
    await phone.send("/audit")
    await phone.walk("按事项", "绑定账号")
    assert "共 5 条" in phone.screen.text
    await phone.press("全部日期")
    assert "共 2 条" in phone.screen.text
    await phone.send("/audit")
    await phone.press("按人员")
    await phone.send("没有")
    assert "没有找到" in phone.texts[-1] or "没有找到" in phone.texts[-2]
    await phone.send("王芳")
    await phone.press("王芳")
    assert "共 13 条" in phone.screen.text
    assert "人员：王芳" in phone.screen.text
    await phone.press("全部人员")
    assert "共 25 条" in phone.screen.text


@pytest.mark.parametrize(
    "data", ["trail:nosuch:0::0", "trail::0:2026-13-01:0", "trail::0:9999-12-31:0", "trail_what:0:x"]
)
async def test_forged_filters_are_refused(phone, data):
    await phone.send("/home")
    await phone.press_data(data)
    assert "失效" in phone.toast


async def test_it_is_behind_the_pin(house, phone):
    await phone.send("/lock")
    await phone.send("/audit")
    assert "PIN" in phone.screen.text
    assert "注24" not in "".join(phone.texts)


async def test_a_span_is_taken_out_and_that_is_on_the_trail(house, phone):
    await phone.send("/audit")
    await phone.press("取走一段")
    await phone.press("昨天")
    await phone.send("前天")
    assert "最后一天不能早于第一天" in phone.texts[-2] or "最后一天不能早于第一天" in phone.texts[-1]
    await phone.press("今天")
    await phone.press("CSV")
    sent = next(message for message in reversed(phone.messages()) if message.document)
    assert sent.document["file_name"] == "审计记录_2026-11-24_2026-11-25.csv"
    content = sent.read().decode("utf-8-sig")
    assert "绑定账号" in content
    assert "王芳" in content
    assert "注24" not in content
    async with house.database.read() as session:
        (entry, *_), _ = await audit.trail(session, audit.Filter(subject="trail"))
        head = await audit.head(session)
    assert (entry.number, entry.by) == (26, 7)
    assert head.number == 26
    # The last entry of the file is a head, which holds in the chat.
    known = next(word for word in sent.caption.split() if ":" in word).rstrip("，")
    await phone.send(f"/audit {known.split('，')[0]}")
    assert "与校验码一致" in phone.screen.text


async def test_taking_out_is_the_inspectors_alone_and_behind_the_pin(house, phone):
    other = house.phone("王芳")
    await other.send("/home")
    for data in ("trail_take", "trail_out:2026-11-24:2026-11-25:csv"):
        await other.press_data(data)
        assert "没有这项权限" in other.toast
    await phone.send("/home")
    for data in (
        "trail_out:2026-11-25:2026-11-24:csv",
        "trail_out:x:2026-11-24:csv",
        "trail_out:2026-11-24:2026-11-25:pdf",
    ):
        await phone.press_data(data)
        assert "失效" in phone.toast
    await phone.send("/lock")
    for data in ("trail_take", "trail_out:2026-11-24:2026-11-25:csv"):
        await phone.press_data(data)
        assert "PIN" in phone.screen.text
    assert not any(message.document for message in phone.messages())
