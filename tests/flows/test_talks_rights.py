"""Every role and every act of talks, from both sides: by real presses, and with all that a higher role's buttons carry, replayed."""

import pytest
from sqlmodel import select

from storage.people.directory import PostHeld
from storage.sealed import pin
from storage.sealed.audit import AuditEntry
from storage.sealed.records import RecordField
from storage.sealed.vanishing import Vanishing
from storage.talks.rows import Talk, TalkAddendum
from tests.flows.beginnings import beginning
from tests.flows.talking import QUICK, WORDS, inspector, record, unlocked

# Who holds the talk with 李雷 is 赵敏 of the committee. 王芳 is the secretary, 周全 another branch's, 吴干 becomes inspector.
HOLDER, ABOUT = "赵敏", "李雷"
EVERYONE = ["王芳", "李雷", "赵敏", "钱进", "孙立", "周全", "吴干", "郑局"]
SEES = {"赵敏", "李雷", "王芳", "吴干", "郑局"}
READS = {"赵敏", "吴干"}
FACT = f"{HOLDER} → {ABOUT}"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)


@beginning()
async def recorded(house):
    """One talk, with an inspector in the bureau."""
    await record(house, HOLDER, ABOUT, "谈心谈话", voice=True, follow_up=False)
    await inspector(house, "吴干")


@pytest.fixture
async def kept(recorded):
    """Everybody has unlocked."""
    for name in EVERYONE:
        await unlocked(recorded, name)
    return recorded


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption} {screen.labels}" for screen in phone.messages())


def reveals(phone):
    """Whether anything of the content is in the chat: a word, or a voice of the bot's."""
    return any(word in everything(phone) for word in WORDS.values()) or any(
        screen.voice and screen.from_bot for screen in phone.messages()
    )


async def counted(house):
    async with house.database.read() as session:
        rows = [len((await session.exec(select(table))).all()) for table in (Talk, TalkAddendum, RecordField)]
        read = [
            (entry.event, entry.by)
            for entry in (await session.exec(select(AuditEntry).order_by(AuditEntry.number))).all()
            if "谈话" in entry.event
        ]
    return rows, read


@pytest.mark.parametrize("name", EVERYONE)
async def test_who_sees_that_it_took_place_and_who_reads_it(kept, name):
    phone = kept.phone(name)
    await phone.send("/home")
    await phone.press_data("talk:1")
    assert (HOLDER in phone.screen.text and "对象：李雷" in phone.screen.text) == (name in SEES)
    if name not in SEES:
        assert "没有这次谈话" in phone.toast
    offered = any("打开" in label for label in phone.screen.labels)
    assert offered == (name in READS)
    before = await counted(kept)
    await phone.press_data("talk_own:1")
    assert reveals(phone) == (name == HOLDER)
    rows, read = await counted(kept)
    assert rows == before[0]
    person = phone.user - 1000
    assert read[-1] == ("查阅谈话内容" if name == HOLDER else "查阅谈话被拒", person)


@pytest.mark.parametrize("name", EVERYONE)
async def test_with_a_purpose_only_the_inspector_reads(kept, name):
    phone = kept.phone(name)
    await phone.send("/home")
    await phone.press_data("talk_read:1")
    if name in READS:
        await phone.press("例行检查")
    else:
        await phone.send("例行检查工作")
    assert reveals(phone) == (name in READS)


LISTS = {
    "talks:0:-1:0::0": {"赵敏"}, "talks:-2:-1:0::0": {"李雷"}, "talks:1:-1:0::0": {"王芳", "吴干", "郑局"},
    "talks:-1:-1:0::0": {"吴干", "郑局"}, "talks:2:-1:0::0": set(), "talks:-1:-1:2::0": {"吴干", "郑局"},
    "talks:1:0:3:2026-11:0": {"王芳", "吴干", "郑局"},
}  # fmt: skip


@pytest.mark.parametrize("name", EVERYONE)
async def test_which_lists_show_it(kept, name):
    phone = kept.phone(name)
    for data, allowed in LISTS.items():
        await phone.send("/home")
        await phone.press_data(data)
        assert (FACT in "".join(phone.screen.labels)) == (name in allowed), data
        assert not reveals(phone) or name == HOLDER
    await phone.press_data("talk_n:2026:0")
    assert ("1 次　第一支部" in "".join(phone.screen.labels)) == (name in {"吴干", "郑局"})


@pytest.mark.parametrize("name", EVERYONE)
async def test_only_inspectors_read_the_trail(kept, name):
    phone = kept.phone(name)
    await phone.send("/audit")
    assert ("审计记录" in phone.screen.text) == (name == "吴干")
    await phone.send("/home")
    for data in ("trail::0::0", "trail:talk_logged:3::0", "trail_what:0:", "trail_who"):
        await phone.press_data(data)
        if name != "吴干":
            assert "没有这项权限" in phone.toast
            assert "记录谈话" not in phone.screen.text
        await phone.send("/cancel")
        await phone.send("/home")


WITH = {
    # who: with whom they may record a talk; and whether they hold interviews
    "王芳": ({"李雷", "赵敏", "钱进", "孙立", "陈新"}, True),
    "赵敏": ({"李雷", "王芳", "钱进", "孙立", "陈新"}, True),
    "李雷": ({"王芳", "赵敏", "钱进", "陈新"}, False),
    "钱进": ({"王芳", "李雷", "赵敏", "陈新"}, False),
    "孙立": (set(), False),
    "周全": ({"吴干", "郑局"}, True),
    "郑局": ({"王芳", "李雷", "赵敏", "钱进", "孙立", "周全", "吴干", "陈新"}, True),
}


@pytest.mark.parametrize("name", WITH)
async def test_with_whom_and_of_which_kind_one_may_record(house, name):
    whom, interviews = WITH[name]
    numbers = {"王芳": 1, "李雷": 2, "赵敏": 3, "钱进": 4, "孙立": 5, "周全": 6, "吴干": 7, "郑局": 8, "陈新": 9}
    phone = await unlocked(house, name)
    for other, number in numbers.items():
        await phone.send("/home")
        await phone.press_data(f"talk_new:{number}:-1")
        began = "什么时候" in phone.screen.text
        assert began == (other in whom), other
        if began:
            await phone.press("改对象或类别")
            assert any("约谈" in label for label in phone.screen.labels) == interviews
            await phone.press_data("q:警示提醒约谈")
            await phone.press_data(f"q:{number}")
            assert ("警示提醒约谈" in phone.screen.text) == interviews
            await phone.send("/cancel")
    async with house.database.read() as session:
        assert (await session.exec(select(Talk))).all() == []


async def test_rights_are_checked_once_more_when_it_is_saved(house):
    phone = await record(house, "赵敏", "李雷", "警示提醒约谈", follow_up=False, save=False)
    async with house.database.write() as tx:
        await tx.delete(await tx.get(PostHeld, (3, "纪检委员")))
    await phone.press("加密保存")
    assert "约谈由支委以上" in phone.toast
    async with house.database.read() as session:
        assert (await session.exec(select(Talk))).all() == []
        assert (await session.exec(select(RecordField))).all() == []


async def carried(phone):
    """All that the buttons in a chat carry."""
    return {
        button["callback_data"]
        for screen in phone.messages()
        for row in screen.raw.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    }


@pytest.mark.sweeping
async def test_all_that_higher_roles_buttons_carry_reveals_nothing_to_lower_ones_and_changes_nothing(kept, caplog):
    holder, above = kept.phone(HOLDER), kept.phone("吴干")
    data = set()

    async def walk(phone, *presses):
        for press in presses:
            await (phone.send(press[1:]) if press.startswith(">") else phone.press(press))
            data.update(await carried(phone))

    await walk(holder, ">/talk", "我记录的", FACT, "打开内容", "阅毕清除")
    await walk(holder, ">/talk", "我记录的", FACT, "补充", ">补充一句", "加密保存")
    await walk(
        holder,
        ">/talk",
        "记录谈话或家访",
        "警示提醒约谈",
        "钱进",
        "今天",
        "电话",
        ">没有什么",
        "下一步",
        "跳过",
        "跳过",
    )
    await walk(above, ">/talk", "各支部次数", "1 次　第一支部", FACT, "写明事由并打开", "例行检查", "阅毕清除")
    await walk(
        above,
        ">/talk",
        "全局列表",
        "按人员查",
        ">李雷",
        "李雷",
        ">/audit",
        "按事项",
        "查阅谈话内容",
        ">/audit",
        "按人员",
    )
    await walk(kept.phone("王芳"), ">/talk", "本支部", FACT)
    data = {each for each in data if not each.startswith(("home", "flow_"))}
    assert len(data) > 60
    before = (await counted(kept))[0]
    for name in ("钱进", "孙立", "周全"):
        phone = kept.phone(name)
        await phone.send("/home")
        start = phone.screen
        for each in sorted(data):
            await phone.press_data(each, start)
            assert not reveals(phone), each
            assert FACT not in everything(phone), each
            assert "查阅谈话" not in everything(phone), each
            assert "failed" not in caplog.text, each
        assert (await counted(kept))[0] == before
    async with kept.database.read() as session:
        left = (await session.exec(select(Vanishing))).all()
    assert {(row.chat_id, row.batch) for row in left} == {(holder.user, "draft")}
    # The draft of the one whose buttons they were is as it was.
    await holder.send("/home")
    assert "没完成的" in holder.screen.text
