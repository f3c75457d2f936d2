"""Those who have not bound an account: their branch's secretary finds them at home and hears of them once a week."""

from sqlmodel import select

from storage.mail.outbox import OutboxRow
from storage.people.directory import Person
from tests.flows.conftest import NAMES

REMINDER = "没有绑定账号，收不到通知"


async def reminders(house):
    async with house.database.read() as session:
        rows = (await session.exec(select(OutboxRow).where(OutboxRow.kind == "unbound"))).all()
        return [(row.subject, row.period, row.recipient) for row in rows]


async def test_a_secretary_finds_them_at_home_with_the_way_by_which_each_can(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press("👤 1 人还没有绑定账号")
    assert "可用手机号：请本人在 Telegram 搜 @dangjian_bot" in phone.screen.text
    assert "🔗" not in phone.screen.text
    assert "📱 陈新  100009" in phone.screen.labels
    async with house.database.write() as tx:
        person = await tx.get(Person, NAMES["陈新"])
        person.phone = None
        tx.add(person)
    await phone.walk("📱 陈新", "返回", "👤 只看未绑定（1）")
    assert "🔗 名册里没有手机号：请党务干部发给绑定链接或绑定卡。" in phone.screen.text
    staff = house.phone("吴干")
    await staff.send("/home")
    assert "没有绑定" not in "".join(staff.screen.labels)
    await staff.walk("更多", "名册与绑定", "第一支部", "👤 只看未绑定（1）", "🔗 陈新")
    assert "🔗 生成绑定链接" in staff.screen.labels


async def test_nobody_elses_branch_is_shown(house):
    for name in ("李雷", "王芳"):
        phone = house.phone(name)
        await phone.send("/home")
        assert ("没有绑定" in "".join(phone.screen.labels)) is (name == "王芳")
        await phone.press_data("roster_unbound:2:0")
        assert "没有这项权限" in phone.toast


async def test_the_secretary_hears_once_a_week_until_all_have(house):
    await house.sweep()
    await house.sweep(days=1)
    assert await reminders(house) == [("branch:1", "2026-11-23", "p1")]
    assert sum(REMINDER in text for text in house.phone("王芳").texts) == 1
    await house.sweep(days=7)
    assert [period for _, period, _ in await reminders(house)] == ["2026-11-23", "2026-11-30"]
    async with house.database.write() as tx:
        person = await tx.get(Person, NAMES["陈新"])
        person.telegram_id = 1009
        tx.add(person)
    await house.sweep(days=7)
    assert len(await reminders(house)) == 2
    await house.phone("王芳").send("/home")
    assert "没有绑定" not in "".join(house.phone("王芳").screen.labels)
