"""Whatever leaves with others' data is on the trail: every export is walked, and none is left out of the walk."""

import ast
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import handlers
from storage.sealed import audit
from storage.sealed.audit import Event
from tests.flows.exams import fill, set_exam
from tests.flows.talking import inspector, unlocked
from tests.flows.test_calling_meetings import call
from tests.flows.test_development import begin as applied
from tests.flows.test_dues import rated
from tests.flows.test_inspection import made, maker
from tests.flows.test_people_roster import roster
from tests.flows.test_post_checks import check
from tests.flows.test_terms import entered

HANDLERS = Path(handlers.__file__).parent


async def ledger(house):
    phone = house.phone("王芳")
    await phone.send("/ledger")
    await phone.press("导出 XLSX")
    return ["ledger:1"]


async def ledger_picture(house):
    phone = house.phone("郑局")
    await phone.send("/ledger")
    await phone.press("一图看全")
    return ["ledger"]


async def board(house):
    phone = house.phone("郑局")
    await phone.send("/board")
    await phone.press("XLSX")
    return ["board", "board"]


async def branch_on_the_board(house):
    phone = house.phone("王芳")
    await phone.send("/board")
    await phone.press("XLSX")
    return ["board:1"]


async def ranking(house):
    phone = house.phone("李雷")
    await phone.send("/rank")
    await phone.press("🖼 本支部图")
    return ["ranking:1"]


async def exam(house):
    await fill(house)
    phone = await set_exam(house)
    await phone.send("/quiz")
    await phone.walk("成绩", "十一月测试", "📥 导出")
    return ["exam:1"]


async def risk_points(house):
    await check(house, "李雷")
    await house.phone("王芳").walk("查看", "确认")
    phone = house.phone("郑局")
    await phone.send("/risk")
    await phone.walk("廉政风险点", "导出")
    return ["risk_points:0"]


async def attendance_template(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "考勤数据", "下载模板")
    return ["roster"]


async def roster_tried(house):
    fresh = [f"1001{number},新人{number},第一支部,,正式党员,,,,," for number in range(10, 30)]
    await house.phone("吴干").send_document("花名册.csv", roster(*fresh))
    return ["roster"]


async def case_on_paper(house):
    phone = await applied(house)
    await phone.walk("材料清单", "卷宗 DOCX")
    return ["development:1"]


async def development_analysis(house):
    phone = house.phone("王芳")
    await phone.send("/develop")
    await phone.walk("年度分析", "📥 表格", "分析 DOCX")
    return ["development_analysis:1"] * 2


async def own_data(house):
    phone = house.phone("李雷")
    await phone.send("/mydata")
    await phone.press("XLSX")
    return [""]


async def trail(house):
    async with house.database.write() as tx:
        await audit.record(tx, Event.BOUND, by=1, over=1, now=house.clock.now())
    await inspector(house)
    phone = await unlocked(house, "吴干")
    await phone.send("/audit")
    await phone.walk("取走一段", "今天", "今天", "XLSX")
    return ["trail"]


async def year_plan(house):
    await house.phone("王芳").send("/meetings")
    await house.phone("王芳").walk("年度计划", "编制计划", "下一步", "保存年度计划")
    phone = house.phone("吴干")
    await phone.send("/meetings")
    await phone.walk("年度计划", "各支部年度计划", "第一支部", "XLSX")
    return ["yearplan:1"]


async def dues(house):
    phone = await rated(house)
    await phone.walk("登记本月", "年度公示", "XLSX")
    return ["dues:1"]


async def awards(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "荣誉奖励", "XLSX")
    return ["award:1"]


async def dues_on_paper(house):
    phone = await rated(house)
    await phone.walk("登记本月", "年度公示", "明细（内部） DOCX")
    return ["dues:1"]


async def election(house):
    await entered(house)
    phone = house.phone("王芳")
    await phone.send("/terms")
    await phone.walk(
        "准备换届选举", "登记结果，报上级", "昨天", "☐ 王芳", "下一步", "王芳", *["空缺"] * 4, "📤 报上级", "返回"
    )
    await phone.press("换届选举结果 DOCX")
    return ["term_election:1"]


async def dues_template(house):
    phone = house.phone("王芳")
    await phone.send("/dues")
    await phone.walk("导入表格", "下载模板")
    return ["dues:1"]


async def ledger_printed(house):
    phone = house.phone("郑局")
    await phone.send("/home")
    await phone.press_data("lg_print:1:2026:docx")
    return ["ledger:1"]


async def talks(house):
    phone = await unlocked(house, "郑局")
    await phone.send("/home")
    await phone.press_data("talk_print:1:2026:docx")
    return ["talks:1"]


async def minutes(house):
    await call(house, house.phone("王芳"))
    await house.phone("王芳").walk("确认召集", "查看会议", "🖨 打印", "签到表 DOCX")
    return ["meeting:1"]


async def bundle(house):
    phone = await unlocked(house, "王芳")
    await phone.send("/inspection")
    await phone.press("📦 生成")
    with TemporaryDirectory() as folder:
        await made(house, maker(house, Path(folder)))
    return ["bundle:1"]


async def posts_held(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "职务沿革", "XLSX")
    return ["roster:1"]


WALKS = {
    "bundle": [bundle],
    "ledger": [ledger, ledger_picture, ledger_printed],
    "board": [board, branch_on_the_board],
    "ranking": [ranking],
    "exam": [exam],
    "risk_points": [risk_points],
    "meeting": [minutes],
    "talks": [talks],
    "roster": [attendance_template, roster_tried, posts_held],
    "trail": [trail],
    "yearplan": [year_plan],
    "award": [awards],
    "dues": [dues, dues_on_paper, dues_template],
    "term_election": [election],
    "development": [case_on_paper],
    "development_analysis": [development_analysis],
    "": [own_data],
}
"""Each export by the word of its subject."""


async def taken(house):
    async with house.database.read() as session:
        return [
            entry.subject
            for event in (Event.EXPORTED, Event.DATA_COPIED)
            for entry in (await audit.trail(session, audit.Filter(event=event)))[0]
        ]


@pytest.mark.parametrize("walk", [walk for walks in WALKS.values() for walk in walks], ids=lambda walk: walk.__name__)
@pytest.mark.usefixtures("switched_on")
async def test_an_export_is_on_the_trail(house, walk):
    expected = await walk(house)
    assert await taken(house) == expected


async def test_a_picture_opened_again_is_the_same_look_for_half_an_hour(house):
    for minutes, entries in ((0, 1), (5, 1), (40, 2)):
        house.world.clock.advance(timedelta(minutes=minutes))
        await house.phone("郑局").send("/board")
        assert await taken(house) == ["board"] * entries


async def test_what_could_not_be_written_down_does_not_go_out(house, monkeypatch):
    async def full(*_given, **_more):
        raise RuntimeError

    phone = house.phone("王芳")
    await phone.send("/ledger")
    monkeypatch.setattr(audit, "record", full)
    before = len(phone.messages())
    await phone.press("导出 XLSX")
    assert not any(message.document for message in phone.messages()[before:])


def calls(name):
    """Every call of that name in the handlers."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
                yield path.relative_to(HANDLERS).as_posix(), node


def word(node):
    """The word before the colon of the subject that an `Export` is given."""
    if isinstance(node, ast.Call):
        node = node.args[0]
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    return node.value.partition(":")[0]


def test_every_export_is_walked():
    assert {word(node.args[0]) for _, node in calls("Export")} == set(WALKS)


def test_there_is_one_way_out_for_a_file():
    ways = {path for way in ("send_document", "reply_document") for path, _ in calls(way)}
    assert ways == {"kit/screens/exports.py"}
