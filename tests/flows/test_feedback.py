"""意见建议: given by anybody, read and answered by its addressees, told without its content, reopened once, reminded of."""

import logging
from datetime import datetime, time, timedelta

import pytest
from sqlmodel import select

from handlers.kit.forms.confided import AT_LATEST
from storage.feedback import Feedback
from storage.mail.outbox import OutboxRow
from storage.people.directory import PostHeld
from storage.sealed import audit
from storage.sealed.audit import Event
from tests.flows.talking import unlocked
from tests.secrecy.attacker import Log

MARK = "标记甲食堂夜班没有热饭"
CAPTION = "标记乙照片里是夜班窗口"
ANSWER = "标记丙已同后勤商定夜间供餐"
AGAIN = "标记丁周末仍然没有"
SECRETS = (MARK, CAPTION, ANSWER, AGAIN)


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption} {screen.labels}" for screen in phone.messages())


async def give(house, name="李雷", to="党务干部", *, files=False):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "提意见建议", to)
    await phone.send(MARK)
    if files:
        await phone.send_photo(caption=CAPTION)
        await phone.send_document("排班.docx", b"x")
    await phone.press("提交")
    return phone


async def at_home(house, name):
    """A phone that is unlocked, with a message whose buttons can be forged."""
    phone = await unlocked(house, name)
    await phone.send("/home")
    return phone


async def answer(house, name="吴干", words=ANSWER):
    phone = await at_home(house, name)
    await phone.walk("更多", "💡 意见建议", "交给我的", "第 1 号", "答复")
    await phone.send(words)
    return phone


async def inspector(house, person=6):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=person, post="纪检监察"))


async def forget(house, name):
    """Take 职务 away."""
    async with house.database.write() as tx:
        for held in (await tx.exec(select(PostHeld).where(PostHeld.person_id == house.phone(name).user - 1000))).all():
            await tx.delete(held)


@pytest.mark.parametrize("name", ["李雷", "钱进", "孙立", "王芳", "郑局"])
async def test_everybody_gives_some_and_it_leaves_the_chat(house, name):
    phone = await give(house, name, files=True)
    assert "已提交" in phone.screen.text
    assert "第 1 号" in phone.screen.text
    assert "12月15日" in phone.screen.text
    for words in SECRETS:
        assert words not in everything(phone)
    assert not any(message.photo or message.document for message in phone.messages())
    await phone.press("查看")
    assert "待答复" in phone.screen.text
    assert "还没有人查看" in phone.screen.text


async def test_the_author_reads_it_again_behind_the_pin(house):
    phone = await give(house, files=True)
    await phone.walk("查看", "查看内容")
    assert "PIN" in phone.screen.text
    assert MARK not in everything(phone)
    phone = await unlocked(house, "李雷")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "第 1 号", "查看内容")
    assert f"{MARK}\n{CAPTION}" in everything(phone)
    assert sum(bool(message.photo or message.document) for message in phone.messages()) == 2
    await phone.press("阅毕清除")
    assert MARK not in everything(phone)
    assert not any(message.photo or message.document for message in phone.messages())


async def test_it_is_answered_and_its_author_told_without_a_word_of_it(house):
    author = await give(house)
    staff = house.phone("吴干")
    await staff.send("/home")
    assert "12月15日　💡 第 1 号意见建议待答复" in staff.screen.labels
    await staff.walk("更多", "💡 意见建议", "交给我的", "第 1 号")
    assert "李雷" not in everything(staff)
    await staff.press("查看内容")
    assert "PIN" in staff.screen.text
    staff = await at_home(house, "吴干")
    await staff.press_data("fb_read:1")
    assert MARK in everything(staff)
    assert "李雷（第一支部）" in everything(staff)
    await staff.press("阅毕清除")
    staff = await answer(house)
    assert "第 1 号已答复" in staff.screen.text
    assert "已答复，请打开查看" in author.screen.text
    for words in SECRETS:
        assert words not in everything(author) + everything(staff)
    await author.press("打开")
    assert "已答复" in author.screen.text
    assert "• 吴干　11月24日" in author.screen.text
    await unlocked(house, "李雷")
    await author.press("查看内容")
    assert ANSWER in everything(author)
    async with house.database.read() as session:
        entries, _ = await audit.trail(session, audit.Filter(event=Event.FEEDBACK_READ))
    assert [(entry.by, entry.over, entry.subject) for entry in entries] == [(7, 2, "feedback:1")]
    await author.send("/mydata")
    assert "意见建议　1 条" in author.screen.text
    await author.press("谁看过")
    assert "查看意见建议" in author.screen.text


async def test_a_second_answer_says_that_there_is_one(house):
    await give(house)
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=6, post="党务干部"))
    other = await at_home(house, "周全")
    await other.press_data("fb_answer:1")
    await answer(house)
    await other.send("另一个答复")
    assert "已答复" in other.screen.text
    await other.press_data("fb_answer:1")
    assert "已答复" in other.toast
    await other.press_data("fb:1")
    assert not any("答复" in label for label in other.screen.labels)


async def test_still_not_settled_is_said_once(house):
    author = await give(house)
    await author.press_data("fb_again:1")
    assert "等待答复" in author.toast
    await answer(house)
    await house.sweep(days=7)
    await author.send("/home")
    await author.walk("更多", "💡 意见建议", "第 1 号", "还没解决")
    await author.send(AGAIN)
    assert "12月22日" in author.screen.text
    assert AGAIN not in everything(author)
    await house.sweep(days=1)
    assert "提出人认为还没解决，请在12月22日" in house.phone("吴干").screen.text
    staff = await answer(house, words="已逐周核对")
    assert "已答复" in staff.screen.text
    await author.send("/home")
    await author.walk("更多", "💡 意见建议", "第 1 号")
    assert "已再次答复" in author.screen.text
    assert not any("还没解决" in label for label in author.screen.labels)
    await author.press_data("fb_again:1")
    assert "只能提一次" in author.toast


async def test_what_is_for_the_inspectors_alone_is_not_for_the_staff(house):
    phone = house.phone("孙立")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "提意见建议", "只给纪检监察")
    assert "没有可以答复的同志" in phone.toast
    await phone.press("取消")
    await inspector(house)
    await give(house, "孙立", "只给纪检监察")
    staff = await unlocked(house, "吴干")
    await staff.send("/home")
    assert "意见建议待答复" not in str(staff.screen)
    await staff.walk("更多", "💡 意见建议", "交给我的")
    assert "待答复 0 条" in staff.screen.text
    for data in ("fb:1", "fb_read:1", "fb_answer:1"):
        await staff.press_data(data)
        assert "没有这条意见建议" in staff.toast
    for command in ("/ledger", "/board"):
        await staff.send(command)
        assert "意见建议　⏳" not in staff.screen.text
    other = await at_home(house, "周全")
    await other.press_data("fb_read:1")
    assert MARK in everything(other)
    await house.sweep(days=1)
    assert "新收到" not in everything(staff)
    assert "第 1 号意见建议是新收到的" in everything(other)


@pytest.mark.parametrize("name", ["王芳", "赵敏", "孙立", "郑局", "周全"])
async def test_forged_numbers_open_nothing(house, name, caplog):
    caplog.set_level(logging.INFO)
    await give(house)
    await answer(house)
    phone = await at_home(house, name)
    for data in ("fb:1", "fb_read:1", "fb_again:1", "fb:77", "fb_read:77", "fb_again:77"):
        await phone.press_data(data)
        assert "没有这条意见建议" in phone.toast
    for data in ("fb_list:0:0", "fb_answer:1", "fb_answer:77"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
    await phone.send("/home")
    assert "待答复" not in phone.screen.text
    assert not any(words in everything(phone) for words in SECRETS)
    assert not any(words in caplog.text for words in SECRETS)


async def test_who_loses_the_post_before_the_last_step_answers_nothing(house):
    await give(house)
    staff = await at_home(house, "吴干")
    await staff.press_data("fb_answer:1")
    await forget(house, "吴干")
    await staff.send(ANSWER)
    async with house.database.read() as session:
        assert (await session.get(Feedback, 1)).open


async def test_nothing_goes_out_before_the_next_day_and_then_the_deadline_is_kept_in_mind(house):
    await give(house)
    staff = house.phone("吴干")
    await house.sweep(minutes=5)
    async with house.database.read() as session:
        assert (await session.exec(select(OutboxRow).where(OutboxRow.kind == "feedback"))).all() == []
    await house.sweep(days=1)
    assert "第 1 号意见建议是新收到的，请在12月15日（周二）前答复" in everything(staff)
    assert "李雷" not in everything(staff)
    await house.sweep(days=16)
    assert "快到期" not in everything(staff)
    await house.sweep(days=1)
    assert "快到期：第 1 号意见建议（请在12月15日（周二）前答复）" in everything(staff)
    await house.sweep(days=3)
    assert "今天到期：第 1 号意见建议" in everything(staff)
    await house.sweep(days=1)
    for _ in range(2):
        assert everything(staff).count("已逾期：第 1 号意见建议") == 1
        await house.sweep(days=1)
    await staff.send("/ledger")
    assert "意见建议　❗1" in staff.screen.text
    await answer(house)
    await house.sweep(days=2)
    assert everything(staff).count("已逾期") == 1


async def test_a_cancelled_one_leaves_nothing_in_the_chat(house):
    phone = house.phone("李雷")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "提意见建议", "党务干部")
    await phone.send(MARK)
    await phone.send_photo(caption=CAPTION)
    await phone.press("取消")
    assert not any(words in everything(phone) for words in SECRETS)
    async with house.database.read() as session:
        assert (await session.exec(select(Feedback))).all() == []


async def test_a_photo_alone_is_asked_for_words_and_too_many_of_them_are_refused_whole(house):
    phone = house.phone("李雷")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "提意见建议", "党务干部")
    await phone.send_photo()
    await phone.press("提交")
    assert "请用文字写明" in phone.toast
    await phone.send("字" * 2000)
    assert "已写 2000 个字，附件 1 个" in phone.screen.text
    await phone.send("多")
    assert "这条没有保存" in everything(phone)
    await phone.press("提交")
    async with house.database.read() as session:
        assert (await session.get(Feedback, 1)).open


async def test_the_rule_behind_it_says_what_it_is(house):
    phone = house.phone("孙立")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "依据")
    for words in ("政务移动互联网应用程序规范化管理办法", "15个工作日", "本系统的约定", "待核实"):
        assert words in phone.screen.text


async def test_no_hour_stands_beside_who_gives_feedback(house):
    """In the database, its log and its free pages: only the day, also of what is to vanish from the chat."""
    log = Log(house.database.engine)
    await give(house, files=True)
    account, told = 1002, []
    # The days' beginnings, and so long after them.
    days = {time(), time(AT_LATEST // timedelta(hours=1) % 24)}
    for each in log.written:
        hours = [value for value in each.values.values() if isinstance(value, datetime)]
        if account in each.values.values() or each.values.get("person_id") == 2:
            told += [each.sql for at in hours if at.astimezone(house.clock.zone).time() not in days]
    assert told == []
