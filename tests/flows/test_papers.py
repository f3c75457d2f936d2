"""A meeting on paper: taken from its screens, opened as a reader opens it, and refused to whom it is not for."""

import asyncio
import io
import shutil
import subprocess

import pytest
from docx import Document
from docx.shared import Mm

from handlers.meetings.printing import PAPERS
from sandbox.telegram.phone import picture
from scoring import own_rules
from storage.engine import office
from storage.ledger import Scope
from storage.people import directory
from storage.sealed import audit
from storage.sealed.audit import Event, Filter
from tests.flows.beginnings import beginning
from tests.flows.conftest import ZONE
from tests.flows.talking import WORDS, enter, record, set_pin, unlocked
from tests.flows.test_appraisal import counted  # noqa: F401 - a fixture
from tests.flows.test_attending_meetings import close
from tests.flows.test_ballots import begin, elect, full, meeting  # noqa: F401 - fixtures
from tests.flows.test_calling_meetings import call
from tests.flows.test_written_opinions import MATTER, called, hand_in, held  # noqa: F401 - a fixture

with_office = pytest.mark.skipif(
    office.program() is None or shutil.which("pdftotext") is None, reason="needs LibreOffice and poppler-utils"
)


@beginning(meeting)
async def published(house):
    """李雷 has spoken for it, the minutes are out."""
    chair = await begin(house)
    await house.phone("李雷").walk("打开选票", "赞成", "投出")
    await chair.send("/meetings")
    await chair.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "通过支部年度总结", "结束并计票", "确认计票")
    chair = await close(house)
    await chair.walk("改记录")
    await chair.send("与会同志{{ 发言 }} <w:p>\n{% raw %}䶮堃")
    await chair.walk("完成", "公布会议记录", "确认公布")


def words(content):
    """All that a paper says, in order."""
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def printed(content, folder):
    """All that a PDF says, page by page."""
    (folder / "paper.pdf").write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", folder / "paper.pdf", "-"], capture_output=True, check=True)
    return told.stdout.decode()


async def taken(phone, *labels):
    """The last file that came."""
    await phone.walk(*labels)
    found = phone.messages()[-1]
    assert found.document, found.text
    return found


async def test_the_minutes_come_as_a_document_and_on_the_trail(published):
    phone = published.phone("王芳")
    await phone.send("/meetings")
    found = await taken(phone, "我的会议", "11月党支部党员大会", "🖨 打印", "会议记录 DOCX")
    assert found.document["file_name"].endswith("_会议记录.docx")
    said = words(found.read())
    for part in (
        "第一支部",
        "党支部党员大会暨主题党日",
        "2026年11月25日（周三）15:00",
        "王芳、李雷、赵敏、钱进",
        "陈新",
        "有表决权 4 人，现场 3 人，须到 2 人：已达到",
        "与会同志{{ 发言 }} <w:p>",
        "{% raw %}䶮堃",
        "应到会有表决权 4 人，到会 3 人（法定须到 2 人），收回选票 1 张",
        "赞成 1 票，反对 0 票，弃权 0 票",
        "未通过",
        "现场照片 0 张",
    ):
        assert part in said, part
    # What the draft had put at its head stands in the form's own places.
    assert said.count("三楼会议室") == 1
    assert "应到 5 人：" not in said
    async with published.database.read() as session:
        (entry, *_), _ = await audit.trail(session, Filter(event=Event.EXPORTED))
        assert entry.subject == "meeting:1"
        assert "会议记录" in audit.note_of(session, entry)


async def test_photos_come_small_two_in_a_row(meeting):
    chair = await close(meeting)
    await chair.walk("改记录")
    await chair.send_album([picture(1600, 900), picture(600, 1600, 90)])
    await chair.send_photo()
    await chair.walk("完成")
    await chair.press_data("mt_paper:1:docx")
    content = chair.messages()[-1].read()
    assert "现场照片 3 张" in words(content)
    shapes = Document(io.BytesIO(content)).inline_shapes
    assert len(shapes) == 3
    assert all(shape.width <= Mm(75) and shape.height <= Mm(57) for shape in shapes)


async def test_the_sign_in_sheet_says_how_each_came(published):
    phone = published.phone("赵敏")
    await phone.send("/meetings")
    said = words((await taken(phone, "我的会议", "11月党支部党员大会", "🖨 打印", "签到表 DOCX")).read())
    assert "100001\n正式党员\n现场签到" in said
    assert "陈新\n100009\n正式党员\n缺席" in said


async def test_before_the_meeting_the_sheet_is_there_to_be_signed_and_the_minutes_are_not(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.walk("确认召集", "查看会议", "🖨 打印")
    assert not any("会议记录" in label for label in chair.screen.labels)
    said = words((await taken(chair, "签到表 DOCX")).read())
    assert "应到 5 人。" in said
    assert "缺席" not in said
    await chair.press_data("mt_paper:1:docx")
    assert "还没有结束" in chair.toast


async def test_of_a_meeting_called_off_there_is_nothing_to_print(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.walk("确认召集", "查看会议", "主持会议", "取消会议")
    await chair.send("因紧急任务取消")
    await chair.send("/home")
    for data in ("mt_print:1", "mt_signs:1:docx", "mt_paper:1:docx"):
        await chair.press_data(data)
        assert "已取消" in chair.toast


async def test_the_votes_come_from_the_ballots_screen_too(published):
    phone = published.phone("王芳")
    await phone.send("/meetings")
    said = words((await taken(phone, "我的会议", "11月党支部党员大会", "表决（1）", "表决结果 DOCX")).read())
    assert "通过支部年度总结" in said
    assert "赞成\n1\n李雷" in said


async def printed_votes(house):
    """What the chair takes away of the meeting's votes."""
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("bl_print:1:docx")
    return words(phone.messages()[-1].read())


async def test_of_a_secret_election_there_are_numbers_and_no_voters(full):  # noqa: F811 - the fixture
    chair = await elect(full)
    await chair.press("发起表决")
    for name, chosen in (("王芳", ["甲某"]), ("李雷", ["甲某", "乙某"]), ("赵敏", ["甲某"])):
        await full.phone(name).walk("打开选票", *chosen, "投出")
    await chair.walk("返回", "结束并计票", "确认计票")
    said = await printed_votes(full)
    for part in (
        "无记名选举",
        "甲某 3 票，乙某 1 票，丙某 0 票",
        "的当选：甲某。不足的 1 名须另行选举",
        "收回选票 3 张",
    ):
        assert part in said, part
    assert "李雷" not in said
    assert "赵敏" not in said


async def test_written_opinions_stand_apart(called):  # noqa: F811 - the fixture
    phone = await hand_in(called)
    await phone.press("提交书面意见")
    chair = await held(called, ["王芳", "李雷", "陈新"])
    await chair.walk("表决", "发起表决", MATTER, "发起表决")
    for name in ("王芳", "李雷"):
        voter = called.phone(name)
        await voter.send("/home")
        await voter.press_data("bl_vote:1")
        await voter.walk("赞成", "投出")
    await chair.press_data("bl_count:1:1")
    said = await printed_votes(called)
    assert "到会 3 人（法定须到 3 人），收回选票 2 张" in said
    assert "书面意见\n赵敏 赞成（计入票数，不计入到会）" in said
    assert "赞成连同书面意见共 3 票，须至少 3 票，通过" in said


async def test_an_appraisals_votes_for_each_are_for_that_person_and_the_committee(counted):  # noqa: F811 - the fixture
    said = await printed_votes(counted)
    assert "测评有效；对 4 名党员进行测评" in said
    assert "优秀" not in said


@pytest.mark.parametrize("name", ["李雷", "钱进", "周全", "孙立"])
@pytest.mark.parametrize("data", ["mt_print:1", "mt_paper:1:docx", "mt_signs:1:docx", "bl_print:1:docx"])
async def test_who_was_away_is_not_for_everybody(published, name, data):
    phone = published.phone(name)
    await phone.send("/meetings")
    assert "🖨" not in str(phone.screen.labels)
    before = len(phone.messages())
    await phone.press_data(data)
    assert phone.toast
    assert not any(message.document for message in phone.messages()[before:])


async def test_before_they_are_published_the_minutes_are_the_chairs_alone(meeting):
    await close(meeting)
    for name, offered in (("王芳", True), ("赵敏", False), ("吴干", True)):
        phone = meeting.phone(name)
        await phone.send("/home")
        await phone.press_data("mt_print:1")
        assert any("会议记录" in label for label in phone.screen.labels) is offered, name
        await phone.press_data("mt_paper:1:docx")
        assert bool(phone.messages()[-1].document) is offered, name


async def test_a_template_of_the_bureaus_own_stands_before_ours(published, tmp_path, monkeypatch):
    monkeypatch.setattr(own_rules._LAID, "folder", tmp_path)
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "minutes.docx"
    document = Document()
    document.add_paragraph("本局格式：{{ title }}")
    document.save(own)
    phone = published.phone("王芳")
    await phone.send("/home")
    await phone.press_data("mt_paper:1:docx")
    assert "本局格式：11月党支部党员大会暨主题党日" in words(phone.messages()[-1].read())
    document.add_paragraph("{{ nothing }}")
    document.save(own)
    await phone.press_data("mt_paper:1:docx")
    assert "本局的模板 templates/minutes.docx 用不了：没有“nothing”这一项" in phone.messages()[-1].text


async def test_without_libreoffice_it_is_said_and_the_document_comes(published, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    phone = published.phone("王芳")
    await phone.send("/home")
    await phone.press_data("mt_paper:1:pdf")
    found = phone.messages()[-1]
    assert found.document["file_name"].endswith(".docx")
    assert "没有装 LibreOffice" in found.caption


@with_office
async def test_as_pdf(published, tmp_path):
    phone = published.phone("王芳")
    await phone.send("/home")
    await phone.press_data("mt_paper:1:pdf")
    found = phone.messages()[-1]
    assert found.document["file_name"].endswith("_会议记录.pdf")
    said = await asyncio.to_thread(printed, found.read(), tmp_path)
    assert "䶮堃" in said
    assert "—1—" in said.replace(" ", "")


async def test_a_bundle_is_given_what_its_person_may_take(published):
    today = published.clock.local().date()
    scope = Scope(today.replace(month=1, day=1), today.replace(month=12, day=31), today, ZONE, 1)
    async with published.database.read() as session:
        for name, papers in (("吴干", 1), ("赵敏", 1), ("李雷", 0), ("周全", 0)):
            (who,) = [each for each in await directory.people_of(session) if each.name == name]
            for kind in PAPERS:
                assert len(await kind.of(session, who, scope)) == papers, (name, kind.title)


async def test_the_register_of_talks_says_that_they_were_and_nothing_of_what_was_said(house):
    await record(house)
    phone = await unlocked(house, "王芳")
    await phone.send("/talk")
    await phone.press("本支部")
    said = words((await taken(phone, "🖨 2026年登记 DOCX")).read())
    assert "2026年11月23日\n谈心谈话（支委—党员）\n王芳\n李雷" in said
    assert not any(word in said for word in WORDS.values())
    for name in ("李雷", "赵敏", "周全", "孙立", "吴干"):
        other = await unlocked(house, name)
        await other.send("/home")
        before = len(other.messages())
        await other.press_data("talk_print:1:2026:docx")
        assert other.toast
        assert len(other.messages()) == before


async def test_the_register_of_talks_asks_for_the_pin(house):
    await set_pin(house, "王芳")
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.press_data("talk_print:1:2026:docx")
    assert "PIN" in phone.screen.text
    await enter(phone)
    assert phone.messages()[-1].document


async def test_a_branchs_ledger_of_a_year_is_printed(published):
    phone = published.phone("王芳")
    await phone.send("/ledger")
    said = words((await taken(phone, "年", "🖨 打印 DOCX")).read())
    for part in ("第一支部", "2026年", "三会一课", "11月党支部党员大会暨主题党日"):
        assert part in said, part
    for name in ("李雷", "周全"):
        other = published.phone(name)
        await other.send("/ledger")
        assert ("🖨" in str(other.screen.labels)) is (name == "周全")  # of his own branch
        await other.press_data("lg_print:1:2026:docx")
        assert other.toast
    await phone.press_data("lg_print:0:2026:docx")
    assert phone.toast
