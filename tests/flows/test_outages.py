"""A bad minute at Telegram loses no answer, changes nothing twice, and a question that it shows twice can be answered on either."""

from sqlmodel import select

from handlers.kit.engine.limits import Limits
from sandbox.telegram.phone import Phone
from storage.mail.inbox import all_set_aside
from storage.meetings.rows import Meeting
from tests.flows.conftest import NAMES, running_house
from tests.flows.test_calling_meetings import call
from tests.kit.test_limits import Time

ANSWERS = ("sendMessage", "editMessageText", "answerCallbackQuery")


def away(house, times, kind="500", methods=ANSWERS):
    for method in methods:
        house.world.faults.add(kind, method, times=times)


def hands(house, name):
    """The phone, whose acts wait for no answer."""
    return Phone(house.world, 1000 + NAMES[name])


async def nothing_lost(house):
    async with house.database.read() as session:
        return await all_set_aside(session) == []


async def test_what_came_while_telegram_took_nothing_is_answered_afterwards_in_order(house):
    names = [name for name in NAMES if name not in ("陈新", "孙立")]
    away(house, 60)
    for words in ("/help", "/home", "今天天气不错"):
        for name in names:
            await hands(house, name).send(words)
    await house.settle()
    for name in names:
        answers = [screen.text for screen in house.phone(name).messages() if screen.from_bot]
        assert ["您可以这样用" in answers[0], "您好" in answers[1], "没有看懂" in answers[2]] == [True] * 3
        assert len(answers) == 3
    assert await nothing_lost(house)


async def test_one_persons_broken_chat_holds_up_nobody_else(house):
    broken = house.world.faults.add("502", chat=1001)
    await hands(house, "王芳").send("/home")
    await hands(house, "王芳").send("/help")
    member = hands(house, "李雷")
    await member.send("/home")
    await house.world.until(lambda: member.texts, timeout=20)
    assert "李雷同志" in member.screen.text
    assert hands(house, "王芳").texts == []
    house.world.faults.rules.remove(broken)
    await house.settle()
    assert [screen.from_bot for screen in house.phone("王芳").messages()] == [False, False, True, True]
    assert await nothing_lost(house)


async def test_a_chat_that_is_to_wait_half_a_minute_makes_nobody_else_wait(database):
    time = Time()
    async with running_house(database, limits=Limits(now=time, later=time.later)) as house:
        house.world.faults.add("429", "sendMessage", chat=1001, times=1, retry_after=30)
        chair, member = hands(house, "王芳"), hands(house, "李雷")
        await chair.send("/tasks")
        await house.world.until(lambda: house.world.journal.calls["sendMessage"], timeout=20)
        await member.send("/tasks")
        await house.world.until(lambda: member.texts, timeout=20)
        assert ("任务" in member.screen.text, chair.texts, time.now) == (True, [], 0.0)
        await time.rest()
        await house.settle()
        assert ("任务" in chair.screen.text, len(chair.texts)) == (True, 1)
        assert time.now >= 30


async def test_an_effect_whose_answer_was_lost_is_had_once_and_told(house):
    chair, member = house.phone("王芳"), house.phone("李雷")
    await call(house, chair)
    away(house, 12, methods=["editMessageText", "answerCallbackQuery"])
    await chair.press("确认召集")
    assert "已保存" in chair.screen.text
    assert [screen.from_bot for screen in member.messages()] == [True]
    async with house.database.read() as session:
        assert len((await session.exec(select(Meeting))).all()) == 1
    assert await nothing_lost(house)


async def test_a_tick_whose_answer_was_lost_is_one_tick(house):
    chair = house.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("召集会议", "支委会", "11月支委会")
    for words in ("明天下午3点", "三楼", "一、研究"):
        await chair.send(words)
    before = chair.screen
    label = next(label for label in before.labels if "李雷" in label)
    away(house, 1, methods=["editMessageText"])
    await chair.press(label)
    changed = next(label for label in chair.screen.labels if "李雷" in label)
    assert changed != label


async def test_a_question_that_stands_twice_is_answered_on_either(house):
    for number in (0, 1):
        chair = house.phone("王芳")
        await chair.send("/meetings")
        await chair.walk("召集会议", "支委会", "11月支委会")
        for words in ("明天下午3点", "三楼"):
            await chair.send(words)
        house.world.faults.add("drop_after", "sendMessage", times=1)
        await chair.send(f"一、第{number}项")
        twice = [screen for screen in chair.messages() if screen.from_bot][-2:]
        assert twice[0].text == twice[1].text
        await chair.press("下一步", twice[number])
        assert "请核对" in chair.messages()[-2 + number].text
        house.world.faults.add("drop_after", "editMessageText", times=1)
        await chair.press("确认召集", twice[number])
        await chair.press_data("q_save", twice[1])
        assert chair.toast == "已保存。"
    async with house.database.read() as session:
        assert len((await session.exec(select(Meeting))).all()) == 2


async def test_an_earlier_question_is_no_copy_of_the_open_one(house):
    chair = house.phone("王芳")
    screen = await call(house, chair)
    await chair.press("确认召集")
    await call(house, chair, when="后天下午3点")
    await chair.press_data("q_save", screen)
    assert "已失效" in chair.toast
