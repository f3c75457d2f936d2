"""材料清单: what a file lacks is said where people look, until it is attached or entered as paper."""

from sqlmodel import select

from storage.development.rows import DevelopmentMaterial
from tests.flows.test_development import begin, follow, managing, proposed

__all__ = ["proposed"]
TALKED = [("王芳", "派人谈话", "2025-01-20")]


async def test_what_is_missing_is_told_and_entered_as_file_or_as_paper(house):
    phone = await begin(house)
    await follow(house, TALKED)
    phone = await managing(house, "王芳")
    assert "卷宗缺 2 份：入党申请书、与入党申请人谈话记录" in phone.screen.text
    await phone.press("材料清单（缺 2 份）")
    assert "派人谈话：与入党申请人谈话记录　应于" in phone.screen.text
    assert "接下来的步骤要用：推荐（推优）材料" in phone.screen.text
    await phone.walk("❗ 入党申请书（0/1）", "上传扫描件")
    await phone.send_photo()
    assert "入党申请书" in phone.screen.text
    await phone.press("完成")
    assert "✅ 扫描件或照片 （王芳" in phone.screen.text
    await phone.walk("返回", "❗ 与入党申请人谈话记录", "纸质在档")
    await phone.send("明天")
    assert "还没有到" in phone.screen.text
    await phone.send("2025-01-21")
    await phone.send("3 号柜")
    assert "📄 纸质在档：2025-01-21，3 号柜" in phone.screen.text
    assert "待核实" in phone.screen.text
    await phone.press("返回")
    assert "应有 2 份，齐全" in phone.screen.text

    await phone.walk("📄 与入党申请人谈话记录", "撤销最近一条", "确认撤销")
    assert "还没有。" in phone.screen.text
    async with house.database.read() as session:
        rows = (await session.exec(select(DevelopmentMaterial).order_by(DevelopmentMaterial.id))).all()
    assert [row.dropped_by for row in rows] == [None, 1]
    await phone.press_data("dv_mat_off:1:1:first_talk")
    assert "没有可以撤销的登记" in phone.toast

    await house.sweep(days=16)
    await phone.send("/home")
    assert "孙立的卷宗缺 1 份材料" in str(phone.screen.labels)
    await phone.send("/ledger")
    await phone.press("发展党员")
    assert "材料：与入党申请人谈话记录" in phone.screen.text
    applicant = house.phone("孙立")
    await applicant.send("/mydata")
    await applicant.press("发展党员材料")
    assert "入党申请书" in applicant.screen.text


async def test_a_step_is_recorded_although_papers_are_missing_and_it_says_so(proposed):
    phone = await managing(proposed, "吴干")
    await phone.press("✏️ 上级党委同意拟列")
    await phone.send("2026-11-02")
    await phone.press("✅ 同意拟列")
    await phone.send("局党委〔2026〕41号")
    assert "卷宗缺 11 份：入党申请书、" in phone.screen.text
    await phone.press("确认登记")
    assert "上级党委同意拟列　通过" in phone.screen.text


async def test_another_branch_and_forged_buttons_get_nothing(house):
    await begin(house)
    for name, told in (("周全", "没有这项权限"), ("李雷", "没有这项权限")):
        phone = house.phone(name)
        await phone.send("/develop")
        for data in ("dv_mat:1:0", "dv_paper:1:application", "dv_mat_see:1:application", "dv_files:1:application"):
            await phone.press_data(data)
            assert told in phone.toast, data
    chair = await managing(house, "王芳")
    await chair.press_data("dv_files:1:nothing")
    assert "材料清单里没有这一项" in chair.toast
    await chair.press_data("dv_mat_of:1:nothing")
    assert "材料清单里没有这一项" in chair.toast


async def test_everybody_reads_the_sample_texts(house):
    phone = house.phone("孙立")
    await phone.send("/develop")
    await phone.walk("范文", "转正申请书")
    assert "现申请转为中共正式党员" in phone.screen.text
    await phone.press_data("dv_sam_of:nothing")
    assert "没有这篇范文" in phone.toast
