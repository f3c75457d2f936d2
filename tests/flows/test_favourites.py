from tests.flows.test_attending_meetings import called  # noqa: F401


async def test_a_meeting_is_marked_and_found_again(called):  # noqa: F811
    phone = called.phone("李雷")
    await phone.send("/meetings")
    await phone.walk("我的会议", "11月党支部党员大会", "⭐ 收藏")
    assert "已收藏" in phone.toast
    await phone.press("收藏的会议")
    assert any("11月党支部党员大会" in label for label in phone.screen.labels)
    await phone.send("/mydata")
    assert any("收藏的会议" in label for label in phone.screen.labels) or "收藏的会议" in phone.screen.text
