"""Who may see and do what in a case of 发展党员."""

import pytest
from sqlmodel import select

from storage.development.rows import DevelopmentStep
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from tests.flows.test_development import EARLY, LATER, begin, follow, managing, noticed, reviewed

__all__ = ["noticed", "reviewed"]


async def test_everybody_reads_the_public_stages_and_only_those(noticed):
    house = noticed
    for name in ("周全", "钱进", "李雷"):
        phone = house.phone(name)
        await phone.send("/develop")
        await phone.walk("公示中（1）", "孙立")
        for words in ("✅ 推优　2025-02-20", "▶️ 公示", "公示中", "▫️ 接收"):
            assert words in phone.screen.text
        assert "办理" not in str(phone.screen.labels)
        for data in (
            "dv_do:1",
            "dv_says:1:0",
            "dv_show:1",
            "dv_files:1:",
            "dv_mat:1:0",
            "dv_mat_of:1:notice",
            "dv_end:1",
            "dv_undo:1",
        ):
            await phone.press_data(data)
            assert "没有这项权限" in phone.toast, data
        await phone.press_data("dv_step:1:notice_ended")
        assert "只有本支部书记、组织委员" in phone.toast


async def test_the_committees_steps_are_not_the_branchs_to_record(noticed):
    house = noticed
    await follow(house, LATER[:5])
    chair = await managing(house, "王芳")
    assert not any("党委预审" in label for label in chair.screen.labels)
    await chair.press_data("dv_step:1:pre_reviewed")
    assert "由局党委审批" in chair.toast
    staff = await managing(house, "吴干")
    await staff.press_data("dv_step:1:introducers")
    assert "只有本支部书记" in staff.toast
    async with house.database.read() as session:
        assert len((await session.exec(select(DevelopmentStep))).all()) == 1 + len(EARLY) + 5


async def test_nobody_runs_their_own_case(house):
    await begin(house)
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=5, post=Post.ORGANISATION.value))
    own = house.phone("孙立")
    await own.send("/develop")
    await own.press("我的发展历程")
    assert "接下来" in own.screen.text
    assert "评议" not in str(own.screen.labels)
    await own.press_data("dv_step:1:talked")
    assert "不能办理自己" in own.toast
    for data in ("dv_do:1", "dv_files:1:", "dv_paper:1:application", "dv_mat_off:1:1:application"):
        await own.press_data(data)
        assert "没有这项权限" in own.toast
    await own.press_data("dv_say:1")
    assert "自己" in own.toast


async def test_the_organisation_committee_member_runs_it_and_files_are_kept(house):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=2, post=Post.ORGANISATION.value))
    await begin(house)
    phone = await managing(house, "李雷")
    await phone.walk("材料清单", "其他材料")
    await phone.send_photo()
    await phone.send_document("申请书.pdf", b"x")
    assert "现有 2 份" in phone.screen.text
    await phone.press("完成")
    await phone.press("全部文件（2）")
    assert phone.messages()[-1].document


@pytest.mark.parametrize("name", ["李雷", "周全", "吴干"])
async def test_only_the_branch_begins_a_case(house, name):
    phone = house.phone(name)
    await phone.send("/develop")
    if name == "周全":
        await phone.walk("登记入党申请")
        await phone.press_data("q:5")
        assert "请选择本支部" in phone.toast
    else:
        await phone.press_data("dv_new")
        assert "没有这项权限" in phone.toast


async def test_the_roster_changes_for_nobody_but_by_the_staffs_press(reviewed):
    chair = reviewed.phone("王芳")
    await chair.send("/develop")
    await chair.press_data("dv_cat:1:PROSPECT")
    assert "没有这项权限" in chair.toast
    staff = reviewed.phone("吴干")
    await staff.send("/develop")
    await staff.press_data("dv_cat:1:FULL_MEMBER")
    assert "没有待确认" in staff.toast
    async with reviewed.database.read() as session:
        assert (await session.get(Person, 5)).category == "群众"
    await staff.walk("待确认类别（1）", "孙立：群众 → 发展对象")
    async with reviewed.database.read() as session:
        assert (await session.get(Person, 5)).category == "发展对象"
