"""Binding, the home screen, menus, and what nothing understands."""

from datetime import timedelta

import pytest

from storage.people import bindings
from storage.tasks.rows import Assignment, Task
from tests.flows.conftest import GROUP, START


async def link_for(house, person):
    async with house.database.write() as tx:
        return await bindings.make_invite(tx, person, house.clock.now())


async def test_a_stranger_learns_nothing_but_how_to_bind(house):
    stranger = house.phone(1000)
    for words in ("/start", "/home", "/help", "你好", "/cancel"):
        house.world.clock.advance(timedelta(minutes=1))
        await stranger.send(words)
        assert "请先绑定身份" in stranger.screen.text
    assert stranger.keyboard == ["📱 分享本人手机号"]
    assert not any("海滨" in text or "支部" in text for text in stranger.texts)


async def test_binding_by_ones_own_phone_then_home(house):
    phone = house.phone("陈新")
    await phone.send("/start")
    await phone.press("分享本人手机号")
    assert "绑定成功" in phone.texts[-2]
    assert phone.keyboard == []
    assert "陈新同志" in phone.screen.text
    assert "home" in phone.commands()


async def test_somebody_elses_contact_is_refused(house):
    phone = house.phone("陈新")
    await phone.contact_of(1001)
    assert "不是您本人" in phone.screen.text
    await phone.contact_without_account("+8613800000009", "陈新")
    assert "不是您本人" in phone.screen.text
    await phone.send("/home")
    assert "请先绑定身份" in phone.screen.text


async def test_a_strangers_refusals_come_once_a_minute_and_the_way_in_stays_open(house):
    phone = house.phone("陈新")
    for _ in range(5):
        await phone.contact_of(1001)
        await phone.open_link("b_forged")
        await phone.send("/start")
    answers = [screen.text for screen in phone.messages() if screen.from_bot]
    assert [sum(words in text for text in answers) for words in ("不是您本人", "无效", "请先绑定身份")] == [1, 1, 1]
    await phone.open_link(await link_for(house, 9))
    assert "绑定成功" in phone.texts[-2]


async def test_an_unknown_phone_is_told_what_to_do(house):
    phone = house.phone(1000)
    await phone.contact()
    assert "名册里没有这个手机号" in phone.screen.text


async def test_a_link_works_once(house):
    token = await link_for(house, 9)
    phone = house.phone("陈新")
    await phone.open_link(token)
    assert "绑定成功" in phone.texts[-2]
    stranger = house.phone(1000)
    await stranger.open_link(token)
    assert "已经用过" in stranger.screen.text


@pytest.mark.parametrize(("days", "again", "reason"), [(8, False, "已过期"), (0, True, "取代")])
async def test_an_expired_or_replaced_link_says_why(house, days, again, reason):
    token = await link_for(house, 9)
    if again:
        await link_for(house, 9)
    house.world.clock.advance(timedelta(days=days))
    phone = house.phone("陈新")
    await phone.open_link(token)
    assert reason in phone.screen.text


async def test_a_forged_link_and_anothers_link_are_refused(house):
    phone = house.phone("陈新")
    await phone.open_link("b_forged")
    assert "无效" in phone.screen.text
    bound = house.phone("李雷")
    await bound.open_link(await link_for(house, 9))
    assert "已绑定另一位同志" in bound.screen.text


async def test_each_ones_home_and_menu_follow_from_their_rights(house):
    staff, member = house.phone("吴干"), house.phone("钱进")
    for phone in (staff, member):
        await phone.send("/home")
        await phone.press("更多")
    assert "🗂 名册与绑定" in staff.screen.labels
    assert "🗂 名册与绑定" not in member.screen.labels
    await member.send("/help")
    assert "/home" in member.screen.text


async def test_what_nothing_understands_is_answered(house):
    phone = house.phone("李雷")
    await phone.send("今天天气不错")
    assert "没有看懂" in phone.screen.text
    await phone.send_photo()
    assert "没有看懂" in phone.screen.text
    await phone.send("/cancel")
    assert "没有正在填写" in phone.screen.text
    await phone.press_data("nonsense:1")
    assert (phone.alert, "已失效" in phone.toast) == (True, True)
    assert phone.waiting() == []


async def test_nothing_private_is_said_in_a_group(house):
    phone = house.phone("李雷")
    await phone.send("/home", chat=GROUP)
    assert "私聊" in phone.newest(GROUP).text
    assert "李雷" not in phone.newest(GROUP).text
    await phone.send("/home@another_bot", chat=GROUP)
    assert phone.newest(GROUP).labels == ["打开私聊"]
    assert len([screen for screen in phone.messages(GROUP) if screen.from_bot]) == 1


async def test_before_start_the_bot_says_what_it_is_for(house):
    assert "分享本人手机号" in house.world.description
    assert "名册上的同志" in house.world.short_description


async def give_tasks(house, days):
    async with house.database.write() as tx:
        for number, day in enumerate(days, 1):
            task = Task(
                giver_id=1, branch_id=1, what=f"任务{number}", cadence="once", proof="none", due_on=day,
                since=START.date(), first_due=day, of_month=day.day, given_at=START,
            )  # fmt: skip
            tx.add(task)
            await tx.flush()
            tx.add(Assignment(task_id=task.key, person_id=2, branch_id=1, due_on=day, since=START.date()))


async def test_home_begins_with_what_waits_the_most_urgent_first_and_each_can_be_pressed(house):
    today = START.date()
    await give_tasks(house, [today + timedelta(days=days) for days in (30, -2, 0, 1, 9, 5)])
    phone = house.phone("李雷")
    await phone.send("/home")
    assert "待办 8 项" in phone.screen.text
    assert phone.screen.labels[:6] == [
        "❗ 逾期 2 天　🎯 任务2", "⚠️ 今天　🎯 任务3", "明天　🎯 任务4", "11月29日　🎯 任务6", "📚 学时 0/32，落后于进度", "12月3日　🎯 任务5",
    ]  # fmt: skip
    main = phone.screen.labels[7:-1]
    assert [label.split()[1] for label in main] == [
        "三会一课", "日常管理", "风险防控", "发展党员", "微课堂", "考试竞赛", "微社区", "跟踪问效",
    ]  # fmt: skip
    await phone.press("还有 2 项待办")
    assert phone.screen.labels[:2] == ["12月24日　🎯 任务1", "12月31日　🔎 2026年下半年岗位风险排查"]
    await phone.press("任务1")
    assert "📌 任务1" in phone.screen.text
