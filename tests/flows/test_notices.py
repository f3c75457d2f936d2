"""Notices: published, read with one button, urged, taken back."""

from datetime import timedelta

import pytest

from storage.people.directory import PostHeld


async def publish(house, name, audience, text="明天停水，请提前储水。"):
    phone = house.phone(name)
    await phone.send("/notices")
    await phone.press("发布通知")
    await phone.press(next(label for label in phone.screen.labels if label.endswith(audience)))
    await phone.send(text)
    await phone.walk("下一步", "确认发布")
    return phone


async def test_a_branchs_notice_reaches_the_branch_and_is_read_with_one_button(house):
    phone = await publish(house, "王芳", "第一支部")
    assert "正在发给 5 人" in phone.screen.text
    member = house.phone("李雷")
    assert "明天停水" in member.screen.text
    assert house.phone("周全").messages() == []
    await member.press("已阅")
    assert member.toast == "已阅，谢谢！"
    assert "明天停水" in member.screen.text
    assert member.screen.labels == ["✓ 已阅"]
    await phone.press("阅读情况")
    for words in ("已阅 1 人：李雷", "未阅 4 人", "赵敏"):
        assert words in phone.screen.text


async def test_the_bureaus_notice_reaches_everyone(house):
    await publish(house, "吴干", "全局")
    for name in ("王芳", "李雷", "孙立", "周全", "郑局"):
        assert "明天停水" in house.phone(name).screen.text


async def test_a_group_leader_reaches_the_own_group(house):
    phone = house.phone("李雷")
    await phone.send("/notices")
    await phone.press("发布通知")
    assert phone.screen.labels == ["👥 第一党小组", "✖ 取消"]
    await phone.press("第一党小组")
    await phone.send("周五交学习笔记")
    await phone.walk("下一步", "确认发布")
    assert "周五交学习笔记" in house.phone("赵敏").screen.text
    assert house.phone("钱进").messages() == []


async def test_pictures_and_files_go_with_it(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "👥 第一支部")
    await phone.send_photo(caption="会场照片")
    await phone.send_document("安排.docx", b"x")
    assert "已有附件 2 个" in phone.screen.text
    await phone.walk("下一步", "确认发布")
    kinds = [
        ("photo" if message.photo else "document" if message.document else "text")
        for message in house.phone("李雷").messages()
    ]
    assert kinds == ["photo", "document", "text"]


async def test_one_picture_carries_its_words_and_button(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "👥 第一支部")
    await phone.send_photo(caption="会场照片")
    await phone.walk("下一步", "确认发布")
    (message,) = house.phone("李雷").messages()
    assert message.photo
    await house.phone("李雷").press("已阅")
    await phone.press("阅读情况")
    assert "已阅 1 人" in phone.screen.text


@pytest.mark.parametrize("name", ["赵敏", "孙立"])
async def test_who_answers_for_nobody_publishes_nothing(house, name):
    phone = house.phone(name)
    await phone.send("/notices")
    assert not any("发布" in label for label in phone.screen.labels)
    await phone.press_data("nt_new")
    assert "没有这项权限" in phone.toast


async def test_an_audience_beyond_ones_reach_is_refused(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.press("发布通知")
    await phone.press_data("nt_to:0:0")
    assert "失效" in phone.toast
    await phone.press_data("nt_to:2:0")
    assert "失效" in phone.toast


async def test_an_empty_notice_and_an_endless_one_are_refused(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "👥 第一支部")
    assert not any("下一步" in label for label in phone.screen.labels)
    await phone.send("长" * 3001)
    assert "3000" in phone.screen.text


async def test_those_who_have_not_read_it_are_reminded_once_a_day(house):
    phone = await publish(house, "王芳", "第一支部")
    member, reader = house.phone("李雷"), house.phone("赵敏")
    await reader.press("已阅")
    await phone.press("阅读情况")
    await phone.press("提醒未阅的（4）")
    assert "还没有点已阅" in member.screen.text
    assert len(reader.messages()) == 1
    await phone.press("提醒未阅的（4）")
    assert "24 小时内" in phone.toast
    assert len(member.messages()) == 2


async def test_the_second_morning_reminds_by_itself_once(house):
    await publish(house, "王芳", "第一支部")
    member = house.phone("李雷")
    await house.sweep(days=1)
    assert len(member.messages()) == 1
    await house.sweep(days=1)
    assert "还没有点已阅" in member.screen.text
    await house.sweep(days=1)
    assert len(member.messages()) == 2


async def test_a_notice_taken_back_is_gone(house):
    phone = await publish(house, "王芳", "第一支部")
    await phone.walk("阅读情况", "撤回", "确认撤回")
    member = house.phone("李雷")
    await member.press("已阅")
    assert "撤回" in member.toast
    await member.send("/notices")
    assert "还没有发给您的通知" in member.screen.text


@pytest.mark.parametrize("name", ["周全", "李雷"])
async def test_who_has_read_it_is_not_everybodys_to_see(house, name):
    await publish(house, "王芳", "第一支部")
    phone = house.phone(name)
    await phone.send("/home")
    for data in ("nt_who:1:0", "nt_br:1:1:0", "nt_urge:1", "nt_urgeb:1:1", "nt_now:1", "nt_back:1:1"):
        await phone.press_data(data)
        assert "停水" not in phone.screen.text
        assert "未阅" not in phone.screen.text
    if name == "周全":
        await phone.press_data("nt:1")
        assert "没有发给您" in phone.toast
    reader = house.phone("赵敏")
    await reader.press("已阅")
    assert reader.toast == "已阅，谢谢！"


async def test_home_says_what_waits(house):
    await publish(house, "王芳", "第一支部")
    member = house.phone("李雷")
    await member.send("/home")
    assert "通知未读" in str(member.screen)


async def to_some(phone, label, *ticks, text="请到场。"):
    await phone.send("/notices")
    await phone.walk("发布通知", label, *ticks, "下一步")
    await phone.send(text)
    await phone.press("下一步")


def heard(house, text="请到场"):
    return {
        name
        for name in ("李雷", "赵敏", "钱进", "孙立", "周全", "吴干", "郑局")
        if any(text in each for each in house.phone(name).texts)
    }


@pytest.mark.parametrize(
    ("label", "ticks", "reached"),
    [
        ("选支部", ["机关支部"], {"周全", "郑局"}),
        ("按职务（全局）", ["支部书记", "党委书记"], {"王芳", "周全", "郑局"}),
        ("按类别（全局）", ["群众", "预备党员"], {"孙立", "钱进"}),
        ("按职务（本支部）", ["支部书记"], {"周全"}),
    ],
)
async def test_it_goes_to_a_set_of_branches_posts_or_categories(house, label, ticks, reached):
    phone = house.phone("吴干")
    await to_some(phone, label, *ticks)
    assert f"（{len(reached)} 人）" in phone.screen.text
    await phone.press("👥 看名单")
    assert all(name in phone.screen.text for name in reached)
    await phone.walk("返回核对", "确认发布")
    assert heard(house) - {"吴干"} == reached - {"王芳"}


async def test_a_secretary_chooses_within_the_branch_alone(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.press("发布通知")
    assert not any("全局" in label or "选支部" in label for label in phone.screen.labels)
    await phone.walk("按类别（本支部）")
    await phone.press("下一步")
    assert "至少选一项" in phone.toast
    await phone.walk("☐ 入党申请人", "下一步")
    assert "没有人员" in phone.toast
    await phone.walk("☑ 入党申请人", "☐ 群众", "下一步")
    await phone.send("请到场。")
    await phone.walk("下一步", "确认发布")
    assert heard(house) == {"孙立"}


async def test_one_for_later_waits_and_is_for_whoever_is_there_then(house):
    phone = house.phone("王芳")
    await to_some(phone, "按职务（本支部）", "党小组长")
    await phone.walk("定时发送", "明早 08:00")
    assert "11月25日（周三）08:00" in phone.screen.text
    await phone.press("确认发布")
    assert "已安排" in phone.screen.text
    assert heard(house) == set()
    member = house.phone("李雷")
    await member.send("/notices")
    assert "还没有发给您的通知" in member.screen.text
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=4, post="党小组长"))
    await house.sweep(hours=22)
    assert heard(house) == set()
    await house.sweep(hours=1, minutes=1)
    assert heard(house) == {"李雷", "钱进"}
    # Who joins afterwards does not find it.
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=3, post="党小组长"))
    await house.sweep(hours=1)
    assert heard(house) == {"李雷", "钱进"}


async def test_one_that_waits_is_taken_back_or_goes_out_at_once(house):
    phone = house.phone("王芳")
    for text in ("撤回的。", "提前的。"):
        await to_some(phone, "按职务（本支部）", "党小组长", text=text)
        await phone.walk("定时发送", "明早 08:00", "确认发布")
    await phone.send("/notices")
    await phone.walk("阅读情况", "撤回的")
    await phone.walk("撤回", "确认撤回")
    await phone.press("提前的")
    await phone.press("现在就发")
    assert "正在发给 1 人" in phone.toast
    assert heard(house, "提前的") == {"李雷"}
    await phone.press_data("nt_now:2")
    assert "已经发出" in phone.toast
    await house.sweep(days=1)
    assert heard(house, "撤回的") == set()


async def test_at_night_it_waits_for_the_morning_unless_it_is_urgent(house):
    house.world.clock.advance(timedelta(hours=14))  # 23:00
    phone = house.phone("王芳")
    await to_some(phone, "按职务（本支部）", "党小组长", text="不急的。")
    assert "11月25日（周三）07:00（22:00 到 7:00 不打扰）" in phone.screen.text
    await phone.press("确认发布")
    await to_some(phone, "按职务（本支部）", "党小组长", text="很急的。")
    await phone.press("🚨 紧急，夜间也发")
    assert "马上（紧急" in phone.screen.text
    await phone.press("确认发布")
    assert (heard(house, "不急的"), heard(house, "很急的")) == (set(), {"李雷"})
    await house.sweep(hours=8, minutes=1)
    assert heard(house, "不急的") == {"李雷"}


async def test_what_a_downtime_has_held_up_into_the_night_waits_for_the_morning(house):
    phone = house.phone("王芳")
    await to_some(phone, "按职务（本支部）", "党小组长")
    await phone.press("定时发送")
    await phone.send("今天下午5点")
    await phone.press("确认发布")
    await house.sweep(hours=14)  # 23:00
    assert heard(house) == set()
    await house.sweep(hours=8, minutes=1)
    assert heard(house) == {"李雷"}


async def test_who_has_not_read_it_is_seen_by_branch_and_urged_there(house):
    staff = await publish(house, "吴干", "🏢 全局")
    await house.phone("李雷").press("已阅")
    await staff.press("阅读情况")
    assert "已阅 1 人，未阅 7 人" in staff.screen.text
    assert [label for label in staff.screen.labels if "/" in label] == ["1/6　第一支部", "0/2　机关支部"]
    await staff.press("第一支部")
    assert "陈新（📵）" in staff.screen.text
    assert "已阅 1 人：李雷" in staff.screen.text
    await staff.press("提醒未阅的（5）")
    assert "还没有点已阅" in house.phone("赵敏").screen.text
    assert "还没有点已阅" not in house.phone("周全").screen.text
    # A secretary sees and urges the own branch alone.
    head = house.phone("周全")
    await head.press("查看通知") if "查看通知" in head.screen.labels else await head.send("/notices")
    await head.press_data("nt:1")
    await head.press("本支部谁已阅读")
    assert "未阅 2 人" in head.screen.text
    await head.press("提醒未阅的")
    assert "还没有点已阅" in house.phone("郑局").screen.text
    for data in ("nt_br:1:1:0", "nt_urgeb:1:1", "nt_who:1:0"):
        await head.press_data(data)
        assert "只有发布人" in head.toast


async def test_one_for_later_of_who_has_lost_the_post_does_not_go_out_and_that_is_said(house):
    phone = house.phone("王芳")
    await to_some(phone, "按职务（本支部）", "党小组长")
    await phone.walk("定时发送", "明早 08:00", "确认发布")
    async with house.database.write() as tx:
        await tx.delete(await tx.get(PostHeld, (1, "支部书记")))
        tx.add(PostHeld(person_id=3, post="支部书记"))
    await house.sweep(hours=23, minutes=1)
    assert "李雷" not in heard(house)
    for name in ("王芳", "赵敏"):
        assert any("定时通知没有发出" in text for text in house.phone(name).texts), [house.phone(name).texts, name]
    await house.sweep(hours=1)
    assert "李雷" not in heard(house)
