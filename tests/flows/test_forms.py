"""What holds in every form: one question alive, a way back to it, and nothing lost of what was written."""

from datetime import timedelta

import pytest


@pytest.fixture
async def asked(house):
    """王芳 is asked for the kind of a new topic."""
    phone = house.phone("王芳")
    await phone.send("/topics")
    await phone.press("发起话题")
    return phone


async def test_one_question_is_alive(asked):
    await asked.press("阶段总结")
    title = asked.screen
    await asked.send("下半年工作怎么看")
    assert "请写清楚" in asked.screen.text
    assert not next(each for each in asked.messages() if each.id == title.id).labels


async def test_a_press_further_up_leads_to_the_open_question(asked):
    await asked.press("阶段总结")
    title = asked.screen
    await asked.send("下半年工作怎么看")
    content = asked.screen
    await asked.press_data("q:阶段总结", title)
    assert "最下面的那条" in asked.toast
    assert asked.screen.id > content.id
    assert asked.screen.text == content.text
    await asked.send("请谈谈本支部下半年的得失。")
    await asked.press("下一步")
    assert "哪一天" in asked.screen.text


async def test_words_that_come_a_step_early_are_kept_for_theirs(asked):
    await asked.send("下半年工作怎么看")
    assert "先留着" in asked.texts[-2]
    assert "哪一类" in asked.screen.text
    await asked.press("阶段总结")
    await asked.press("用刚才写的")
    assert "阶段总结：下半年工作怎么看" in asked.screen.text
    await asked.send("请谈谈本支部下半年的得失。")
    assert not any("用刚才写的" in label for label in asked.screen.labels)


async def test_early_words_are_measured_as_any(asked):
    await asked.send("长" * 41)
    await asked.press("阶段总结")
    await asked.press("用刚才写的")
    assert "现在是 41 个字" in asked.toast
    await asked.send("下半年工作怎么看")
    assert "请写清楚" in asked.screen.text


async def test_what_is_refused_at_the_end_leaves_everything_filled_in(asked):
    await asked.press("阶段总结")
    await asked.send("下半年工作怎么看")
    await asked.send("请谈谈本支部下半年的得失。")
    await asked.press("下一步")
    await asked.send("明天")
    asked.house.world.clock.advance(timedelta(days=3))
    await asked.press("确认发起")
    assert "截止日期不能早于今天" in asked.toast
    assert "哪一天" in asked.screen.text
    await asked.send("明天")
    assert "下半年工作怎么看" in asked.screen.text
    await asked.press("确认发起")
    assert "话题已发起" in asked.screen.text
