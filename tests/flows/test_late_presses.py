"""Presses that the bot comes to late: after Telegram has given up waiting, or after their message is gone."""

from datetime import timedelta

from sqlmodel import col, select

from sandbox.telegram.phone import Phone
from storage.mail.inbox import InboxRow


async def _set_aside(house):
    async with house.database.read() as session:
        return (await session.exec(select(InboxRow.set_aside).where(col(InboxRow.set_aside).is_not(None)))).all()


async def test_a_press_too_old_to_be_answered_still_does_what_it_says(house):
    chair = house.phone("王芳")
    await chair.send("/home")
    await Phone(house.world, chair.user).press("三会一课")
    house.world.clock.advance(timedelta(minutes=20))
    await house.settle()
    assert "三会一课" in chair.screen.text
    assert await _set_aside(house) == []


async def test_a_screen_whose_message_is_gone_is_shown_anew(house):
    chair = house.phone("王芳")
    await chair.send("/home")
    hands, home = Phone(house.world, chair.user), chair.screen
    await hands.press("三会一课")
    await hands.delete(home)
    await house.settle()
    assert "三会一课" in chair.screen.text
    assert chair.screen.id != home.id
    assert await _set_aside(house) == []
