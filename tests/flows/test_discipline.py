"""处分与党员权利: entered by who may, told to whom it concerns, and the votes count without."""

import re

import pytest
from sqlmodel import select

from storage.discipline import DisciplineFact
from storage.sealed import audit
from storage.sealed.audit import AuditEntry
from tests.flows.conftest import NAMES
from tests.flows.talking import inspector, unlocked
from tests.flows.test_calling_meetings import call

GROUND, DOCUMENT = "标记甲违反廉洁纪律", "县纪〔2026〕3号"


async def enter(house, name="吴干", on="李雷", kind="留党察看", until=None):
    phone = await unlocked(house, name)
    await phone.send("/home")
    await phone.walk("更多", "处分与党员权利", "登记决定")
    await phone.send(on)
    await phone.walk(on, kind)
    await phone.send("11月1日")
    if until:
        await phone.send(until)
    else:
        await phone.press("没有写明截止日期")
    await phone.send(GROUND)
    await phone.send(DOCUMENT)
    assert GROUND not in phone.screen.text
    await phone.press("登记")
    assert "已登记" in phone.screen.text
    return phone


def everything(phone):
    return "\n".join(f"{screen.text} {screen.labels}" for screen in phone.messages())


async def test_who_is_looked_at_has_no_vote_and_learns_why(house):
    keeper = await enter(house)
    assert GROUND not in everything(keeper)
    member = house.phone("李雷")
    assert "党员权利情况有新的登记" in member.screen.text
    assert "留党察看" not in everything(member)
    await member.send("/mydata")
    await member.press("处分与党员权利")
    for words in ("留党察看", "没有表决权"):
        assert words in member.screen.text
    member = await unlocked(house, "李雷")
    await member.press_data("dc_mine:1")
    for words in (GROUND, DOCUMENT, "2026-11-01"):
        assert words in member.screen.text
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到", "到会情况")
    assert "有表决权 3 人，现场 1 人，法定人数 2 人" in chair.screen.text
    assert "留党察看" not in everything(chair)


async def test_ended_it_gives_the_vote_back_and_stays_on_record(house):
    keeper = await enter(house, until="12月31日")
    await keeper.walk("查看", "解除，或者更正误登")
    await keeper.send("10月1日")
    assert "不能早于开始日期" in str(keeper.toast) + keeper.screen.text
    await keeper.send("今天")
    await keeper.press("确认解除")
    assert "已解除" in keeper.screen.text
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("确认召集")
    await chair.walk("查看会议", "主持会议", "开始签到", "到会情况")
    assert "有表决权 4 人" in chair.screen.text
    member = house.phone("李雷")
    await member.send("/mydata")
    await member.press("处分与党员权利")
    assert "留党察看" in member.screen.text
    async with house.database.read() as session:
        events = [row.event for row in (await session.exec(select(AuditEntry))).all()]
    for event in (audit.Event.DISCIPLINE_ENTERED, audit.Event.DISCIPLINE_READ, audit.Event.DISCIPLINE_ENDED):
        assert event in events


async def test_inspectors_see_and_enter_too(house):
    await enter(house)
    await inspector(house, "郑局")
    phone = await unlocked(house, "郑局")
    await phone.send("/home")
    await phone.walk("更多", "处分与党员权利", "李雷")
    for words in (GROUND, DOCUMENT, "没有表决权、选举权和被选举权"):
        assert words in phone.screen.text
    await phone.walk("返回", "依据")
    assert "第四十一条" in phone.screen.text


@pytest.mark.parametrize("name", ["王芳", "李雷", "赵敏", "孙立"])
async def test_nobody_else_sees_or_enters_anything(house, name):
    await enter(house, on="陈新")
    phone = await unlocked(house, name) if name != "孙立" else house.phone(name)
    await phone.send("/home")
    assert not any("党员权利" in label for label in phone.screen.labels)
    for data in ("dc:0", "dc_one:1", "dc_new", "dc_end:1", "dc_mine:1", "dc_rule"):
        await phone.press_data(data)
        assert "陈新" not in everything(phone)
        assert GROUND not in everything(phone)
    async with house.database.read() as session:
        assert len((await session.exec(select(DisciplineFact))).all()) == 1


async def test_ones_own_is_for_somebody_else_to_enter(house):
    phone = await unlocked(house, "吴干")
    await phone.send("/home")
    await phone.walk("更多", "处分与党员权利", "登记决定")
    await phone.send("吴干")
    assert "没有找到" in phone.screen.text
    await phone.press_data(f"q:{NAMES['吴干']}", phone.screen)
    assert "不能登记自己" in str(phone.toast) + phone.screen.text


async def test_the_trail_names_what_was_kept_in_words(house):
    await enter(house)
    await inspector(house, "赵敏")
    phone = await unlocked(house, "赵敏")
    await phone.send("/audit")
    assert "处分与权利 1" in phone.screen.text
    assert re.findall("[a-z_]{3,}", phone.screen.text) == []
