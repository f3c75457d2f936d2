"""Tasks from /assign to acceptance, as giver, receiver and those above see them."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from storage.people.directory import Person
from tests.flows.conftest import NAMES


async def assign(house, giver, line):
    """/assign in one line, confirmed."""
    phone = house.phone(giver)
    await phone.send(f"/assign {line}")
    screen = phone.screen
    await phone.press("确认布置")
    return screen


async def test_a_line_is_understood_shown_and_given(house):
    secretary, member = house.phone("王芳"), house.phone("李雷")
    await secretary.send("/assign 李雷 提交半年总结 11月30日")
    for words in ("提交半年总结", "给 1 人：李雷", "11月30日（周一）", "一次性", "11月29日", "不用交材料"):
        assert words in secretary.screen.text
    assert member.messages() == []
    await secretary.press("确认布置")
    assert "已布置" in secretary.screen.text
    assert "新任务" in member.screen.text
    assert "提交半年总结" in member.screen.text
    assert member.screen.labels == ["查看任务", "👀 已阅"]


async def test_a_branch_is_given_to_by_the_bureau_and_reaches_its_secretary(house):
    staff, head = house.phone("吴干"), house.phone("王芳")
    await staff.send("/assign 第1支部 报送党费台账 下周五")
    assert "给 1 个支部：第一支部" in staff.screen.text
    await staff.press("确认布置")
    assert "报送党费台账" in head.screen.text
    assert house.phone("李雷").messages() == []


async def test_all_branches_at_once(house):
    await assign(house, "郑局", "各支部 开展警示教育 12月10日前")
    for name in ("王芳", "周全"):
        assert "开展警示教育" in house.phone(name).screen.text


@pytest.mark.parametrize("name", ["李雷", "赵敏", "孙立"])
async def test_who_leads_nobody_gives_nothing(house, name):
    phone = house.phone(name)
    await phone.send("/assign 王芳 交总结 明天")
    assert "没有这项权限" in phone.screen.text


async def test_a_secretary_reaches_the_own_branch_alone(house):
    phone = house.phone("王芳")
    await phone.send("/assign 周全 交总结 明天")
    assert "给谁" in phone.screen.text
    assert not any("周全" in label for label in phone.screen.labels)
    await phone.press_data(f"pick:{NAMES['周全']}")
    assert "已选 0 人" in phone.screen.text


async def test_a_part_of_a_name_is_asked_about(house):
    phone = house.phone("郑局")
    await phone.send("/assign 第一支 报名单 明天")
    assert "您说的是哪一个" in phone.screen.text
    await phone.press("第一支部（支部书记，警号 100001）")
    assert "给 1 个支部：第一支部" in phone.screen.text


async def test_a_day_that_may_be_two_is_asked_and_the_rest_is_kept(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 交总结 下周")
    assert "下周" in phone.screen.text
    assert "截止到哪一天" in phone.screen.text
    await phone.send("下周三")
    assert "交总结" in phone.screen.text
    assert "12月2日（周三）" in phone.screen.text


async def test_step_by_step_with_every_unhappy_answer(house):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.press("下一步")
    assert "至少选一个" in phone.toast
    await phone.walk("李雷", "赵敏", "下一步")
    await phone.send("报送每月学习情况")
    await phone.press("每月")
    await phone.send("昨天")
    assert "请选今天或以后的日期" in phone.messages()[-1].text
    await phone.send("11月30日")
    assert "当月最后一天" in phone.screen.text
    await phone.walk("当月最后一天", "交照片")
    for words in ("报送每月学习情况", "给 2 人：李雷、赵敏", "每月（最后一天）", "11月25日", "交照片"):
        assert words in phone.screen.text
    await phone.press("确认布置")
    assert "每月（最后一天）" in house.phone("赵敏").screen.text


async def test_a_staff_member_who_leads_a_branch_is_asked_in_which_office(house):
    async with house.database.write() as tx:
        from storage.people.directory import PostHeld

        tx.add(PostHeld(person_id=NAMES["吴干"], post="支部副书记"))
    phone = house.phone("吴干")
    await phone.send("/assign")
    assert phone.screen.labels[:2] == ["🏢 给各支部", "👥 给本支部人员"]
    await phone.press("给本支部人员")
    assert any("郑局" in label for label in phone.screen.labels)


async def test_noted_reported_asked_answered_handed_in_returned_accepted(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    giver, member = house.phone("王芳"), house.phone("李雷")
    await member.press("已阅")
    assert "办理中" in member.screen.text
    await member.press("报进展")
    await member.send("写了一半")
    assert "写了一半" in giver.screen.text
    await member.press("返回")
    await member.press("请示")
    await member.send("要写多少字？")
    await giver.press("答复")
    await giver.send("八百字左右")
    assert "八百字左右" in member.screen.text
    await member.walk("查看任务", "提交")
    await member.send("心得如下……")
    await member.press("📤 提交")
    assert "已提交" in member.screen.text
    assert "心得如下" in giver.screen.text
    await giver.press("退回")
    await giver.send("请结合岗位再写写")
    assert "请结合岗位再写写" in member.screen.text
    await member.walk("查看任务", "提交", "📤 提交")
    await giver.press("验收")
    assert "王芳已验收" in giver.screen.text
    await giver.press("查看")
    assert "已完成" in giver.screen.text
    assert "验收通过" in member.screen.text
    for words in ("写了一半", "要写多少字", "八百字左右", "请结合岗位"):
        assert words in giver.screen.text


async def test_what_was_handed_in_is_accepted_in_one_list(house):
    await assign(house, "王芳", "李雷、赵敏、钱进 写心得 11月30日")
    for name in ("李雷", "赵敏", "钱进"):
        member = house.phone(name)
        await member.walk("查看任务", "提交")
        await member.send(f"{name}的心得")
        await member.press("📤 提交")
    giver = house.phone("王芳")
    await giver.send("/home")
    await giver.press("3 项待验收：写心得")
    for words in ("李雷的心得", "赵敏的心得", "钱进的心得"):
        assert words in giver.screen.text
    await giver.press("✅ 2 验收")
    assert "赵敏的心得" not in giver.screen.text
    stranger = house.phone("周全")
    await stranger.send("/home")
    await stranger.press_data("req_ok:task_done:1:0:0", stranger.screen)
    assert stranger.toast
    await giver.press("全部验收（2 项）")
    assert giver.toast == "已验收 2 项"
    assert "验收通过" in house.phone("钱进").screen.text
    await giver.send("/tasks")
    assert "待验收" not in "".join(giver.screen.labels)


@pytest.mark.parametrize(
    ("proof", "refusal"), [("交文字说明", "要交文字"), ("交照片", "要交照片"), ("交文件", "要交文件")]
)
async def test_without_its_proof_nothing_is_handed_in(house, proof, refusal):
    phone, member = house.phone("王芳"), house.phone("李雷")
    await phone.send("/assign 李雷 交材料 11月30日")
    await phone.walk("改材料", proof, "确认布置")
    await member.walk("查看任务", "提交", "📤 提交")
    assert refusal in member.toast
    if proof == "交照片":
        await member.send_photo(caption="现场")
        assert "附件 1 个" in member.screen.text
    elif proof == "交文件":
        await member.send_document("总结.docx", b"x")
    else:
        await member.send("说明")
    await member.press("📤 提交")
    assert "已提交" in member.screen.text
    if proof == "交照片":
        await phone.press("查看任务")
        await phone.press("附件")
        assert phone.messages()[-1].photo


async def test_more_time_is_asked_and_given_or_not(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    giver, member = house.phone("王芳"), house.phone("李雷")
    await member.walk("查看任务", "申请延期")
    await member.send("11月28日")
    assert "更晚" in member.messages()[-1].text
    await member.send("12月5日")
    await member.send("出差")
    assert "出差" in giver.screen.text
    await giver.press("❌ 不同意")
    await giver.send("请抓紧")
    assert "请抓紧" in member.screen.text
    await member.walk("查看任务", "申请延期")
    await member.send("12月4日")
    await member.send("真的出差")
    await giver.press("✅ 同意")
    assert "王芳已同意延期" in giver.screen.text
    assert "12月4日" in member.screen.text
    await member.press("查看任务")
    assert "截止：12月4日（周五）" in member.screen.text


async def test_a_branchs_task_is_broken_down_and_seen_from_above(house):
    await assign(house, "郑局", "第一支部 报送学习情况 12月10日")
    head, member = house.phone("王芳"), house.phone("李雷")
    await head.walk("查看任务", "分解到人", "李雷", "赵敏", "下一步", "报送学习情况", "一次性")
    await head.send("12月15日")
    assert "不能晚于上级" in head.messages()[-1].text
    await head.send("12月8日")
    await head.walk("不用", "不用交材料", "确认布置")
    await member.walk("查看任务", "提交", "📤 提交")
    await head.press("验收")
    chief = house.phone("郑局")
    await chief.send("/tasks")
    await chief.walk("布置给各支部的", "0/1", "第一支部")
    assert any("分解：1/2" in label for label in chief.screen.labels)
    await chief.press("分解：1/2")
    assert "完成 1" in chief.screen.text
    assert "催办" not in " ".join(chief.screen.labels)


async def test_what_one_gave_is_on_the_first_screen_and_a_due_day_of_today_shows(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月30日")
    await assign(house, "王芳", "钱进 报名单 11月27日")
    await house.sweep(days=3)
    giver, member = house.phone("王芳"), house.phone("钱进")
    await giver.send("/tasks")
    assert "我布置的、还没办结的 2 项" in giver.screen.text
    given = [label for label in giver.screen.labels if label.startswith("👥 ")]
    assert given == ["👥 ⚠️ 0/1　11-27 报名单", "👥 ⏰ 0/2　11-30 写心得", "👥 我布置给本支部的"]
    await giver.press("报名单")
    assert "⚠️ 今天到期" in giver.screen.text
    await member.send("/tasks")
    assert "我布置的" not in member.screen.text
    assert member.screen.labels[0] == "⚠️ 今天　🎯 报名单"
    await member.press("我的任务")
    assert "⚠️ 11-27 报名单" in member.screen.labels


async def test_urging_rests_for_a_day(house):
    await assign(house, "王芳", "李雷、赵敏 写心得 11月30日")
    giver, member = house.phone("王芳"), house.phone("李雷")
    await giver.press("查看进度")
    await giver.press("催办未完成的（2）")
    assert "已催办 2 人" in giver.toast
    assert "催办" in member.screen.text
    await giver.press("催办未完成的（2）")
    assert "另有 2 个" in giver.toast
    assert len([message for message in member.messages() if "催办" in message.text]) == 1
    await house.sweep(hours=25)
    await giver.press("催办未完成的（2）")
    assert len([message for message in member.messages() if "王芳催办" in message.text]) == 2


async def test_urging_at_night_waits_for_the_morning(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    await house.sweep(hours=13)
    giver, member = house.phone("王芳"), house.phone("李雷")
    await giver.press("查看进度")
    await giver.press("催办未完成的（1）")
    assert len(member.messages()) == 1
    await house.sweep(hours=11)
    assert "催办" in member.screen.text


async def test_a_task_taken_back_is_told_and_gone(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    giver, member = house.phone("王芳"), house.phone("李雷")
    await giver.walk("查看进度", "撤销")
    await giver.send("不用写了")
    assert "不用写了" in member.screen.text
    await member.send("/tasks")
    assert "没有要您办的任务" in member.screen.text


async def test_a_recurring_task_can_be_stopped(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 每月25日 交月报")
    assert "每月（25日）" in phone.screen.text
    await phone.walk("确认布置", "查看进度", "停止重复", "确认停止")
    assert not any("停止重复" in label for label in phone.screen.labels)
    await house.sweep(days=10)
    await house.phone("李雷").send("/tasks")
    assert "要我办的 1 项" in house.phone("李雷").screen.text


@pytest.mark.parametrize("name", ["赵敏", "孙立", "周全"])
async def test_others_tasks_are_nobody_elses(house, name):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    phone = house.phone(name)
    await phone.send("/home")
    for data in (
        "tk:1",
        "tk_all:1:0",
        "tk_files:1",
        "tk_basis:1",
        "tk_note:1",
        "tk_hand:1",
        "tk_report:1",
        "tk_ask:1",
        "tk_time:1",
    ):
        await phone.press_data(data)
        assert "写心得" not in phone.screen.text, data
    for data in (
        "tk_accept:1",
        "tk_return:1",
        "tk_grant:1",
        "tk_urge:1",
        "tk_urgeall:1",
        "tk_cancel:1",
        "tk_stop:1:1",
        "tk_answer:1",
    ):
        await phone.press_data(data)
        assert "写心得" not in phone.screen.text, data
    await house.phone("李雷").send("/tasks")
    assert "要我办的 1 项" in house.phone("李雷").screen.text


async def test_the_basis_of_a_deadline_can_be_read(house):
    await assign(house, "王芳", "李雷 每季度 交总结 12月20日")
    member = house.phone("李雷")
    await member.walk("查看任务", "依据")
    assert "季度任务在到期前10天提醒" in member.screen.text
    assert "12月10日" in member.screen.text


async def test_a_deputy_shares_the_secretarys_tasks(house):
    async with house.database.write() as tx:
        from storage.people.directory import PostHeld

        tx.add(PostHeld(person_id=NAMES["赵敏"], post="支部副书记"))
    await assign(house, "郑局", "第一支部 报名单 12月10日")
    deputy = house.phone("赵敏")
    assert deputy.messages() == []
    await deputy.send("/tasks")
    await deputy.walk("报名单", "提交", "📤 提交")
    assert "已提交" in deputy.screen.text


async def test_words_where_only_buttons_answer_are_pointed_to_the_buttons(house):
    phone = house.phone("王芳")
    await phone.send("/assign 李雷 提交半年总结 11月30日")
    await phone.send("好的")
    assert any("这一步请点下面的按钮" in message.text for message in phone.messages())
    assert "请核对任务" in phone.screen.text


@pytest.mark.parametrize(("days", "left"), [(0, "还有 9 天"), (9, "⚠️ 今天到期"), (11, "已逾期 2 天")])
async def test_how_long_there_is_is_counted_when_the_push_goes_out(house, days, left):
    """陈新 has bound no account when the task is given."""
    await assign(house, "王芳", "陈新 提交思想汇报 12月3日")
    house.world.clock.advance(timedelta(days=days))
    async with house.database.write() as tx:
        await tx.exec(update(Person).where(col(Person.id) == 9).values(telegram_id=1009))
    await house.settle()
    (given,) = [text for text in house.phone("陈新").texts if "新任务" in text]
    assert f"截止：12月3日（周四）（{left}）" in given
