"""Recording a talk, finding it, opening it, adding to it; the chat cleaned, the content gone after a while."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage.engine.settings import Options
from storage.people import directory
from storage.sealed import pin
from storage.sealed.audit import AuditEntry
from storage.sealed.vanishing import Vanishing
from storage.talks import content
from storage.talks.rows import Talk
from storage.tasks.rows import Assignment, Task
from tests.flows.talking import QUICK, VOICE, WORDS, enter, inspector, record, set_pin, unlocked


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption}" for screen in phone.messages())


async def test_a_talk_is_recorded_sealed_and_the_chat_is_clean(house):
    phone = await record(house)
    assert "已加密保存" in phone.screen.text
    assert "Telegram 的服务器" in phone.screen.text
    for word in WORDS.values():
        assert word not in everything(phone)
    assert not any(screen.voice for screen in phone.messages())
    other = house.phone("李雷")
    assert "记录了与您的一次谈话" in other.screen.text
    async with house.database.read() as session:
        (talk,) = (await session.exec(select(Talk))).all()
        assert (talk.pair, talk.held_on, talk.hour) == ("支委—党员", date(2026, 11, 23), "15:00")
        assert (await session.exec(select(Vanishing))).all() == []


async def test_its_follow_up_is_a_task_that_says_nothing(house):
    await record(house)
    async with house.database.read() as session:
        (task,) = (await session.exec(select(Task))).all()
        (part,) = (await session.exec(select(Assignment))).all()
    assert task.what == "谈话后续事项（11月23日的谈话，内容见谈话记录）"
    assert (part.person_id, part.due_on) == (1, date(2026, 12, 4))
    phone = house.phone("王芳")
    await house.sweep(days=9)
    assert "谈话后续事项" in phone.screen.text
    await phone.walk("查看任务", "提交", "提交")
    assert "已办结" in phone.screen.text


async def test_its_holder_reads_it_for_a_while(house):
    phone = await record(house)
    await phone.press("查看")
    assert "没有人打开过" in phone.screen.text
    await phone.press("打开内容")
    shown = everything(phone)
    for word in WORDS.values():
        assert word in shown
    (voice,) = [screen for screen in phone.messages() if screen.voice]
    assert voice.read() == VOICE
    assert all(
        screen.raw.get("has_protected_content")
        for screen in phone.messages()
        if screen.voice or WORDS["text"] in screen.text
    )
    await house.sweep(minutes=6)
    shown = everything(phone)
    assert not any(word in shown for word in WORDS.values())
    assert not any(screen.voice for screen in phone.messages())


async def test_one_button_clears_it_at_once(house):
    phone = await record(house)
    await phone.press("查看")
    await phone.press("打开内容")
    await phone.press("阅毕清除")
    assert phone.toast == "已清除"
    assert not any(word in everything(phone) for word in WORDS.values())
    assert not any(screen.voice for screen in phone.messages())


async def test_the_pin_stands_before_everything(house):
    await set_pin(house, "王芳")
    phone = house.phone("王芳")
    await phone.send("/talk")
    assert "请输入 PIN" in phone.screen.text
    await enter(phone, "739165")
    assert "再错 4 次" in phone.screen.text
    await enter(phone)
    assert "日常管理" in phone.screen.text
    house.world.clock.advance(timedelta(minutes=6))
    await phone.press("我记录的")
    assert "请输入 PIN" in phone.screen.text
    await enter(phone)
    assert "我记录的" in phone.screen.text
    await phone.send("/lock")
    await phone.send("/talk")
    assert "请输入 PIN" in phone.screen.text


async def test_who_has_none_sets_it_on_the_way(house):
    phone = house.phone("孙立")
    await phone.send("/talk")
    await enter(phone)
    await enter(phone)
    assert "日常管理" in phone.screen.text
    assert not any("记录谈话" in label for label in phone.screen.labels)


async def test_locked_in_the_middle_nothing_is_lost(house):
    await set_pin(house, "王芳")
    phone = await record(house, save=False)
    house.world.clock.advance(timedelta(minutes=10))
    await phone.press("加密保存")
    assert "请输入 PIN" in phone.screen.text
    await enter(phone)
    assert "请核对" in phone.screen.text
    await phone.press("加密保存")
    assert "已加密保存" in phone.screen.text


async def test_what_was_sent_is_looked_at_once_more_before_it_is_saved(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷", "今天", "办公室")
    await phone.send(WORDS["text"])
    await phone.send("说错了")
    await phone.send_voice(VOICE)
    assert "文字 2 段" in phone.screen.text
    await phone.press("删去最后一段文字")
    await phone.press("看一遍、听一遍")
    assert any(screen.voice and screen.from_bot for screen in phone.messages())
    assert any(screen.from_bot and WORDS["text"] in screen.text for screen in phone.messages())
    assert any("文字 1 段" in text for text in phone.texts)
    await house.sweep(minutes=6)
    assert any("文字 1 段" in text for text in phone.texts)
    assert not any(screen.from_bot and WORDS["text"] in screen.text for screen in phone.messages())


async def test_what_lies_in_a_draft_for_days_vanishes_while_a_bot_may_still_delete_it(house):
    phone = await record(house, save=False)
    # Written after nine in the morning, and named by the day: it goes forty hours after that day began.
    await house.sweep(hours=30)
    assert WORDS["text"] in everything(phone)
    await house.sweep(hours=2)
    assert not any(word in everything(phone) for word in WORDS.values())
    await house.sweep(days=2)
    phone = await unlocked(house, "王芳")
    await phone.send("/home")
    await phone.walk("继续填写", "加密保存")
    assert "已加密保存" in phone.screen.text
    assert "48 小时" not in phone.screen.text
    await phone.walk("查看", "打开内容")
    assert all(word in everything(phone) for word in WORDS.values())
    assert any(screen.voice for screen in phone.messages())


async def test_messages_that_are_too_old_to_be_deleted_are_told(house):
    await record(house, save=False)
    house.world.clock.advance(timedelta(days=3))
    phone = await unlocked(house, "王芳")
    await phone.press("加密保存")
    assert "有 6 条消息发出超过 48 小时" in phone.screen.text


async def test_a_draft_given_up_leaves_nothing_in_the_chat(house):
    phone = await record(house, save=False)
    assert WORDS["text"] in everything(phone)
    await phone.send("/cancel")
    assert "已取消" in everything(phone)
    assert not any(word in everything(phone) for word in WORDS.values())
    assert not any(screen.voice for screen in phone.messages())


async def test_a_new_flow_in_its_place_cleans_the_chat_too(house):
    phone = await record(house, save=False)
    await phone.press_data("talk_new:0:-1")
    await phone.press("放弃它，开始新的")
    assert not any(word in everything(phone) for word in WORDS.values())
    assert "同谁谈的" in phone.screen.text


async def test_what_is_wrong_is_said_and_nothing_is_lost(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("记录谈话或家访")
    await phone.send("没有这个人")
    assert "没有找到" in phone.screen.text
    await phone.send("李雷")
    await phone.send("明天下午3点")
    assert "不能在将来" in phone.texts[-1]
    await phone.send("3点，办公室")
    assert "凌晨还是下午" in phone.texts[-1]
    await phone.send("今天上午8点")
    assert "还差地点" in phone.screen.text
    await phone.send_photo()
    assert "时间和地点" in phone.texts[-1]
    await phone.press("电话")
    await phone.send_photo(caption=WORDS["text"])
    assert "只收文字和语音" in phone.texts[-1]
    await phone.send("字")
    await phone.press("下一步")
    await phone.send("/home")
    await phone.press("继续填写")
    assert "约定了什么" in phone.screen.text
    await phone.walk("跳过", "跳过", "加密保存")
    assert WORDS["text"] not in everything(phone)


async def test_what_is_told_where_a_name_or_a_time_is_asked_for_is_asked_about_and_kept(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("记录谈话或家访")
    await phone.send(f"{WORDS['text']}，同钱进谈了一个小时，情绪还算稳定，想先回家照顾几天。")
    assert "没有找到是谁" in phone.screen.text
    assert WORDS["text"] not in phone.screen.text
    await phone.press("是谈话内容，收下")
    assert next(label for label in phone.screen.labels if label in {"李雷", "钱进", "陈新"}) == "钱进"
    await phone.press("钱进")
    await phone.send(f"昨天下午3点在办公室。{WORDS['more']}。")
    assert "时间：11月23日" in phone.screen.text
    await phone.press("是谈话内容，收下")
    await phone.send_voice(VOICE)
    await phone.press("办公室")
    assert "文字 2 段" in phone.screen.text
    await phone.press("是谈话内容，收下")
    assert "语音 1 条" in phone.screen.text
    await phone.walk("没有约定和后续", "加密保存")
    assert not any(word in everything(phone) for word in WORDS.values())
    await phone.walk("查看", "打开内容")
    assert WORDS["text"] in everything(phone)
    assert WORDS["more"] in everything(phone)
    assert any(screen.voice for screen in phone.messages())


async def test_each_part_is_changed_from_the_review_and_the_rest_stays(house):
    phone = await record(house, voice=False, save=False)
    assert "12月4日（周五）前落实，列入您的任务" in phone.screen.text
    await phone.walk("改对象类别", "家庭走访", "钱进")
    assert "对象：钱进　类别：家庭走访" in phone.screen.text
    await phone.walk("改时间地点", "电话")
    assert "时间：11月23日（周一） 15:00" in phone.screen.text
    assert "地点：电话" in phone.screen.text
    await phone.press("改后续")
    await phone.send("常去看看")
    assert "不提醒" in phone.screen.text
    await phone.press("定提醒")
    await phone.send("12月10日")
    assert "12月10日（周四）前落实" in phone.screen.text
    await phone.walk("改约定", "删去，不写")
    assert "约定事项：无" in phone.screen.text
    await phone.walk("改时间地点", "不改", "加密保存", "查看", "打开内容")
    assert WORDS["text"] in everything(phone)
    assert "常去看看" in everything(phone)
    assert WORDS["agreed"] not in everything(phone)


async def test_words_that_come_too_late_for_the_draft_leave_the_chat_with_it(house):
    phone = await unlocked(house, "王芳", minutes=600)
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷")
    await phone.send("昨天下午3点，办公室")
    house.world.clock.advance(timedelta(hours=7))
    await phone.send(WORDS["text"])
    assert "还没完成" in phone.screen.text
    await phone.press("放弃它")
    assert WORDS["text"] not in "".join(screen.text for screen in phone.messages())


async def test_a_talk_of_some_days_ago_needs_no_year(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.walk("记录谈话或家访", "李雷")
    await phone.send("11月20日下午3点")
    await phone.press("办公室")
    await phone.send(WORDS["text"])
    await phone.press("没有约定和后续")
    assert "时间：11月20日（周五） 15:00" in phone.screen.text


async def test_a_purpose_given_up_leaves_the_chat(house):
    await record(house)
    await inspector(house)
    phone = await unlocked(house, "吴干")
    await phone.send("/talk")
    await phone.walk("全局列表", "王芳 → 李雷", "写明事由并打开")
    await phone.send("核对一位同志家里的事" * 11)
    assert "4 到 100" in phone.texts[-1]
    assert "核对一位同志" in everything(phone)
    await phone.send("/cancel")
    assert "核对一位同志" not in everything(phone)


async def test_an_inspector_writes_a_purpose_and_the_one_talked_with_sees_who_opened_it(house):
    await record(house)
    await inspector(house)
    phone = await unlocked(house, "吴干")
    await phone.send("/talk")
    await phone.press("全局列表")
    assert "王芳 → 李雷" in "".join(phone.screen.labels)
    await phone.press("王芳 → 李雷")
    assert WORDS["text"] not in everything(phone)
    await phone.press("写明事由并打开")
    await phone.send("看")
    assert "4 到 100" in phone.texts[-1]
    await phone.send("信访件核查第三号")
    assert all(word in everything(phone) for word in WORDS.values())
    other = await unlocked(house, "李雷")
    await other.press("查看")
    assert "吴干" in other.screen.text
    assert WORDS["text"] not in everything(other)
    async with house.database.read() as session:
        entries = (await session.exec(select(AuditEntry).order_by(AuditEntry.number))).all()
    assert [entry.event for entry in entries if entry.event.startswith(("查阅", "记录谈话"))] == [
        "记录谈话",
        "查阅谈话内容",
    ]
    await phone.send("/audit")
    assert "查阅谈话内容" in phone.screen.text
    assert "信访件核查第三号" in phone.screen.text


async def test_an_addendum_is_added_and_nothing_is_rewritten(house):
    phone = await record(house)
    await phone.press("查看")
    await phone.press("补充")
    await phone.send("标记己实际是周二")
    house.world.clock.advance(timedelta(minutes=1))
    await phone.press("加密保存")
    assert "标记己" not in everything(phone)
    await phone.press("返回")
    assert "补充 1 条" in phone.screen.text
    await phone.press("打开内容")
    assert "标记己实际是周二" in everything(phone)
    assert WORDS["text"] in everything(phone)


async def test_searching_opens_nothing(house):
    await record(house, voice=False, follow_up=False)
    await record(house, other="钱进", kind="家庭走访", voice=False, follow_up=False)
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("本支部")
    assert "共 2 次" in phone.screen.text
    await phone.press("全部类别")
    assert "共 1 次" in phone.screen.text
    await phone.press("🏷 谈心谈话")
    assert "钱进" in "".join(phone.screen.labels)
    await phone.press_data("talks:1:-1:0:2026-11:0")
    assert "共 2 次" in phone.screen.text
    await phone.press("◀")
    assert "共 0 次" in phone.screen.text
    await phone.press("2026-10")
    await phone.press("按人员查")
    await phone.send("钱")
    await phone.press("钱进")
    assert "共 1 次" in phone.screen.text
    async with house.database.read() as session:
        assert not [e for e in (await session.exec(select(AuditEntry))).all() if e.event.startswith("查阅")]


async def test_after_its_years_only_that_it_took_place_is_left(house, tmp_path):
    phone = await record(house)
    house.world.clock.advance(timedelta(days=3 * 366))
    await house.schedule.clean()
    (keys,) = (tmp_path / "records").iterdir()
    assert not keys.read_bytes().strip(b"\0")
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("我记录的")
    await phone.press("王芳 → 李雷")
    assert "已按保存期限清除" in phone.screen.text
    assert not any("打开" in label for label in phone.screen.labels)
    await phone.press_data("talk_own:1")
    assert not any(word in everything(phone) for word in WORDS.values())
    async with house.database.read() as session:
        events = [entry.event for entry in (await session.exec(select(AuditEntry))).all()]
    assert "谈话内容到期清除" in events


async def test_the_ledger_counts_talks_and_names_nobody_talked_with(house):
    await record(house)
    phone = house.phone("赵敏")
    await phone.send("/ledger")
    await phone.press("谈心谈话和家访")
    assert "王芳" in phone.screen.text
    assert "支委—党员" in phone.screen.text
    assert "李雷" not in phone.screen.text
    await phone.press("1")
    assert "台账只计次数" in phone.toast
    holder = await unlocked(house, "王芳")
    await holder.send("/ledger")
    await holder.walk("谈心谈话和家访", "1")
    assert "对象：李雷" in holder.screen.text


async def test_the_longest_words_fit(house):
    await record(house, voice=False, save=False)
    phone = await unlocked(house, "王芳")
    await phone.press("改内容")
    for _ in range(3):
        await phone.send("😀&" * 1000)
    await phone.walk("看一遍、听一遍", "阅毕清除", "下一步", "加密保存", "查看", "打开内容")
    shown = "".join(screen.text for screen in phone.messages())
    assert shown.count("😀&") == 3000


async def test_no_number_of_own_looks_pushes_anothers_out_of_sight(house):
    await record(house)
    await inspector(house)
    async with house.database.write() as tx:
        me, above = [await directory.who_has_id(tx, number) for number in (1, 7)]
        await content.open_content(tx, above, 1, purpose="专项督导", options=Options(), now=house.clock.now())
        for _ in range(60):
            await content.open_content(tx, me, 1, purpose="", options=Options(), now=house.clock.now())
    other = await unlocked(house, "李雷")
    await other.press("查看")
    assert "吴干" in other.screen.text


@pytest.mark.parametrize(
    ("option", "name"), [("secretary_reads_talks", "王芳"), ("bureau_secretary_reads_talks", "郑局")]
)
async def test_an_option_lets_those_above_read_with_a_purpose(house, option, name):
    await record(house, "赵敏", "李雷")
    services = house.running.application.bot_data
    phone = await unlocked(house, name)
    await phone.send("/home")
    await phone.press_data("talk_read:1")
    assert "内容不对您开放" in phone.toast
    object.__setattr__(services, "options", Options(**{option: True}))
    await phone.press_data("talk_read:1")
    await phone.press("例行检查")
    assert WORDS["text"] in everything(phone)


async def test_a_lost_key_is_told_where_the_content_would_be(house):
    phone = await record(house, voice=False)
    async with house.database.write() as tx:
        talk = await tx.get(Talk, 1)
        from storage.sealed.records import Record

        row = await tx.get(Record, talk.record_id)
        row.wrapped = "gAAAAA"
        tx.add(row)
    await phone.press("查看")
    await phone.press("打开内容")
    assert "密钥已不在系统里" in everything(phone)


def test_what_was_said_is_in_no_repr():
    said = content.Said(**{"text": "甲", "place": "乙", "agreed": "丙", "follow_up": "丁", "voices": [b"x"]})
    assert not any(mark in repr(said) for mark in "甲乙丙丁x")
