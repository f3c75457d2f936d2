"""Saved means saved: no caption, no second text, no letter too many is dropped while the bot says that it has it."""

import pytest
from sqlmodel import select

from sandbox.telegram import acts
from storage.meetings.rows import Meeting, Spoken
from storage.notices.rows import Notice
from storage.study.rows import Lesson
from storage.tasks.rows import TaskEntry
from storage.topics.rows import Topic
from tests.flows.test_attending_meetings import called, close, opened  # noqa: F401 - fixtures
from tests.flows.test_tasks import assign


async def only(house, table):
    async with house.database.read() as session:
        return (await session.exec(select(table))).one()


async def handing_in(house):
    await assign(house, "王芳", "李雷 写心得 11月30日")
    member = house.phone("李雷")
    await member.walk("查看任务", "提交")
    return member


async def told(house):
    async with house.database.read() as session:
        return [entry.text for entry in (await session.exec(select(TaskEntry))).all() if entry.text]


async def test_every_photos_caption_goes_into_the_minutes(opened):  # noqa: F811
    chair = opened.phone("王芳")
    await chair.press("会议记录")
    await chair.send_album(3, caption=["主席台", "", "投票现场"])
    await chair.send_photo(caption="合影")
    await chair.send_voice(caption="小结录音")
    assert (await only(opened, Meeting)).minutes == "主席台\n投票现场\n合影\n小结录音"
    assert "🖼 照片 4/10　🎙 语音 1/10" in chair.screen.text


async def test_a_caption_for_which_the_minutes_have_no_room_is_refused_with_its_photo(opened):  # noqa: F811
    chair = opened.phone("王芳")
    await chair.press("会议记录")
    await chair.send("记" * 2989)
    await chair.send_photo(caption="这一段说明太长了")
    await chair.send_photo(caption="这一段说明实在太长了")
    assert "附件和说明都没有保存" in chair.messages()[-1].text
    async with opened.database.read() as session:
        meeting = (await session.exec(select(Meeting))).one()
    assert meeting.minutes.endswith("这一段说明太长了")
    await chair.send("短")
    assert "🖼 照片 1/10" in chair.screen.text


async def test_a_paragraph_of_the_minutes_is_changed_with_its_message(opened):  # noqa: F811
    chair = opened.phone("王芳")
    await chair.press("会议记录")
    first = await chair.send("第一段。")
    photo = await chair.send_photo(caption="主席台")
    await chair.send("第三段。")
    await chair.edit(first, "第一段改过。")
    await chair.edit(photo, "会场")
    assert (await only(opened, Meeting)).minutes == "第一段改过。\n会场\n第三段。"
    assert "第一段改过" in chair.screen.text


async def test_words_with_a_voice_are_spoken_too(opened):  # noqa: F811
    member = opened.phone("李雷")
    await member.send("/meetings")
    await member.walk("我的会议", "11月党支部党员大会", "发言")
    await member.send_voice(caption="同意，补充一点")
    spoken = await only(opened, Spoken)
    assert (spoken.text, bool(spoken.voice)) == ("同意，补充一点", True)
    assert "同意，补充一点（语音，在“看发言”里可以听）" in opened.phone("王芳").screen.text


async def test_every_caption_and_text_is_handed_in(house):
    member = await handing_in(house)
    await member.send_album(3, caption=["现场一", "现场二", ""])
    await member.send("另附说明")
    await member.send_document("总结.docx", b"x", caption="总结全文")
    assert "已有附件 4 个" in member.screen.text
    await member.press("📤 提交")
    assert "现场一\n现场二\n另附说明\n总结全文" in await told(house)


async def test_what_is_too_long_together_is_refused_whole_and_said(house):
    member = await handing_in(house)
    await member.send("心" * 1995)
    last = await member.send_photo(caption="一二三四五六")
    assert "合起来请不超过 2000 个字，加上这条有 2002 个字，这条没有保存" in member.messages()[-1].text
    await member.edit(last, "一二")
    assert "已有附件 1 个" in member.screen.text
    await member.press("📤 提交")
    assert f"{'心' * 1995}\n一二" in await told(house)


async def test_what_was_handed_in_can_be_read_to_its_end_by_both_sides_and_nobody_else(house):
    member = await handing_in(house)
    await member.send(f"{'心' * 1000}上半年")
    await member.send(f"{'得' * 900}下半年")
    await member.press("📤 提交")
    giver = house.phone("王芳")
    assert giver.screen.text.endswith("下半年")
    await giver.press("查看任务")
    assert "下半年" not in giver.screen.text
    await giver.press("📄 全文")
    assert giver.messages()[-1].text.endswith("下半年")
    other = house.phone("钱进")
    await other.send("/home")
    await other.press_data("tk_words:1")
    assert not any("下半年" in message.text for message in other.messages())


async def test_a_message_changed_before_it_is_handed_in_is_handed_in_changed(house):
    member = await handing_in(house)
    first = await member.send("第一稿")
    photo = await member.send_photo(caption="现场")
    await member.send("第三条")
    await member.edit(first, "定稿")
    await member.edit(photo, "现场照片")
    await member.press("📤 提交")
    assert "定稿\n现场照片\n第三条" in await told(house)


async def test_a_notice_keeps_every_caption(house):
    phone = house.phone("王芳")
    await phone.send("/notices")
    await phone.walk("发布通知", "第一支部")
    await phone.send_album(2, caption=["图一：路线", "图二：集合点"])
    await phone.send("请准时。")
    await phone.walk("下一步", "确认发布")
    assert (await only(house, Notice)).text == "图一：路线\n图二：集合点\n请准时。"


async def test_a_topic_keeps_its_captions_and_all_its_texts(house):
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.walk("发起话题", "阶段总结")
    await phone.send("下半年工作怎么看")
    await phone.send("先看照片。")
    await phone.send_photo(caption="上半年的展板")
    await phone.send("再谈得失。")
    await phone.press("下一步")
    await phone.send("11月30日")
    await phone.press("确认发起")
    assert (await only(house, Topic)).text == "先看照片。\n上半年的展板\n再谈得失。"


async def test_a_lessons_album_keeps_every_caption(house):
    phone = house.phone("王芳")
    await phone.send("/study")
    await phone.press("发布课程")
    await phone.send_album(2, caption=["第一页", "第二页"])
    text = await phone.send("第二部分")
    await phone.edit(text, "第二部分改过")
    await phone.press("下一步")
    await phone.send("展板")
    await phone.walk("支部工作", "15 分钟", "折算：0.3")
    await phone.send("展板要逐块看，约十五分钟")
    await phone.walk("第一支部党员", "不设期限", "写收获", "确认发布")
    parts = (await only(house, Lesson)).parts
    assert [part["text"] for part in parts] == ["第一页\n第二页", "第二部分改过"]


async def test_words_with_a_file_that_are_not_kept_are_said_to_be(opened):  # noqa: F811
    chair = await close(opened)
    await chair.press("🎬 录像")
    await chair.send_video(caption="上半场")
    assert any("随文件写的文字没有保存" in message.text for message in chair.messages())
    assert "已有 1/10 个" in chair.screen.text


STICKER = {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                       "is_animated": False, "is_video": False}}  # fmt: skip
STRANGE = {
    "贴纸": STICKER,
    "动态": {"story": {"id": 1, "chat": {"id": 1, "type": "private", "first_name": "某"}}},
    "骰子": {"dice": {"emoji": "🎲", "value": 3}},
}


@pytest.mark.parametrize("kind", STRANGE)
async def test_a_message_that_a_step_cannot_take_is_answered_with_what_it_can(house, kind):
    phone = house.phone("王芳")
    await phone.send("/assign")
    await phone.walk("李雷", "下一步")
    acts._post(house.world, phone.user, None, STRANGE[kind])
    await house.settle()
    assert f"这一步收不了{kind}，请发送文字" in phone.messages()[-2].text
    assert "要做什么" in phone.screen.text
    await phone.send("写总结")
    assert "多久做一次" in phone.screen.text
