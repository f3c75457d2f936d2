"""材料清单: what a file lacks is said where people look, until it is attached or entered as paper."""

from sqlmodel import select

from handlers.development.printing import PAPERS
from storage.development.rows import DevelopmentMaterial
from storage.ledger import Scope
from storage.people import directory
from tests.flows.conftest import ZONE
from tests.flows.test_development import begin, follow, managing, proposed
from tests.flows.test_papers import words

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
    await phone.press("范文 DOCX")
    assert "现申请转为中共正式党员" in words(phone.messages()[-1].read())
    await phone.press_data("dv_sam_of:nothing")
    assert "没有这篇范文" in phone.toast


async def test_a_file_on_paper_holds_the_steps_and_what_is_missing(proposed):
    phone = await managing(proposed, "王芳")
    await phone.walk("材料清单", "❗ 入党申请书", "纸质在档")
    await phone.send("2025-01-12")
    await phone.send("3 号柜")
    await phone.walk("返回", "卷宗 DOCX")
    said = words(phone.messages()[-1].read())
    for part in (
        "第一支部",
        "孙立",
        "李雷、赵敏",
        "纸质在档\n2025-01-12，3 号柜",
        "缺 10 份",
        "推荐（推优）材料\n缺",
    ):
        assert part in said, part
    for name, data in (
        ("周全", "dv_paper_of:1:docx"),
        ("孙立", "dv_paper_of:1:docx"),
        ("李雷", "dv_ana_prn:1:2026:0:docx"),
    ):
        other = proposed.phone(name)
        await other.send("/develop")
        await other.press_data(data)
        assert "没有这项权限" in other.toast or "其他同志不能查看" in other.toast
    today = proposed.clock.local().date()
    scope = Scope(today.replace(month=1, day=1), today.replace(month=12, day=31), today, ZONE, 1)
    async with proposed.database.read() as session:
        for name, papers in (("王芳", 1), ("吴干", 1), ("周全", 0), ("孙立", 0)):
            (who,) = [each for each in await directory.people_of(session) if each.name == name]
            assert len(await PAPERS.of(session, who, scope)) == papers, name
