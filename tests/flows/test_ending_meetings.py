"""The end of a meeting in one card: who came, the minutes, the publication; and what those who missed it hear."""

from datetime import timedelta

from storage.meetings import lists
from storage.meetings.roll import roll_of
from tests.flows.test_attending_meetings import called, close, code, opened  # noqa: F401 - fixtures


async def test_the_end_goes_from_who_came_to_the_publication_in_one_message(opened):  # noqa: F811 - the fixture
    chair, late, without = opened.phone("王芳"), opened.phone("李雷"), opened.phone("钱进")
    missed = opened.phone("赵敏")
    await late.send("/meetings")
    await late.walk("11月党支部党员大会", "发言")
    await late.send("建议增加夜间值班补助")
    await chair.send("/meetings")
    await chair.walk("11月党支部党员大会", "主持会议", "结束会议")
    card, before = chair.screen.id, len(chair.messages())
    assert "已选 1 人到会：王芳" in chair.screen.text
    await late.send(await code(opened))
    await chair.walk("☐ 钱进", "确认到会")
    assert "登记到会：钱进" in chair.screen.text
    await chair.press("没带手机")
    for words in ("现场 3", "2 人没有参加，已通知补课", "草稿，请核对", "一、学习", "建议增加夜间值班补助"):
        assert words in chair.screen.text
    assert "应到 5 人：现场 3 人，缺席 2 人。" in chair.screen.text
    assert "由主持人登记到会：钱进（没带手机）" in chair.screen.text
    assert "赵敏" not in chair.screen.text
    assert "主持人把您登记为到会" in without.screen.text
    assert "待补课" in missed.screen.text
    assert not [text for text in late.texts if "待补课" in text]
    await chair.walk("公布会议记录", "确认公布")
    assert (chair.screen.id, len(chair.messages())) == (card, before)
    assert "钱进（没带手机）" in chair.screen.text
    async with opened.database.read() as session:
        roll = await roll_of(session, await lists.find(session, 1))
    assert [each.name for each in roll.on_spot] == ["王芳", "李雷", "钱进"]


async def test_a_meeting_without_a_recording_is_made_up_from_its_minutes(opened):  # noqa: F811
    chair, member, other = await close(opened), opened.phone("钱进"), opened.phone("李雷")
    await chair.walk("补课情况", "提醒补课（4 人）")
    assert "还没法补课" in chair.toast
    await member.press_data("mt_replay:1")
    assert "一出来就会通知您" in member.toast
    await chair.walk("返回", "改记录")
    await chair.send_photo(caption="会场")
    await chair.walk("完成", "公布会议记录", "确认公布")
    assert "会议记录公布了" in member.screen.text
    await member.send("/home")
    assert "12月9日　🎓 待补课：11月党支部党员大会暨主题党日" in member.screen.labels
    await member.send("/meetings")
    await member.press("❗ 待补课：11月党支部党员大会暨主题党日（12月9日前）")
    assert any("会场" in text for text in member.texts)
    assert any(screen.photo for screen in member.messages())
    await member.press("写收获")
    await member.send("看了记录，对夜间值班有了新认识。")
    assert "补课完成" in member.screen.text
    await member.send("/meetings")
    assert "待补课" not in str(member.screen.labels)
    await other.send("/meetings")
    await other.press("我的会议")
    assert "❗待补课" in str(other.screen.labels)
    opened.world.clock.advance(timedelta(days=1))
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "补课情况", "提醒补课（3 人）")
    assert "正在提醒 3 人" in chair.toast
    assert "王芳提醒补课" in other.screen.text
    await chair.press("提醒补课（3 人）")
    assert "今天已经提醒过了" in chair.toast
    opened.world.clock.advance(timedelta(days=120))
    await other.send("/meetings")
    await other.press("我的会议")
    assert "📣 2026/11/25 11月党支部党员大会暨主题党日 ✗" in other.screen.labels
    for data in ("mt_mu_urge:1", "mt_came:1", "mt_close:1"):
        await other.press_data(data)
        assert "只有会议主持人" in other.toast


async def test_who_was_entered_by_mistake_is_taken_off_again_until_the_publication(opened):  # noqa: F811
    chair, member = opened.phone("王芳"), opened.phone("李雷")
    await member.send(await code(opened))
    await chair.send("/meetings")
    await chair.walk("11月党支部党员大会", "主持会议", "登记到会", "☑ 李雷", "就是这些")
    assert "改为未到：李雷" in chair.screen.text
    await chair.send("代为扫码")
    assert "更正为未到" in member.screen.text
    assert "代为扫码" in member.screen.text
    await member.send(await code(opened))
    await chair.walk("结束会议", "☑ 李雷")
    await chair.walk("确认到会", "提前离会", "更正到会", "☐ 李雷", "就是这些")
    await chair.send("核实在场")
    assert "李雷（核实在场）" in chair.screen.text
    await chair.walk("公布会议记录", "确认公布")
    await chair.press_data("mt_came:1")
    assert "已经公布" in chair.toast
