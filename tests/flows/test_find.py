"""/find: by words, as far as one's rights reach."""

from datetime import timedelta

import pytest

from storage.meetings.rows import Meeting
from storage.people.directory import Person
from tests.flows.test_notices import publish


async def meeting(house, branch, title, **more):
    at = house.clock.now() + timedelta(days=1)
    more = {"agenda": "", "minutes": ""} | more
    async with house.database.write() as tx:
        tx.add(
            Meeting(
                branch_id=branch, kinds="党课", title=title, starts_at=at, place="三楼会议室", chair_id=6, called_by=6,
                called_at=at, secret="s", **more,
            )
        )  # fmt: skip


async def find(house, name, words):
    phone = house.phone(name)
    await phone.send(f"/find {words}")
    return phone


@pytest.mark.parametrize("words", ["李雷", "ll", "LiLei", "100002"])
async def test_a_secretary_finds_a_person_by_name_pinyin_or_number(house, words):
    async with house.database.read() as session:
        words = words.replace("100002", (await session.get(Person, 2)).police_no)
    phone = await find(house, "王芳", words)
    await phone.press("👤 李雷")
    assert "李雷" in phone.screen.text
    assert "第一党小组" in phone.screen.text


async def test_a_member_finds_comrades_of_the_branch_to_talk_with_and_nobody_elses(house):
    phone = await find(house, "李雷", "赵")
    await phone.press("👤 赵敏")
    assert "PIN" in phone.screen.text
    assert "没有找到" in (await find(house, "李雷", "周全")).screen.text
    assert "没有找到" in (await find(house, "孙立", "赵敏")).screen.text


async def test_meetings_are_found_where_one_may_see_them(house):
    await meeting(house, 1, "学习新条例")
    await meeting(house, 2, "廉政党课", agenda="通报案例")
    assert "学习新条例" in str((await find(house, "李雷", "条例")).screen.labels)
    assert "没有找到" in (await find(house, "李雷", "廉政")).screen.text
    boss = await find(house, "郑局", "案例 廉政")
    await boss.press("廉政党课")
    assert "廉政党课" in boss.screen.text
    assert "没有找到" in (await find(house, "郑局", "案例 条例")).screen.text


async def test_minutes_are_found_once_they_are_published(house):
    await meeting(house, 1, "党课", minutes="讨论了接处警流程")
    assert "没有找到" in (await find(house, "李雷", "接处警")).screen.text
    await meeting(house, 1, "党课", minutes="讨论了接处警流程", published_at=house.clock.now())
    assert "🏛 会议　1 条" in (await find(house, "李雷", "接处警")).screen.text


async def test_a_notice_is_found_by_its_readers_alone(house):
    await publish(house, "王芳", "第一支部")
    phone = await find(house, "李雷", "停水")
    await phone.press("明天停水")
    assert "请提前储水" in phone.screen.text
    assert "没有找到" in (await find(house, "周全", "停水")).screen.text


async def test_signs_of_a_pattern_are_letters_like_others(house):
    await meeting(house, 1, "满意率100%")
    assert "满意率100%" in str((await find(house, "李雷", "0%")).screen.labels)
    assert "没有找到" in (await find(house, "李雷", "_率")).screen.text


async def test_more_than_a_few_of_a_kind_are_paged(house):
    for number in range(11):
        await meeting(house, 1, f"第 {number} 次例会")
    phone = await find(house, "李雷", "例会")
    assert "🏛 会议　11 条" in phone.screen.text
    await phone.press("全部")
    assert len([each for each in phone.screen.labels if "例会" in each]) == 8
    await phone.press("▶")
    assert len([each for each in phone.screen.labels if "例会" in each]) == 3
    await phone.press("返回")
    assert "🏛 会议　11 条" in phone.screen.text


async def test_without_words_it_asks_for_them(house):
    phone = house.phone("王芳")
    await phone.send("/find")
    assert "请发送要找的词" in phone.screen.text
    await phone.send("这个词实在写得太长了一点吧")
    assert "请写 1 到 12 个字，现在是 13 个字" in phone.texts[-1]
    await phone.send("钱进")
    assert "👤 人员　1 条" in phone.screen.text


async def test_words_may_stand_on_the_next_line(house):
    phone = house.phone("王芳")
    await phone.send("/find\n钱进")
    assert "👤 人员　1 条" in phone.screen.text


async def test_words_that_nothing_takes_may_be_what_somebody_looks_for(house):
    phone = house.phone("王芳")
    await phone.send("钱进")
    await phone.press("🔍 查找“钱进”")
    assert "👤 人员　1 条" in phone.screen.text
    await phone.send("这是一句很长的话，不会有人这样来找一个人")
    assert phone.screen.labels == ["🏠 首页"]


@pytest.mark.parametrize(
    "data",
    [
        "find:",
        "find_all:nothing:0:王",
        "find_all:person:-5:王",
        "find_all:person:0:",
        "find_all:meeting:0:\0",
        "find:一二三四五六七八九十一二三",
    ],
)
async def test_forged_buttons_break_nothing(house, data):
    phone = house.phone("李雷")
    await phone.send("/home")
    await phone.press_data(data)
    assert phone.toast or phone.screen.text
