"""The picture of the check-in code, which renews itself while somebody looks at it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.meetings.code_pictures import CodePicture
from tests.flows.test_attending_meetings import called, code, opened  # noqa: F401 - fixtures


async def kept(house):
    async with house.database.read() as session:
        return (await session.exec(select(CodePicture))).all()


async def later(house, **span):
    house.world.clock.advance(timedelta(**span))
    await house.schedule.renew_codes()
    await house.settle()


@pytest.fixture
async def chair(opened):  # noqa: F811 - the fixture
    phone = opened.phone("王芳")
    await phone.press("签到码")
    return phone


async def test_the_picture_renews_its_code_and_its_count_in_place_until_the_end(opened, chair):  # noqa: F811
    shown, number = chair.screen, len(chair.messages())
    old = await code(opened)
    await later(opened, seconds=5)
    assert chair.screen.caption == shown.caption
    await opened.phone("李雷").send(old)
    await later(opened, seconds=5)
    assert "现场 2" in chair.screen.caption
    assert chair.screen.photo == shown.photo
    await later(opened, seconds=30)
    assert await code(opened) in chair.screen.caption
    assert old not in chair.screen.caption
    assert chair.screen.photo != shown.photo
    assert (chair.screen.id, len(chair.messages())) == (shown.id, number)
    await chair.send("/meetings")
    await chair.walk("11月党支部党员大会", "主持会议", "结束会议", "确认到会")
    await later(opened, seconds=10)
    picture = next(each for each in chair.messages() if each.id == shown.id)
    assert "签到已经结束" in picture.caption
    assert await kept(opened) == []


async def test_it_stops_when_nobody_looks_and_goes_on_by_a_press(opened, chair):  # noqa: F811
    await later(opened, minutes=15)
    await opened.phone("李雷").send(await code(opened))
    await later(opened, minutes=1)
    await later(opened, minutes=15)
    assert await code(opened) in chair.screen.caption
    await later(opened, minutes=10)
    assert "已停止自动更换" in chair.screen.caption
    assert await kept(opened) == []
    await chair.press("显示最新签到码")
    await later(opened, minutes=1)
    assert await code(opened) in chair.screen.caption
    before = chair.screen.id
    await chair.press_data("mt_manage:1")
    await chair.press("🔢 签到码")
    assert before not in [each.id for each in chair.messages()]
    assert len(await kept(opened)) == 1


@pytest.mark.parametrize(("fault", "stays"), [("400", False), ("502", True)])
async def test_what_cannot_be_changed_is_let_go_and_a_bad_connection_waited_for(opened, chair, fault, stays):  # noqa: F811
    words = {"words": "message to edit not found"} if fault == "400" else {}
    opened.world.faults.add(fault, "editMessageMedia", times=1, **words)
    await later(opened, minutes=1)
    assert bool(await kept(opened)) is stays
    await later(opened, seconds=1)
    assert (await code(opened) in chair.screen.caption) is stays
