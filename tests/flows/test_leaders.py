"""The leading cadres' own duties: marked, done by what meetings keep, asked for and told."""

from tests.flows.test_calling_meetings import call
from tests.flows.test_yearplan import todos


async def mark(house, name, level):
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "领导干部职责", "标注领导干部", name, level)
    return staff


async def test_the_bureaus_secretary_owes_a_lecture_and_is_asked_for_it(house):
    chief = house.phone("郑局")
    asked = await todos(chief)
    assert any("今年还没有讲党课" in each for each in asked)
    assert any("今年还没有参加党委民主生活会" in each for each in asked)
    assert not any("今年还没有" in each for each in await todos(house.phone("赵敏")))


async def test_a_lecture_counts_for_whom_the_call_names(house):
    secretary, chief = house.phone("王芳"), house.phone("郑局")
    await call(house, secretary, kind="党课")
    assert "主讲：王芳" in secretary.screen.text
    await secretary.press("改主讲人")
    await secretary.send("郑局")
    await secretary.press("郑局")
    assert "主讲：郑局" in secretary.screen.text
    await secretary.press("确认召集")
    assert "请您主讲这次党课" in chief.screen.text
    await chief.press("查看会议")
    assert "主讲：郑局" in chief.screen.text
    await house.sweep(days=1, hours=6)
    await secretary.send("/meetings")
    await secretary.press_data("mt_open:1")
    await secretary.press_data("mt_close:1")
    await secretary.press("确认到会")
    asked = await todos(chief)
    assert not any("今年还没有讲党课" in each for each in asked)
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "领导干部职责", "郑局")
    assert "✅ 讲党课：11月25日" in staff.screen.text
    assert "⏳ 参加党委民主生活会：还没有" in staff.screen.text


async def test_who_is_marked_and_what_the_committee_held_is_entered_by_staff_alone(house):
    staff = await mark(house, "李雷", "党委班子成员")
    assert "已标注：李雷" in staff.screen.text
    await staff.press("返回")
    assert any("⏳⏳⏳ 李雷" in each for each in staff.screen.labels)
    await staff.press("登记民主生活会")
    await staff.press("昨天")
    assert "李雷" in staff.screen.text
    await staff.press("☑ 李雷")
    await staff.press("✅ 登记")
    assert "参加 1 人" in staff.screen.text
    member = house.phone("李雷")
    assert any("参加党委民主生活会" in each for each in await todos(member))
    assert not any("参加党委民主生活会" in each for each in await todos(house.phone("郑局")))
    await member.press_data("ld_one:0:2026")
    assert "⏳ 参加所在支部的组织生活会" in member.screen.text
    for data in ("ld:2026:0", "ld_one:8:2026", "ld_mark", "ld_off:2:1", "ld_life"):
        await member.send("/home")
        await member.press_data(data)
        assert member.toast, data
    await staff.send("/home")
    await staff.walk("更多", "领导干部职责", "李雷", "取消标注", "确认取消标注")
    assert not any("今年还没有" in each for each in await todos(member))


async def test_the_ledger_of_the_year_tells_of_leaders_to_those_who_look_over_all(house):
    chief, secretary = house.phone("郑局"), house.phone("王芳")
    await mark(house, "李雷", "其他领导干部")
    await chief.send("/ledger")
    await chief.walk("年", "▾ 其余", "领导干部职责")
    assert "⏳5" in chief.screen.text, "three of the secretary's, two of 李雷's"
    await secretary.send("/ledger")
    await secretary.walk("年", "▾ 其余")
    assert not any("领导干部职责" in each for each in secretary.screen.labels)
