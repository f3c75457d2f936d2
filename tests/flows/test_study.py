"""微课堂: published from Telegram, studied part by part, checked, credited once; the year's hours, and who lags."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.study.rows import StudyRecord

GROUNDS = "另需自学条例全文约一小时"
QUESTION = ("党员大会一般多久召开一次？", "每月\n每季度\n每年", "每季度", "支部工作条例第十一条。")


async def publish(house, name="王芳", audience="第一支部党员", *, title="支部条例导读", check=QUESTION, until="不设期限",
                  parts=("第一部分的文字", "第二部分的文字"), minutes="15 分钟"):  # fmt: skip
    phone = house.phone(name)
    await phone.send("/study")
    await phone.press("发布课程")
    for part in parts:
        await phone.send(part)
    await phone.press("下一步")
    await phone.send(title)
    await phone.walk("支部工作", minutes, "1.5")
    assert "多计的请写明理由" in phone.screen.text
    await phone.send(GROUNDS)
    await phone.walk(audience, until)
    if check:
        question, options, right, explanation = check
        await phone.press("答一道单选题")
        await phone.send(question)
        await phone.send(options)
        await phone.press(right)
        await phone.send(explanation)
    else:
        await phone.press("写收获")
    assert "请核对课程" in phone.screen.text
    await phone.press("确认发布")
    assert "已发布" in phone.screen.text
    return phone


async def study(phone, title="支部条例导读"):
    """To the end of a lesson of two parts."""
    await phone.send("/study")
    await phone.walk("🔵 未学", title, "开始学习", "下一部分")


def letter(phone, option):
    """The button of the option with that text."""
    return next(line[0] for line in phone.screen.text.splitlines() if line[1:] == f". {option}")


async def test_a_lesson_is_published_pushed_studied_and_credited(house):
    phone = await publish(house)
    assert "正在通知 4 人" in phone.screen.text
    member = house.phone("李雷")
    assert "新微课（王芳 发布）：支部条例导读" in member.screen.text
    await member.walk("去学习", "开始学习")
    assert "第一部分的文字" in member.screen.text
    await member.press("下一部分")
    assert "第二部分的文字" in member.screen.text
    await member.press("学完了")
    assert QUESTION[0] in member.screen.text
    await member.press(letter(member, "每季度"))
    for words in ("学完了：支部条例导读", QUESTION[3], "已计 1.5 学时"):
        assert words in member.screen.text
    await member.press("我的学时")
    assert "1.5/56" in member.screen.text or "1.5/32" in member.screen.text
    assert "11-24 支部条例导读　1.5" in member.screen.text
    await phone.press("学习情况")
    assert "已学完 1 人：李雷" in phone.screen.text


async def test_every_kind_of_content_is_sent_again_by_its_file_id(house):
    phone = house.phone("王芳")
    await phone.send("/study")
    await phone.press("发布课程")
    await phone.send_video(caption="先看这段视频")
    await phone.send_album(3, caption="三张图")
    await phone.send_voice()
    await phone.send_audio()
    await phone.send_document("讲义.pdf", b"x")
    await phone.send("https://www.12371.cn/")
    for words in ("内容 6/20", "1. 视频　先看这段视频", "2. 图片 3　三张图", "6. https://www.12371.cn/"):
        assert words in phone.screen.text
    await phone.press("删去最后一部分")
    await phone.press("下一步")
    await phone.send("媒体课")
    await phone.walk("党史国史", "5 分钟", "0.5", "第一支部全体人员", "不设期限", "写收获", "确认发布")
    member = house.phone("孙立")
    await member.walk("去学习", "开始学习")
    for _ in range(4):
        await member.press("下一部分")
    sent = [
        next(kind for kind in ("video", "photo", "voice", "audio", "document") if getattr(message, kind))
        for message in member.messages()
        if message.video or message.photo or message.voice or message.audio or message.document
    ]
    assert sent == ["video", "photo", "photo", "photo", "voice", "audio", "document"]


async def test_a_wrong_answer_waits_before_the_next_and_then_the_explanation_shows(house):
    await publish(house)
    member = house.phone("赵敏")
    await study(member)
    await member.press("学完了")
    await member.press(letter(member, "每月"))
    assert "上次答错了" in member.screen.text
    assert QUESTION[3] not in member.screen.text
    # Nothing to guess with until then, not by a forged press either.
    await member.press("后再答")
    assert "以后可以再答" in member.screen.text
    assert not any(label in "ABC" for label in member.screen.labels)
    for position in range(3):
        await member.press_data(f"st_ans:1:1:{position}")
        assert "以后才能再答" in member.toast
    await member.press("再看一遍")
    assert "第一部分的文字" in member.screen.text
    house.world.clock.advance(timedelta(minutes=5))
    await member.walk("下一部分", "学完了")
    await member.press(letter(member, "每年"))
    assert QUESTION[3] in member.screen.text
    house.world.clock.advance(timedelta(minutes=5))
    await member.press("后再答")
    await member.press(letter(member, "每季度"))
    assert "已计 1.5 学时" in member.screen.text


async def test_after_a_lesson_the_next_one_is_a_tap_away(house):
    await publish(house, title="第一课")
    await publish(house, title="第二课", check=None)
    member = house.phone("李雷")
    await member.send("/study")
    await member.press("▶ 下一门：第二课")
    assert "第一部分的文字" in member.screen.text
    await member.send("/study")
    await member.press("▶ 接着学：第二课")
    await member.walk("下一部分", "学完了", "写收获")
    await member.send("这门课让我弄清了支部工作的几项基本制度，很有收获。")
    await member.press("▶ 下一门：第一课")
    await member.walk("下一部分", "学完了")
    await member.press(letter(member, "每月"))
    # The only one left waits for its next try.
    assert not any(label.startswith("▶") for label in member.screen.labels)
    await member.press_data("st_next")
    assert "以后可以再答" in member.screen.text
    house.world.clock.advance(timedelta(minutes=5))
    await member.press("后再答")
    await member.press(letter(member, "每季度"))
    assert "学完了" in member.screen.text
    await member.press_data("st_next")
    assert "没有待学的课程" in member.toast


async def test_more_hours_than_reading_takes_are_the_publishers_word(house):
    phone = house.phone("王芳")
    await phone.send("/study")
    await phone.press("发布课程")
    await phone.send("两段文字。" * 90)
    await phone.press("下一步")
    await phone.send("短课")
    await phone.walk("支部工作", "按内容估算：2 分钟", "0.5")
    for words in ("为什么计 0.5 学时", "读完约 2 分钟，折合 0.1 学时"):
        assert words in phone.screen.text
    await phone.walk("改学时", "折算：0.1", "第一支部党员", "不设期限", "写收获")
    assert "2 分钟，计 0.1 学时" in phone.screen.text
    # Asked as soon as the answer to another question calls for it.
    await phone.walk("✏️ 学时", "1")
    await phone.send(GROUNDS)
    assert f"多计学时的理由：{GROUNDS}" in phone.screen.text
    await phone.press("确认发布")
    member = house.phone("李雷")
    await member.press("去学习")
    assert f"学时由发布人核定：{GROUNDS}" in member.screen.text


async def test_a_second_tap_on_the_same_question_counts_as_none(house):
    await publish(house)
    member = house.phone("赵敏")
    await study(member)
    await member.press("学完了")
    wrong = letter(member, "每月")
    await member.press(wrong)
    await member.press_data(f"st_ans:1:0:{'ABC'.index(wrong)}")
    assert "已经答过" in member.toast
    assert QUESTION[3] not in member.screen.text


async def test_hours_are_credited_once_however_often_one_presses(house):
    await publish(house)
    member = house.phone("赵敏")
    await study(member)
    await member.press("学完了")
    right = letter(member, "每季度")
    await member.press(right)
    await member.press_data(f"st_ans:1:0:{'ABC'.index(right)}")
    assert "不重复计" in member.toast
    async with house.database.read() as session:
        (record,) = (await session.exec(select(StudyRecord))).all()
    assert (record.tenths, record.tries) == (15, 0)


async def test_the_options_stand_in_an_order_of_ones_own_that_the_data_do_not_tell(house):
    options = "甲\n乙\n丙\n丁"
    await publish(house, check=("选哪个？", options, "甲", "就是甲。"))
    orders = set()
    for name in ("李雷", "赵敏", "钱进"):
        member = house.phone(name)
        await study(member)
        await member.press("学完了")
        orders.add(tuple(letter(member, option) for option in options.splitlines()))
        data = [button for row in member.world.chats[member.user].messages[member.screen.id].buttons for button in row]
        assert [each["callback_data"] for each in data[:4]] == [f"st_ans:1:0:{position}" for position in range(4)]
    assert len(orders) > 1


async def test_one_goes_on_where_one_stopped(house):
    await publish(house, parts=("一", "二", "三"))
    member = house.phone("钱进")
    await study(member)
    await member.send("/study")
    await member.press("▶️ 学习中 1")
    assert any("支部条例导读（2/3）" in label for label in member.screen.labels)
    await member.press("支部条例导读")
    await member.press("接着学（2/3）")
    assert "二" in member.screen.text
    await member.press("下一部分")
    await member.press("学完了")
    assert QUESTION[0] in member.screen.text


async def test_nothing_is_skipped_by_a_forged_press(house):
    await publish(house, parts=("一", "二", "三"))
    member = house.phone("钱进")
    await member.send("/study")
    for data in ("st_part:1:3", "st_check:1", "st_ans:1:0:0", "st_note:1"):
        await member.press_data(data)
        assert "请先学完前面的内容" in member.toast
    await member.press_data("st_part:1:9")
    assert "没有这一部分" in member.toast


async def test_a_note_finishes_a_lesson_and_its_publisher_reads_it(house):
    phone = await publish(house, check=None)
    member = house.phone("李雷")
    await study(member)
    await member.walk("学完了", "写收获")
    await member.send("太短")
    assert "20 到 2000 个字" in member.screen.text
    await member.send("这门课让我弄清了支部工作的几项基本制度，很有收获。")
    assert "已计 1.5 学时" in member.screen.text
    await phone.walk("学习情况", "看收获")
    assert "李雷" in phone.screen.text
    assert "弄清了支部工作" in phone.screen.text


async def test_lessons_are_found_by_spare_time_and_topic(house):
    await publish(house, title="五分钟课", minutes="5 分钟")
    await publish(house, title="一刻钟课", minutes="15 分钟")
    member = house.phone("李雷")
    await member.send("/study")
    await member.press("⏱ 5 分钟")
    assert any("五分钟课" in label for label in member.screen.labels)
    assert not any("一刻钟课" in label for label in member.screen.labels)
    await member.walk("返回", "⏱ 15 分钟")
    assert sum("课　" in label for label in member.screen.labels) == 2
    await member.walk("返回", "支部工作 2")
    assert sum("课　" in label for label in member.screen.labels) == 2


@pytest.mark.parametrize("name", ["孙立", "周全"])
async def test_who_is_not_among_the_audience_neither_sees_nor_studies_it(house, name):
    await publish(house)
    phone = house.phone(name)
    assert phone.messages() == []
    await phone.send("/study")
    assert "现在没有待学的课程" in phone.screen.text
    for data in ("st:1", "st_part:1:1", "st_check:1"):
        await phone.press_data(data)
        assert "不在您的学习范围" in phone.toast


@pytest.mark.parametrize("name", ["赵敏", "孙立", "李雷"])
async def test_who_may_not_publish_does_not(house, name):
    await publish(house)
    phone = house.phone(name)
    await phone.send("/study")
    assert not any("发布" in label or "管理" in label or "登记" in label for label in phone.screen.labels)
    for data in (
        "st_new",
        "st_mng:1",
        "st_notes:1:0",
        "st_urge:1",
        "st_off:1:1",
        "st_title:1",
        "st_until:1",
        "st_train",
    ):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast


async def test_a_secretary_publishes_to_the_own_branch_alone_and_manages_no_other(house):
    await publish(house, "吴干", "全局党员")
    phone = house.phone("王芳")
    await phone.send("/study")
    for data in ("st_mng:1", "st_urge:1", "st_off:1:1", "st_title:1"):
        await phone.press_data(data)
        assert "只有发布人" in phone.toast
    await phone.press("发布课程")
    await phone.send("文字")
    await phone.press("下一步")
    await phone.send("课")
    await phone.walk("支部工作", "5 分钟", "折算：0.1")
    assert phone.screen.labels[:2] == ["第一支部党员", "第一支部全体人员"]
    for data in ("st_to:0:1", "st_to:2:1"):
        await phone.press_data(data)
        assert "失效" in phone.toast


async def test_wrong_input_says_what_to_do_and_loses_nothing(house):
    phone = house.phone("王芳")
    await phone.send("/study")
    await phone.press("发布课程")
    assert not any("下一步" in label for label in phone.screen.labels)
    await phone.send("😀" * 2000)
    assert "一部分请不超过 3500 个字" in phone.screen.text
    await phone.send("文字")
    await phone.press("下一步")
    await phone.send("长" * 61)
    assert "1 到 60 个字" in phone.screen.text
    await phone.send("课")
    await phone.send("很长很长很长很长很长的主题")
    assert "1 到 12 个字" in phone.screen.text
    await phone.send("自拟主题")
    for wrong in ("半天", "0", "99999"):
        await phone.send(wrong)
        assert "分钟数" in phone.screen.text
    await phone.send("20分钟")
    for wrong in ("很多", "0", "4.1", "0.25"):
        await phone.send(wrong)
        assert "0.1 到 4 之间" in phone.screen.text
    await phone.send("０.５学时")
    await phone.send(GROUNDS)
    await phone.press("第一支部党员")
    await phone.send("11月20日")
    assert "已经过去" in phone.screen.text
    await phone.send("12月5日")
    await phone.press("答一道单选题")
    await phone.send("题目")
    for wrong, said in (("一个", "现在是 1 个"), ("甲\n乙\n丙\n丁\n戊", "现在是 5 个"), ("甲\n甲", "一样")):
        await phone.send(wrong)
        assert said in phone.screen.text
    await phone.send("甲\n乙")
    await phone.press("乙")
    await phone.send("因为是乙。")
    for words in ("标题：课", "自拟主题", "20 分钟，计 0.5 学时", "12月5日", "✓ B. 乙", "因为是乙"):
        assert words in phone.screen.text
    await phone.press("✏️ 标题")
    await phone.send("新标题")
    assert "标题：新标题" in phone.screen.text
    await phone.press("✏️ 检验")
    await phone.press("写收获")
    assert "检验：写几句收获" in phone.screen.text


async def test_title_and_last_day_are_changed_and_a_lesson_is_retired_without_losing_hours(house):
    phone = await publish(house)
    member, other = house.phone("赵敏"), house.phone("钱进")
    await study(member)
    await member.press("学完了")
    await member.press(letter(member, "每季度"))
    await study(other)
    await phone.walk("学习情况", "改标题")
    await phone.send("支部条例新导读")
    assert "标题已改为：支部条例新导读" in phone.screen.text
    await phone.walk("返回", "改期限")
    await phone.send("11月20日")
    assert "已经过去" in phone.screen.text
    await phone.send("12月5日")
    assert "期限已改为：12月5日" in phone.screen.text
    await phone.walk("返回", "下架", "确认下架")
    assert any("⬇ 11-24 支部条例新导读　1 人学完" in label for label in phone.screen.labels)
    await other.press("学完了")
    assert "已经下架" in other.toast
    await member.send("/study")
    await member.walk("我的学时")
    assert "11-24 支部条例新导读　1.5" in member.screen.text
    await member.walk("返回", "✅ 已学完 1", "支部条例新导读", "看内容")
    assert "第一部分的文字" in member.screen.text


async def test_ones_own_lesson_is_looked_at_and_not_credited(house):
    phone = await publish(house)
    await phone.walk("学习情况", "看课程", "看内容", "下一部分")
    assert not any("学完了" in label for label in phone.screen.labels)
    await phone.press_data("st_check:1")
    assert "不计本人学时" in phone.toast


async def test_those_who_have_not_finished_are_reminded_once_a_day(house):
    phone = await publish(house)
    done, lagging = house.phone("赵敏"), house.phone("李雷")
    await study(done)
    await done.press("学完了")
    await done.press(letter(done, "每季度"))
    await phone.press("学习情况")
    before = len(done.messages())
    await phone.press("提醒没学完的（3）")
    assert "还没有学完" in lagging.screen.text
    assert len(done.messages()) == before
    await phone.press("提醒没学完的（3）")
    assert "24 小时内" in phone.toast


async def test_a_last_day_is_reminded_of_before_on_and_after_it(house):
    await publish(house, until="不设期限")
    phone = house.phone("王芳")
    await phone.walk("学习情况", "改期限")
    await phone.send("11月27日")
    member = house.phone("李雷")
    await house.sweep(days=1)
    assert "新微课" in member.screen.text
    for words in ("请在 11月27日（周五） 前学完", "请在 11月27日（周五） 前学完", "已过期限"):
        await house.sweep(days=1)
        assert words in member.screen.text
    count = len(member.messages())
    await house.sweep(hours=1)
    assert len(member.messages()) == count


async def test_home_and_the_ledger_join_in(house):
    await publish(house)
    member = house.phone("李雷")
    await member.send("/home")
    assert "落后于进度" in str(member.screen)
    await study(member)
    await member.send("/home")
    assert "📖 学习：" in str(member.screen)
    phone = house.phone("王芳")
    await phone.send("/ledger")
    assert "微课堂　⏳4" in phone.screen.text
    await phone.press("微课堂")
    assert "李雷　支部条例导读（学到 2/2）" in phone.screen.text
    await phone.press("催办全部未完成的")
    assert "正在提醒 4 人" in phone.toast
    await phone.walk("返回", "学时")
    assert "李雷　2026年学时（0/32）" in phone.screen.text
    assert "王芳　2026年学时（0/56）" in phone.screen.text
    await phone.press("催办全部未完成的")
    assert "正在提醒 4 人" in phone.toast


async def test_what_is_kept_is_told_to_the_person(house):
    await publish(house)
    member = house.phone("赵敏")
    await study(member)
    await member.press("学完了")
    await member.press(letter(member, "每季度"))
    await member.send("/mydata")
    assert any("微课堂" in label for label in member.screen.labels)
    await member.press("微课堂")
    for words in ("支部条例导读", "2/2"):
        assert words in member.screen.text
