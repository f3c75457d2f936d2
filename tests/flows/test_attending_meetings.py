"""From the check-in to the published minutes, as the people involved see it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.meetings import checkin, lists, minutes
from storage.meetings.rows import Attendance
from tests.flows.beginnings import beginning
from tests.flows.conftest import GROUP
from tests.flows.test_calling_meetings import bound_group, call
from tests.flows.test_people_by_hand import open_person
from tests.flows.test_transfers import move


@beginning()
async def called(house):
    """王芳 has called a meeting of the first branch."""
    await bound_group(house)
    await call(house, house.phone("王芳"))
    await house.phone("王芳").press("确认召集")


@beginning(called)
async def opened(house):
    """And opened the check-in."""
    await house.phone("王芳").walk("查看会议", "主持会议", "开始签到")


async def code(house):
    async with house.database.read() as session:
        return checkin.code_at(await lists.find(session, 1), house.clock.now())


async def close(house):
    chair = house.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "结束会议", "确认到会")
    return chair


async def test_the_chairs_code_checks_a_member_in(opened):
    chair, member = opened.phone("王芳"), opened.phone("李雷")
    assert "开始签到了" in member.screen.text
    await chair.press("签到码")
    assert chair.screen.photo
    digits = await code(opened)
    assert digits in chair.screen.caption
    await member.press("签到")
    assert "6 位签到码" in member.screen.text
    await member.send(digits)
    assert "签到成功（现场）" in member.screen.text
    await chair.press("到会情况")
    assert "✅ 现场 2 人：王芳、李雷" in chair.screen.text
    assert "有表决权 4 人，现场 2 人，法定人数 2 人：已达到" in chair.screen.text
    await chair.press("依据")
    assert "支部工作条例" in chair.screen.text


async def test_the_qr_links_code_rotates_and_an_old_one_is_refused(opened):
    chair, member = opened.phone("王芳"), opened.phone("李雷")
    await chair.press("签到码")
    old = await code(opened)
    opened.world.clock.advance(timedelta(seconds=70))
    await chair.press("显示最新签到码")
    assert (await code(opened)) in chair.screen.caption
    await member.open_link(f"ci_1_{old}")
    assert "已经过期" in member.screen.text
    await member.open_link(f"ci_1_{await code(opened)}")
    assert "签到成功" in member.screen.text
    await member.open_link(f"ci_1_{await code(opened)}")
    assert "签到成功" in member.screen.text


async def test_a_code_sent_in_time_counts_however_long_the_bot_was_away(opened):
    member = opened.phone("李雷")
    digits = await code(opened)
    await opened.running.application.updater.stop()
    await super(type(member), member).__getattribute__("send")(digits)
    opened.world.clock.advance(timedelta(minutes=10))
    await opened.running.application.updater.start_polling(timeout=1)
    await opened.settle()
    assert "签到成功（现场）" in member.screen.text


async def test_a_wrong_code_and_who_is_not_expected_are_told(opened):
    member, guest, stranger = opened.phone("李雷"), opened.phone("孙立"), opened.phone(1000)
    good = await code(opened)
    await member.send("000000" if good != "000000" else "111111")
    assert "签到码不对" in member.screen.text
    await guest.open_link(f"ci_1_{good}")
    assert "应到名单" in guest.screen.text
    await stranger.open_link(f"ci_1_{good}")
    assert "请先绑定身份" in stranger.screen.text


async def test_a_code_counts_even_with_an_open_draft(opened):
    leader = opened.phone("李雷")
    await leader.send("/meetings")
    await leader.walk("召集会议", "党小组会", "第一党小组")
    await leader.send(await code(opened))
    assert "签到成功" in leader.screen.text
    await leader.send("/home")
    assert "没完成的召集会议" in leader.screen.text


async def test_the_place_is_checked_where_the_chair_wants_it(opened):
    chair, near, far = opened.phone("王芳"), opened.phone("李雷"), opened.phone("赵敏")
    await chair.press("地点核对")
    await chair.location(29.10, 121.40)
    assert "已设为核对地点" in chair.screen.text
    for phone in (near, far):
        await phone.send(await code(opened))
        assert "发送您现在的位置" in phone.screen.text
        assert phone.keyboard == ["📍 发送我的位置"]
    opened.world.clock.advance(timedelta(seconds=90))
    await near.location(29.1004, 121.4004)
    assert "签到成功" in near.screen.text
    assert near.keyboard == []
    await far.location(29.3, 121.4)
    assert "太远" in far.screen.text


async def test_the_groups_video_chat_is_the_live_stream(called):
    chair, member = called.phone("王芳"), called.phone("钱进")
    called.world.clock.advance(timedelta(hours=29))
    await member.open_link("live_1")
    assert "没有在签到" in member.screen.text
    await chair.video_chat(GROUP, "started")
    assert "开始直播" in chair.newest(GROUP).text
    assert "我在看直播" in member.screen.labels[0]
    await member.press("我在看直播")
    assert "看直播：https://live.example/1" in member.screen.text
    await member.send("看")
    assert "2 到 200 个字" in member.screen.text
    await member.send("正在学习上级文件")
    assert "签到成功（直播）" in member.screen.text
    await member.open_link("live_1")
    assert "签到成功（直播）" in member.screen.text
    await chair.send("/meetings")
    await chair.walk("11月党支部党员大会", "主持会议", "到会情况")
    assert "📺 钱进：正在学习上级文件" in chair.screen.text
    await chair.video_chat(GROUP, "ended")
    assert "直播结束" in chair.newest(GROUP).text
    late = called.phone("赵敏")
    await late.press("我在看直播")
    assert "现在没有直播" in late.toast


async def test_live_needs_something_to_watch_and_leave_is_given_up_only_by_who_says_so(called):
    chair, member = called.phone("王芳"), called.phone("李雷")
    await member.press("请假")
    await member.press("病假")
    await chair.press("✅ 同意")
    await chair.press_data("mt_change:1")
    await chair.press("直播链接")
    await chair.send("无")
    await chair.send("不用")
    await chair.walk("返回", "主持会议", "开始签到", "开始直播")
    assert "直播要有可看的" in chair.screen.text
    await chair.press("填直播链接")
    await chair.send("会议室")
    assert "https://" in chair.screen.text
    await chair.send("https://live.example/2")
    assert "直播开始了" in chair.screen.text
    assert "https://live.example/2" in member.screen.text
    await member.press("我在看直播")
    assert "您已经准假" in member.screen.text
    await member.press("仍按请假")
    await member.press_data("mt_watch:1")
    await member.press("改为看直播")
    await member.send("书记在讲党课")
    assert "签到成功（直播）" in member.screen.text


async def test_leave_is_asked_refused_with_a_word_and_granted(called):
    chair, member = called.phone("王芳"), called.phone("李雷")
    await member.press("请假")
    await member.press("值班备勤")
    assert "请假已提交" in member.screen.text
    assert "李雷请假：值班备勤" in chair.screen.text
    await chair.press("❌ 不同意")
    await chair.send("请换班参加")
    assert "没有批准" in member.screen.text
    assert "请换班参加" in member.screen.text
    await member.press("查看会议")
    await member.press("请假")
    await member.send("岳父住院")
    await chair.press("✅ 同意")
    assert "王芳已同意" in chair.screen.text
    assert "已批准" in member.screen.text
    others = called.phone("赵敏")
    await others.press("查看会议")
    assert "岳父住院" not in others.screen.text
    assert not any("岳父住院" in screen.text for screen in chair.messages(GROUP))


async def test_words_spoken_reach_the_chair_the_others_and_the_minutes(opened):
    chair, member, other, late = (opened.phone(name) for name in ("王芳", "李雷", "赵敏", "钱进"))
    await member.send("/meetings")
    await member.walk("11月党支部党员大会", "发言")
    assert "会发到支部群" in member.screen.text
    await member.send("建议增加夜间值班补助")
    assert "已送达" in member.screen.text
    assert "李雷发言：建议增加夜间值班补助" in chair.screen.text
    assert "李雷在11月党支部党员大会暨主题党日发言：建议增加夜间值班补助" in chair.newest(GROUP).text
    await member.press("再发言")
    await member.send_voice()
    await other.send(await code(opened))
    await other.press("看发言")
    assert "李雷" in other.screen.text
    assert "建议增加夜间值班补助" in other.screen.text
    await other.press("🎙 李雷")
    assert any(screen.voice for screen in other.messages())
    for data in ("mt_said:1:0", "mt_hear:1:1"):
        await late.press_data(data)
        assert "请先签到" in late.toast
    await chair.walk("查看会议", "主持会议", "会议记录", "把发言写进记录")
    assert "李雷：建议增加夜间值班补助" in chair.screen.text


async def test_a_missed_meeting_is_made_up_returned_and_made_up_again(opened):
    member = opened.phone("钱进")
    chair = await close(opened)
    await chair.press("录像")
    await chair.send("不是链接")
    assert "https://" in chair.screen.text
    await chair.send_video()
    assert "已有 1/10" in chair.screen.text
    await chair.send("https://video.example/1")
    await chair.press("完成")
    assert "新通知 4 人" in chair.screen.text
    assert [text for text in member.texts if "待补课" in text]
    await member.press("看录像补课")
    assert any(screen.video for screen in member.messages())
    await member.press("写收获")
    await member.send("很好")
    assert "10 到 2000 个字" in member.screen.text
    await member.send("通过观看录像，我学到了很多内容。")
    assert "补课完成" in member.screen.text
    assert "钱进交来补课" in chair.screen.text
    await chair.walk("查看", "🎓 钱进", "退回")
    await chair.send("请结合岗位写")
    assert "请结合岗位写" in member.screen.text
    await member.walk("重新补课", "写收获")
    await member.send_voice()
    assert "补课完成" in member.screen.text
    await chair.press("✅ 同意")
    assert "王芳已同意" in chair.screen.text
    await member.press("返回")
    assert "🎓 已补课" in member.screen.text


@pytest.mark.usefixtures("switched_on")
async def test_minutes_with_photos_are_published_to_the_bureaus_secretary_and_the_group(opened):
    boss, member = opened.phone("郑局"), opened.phone("李雷")
    await member.send(await code(opened))
    chair = await close(opened)
    await chair.press("改记录")
    await chair.send("会议学习了上级文件。")
    await chair.press("完成")
    await chair.walk("公布会议记录", "确认公布")
    assert "要有现场照片" in chair.toast
    await chair.press("返回")
    await chair.press("改记录")
    await chair.send_album(3)
    assert "照片 3/10" in chair.screen.text
    await chair.walk("完成", "公布会议记录", "确认公布")
    assert "会议学习了上级文件。" in chair.screen.text
    assert "第一支部" in boss.screen.text
    assert len([screen for screen in boss.messages() if screen.photo]) == 3
    album = [screen for screen in chair.messages(GROUP) if screen.photo]
    assert len(album) == 3
    assert "会议学习了上级文件。" in album[0].caption
    assert "应到 5 人，到会 2 人" in album[0].caption
    await boss.send("/meetings")
    await boss.press("各支部动态")
    assert "已公布 1 场" in boss.screen.text
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "📖 会议记录")
    assert "会议学习了上级文件。" in chair.screen.text
    await chair.press_data("mt_write:1")
    assert "已经公布" in chair.toast


async def test_the_month_shows_what_is_done_and_on_what_basis(called):
    member, boss = called.phone("钱进"), called.phone("郑局")
    await member.send("/meetings")
    await member.press("本月三会一课")
    text = member.screen.text
    assert text.index("中央规定") < text.index("本局规定")
    assert "🗓 党员大会暨主题党日" in text
    assert "⏳ 支委会" in text
    await member.press("依据")
    assert "第十一条" in member.screen.text
    assert "待核实" in member.screen.text
    await member.press_data("mt_duties:2:2026-11")
    assert "没有这项权限" in member.toast
    await member.press_data("mt_duties:1:2026-99")
    assert "已失效" in member.toast
    await boss.send("/meetings")
    await boss.walk("各支部本月", "第一支部")
    assert "第一支部" in boss.screen.text


async def test_a_group_is_bound_only_by_the_branchs_secretary(house):
    member = house.phone("李雷")
    await member.send("/bind", chat=GROUP)
    assert "请由本支部书记" in member.newest(GROUP).text
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=GROUP)
    assert "已绑定第一支部" in secretary.newest(GROUP).text


async def test_minutes_are_begun_anew_and_a_photo_is_taken_off_once(opened):
    chair = opened.phone("王芳")
    await chair.press("会议记录")
    await chair.send("写错了的记录")
    await chair.send_photo()
    await chair.send_photo()
    assert "照片 2/10" in chair.screen.text
    await chair.press("修改全文")
    assert "整段发来" in chair.screen.text
    await chair.send("写对了的记录")
    assert "写错了" not in chair.screen.text
    assert "写对了的记录" in chair.screen.text
    before = chair.screen
    await chair.press("删去最后一张照片")
    assert "照片 1/10" in chair.screen.text
    await chair.press_data("min_drop:2", before)
    assert "照片 1/10" in chair.screen.text


async def test_each_state_says_what_can_be_done_instead(called):
    chair, member = called.phone("王芳"), called.phone("李雷")
    await chair.press_data("mt_write:1")
    assert "请先开始签到" in chair.toast
    await chair.press_data("mt_record:1")
    assert "请先结束会议" in chair.toast
    await member.press_data("mt_replay:1")
    assert "结束后有了录像或会议记录才能补课" in member.toast
    await chair.walk("查看会议", "主持会议", "开始签到", "结束会议", "确认到会")
    await member.press_data("mt_speak:1")
    assert "不能再发言" in member.toast


async def test_a_cancelled_meeting_says_so_everywhere(called):
    chair = called.phone("王芳")
    await chair.walk("查看会议", "主持会议", "取消会议")
    await chair.send("突发警情")
    for data in ("mt_write:1", "mt_record:1", "mt_speak:1", "mt_change:1", "mt_place:1", "mt_leave:1", "mt_code:1"):
        await chair.press_data(data)
        assert "已取消" in chair.toast, data


async def test_somebody_forgotten_is_put_on_the_list_during_the_meeting(opened):
    chair, guest = opened.phone("王芳"), opened.phone("孙立")
    await chair.press("应到人员")
    assert "点姓名可增减" in chair.screen.text
    await chair.walk("☑ 王芳", "下一步", "不写原因")
    assert "已经签到的同志不能移出" in chair.screen.text
    await chair.walk("返回", "主持会议", "应到人员", "☐ 孙立", "下一步", "不写原因")
    assert "已修改应到人员" in chair.screen.text
    assert guest.screen.labels == ["✅ 签到", "查看会议", "🙋 请假"]
    await guest.send(await code(opened))
    assert "签到成功" in guest.screen.text


async def test_who_is_taken_off_and_put_back_is_invited_again(called):
    chair, member = called.phone("王芳"), called.phone("钱进")
    await chair.walk("查看会议", "主持会议", "修改", "应到人员", "☑ 钱进", "下一步", "不写原因")
    assert "不用参加" in member.screen.text
    await chair.walk("返回", "主持会议", "修改", "应到人员", "☐ 钱进", "下一步", "不写原因")
    assert "会议通知" in member.screen.text


async def test_leave_is_not_asked_twice(called):
    member = called.phone("李雷")
    await member.press("请假")
    await member.press("病假")
    await member.press_data("mt_leave:1")
    assert "正等主持人答复" in member.toast


async def test_minutes_go_on_after_a_line_that_had_been_stored_before_the_bot_was_killed(opened):
    chair = opened.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "会议记录")
    await chair.send("第一段。")
    database = opened.database
    put, kept = opened.running.inbox.keep, opened.database.write

    async def stored_before(updates):
        await put(updates)
        async with kept(updates[0]["update_id"]) as tx:
            await minutes.write(tx, 1, "第二段。", add=True)
        opened.running.updates._keep = put

    opened.running.updates._keep = stored_before
    await chair.send("第二段。")
    await chair.send("第三段。")
    async with database.read() as session:
        assert (await lists.find(session, 1)).minutes == "第一段。\n第二段。\n第三段。"


async def test_a_meeting_that_nobody_ended_stays_in_sight(opened):
    chair = opened.phone("王芳")
    await chair.send("/home")
    assert "还没有结束" not in str(chair.screen)
    opened.world.clock.advance(timedelta(days=4))
    await chair.send("/home")
    assert "还没有结束" in str(chair.screen)
    await chair.send("/meetings")
    await chair.press("⏳ 还没结束")
    await chair.walk("结束会议", "确认到会")
    await chair.send("/home")
    assert "还没有结束" not in str(chair.screen)
    member = opened.phone("李雷")
    await member.send("/home")
    assert "记录" not in member.screen.text


async def test_minutes_that_are_missing_and_a_quorum_not_reached_are_said(opened):
    await close(opened)
    chair = opened.phone("王芳")
    await chair.send("/home")
    assert "写会议记录" in str(chair.screen)
    await chair.send("/ledger")
    await chair.press("会议")
    assert "⚠️ 未达法定人数，⚠️ 记录未写" in chair.screen.text
    await chair.send("/meetings")
    await chair.walk("📝 没写记录", "改记录")
    await chair.send("讨论了支部工作。")
    await chair.send("/home")
    assert "没有写记录" not in chair.screen.text
    await chair.send("/ledger")
    await chair.press("会议")
    assert "记录未写" not in chair.screen.text


async def test_who_has_gone_is_not_expected_at_a_meeting_that_was_called_before(called):
    await move(called, "钱进")
    leaving = await open_person(called, "李雷", "登记离开")
    await leaving.walk("退休", "今天", "确认离开")
    chair = called.phone("王芳")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "开始签到")
    async with called.database.read() as session:
        expected = set((await session.exec(select(Attendance.person_id))).all())
    assert expected == {1, 3, 9}
