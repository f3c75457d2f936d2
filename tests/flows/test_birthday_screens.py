"""Political birthdays on screen: one's own with its portrait, and what the secretary keeps."""

from datetime import date

import pytest
from sqlmodel import select

from sandbox.telegram.phone import picture
from storage.birthdays.ledger import entries
from storage.birthdays.rows import PoliticalBirthday
from storage.ledger import Scope, Standing
from storage.people.directory import Person
from tests.flows.conftest import NAMES, ZONE
from tests.flows.test_birthdays import OATH, about, joined, pictures, write

# One's own screen


async def full(house, name, day):
    async with house.database.write() as tx:
        person = await tx.get(Person, NAMES[name])
        person.full_on = date.fromisoformat(day)
        tx.add(person)


async def test_the_standing_runs_from_full_membership_on_screen_and_card(house):
    await joined(house, 李雷="2006-11-25")
    await full(house, "李雷", "2007-12-10")
    await house.sweep(days=1)
    (card,) = pictures(house.phone("李雷"))
    assert "入党 20 周年的政治生日，党龄 18 年。" in card.caption
    phone = house.phone("李雷")
    await phone.send("/birthday")
    assert "党龄：18 年（从转正之日 2007年12月10日 算起）" in phone.screen.text
    await phone.press("依据")
    assert "《中国共产党章程》第七条（中央，2022-10-22 起施行）" in phone.screen.text


@pytest.mark.parametrize("name", ["李雷", "钱进"])
async def test_without_full_membership_or_its_day_there_is_no_standing(house, name):
    # 李雷's day is not in the roster; 钱进 is a 预备党员, whatever the roster says of his.
    await joined(house, **{name: "2025-11-25"})
    if name == "钱进":
        await full(house, name, "2025-11-25")
    await house.sweep(days=1)
    (card,) = pictures(house.phone(name))
    phone = house.phone(name)
    await phone.send("/birthday")
    assert "党龄" not in card.caption + phone.screen.text


async def test_own_screen_tells_the_day_the_years_and_the_countdown(house):
    await joined(house, 李雷="2006-12-01")
    await full(house, "李雷", "2007-12-01")
    phone = house.phone("李雷")
    await phone.send("/birthday")
    for words in ("2006年12月1日", "党龄：18 年", "还有 7 天", "现任　党小组长", "加入中国共产党"):
        assert words in phone.screen.text
    await phone.press("历年贺卡")
    assert "还没有贺卡" in phone.screen.text


async def test_earlier_cards_are_shown_again(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1)
    await house.sweep(days=365)
    phone = house.phone("李雷")
    await phone.send("/birthday")
    await phone.press("历年贺卡（2）")
    assert phone.screen.labels[:2] == ["🎴 2027年11月25日", "🎴 2026年11月25日"]
    await phone.press("2026年11月25日")
    assert "2026年11月25日是您入党 20 周年" in phone.screen.caption
    await phone.press_data("bd_card:2025")
    assert "还没有贺卡" in phone.toast


async def test_who_joined_today_is_welcomed(house):
    await joined(house, 钱进="2026-11-24")
    phone = house.phone("钱进")
    await phone.send("/birthday")
    assert "欢迎您" in phone.screen.text
    assert OATH in phone.screen.text
    assert "0 年" not in phone.screen.text


@pytest.mark.parametrize(("name", "said"), [("李雷", "里没有入党日期"), ("孙立", "只对党员开放")])
async def test_who_has_none_is_told_why(house, name, said):
    phone = house.phone(name)
    await phone.send("/birthday")
    assert said in phone.screen.text


# The portrait


async def test_a_photo_is_on_the_card_and_can_be_taken_away(house):
    await joined(house, 李雷="2006-11-25")
    phone = house.phone("李雷")
    await phone.send("/birthday")
    await phone.walk("贺卡照片", "发送照片")
    await phone.send_document("我.jpg", picture())
    assert "收到的是文件" in phone.screen.text
    await phone.send_photo(picture(60, 80))
    assert "照片已保存" in phone.screen.text
    await phone.send("/birthday")
    assert "贺卡照片：已设置" in phone.screen.text
    await house.sweep(days=1)
    assert len([message for message in pictures(phone) if "快乐" in (message.caption or "")]) == 1
    await phone.send("/birthday")
    await phone.walk("贺卡照片", "不用照片")
    assert "没有照片" in phone.screen.text


async def test_the_profile_photo_is_taken_with_consent(house):
    await joined(house, 李雷="2006-11-25")
    phone = house.phone("李雷")
    await phone.send("/birthday")
    await phone.walk("贺卡照片", "使用头像")
    assert "读不到您的头像" in phone.toast
    await phone.set_profile_photo(picture(90, 90))
    await phone.press("使用头像")
    assert "照片已保存" in phone.screen.text
    await house.sweep(days=1)
    assert len(pictures(phone)) == 1


# Keeping


async def test_the_secretary_sees_the_coming_ones_with_their_state(house):
    await joined(house, 李雷="2006-12-01", 赵敏="2016-12-20", 周全="2006-12-01", 钱进="2020-01-20")
    await house.sweep()
    phone = await write(house, "王芳")
    await phone.send("/birthday")
    await phone.press("近期政治生日")
    assert phone.screen.labels[:2] == ["✅ 12-01 李雷 20 周年", "✍ 12-20 赵敏 10 周年"]
    staff = house.phone("吴干")
    await staff.send("/birthday")
    await staff.press("近期政治生日")
    assert "共 3 位" in staff.screen.text


async def test_honours_are_added_shown_and_taken_away_by_who_added_them(house):
    await joined(house, 李雷="2006-12-01")
    phone = house.phone("王芳")
    await phone.send("/birthday")
    await phone.walk("成长历程维护", "李雷", "添加一条")
    for wrong, said in (("去年", "没有看懂"), ("2027-01", "还没有到"), ("2019-13", "没有看懂")):
        await phone.send(wrong)
        assert said in phone.screen.text
    await phone.send("２０１９年７月")
    await phone.send("长" * 41)
    assert "1 到 40" in phone.screen.text
    await phone.send("被评为<优秀>共产党员")
    await phone.press("确认添加")
    member = house.phone("李雷")
    await member.send("/birthday")
    assert "2019.07　被评为<优秀>共产党员" in member.screen.text
    await phone.press("返回")
    await phone.walk("🗑 2019.07", "确认删除")
    assert "2019.07" not in phone.screen.text


async def test_another_branchs_list_and_other_peoples_entries_are_refused(house):
    await joined(house, 李雷="2006-12-01")
    staff = house.phone("吴干")
    await staff.send("/birthday")
    await staff.walk("成长历程维护", "第一支部", "李雷", "添加一条")
    await staff.send("2019-07")
    await staff.send("全局标兵")
    await staff.press("确认添加")
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("bd_drop:1:1")
    assert "不是您添加的" in phone.toast
    other = house.phone("周全")
    await other.send("/home")
    for data in (f"bd_list:{NAMES['李雷']}:0", f"bd_add:{NAMES['李雷']}", "bd_members:1:0", "bd_drop:1:0"):
        await other.press_data(data)
        assert "只有所在党支部" in other.toast or "没有这项权限" in other.toast
    for name in ("李雷", "赵敏"):
        await house.phone(name).send("/home")
        await house.phone(name).press_data(f"bd_add:{NAMES['李雷']}")
        assert "没有这项权限" in house.phone(name).toast


async def test_the_home_and_the_ledger_hold_the_secretary_to_it(house):
    await joined(house, 李雷="2006-11-28", 赵敏="2006-11-27")
    await house.sweep()
    phone, staff = house.phone("王芳"), house.phone("吴干")
    await phone.send("/home")
    assert phone.screen.labels.index("11月27日　✍ 给赵敏写政治生日寄语") == 0
    await write(house, "王芳")
    await staff.send("/ledger")
    await staff.walk("生日寄语", "第一支部")
    assert "赵敏同志入党20周年寄语" in str(staff.screen)
    await house.sweep(days=5)
    async with house.database.read() as session:
        rows = {row.person_id: row for row in (await session.exec(select(PoliticalBirthday))).all()}
        scope = Scope(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 29), ZONE, person_id=NAMES["王芳"])
        found = {entry.what[:2]: entry for entry in await entries(session, scope)}
    assert (rows[NAMES["李雷"]].by, rows[NAMES["赵敏"]].by) == (NAMES["王芳"], None)
    assert (found["李雷"].standing, found["赵敏"].standing) == (Standing.DONE, Standing.LATE)
    assert found["赵敏"].person == "王芳"


async def test_urging_from_the_ledger_reminds_the_writer_once_a_day(house):
    await joined(house, 李雷="2006-11-30")
    await house.sweep()
    phone, staff = house.phone("王芳"), house.phone("吴干")
    before = len(about(phone, "李雷"))
    for _ in range(2):
        await staff.send("/ledger")
        await staff.press("生日寄语")
        await staff.walk("第一支部", "催办")
    assert len(about(phone, "李雷")) == before + 1
