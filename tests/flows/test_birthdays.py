"""Political birthdays: the words asked for, the card on the day, the branch told as the member wishes."""

from datetime import date

import pytest
from sqlmodel import select

from storage.birthdays import greeting
from storage.mail import letters
from storage.mail.outbox import OutboxRow
from storage.people.directory import Branch, Person, PostHeld
from storage.people.posts import Post
from tests.flows.conftest import GROUP, NAMES

OWN = "李雷同志：向您致敬，祝您政治生日快乐！"
OATH = "我志愿加入中国共产党，拥护党的纲领，遵守党的章程"


async def joined(house, **days):
    """Give people a day of joining: by name, in ISO form."""
    async with house.database.write() as tx:
        for name, day in days.items():
            person = await tx.get(Person, NAMES[name])
            person.joined_on = date.fromisoformat(day)
            tx.add(person)


async def write(house, writer, name="李雷", words=OWN):
    phone = house.phone(writer)
    await phone.press(f"给{name}写寄语")
    await phone.send(words)
    await phone.press("就用这段")
    return phone


def about(phone, words):
    return [message for message in phone.messages() if words in (message.text or message.caption or "")]


def pictures(phone):
    return [message for message in phone.messages() if message.photo]


# The asking


async def test_a_draft_is_agreed_to_in_the_message_itself(house):
    await joined(house, 李雷="2006-11-28")
    await house.sweep()
    phone = house.phone("王芳")
    assert "草稿：李雷同志" in phone.screen.text
    asked = phone.screen
    await phone.press("✅ 用草稿")
    assert "已写好，落款 支部书记 王芳" in phone.screen.text
    await phone.press_data("req_ok:words:2:2026:0", asked)
    assert "已经写好" in phone.toast
    other = house.phone("赵敏")
    await other.send("/home")
    await other.press_data("req_ok:words:2:2026:0", other.screen)
    assert "没有这项权限" in other.toast or "书记撰写" in other.toast
    await house.sweep(days=4)
    assert "李雷同志：今天是您入党20周年" in house.phone("李雷").screen.caption


async def test_the_secretary_is_asked_a_week_ahead_and_once_more(house):
    await joined(house, 李雷="2006-12-02")
    await house.sweep()
    secretary = house.phone("王芳")
    assert about(secretary, "李雷") == []
    await house.sweep(days=1)
    assert "李雷同志12月2日（周三）过政治生日，入党 20 周年" in secretary.screen.text
    await house.sweep(days=1)
    assert len(about(secretary, "李雷")) == 1
    await house.sweep(days=4)
    assert "后天" in secretary.screen.text
    assert "默认祝词" in secretary.screen.text
    await house.sweep(days=1)
    assert len(about(secretary, "李雷")) == 2


async def test_own_words_are_seen_on_the_card_and_stand(house):
    await joined(house, 李雷="2006-12-01")
    await house.sweep()
    phone = house.phone("王芳")
    await phone.press("给李雷写寄语")
    assert "入党 20 周年" in phone.screen.text
    await phone.send("太短了")
    assert "5 到 300" in phone.screen.text
    await phone.send(OWN)
    assert phone.screen.photo
    assert OWN in phone.screen.caption
    assert "支部书记 王芳" in phone.screen.caption
    await phone.press("就用这段")
    assert "寄语已保存" in phone.screen.text
    await house.sweep(days=5)
    assert not about(phone, "还没有写")
    await house.sweep(days=2)
    (card,) = pictures(house.phone("李雷"))
    assert OWN in card.caption
    assert "—— 支部书记 王芳" in card.caption


async def test_a_draft_may_be_taken_and_changed_again_until_the_day(house):
    await joined(house, 李雷="2006-12-01")
    await house.sweep()
    phone = house.phone("王芳")
    await phone.walk("给李雷写寄语", "用草稿2", "再改改", "用草稿1")
    assert "党小组长" in phone.screen.caption
    await phone.walk("就用这段", "查看")
    assert "寄语已写" in phone.screen.text
    await phone.press("修改寄语")
    assert "现在写的是" in phone.screen.text
    await phone.send(OWN)
    await phone.walk("就用这段", "查看")
    assert OWN in phone.screen.text
    await house.sweep(days=7)
    await phone.press_data(f"bd_write:{NAMES['李雷']}:2026")
    assert "贺卡已经送出" in phone.toast


async def test_nothing_written_gives_dignified_words_of_the_branch(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1)
    (card,) = pictures(house.phone("李雷"))
    assert "党支部向您致以诚挚的祝贺" in card.caption
    assert "—— 第一支部" in card.caption


async def set_posts(house, **posts):
    async with house.database.write() as tx:
        for row in (await tx.exec(select(PostHeld))).all():
            await tx.delete(row)
        await tx.flush()
        tx.add_all(PostHeld(person_id=NAMES[name], post=post.value) for name, post in posts.items())


@pytest.mark.parametrize(
    ("posts", "asked"),
    [
        ({"王芳": Post.SECRETARY, "赵敏": Post.DISCIPLINE, "钱进": Post.DEPUTY_SECRETARY}, "钱进"),
        ({"王芳": Post.SECRETARY, "赵敏": Post.DISCIPLINE}, "赵敏"),
        ({"王芳": Post.SECRETARY, "吴干": Post.PARTY_STAFF}, "吴干"),
        ({"王芳": Post.DEPUTY_SECRETARY, "赵敏": Post.DISCIPLINE}, "赵敏"),
    ],
)
async def test_for_the_secretary_somebody_else_writes(house, posts, asked):
    await set_posts(house, **posts)
    await joined(house, 王芳="2016-12-01")
    await house.sweep()
    assert about(house.phone("王芳"), "政治生日") == []
    phone = await write(house, asked, "王芳", "王芳同志：祝您政治生日快乐！")
    assert "寄语已保存" in phone.screen.text
    await house.sweep(days=7)
    (card,) = pictures(house.phone("王芳"))
    assert f"{asked}" in card.caption


async def test_the_own_words_are_nobodys_to_write(house):
    await joined(house, 王芳="2016-12-01")
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data(f"bd_write:{NAMES['王芳']}:2026")
    assert "由党支部书记撰写" in phone.toast


@pytest.mark.parametrize("name", ["李雷", "赵敏", "周全", "孙立"])
async def test_who_is_not_asked_writes_nothing(house, name):
    await joined(house, 钱进="2016-12-01")
    await house.sweep()
    phone = house.phone(name)
    await phone.send("/home")
    for data in (f"bd_write:{NAMES['钱进']}:2026", f"bd_view:{NAMES['钱进']}:2026"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast or "由党支部书记撰写" in phone.toast
        assert pictures(phone) == []


# The day


async def test_the_card_goes_out_once_after_nine(house):
    await joined(house, 李雷="2006-11-25", 赵敏="2025-11-25", 钱进="2026-11-25", 孙立="2006-11-25")
    await house.sweep(hours=23, minutes=30)
    assert pictures(house.phone("李雷")) == []
    await house.sweep(minutes=30)
    for name, years in (("李雷", 20), ("赵敏", 1)):
        (card,) = pictures(house.phone(name))
        assert f"2026年11月25日是您入党 {years} 周年的政治生日" in card.caption
    for name in ("钱进", "孙立"):
        assert house.phone(name).messages() == []
    await house.sweep(minutes=1)
    await house.sweep(days=1)
    assert len(pictures(house.phone("李雷"))) == 1


async def test_the_drawing_is_a_portrait_sheet(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1)
    (card,) = pictures(house.phone("李雷"))
    size = card.photo[-1]
    assert size["width"] == 1080
    assert size["height"] >= 1620


@pytest.mark.parametrize(
    ("days", "late", "cards"), [(1, None, 1), (4, "晚到了 3 天", 1), (11, "晚到了 10 天", 1), (12, None, 0)]
)
async def test_after_a_stop_it_is_given_late_saying_so_within_a_limit(house, days, late, cards):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=days)
    found = pictures(house.phone("李雷"))
    assert len(found) == cards
    assert all((late in card.caption) if late else "晚到" not in card.caption for card in found)


async def test_a_machine_that_comes_back_at_night_waits_for_the_morning(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1, hours=13)
    member = house.phone("李雷")
    assert pictures(member) == []
    await house.sweep(hours=11)
    assert "晚到了 1 天" in pictures(member)[0].caption


async def test_the_bureaus_hour_does_not_break_the_quiet(house, monkeypatch):
    monkeypatch.setattr("storage.birthdays.greeting.greeting_hour", lambda: 6)
    await joined(house, 李雷="2006-11-25")
    await house.sweep(hours=22)
    assert pictures(house.phone("李雷")) == []
    await house.sweep(hours=1, minutes=30)
    (card,) = pictures(house.phone("李雷"))
    assert "晚到" not in card.caption


async def test_once_given_it_never_comes_again_even_when_the_push_is_forgotten(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1)
    async with house.database.write() as tx:
        for row in (await tx.exec(select(OutboxRow))).all():
            await tx.delete(row)
    await house.sweep(days=2)
    assert len(pictures(house.phone("李雷"))) == 1


async def test_a_kill_while_sending_doubles_at_most_and_loses_nothing(house):
    await joined(house, 李雷="2006-11-25")
    house.world.clock.advance(86400)
    await house.schedule.sweep()
    async with house.database.write() as tx:
        assert await letters.claim(tx, house.world.clock.now(), 10)
        await letters.take_up(tx)
    await house.settle()
    assert len(pictures(house.phone("李雷"))) == 1


async def test_who_binds_later_gets_what_waited(house):
    await joined(house, 陈新="2006-11-25")
    await house.sweep(days=1)
    async with house.database.write() as tx:
        person = await tx.get(Person, NAMES["陈新"])
        person.telegram_id = 1000 + NAMES["陈新"]
        tx.add(person)
    await house.settle()
    assert "2026年11月25日" in pictures(house.phone("陈新"))[0].caption


async def test_a_portrait_that_telegram_has_lost_leaves_the_surname(house):
    await joined(house, 李雷="2006-11-25")
    async with house.database.write() as tx:
        await greeting.portray(tx, NAMES["李雷"], "AgACAggone")
    await house.sweep(days=1)
    assert len(pictures(house.phone("李雷"))) == 1


async def test_who_came_after_the_day_gets_nothing_late(house):
    await joined(house, 李雷="2006-11-23")
    await house.sweep()
    assert pictures(house.phone("李雷")) == []


async def test_who_cannot_be_reached_has_it_waiting_and_the_secretary_is_told(house):
    await joined(house, 李雷="2006-11-25")
    member = house.phone("李雷")
    await member.send("/home")
    await member.block()
    await house.sweep(days=1)
    await house.sweep(minutes=1)
    await house.sweep(minutes=5)
    assert "李雷同志收不到机器人的消息了" in house.phone("王芳").screen.text
    await member.unblock()
    await member.send("/help")
    assert len(pictures(member)) == 1


async def test_the_words_go_alone_when_the_picture_cannot_be_made(house, monkeypatch):
    async def broken(*_):
        raise ValueError("an artist's failure")

    monkeypatch.setattr("reminders.makers.MAKERS", {"birthday": broken})
    await joined(house, 李雷="2006-11-25")
    await house.sweep(days=1)
    assert "政治生日快乐" in house.phone("李雷").screen.text
    async with house.database.read() as session:
        assert {row.state for row in (await session.exec(select(OutboxRow))).all() if row.kind == "birthday"} == {
            "sent"
        }


# The branch


async def bind_group(house):
    async with house.database.write() as tx:
        branch = await tx.get(Branch, 1)
        branch.chat_id = GROUP
        tx.add(branch)


@pytest.mark.parametrize(
    ("choice", "words", "card"),
    [(None, False, False), ("不告诉支部", False, False), ("不附贺卡", True, False), ("并附贺卡", True, True)],
)
async def test_the_group_hears_what_the_member_agreed_to(house, choice, words, card):
    await bind_group(house)
    await joined(house, 李雷="2006-11-25")
    member = house.phone("李雷")
    if choice:
        await member.send("/birthday")
        await member.walk("支部祝贺", choice)
    await house.sweep(days=1)
    said = [message for message in member.messages(GROUP) if "政治生日" in (message.text or message.caption)]
    assert bool(said) is words
    assert any(message.photo for message in said) is card
    await house.phone("赵敏").send("/home")
    assert ("今天是李雷同志的政治生日" in house.phone("赵敏").screen.text) is (choice != "不告诉支部")


async def test_the_branchs_home_names_the_day_and_other_branches_do_not(house):
    await joined(house, 李雷="2006-11-24", 赵敏="2016-11-24", 周全="2006-11-24")
    for name in ("王芳", "孙立"):
        await house.phone(name).send("/home")
        assert "今天是李雷、赵敏同志的政治生日" in house.phone(name).screen.text
    await house.phone("周全").send("/home")
    assert "李雷" not in house.phone("周全").screen.text


@pytest.mark.parametrize(("choice", "shown"), [("只在支部同志的首页", False), ("并附我的照片", True)])
async def test_the_branchs_home_shows_the_photo_only_of_a_member_who_agrees(house, choice, shown):
    await joined(house, 李雷="2006-11-24")
    member = house.phone("李雷")
    await member.send("/birthday")
    await member.walk("支部祝贺", choice)
    await member.send("/birthday")
    await member.walk("贺卡照片", "发送照片")
    await member.send_photo()
    for name, sees in (("赵敏", shown), ("周全", False)):
        phone = house.phone(name)
        await phone.send("/home")
        assert bool(phone.screen.photo) is sees
        assert ("今天是李雷同志的政治生日" in str(phone.screen)) is (name == "赵敏")
        for again in ("/home", "/help"):
            await phone.send(again)
        await phone.press("首页")
        assert sum(bool(message.photo) for message in phone.messages()) == sees, "once a day"
        assert ("今天是李雷同志的政治生日" in phone.screen.text) is (name == "赵敏")
        assert "🏛 三会一课" in phone.screen.labels


async def test_the_members_home_shows_the_oath_and_the_way_to_the_card(house):
    await joined(house, 李雷="2006-11-24")
    phone = house.phone("李雷")
    await house.sweep()
    await phone.send("/home")
    assert "今天是您的政治生日，入党 20 周年" in phone.screen.caption
    assert OATH in phone.screen.caption
    assert phone.screen.photo
    assert "🏛 三会一课" in phone.screen.labels


async def test_before_nine_the_words_are_not_shown_yet(house):
    await joined(house, 李雷="2006-11-25")
    await house.sweep(hours=23)
    phone = house.phone("李雷")
    await phone.send("/home")
    assert OATH in phone.screen.text
    assert pictures(phone) == []
