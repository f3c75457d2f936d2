"""A draft that an earlier version of the bot has left leads to a plain question, however little of it can still be read."""

import pytest

from handlers.kit.forms.form import NOTHING_OPEN

OLDER = "是机器人更新前开始填写的"


async def begun(house):
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课")
    await phone.send("廉政党课")
    return phone


def older(house, step=None, **opened):
    """Let the draft, and the conversation, be as another version has left them."""
    application = house.running.application
    flow = application.user_data[1001]["flow"]
    if step is not None:
        flow["step"] = step
        (conversation,) = [
            handler for group in application.handlers.values() for handler in group
            if getattr(handler, "name", None) == "flow"
        ]  # fmt: skip
        conversation._conversations[1001, 1001] = f"{flow['name']}.{step}"
    flow.update(opened)


def lacking(house, *keys):
    for key in keys:
        del house.running.application.user_data[1001]["flow"][key]


async def test_a_step_that_is_no_more_is_said_and_the_flow_begun_again(house):
    phone = await begun(house)
    older(house, "of_yesterday")
    await phone.send("明天下午3点")
    assert "召集会议" in phone.screen.text
    assert OLDER in phone.screen.text
    await phone.press("从头填写")
    assert "开什么会" in phone.screen.text


async def test_a_flow_that_is_no_more_leads_home(house):
    phone = await begun(house)
    older(house, "of_yesterday", name="a flow of yesterday", start="yesterday:1")
    await phone.send("明天下午3点")
    assert OLDER in phone.screen.text
    assert not any("从头" in label for label in phone.screen.labels)
    await phone.press("首页")
    assert "没完成" not in phone.screen.text


async def test_the_way_back_from_the_home_screen_says_it_too(house):
    phone = await begun(house)
    older(house, "of_yesterday")
    await phone.send("/home")
    await phone.press("继续填写")
    assert OLDER in phone.screen.text
    await phone.send("/home")
    assert "没完成" not in phone.screen.text


async def test_a_new_start_is_not_held_up_by_it(house):
    phone = await begun(house)
    older(house, "of_yesterday")
    await phone.send("/meetings")
    await phone.press("召集会议")
    assert OLDER in phone.screen.text
    await phone.press("从头填写")
    assert "开什么会" in phone.screen.text


async def test_what_the_step_reads_and_the_draft_does_not_hold_is_no_error(house):
    phone = await begun(house)
    older(house, answers={"kinds": "党课", "title": "廉政党课"})
    await phone.send("明天下午3点")
    assert OLDER in phone.screen.text


@pytest.mark.parametrize("missing", ["answers", "at", "step", "name", "title"])
async def test_a_draft_of_another_shape_is_no_error(house, missing):
    phone = await begun(house)
    lacking(house, missing)
    await phone.send("明天下午3点")
    assert OLDER in phone.screen.text


async def test_a_message_to_a_draft_that_could_not_be_opened_is_answered(house):
    phone = await begun(house)
    house.running.application.user_data[1001].clear()
    await phone.send("明天下午3点")
    assert NOTHING_OPEN in phone.screen.text


async def test_a_photo_to_a_draft_that_could_not_be_opened_is_answered(house):
    phone = await begun(house)
    house.running.application.user_data[1001].clear()
    await phone.send_photo()
    assert NOTHING_OPEN in phone.screen.text
