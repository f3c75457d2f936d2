"""Who held which post when: read by branch, month and person; the past entered by the staff."""

import io

import openpyxl

from tests.flows.test_people_by_hand import LI, open_person
from tests.flows.test_second_person import press


async def enter(house, name, post, since, until, branch="第一支部"):
    phone = await open_person(house, name, "任职和变动")
    await phone.walk("补记任职", post)
    if branch:
        await phone.press(branch)
    for day, word in ((since, "不详"), (until, "至今仍担任")):
        await (phone.send(day) if day else phone.press(word))
    return phone


async def test_the_past_is_entered_and_told_by_branch_month_and_person(house):
    phone = await enter(house, "赵敏", "支部书记", "2019-03-01", "2021-07-01")
    assert "2019-03-01 — 2021-07-01" in phone.screen.text
    await phone.press("补记")
    assert "已补记" in phone.screen.text
    # Since when the post that is held now has been held.
    phone = await enter(house, "王芳", "支部书记", "2021-07-01", None)
    await phone.press("补记")
    secretary = house.phone("王芳")
    await secretary.send("/home")
    await secretary.walk("更多", "名册与绑定", "职务沿革")
    text = secretary.screen.text
    assert "支部书记\n王芳　2021-07-01 — 至今\n赵敏　2019-03-01 — 2021-07-01" in text
    assert "党小组长\n李雷　不详 — 至今" in text
    await secretary.press_data("posts_month:1:2021-06-01", secretary.screen)
    assert "2021年6月的任职" in secretary.screen.text
    assert "支部书记\n赵敏" in secretary.screen.text
    assert "可能在任\n纪检委员　赵敏\n党小组长　李雷" in secretary.screen.text
    await secretary.press("下月")
    assert "支部书记\n王芳" in secretary.screen.text
    assert "支部书记\n赵敏" not in secretary.screen.text
    await secretary.walk("返回", "XLSX")
    sent = [message for message in secretary.messages() if message.document][-1]
    sheet = openpyxl.load_workbook(io.BytesIO(sent.read())).active
    words = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert any(row[:2] == ["支部书记", "赵敏"] and row[2].startswith("2019-03-01") for row in words)
    await secretary.press_data("person_history:3:0", secretary.screen)
    assert "支部书记（第一支部）　2019-03-01 — 2021-07-01　补记" in secretary.screen.text
    assert not any("补记" in label for label in secretary.screen.labels)


async def test_what_cannot_have_been_is_not_entered_and_what_was_wrong_is_taken_back(house):
    phone = await enter(house, "李雷", "组织委员", "2021-03-01", "2020-03-01")
    await phone.press("补记")
    assert "免职日期要晚于任职日期" in phone.toast
    await phone.send("2022-03-01")
    await phone.press("补记")
    assert "已补记" in phone.screen.text
    again = await enter(house, "李雷", "组织委员", "2021-12-01", "2023-03-01")
    await again.press("补记")
    assert "重叠" in again.toast
    await again.press("取消")
    held = await enter(house, "李雷", "宣传委员", "2021-12-01", None)
    await held.press("补记")
    assert "现在不担任这个职务" in held.toast
    await held.press("取消")
    phone = await open_person(house, "李雷", "任职和变动")
    await phone.press("撤回补记：组织委员")
    assert "组织委员" not in phone.screen.text


async def test_another_branchs_secretary_reads_nothing(house):
    for data in ("posts_held:1:0", "posts_month:1:2026-03-01", "posts_xlsx:1", f"person_history:{LI}:0"):
        assert "支部书记" not in await press(house, "周全", data)
        assert "没有这项权限" in await press(house, "钱进", data)
    assert "没有这项权限" in await press(house, "王芳", f"post_past:{LI}")
    assert "没有这项权限" in await press(house, "王芳", "post_past_no:1")
    # No entry but such as was entered so is taken back.
    assert "只能撤回补记" in await press(house, "吴干", "post_past_no:1")
