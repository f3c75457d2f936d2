"""党费: rated once a year, ticked month by month, reminded of, shown to whom it concerns, made public in numbers."""

from datetime import date

import pytest
from sqlmodel import select

from storage.dues.rows import Dues, DuesRate
from storage.people.directory import Person, PostHeld
from storage.sealed.audit import AuditEntry
from tests.flows.conftest import NAMES

ALL = "王芳 6800\n李雷 3000\n赵敏 应交 75\n钱进 免交 局党委2026年1月批准\n陈新 10000.01"
SUMS = ("102.00", "15.00", "75.00", "200.00")


async def rated(house, lines=ALL, since="从本月"):
    phone = house.phone("王芳")
    await phone.send("/dues")
    await phone.walk("每人标准", "核定标准")
    await phone.send(lines)
    await phone.walk(since, "保存")
    assert "已保存" in phone.screen.text
    return phone


async def rows(house, **of):
    async with house.database.read() as session:
        found = (await session.exec(select(Dues).order_by(Dues.month, Dues.person_id))).all()
    return [row for row in found if all(getattr(row, name) == value for name, value in of.items())]


async def organiser(house, name="赵敏"):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=NAMES[name], post="组织委员"))
    return house.phone(name)


def all_said(phone):
    return "\n".join(f"{screen.text} {screen.labels}" for screen in phone.messages())


async def test_a_branch_rates_its_members_ticks_who_has_paid_and_makes_it_public(house):
    phone = await rated(house)
    assert {(row.person_id, row.due) for row in await rows(house)} == {
        (1, 10200), (2, 1500), (3, 7500), (4, 0), (9, 20000),
    }  # fmt: skip
    await phone.press("登记本月")
    assert "不要通过聊天转账" in phone.screen.text
    for label in ("☐ 王芳 102.00", "☐ 李雷 15.00", "☐ 赵敏 75.00", "⚪ 钱进 0.00"):
        assert label in phone.screen.labels
    await phone.press("李雷")
    assert "☑ 李雷 15.00" in phone.screen.labels
    await phone.press("赵敏")
    assert "共 90.00 元；未登记 2 人" in phone.screen.text
    await phone.walk("赵敏", "实交金额、日期")
    await phone.send("七十")
    assert "最多两位小数" in phone.screen.text
    await phone.send("80.5")
    await phone.walk("昨天", "保存")
    await phone.walk("查看")
    assert "应交 75.00 元，实交 80.50 元" in phone.screen.text
    await phone.walk("返回", "全部已交")
    assert "这 2 人" in phone.screen.text
    await phone.press("确认全部已交")
    assert "共 397.50 元；未登记 0 人" in phone.screen.text
    member = house.phone("李雷")
    await member.send("/dues")
    assert "应交 15.00 元，实交 15.00 元" in member.screen.text
    await member.press("年度公示")
    assert "收缴合计 397.50 元，登记已交 4 人次，应交 4 人次" in member.screen.text
    await member.press("XLSX")
    assert "个人金额" not in all_said(member)
    assert not any(sum_ in all_said(member) for sum_ in ("102.00", "80.50", "200.00"))
    assert "王芳" not in member.screen.text
    await member.send("/mydata")
    await member.press("党费")
    assert "应交（元） 15.00，实交（元） 15.00" in member.screen.text
    async with house.database.read() as session:
        trail = (await session.exec(select(AuditEntry))).all()
    assert {"核定党费标准", "登记已交党费", "导出"} <= {each.event for each in trail}
    assert not any(sum_ in each.note for each in trail for sum_ in SUMS)


async def test_a_wrong_line_loses_nothing_and_says_what_to_write(house):
    phone = house.phone("王芳")
    await phone.send("/dues")
    await phone.walk("每人标准", "核定标准")
    assert "李雷" in phone.screen.text
    assert "孙立" not in phone.screen.text
    await phone.send("王芳 很多\n周全 6800\n李雷 免交\n李雷 5000\n李雷 5000\n赵敏")
    said = phone.screen.text + all_said(phone)
    for words in (
        "第 1 行“王芳 很多”：金额请写数字",
        "第 2 行“周全 6800”：本支部党员里没有",
        "第 3 行",
        "哪一级党委",
        "写了两次",
        "缺少姓名或者金额",
    ):
        assert words in said
    await phone.send("100001 6800")
    await phone.walk("从2026年1月起", "保存")
    assert [row.month.month for row in await rows(house, person_id=1)] == list(range(1, 12))
    # Who was not rated is listed for this month alone.
    assert [row.month.month for row in await rows(house, person_id=2)] == [11]
    await phone.press("登记本月")
    await phone.press("李雷 未核定")
    assert "应交未核定" in phone.screen.text
    assert "已交" not in phone.screen.labels


async def test_who_lags_is_reminded_after_the_month_and_the_keeper_too(house):
    await organiser(house)
    phone = await rated(house)
    await phone.press("登记本月")
    await phone.press("李雷")
    await house.sweep(days=7)
    for name, told in (("王芳", True), ("李雷", False), ("钱进", False)):
        assert ("11月党费还没有登记已交" in all_said(house.phone(name))) is told, name
    keeper = house.phone("赵敏")
    assert "11月党费还有 3 人没有登记已交" in all_said(keeper)
    assert not any(sum_ in all_said(keeper) for sum_ in SUMS)
    await house.sweep(days=1)
    assert all_said(keeper).count("还有 3 人没有登记已交") == 1
    assert len(await rows(house, month=date(2026, 12, 1))) == 5
    await keeper.send("/home")
    assert any("登记党费：还有 3 人次" in label for label in keeper.screen.labels)
    assert any("党费有 1 个月没有登记已交" in label for label in keeper.screen.labels)
    await keeper.press("登记党费：还有")
    await keeper.walk("全部已交", "确认全部已交")
    await house.sweep(days=6)
    assert all_said(house.phone("王芳")).count("11月党费还没有登记已交") == 1


async def test_the_branch_of_the_month_collects_it_and_a_newcomer_pays_from_the_month_of_acceptance(house):
    await rated(house)
    async with house.database.write() as tx:
        moved, joined = await tx.get(Person, NAMES["李雷"]), await tx.get(Person, NAMES["孙立"])
        moved.branch_id = 2
        joined.category, joined.joined_on = "预备党员", date(2026, 12, 10)
        left = await tx.get(Person, NAMES["陈新"])
        left.left_at = house.clock.now()
        tx.add_all([moved, joined, left])
    await house.sweep(days=20)
    assert [(row.month.month, row.branch_id) for row in await rows(house, person_id=NAMES["李雷"])] == [(11, 1)]
    assert [row.month.month for row in await rows(house, person_id=NAMES["孙立"])] == [12]
    assert [row.month.month for row in await rows(house, person_id=NAMES["陈新"])] == [11]
    phone = house.phone("王芳")
    await phone.send("/dues")
    await phone.press("登记上月")
    assert "☐ 李雷（已转出） 15.00" in phone.screen.labels
    assert not any("陈新" in label for label in phone.screen.labels)
    await phone.press("李雷")
    await phone.press("年度公示")
    assert "11月　应交 3 人　已交 1 人" in phone.screen.text


@pytest.mark.parametrize("name", ["李雷", "赵敏", "孙立", "周全", "郑局"])
async def test_nobody_else_sees_a_sum_or_notes_anything(house, name):
    await rated(house)
    phone = house.phone(name)
    await phone.send("/home")
    forged = ("du_m:1:2026-11:0", "du_tick:9:2026-11:0", "du_all:1:2026-11:1", "du_back:9:2026-11", "du_paid:9:2026-11", "du_rates:1:0",
              "du_rate:1", "du_one:9:2026-11", "du_y:1:2026", "du_xlsx:1:2026", "du_br:2026-11:0")  # fmt: skip
    for data in forged:
        await phone.press_data(data)
        assert not any(sum_ in all_said(phone) for sum_ in ("102.00", "75.00", "200.00")), data
    assert not [row for row in await rows(house) if row.paid_on]
    async with house.database.read() as session:
        assert len((await session.exec(select(DuesRate))).all()) == 5


async def test_staff_see_all_branches_and_the_ledger_says_paid_or_not(house):
    await rated(house)
    staff = house.phone("吴干")
    await staff.send("/dues")
    await staff.press("各支部")
    assert any(label.startswith("⏳ 0/4") for label in staff.screen.labels)
    await staff.press("⏳ 0/4")
    assert "☐ 李雷 15.00" in staff.screen.labels
    head = house.phone("赵敏")
    await head.send("/ledger")
    await head.press("党费")
    assert "未登记已交" in head.screen.text
    assert "15.00" not in head.screen.text
    await head.press("1")
    assert "未登记已交" in head.screen.text
    assert not any(sum_ in head.screen.text for sum_ in ("102.00", "15.00", "200.00"))
    await house.phone("王芳").send("/ledger")
    await house.phone("王芳").walk("党费", "催办全部未完成的")
    assert "支部提醒您交纳" in all_said(house.phone("李雷"))


FILE = """警号,姓名,月份,计算基数,每月应交,实交金额,交纳日期
100001,王芳,2026-09,6800,,102,2026-09-10
100002,李雷,2026-09,,75,,
100003,赵敏,2026-09,6800,75,,
100006,周全,2026-09,6800,,,
100005,孙立,2026-09,3000,,,
100009,陈新,2026-13,3000,,,
100009,陈新,2026-09,,,50,
100004,钱进,2027-01,3000,,,
100004,钱进,2026-09,三千,,,
"""


async def test_a_file_rates_and_notes_what_was_paid_and_tells_each_bad_row(house):
    phone = house.phone("王芳")
    await phone.send("/dues")
    await phone.press("导入表格")
    await phone.send_document("党费.csv", FILE.encode(), "text/csv")
    for words in (
        "核定标准 2 条 · 已交 1 条 · 未采纳 7 行",
        "只填一个",
        "不是您登记党费的支部",
        "不是党员",
        "不是月份",
        "还没有核定标准",
    ):
        assert words in phone.screen.text
    assert await rows(house) == []
    await phone.press("确认导入")
    assert "已导入党费" in phone.screen.text
    (paid,) = await rows(house, person_id=1, month=date(2026, 9, 1))
    assert (paid.due, paid.paid, paid.paid_on) == (10200, 10200, date(2026, 9, 10))
    assert [(row.month.month, row.due) for row in await rows(house, person_id=2)] == [(9, 7500), (10, 7500), (11, 7500)]


async def test_all_paid_is_said_of_those_who_are_listed_alone(house):
    phone = await rated(house)
    async with house.database.write() as tx:
        (await tx.get(Person, 2)).left_at = house.clock.now()
    await phone.press("登记本月")
    assert "☐ 李雷 15.00" not in phone.screen.labels
    await phone.walk("全部已交", "确认全部已交")
    assert [(row.person_id, row.paid) for row in await rows(house) if row.person_id in (1, 2)] == [
        (1, 10200),
        (2, None),
    ]


async def test_what_one_has_paid_is_not_read_off_a_sum_made_public(house):
    phone = await rated(house)
    await phone.press("登记本月")
    await phone.walk("李雷", "赵敏")
    member = house.phone("李雷")
    await member.send("/dues")
    await member.press("年度公示")
    assert "已交 2 人　— 元" in member.screen.text
    assert "收缴合计 0.00 元" in member.screen.text
    await phone.press("王芳")
    await member.send("/dues")
    await member.press("年度公示")
    assert "已交 3 人　192.00 元" in member.screen.text
