"""Forms in clumsy and hostile hands: two taps for one, words in the wrong place, rights that end in the middle."""

from sqlmodel import delete

from storage.people.directory import PostHeld
from tests.flows.talking import set_pin, unlocked

SECRET = "只说给纪检听"


def said(phone):
    """Whether those words still stand in the chat."""
    return any(SECRET in f"{each.text} {each.caption}" for each in phone.messages())


async def test_two_quick_taps_answer_one_question(house):
    phone = await unlocked(house, "王芳")
    await set_pin(house, "王芳")
    await phone.send("/talk")
    await phone.press("记录谈话或家访")
    await phone.press("李雷")
    for words in ("昨天下午3点，办公室", "家里老人住院"):
        await phone.send(words)
    await phone.press("下一步")
    agreed = phone.screen
    await phone.press("跳过")
    after = phone.screen
    await phone.press_data("q_way:0", agreed)
    assert "最下面的那条" in phone.toast
    assert phone.screen.text == after.text
    assert "加密保存" not in phone.screen.labels


async def test_an_open_confidential_form_is_not_swallowed_with_what_was_sent_to_it(house):
    phone = house.phone("李雷")
    await phone.send("/home")
    await phone.walk("更多", "💡 意见建议", "提意见建议")
    await phone.send(SECRET)
    assert said(phone)
    await phone.send("/mydata")
    await phone.press("名册信息有误")
    assert "还没完成" in phone.screen.text
    await phone.press("放弃它，开始新的")
    assert not said(phone)


async def test_early_words_are_not_swallowed_by_another_form(house):
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.press("发起话题")
    await phone.send("下半年工作怎么看")
    await phone.send("/mydata")
    await phone.press("名册信息有误")
    assert "还没完成" in phone.screen.text


async def test_what_was_sent_before_an_answer_was_changed_is_deleted_too(house):
    phone = await unlocked(house, "赵敏")
    await phone.send("/risk")
    await phone.walk("苗头提示", "登记苗头", "李雷")
    await phone.send("近来常迟到")
    words = next(each for each in phone.messages() if each.text == "近来常迟到")
    await phone.send_photo(caption=SECRET)
    await phone.edit(words, "近来常常迟到")
    await phone.send("/cancel")
    assert not said(phone)


async def test_buttons_that_all_forms_share_ask_for_the_forms_right(house):
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.press("发起话题")
    await phone.send("下半年工作怎么看")
    await phone.press("阶段总结")
    question = phone.screen
    async with house.database.write() as tx:
        await tx.exec(delete(PostHeld).where(PostHeld.person_id == 1))
    before = len(phone.texts)
    for data in ("flow_early", "flow_resume", "q:阶段总结"):
        await phone.press_data(data, question)
        assert "没有这项权限" in phone.toast
    assert len(phone.texts) == before
    assert phone.screen.text == question.text
    await phone.send("/cancel")
    assert "已取消" in phone.screen.text


async def test_early_words_outlast_a_press_in_the_wrong_place(house):
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.press("发起话题")
    kinds = phone.screen
    await phone.send("下半年工作怎么看")
    await phone.press("阶段总结")
    await phone.press_data("flow_early", kinds)
    assert "最下面的那条" in phone.toast
    await phone.press("用刚才写的")
    assert "阶段总结：下半年工作怎么看" in phone.screen.text
