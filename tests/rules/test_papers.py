"""Papers: laid out as the norm wants it, filled in with whatever people wrote, and told where the bureau's own template is wrong."""

import io
import re
import subprocess
import zipfile
from dataclasses import dataclass, fields, is_dataclass
from functools import cache

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from scoring.own_rules import RuleFileError
from scoring.papers.filling import filled
from scoring.papers.page import body, sheet
from scoring.papers.paper import Paper, file_name
from scoring.papers.templates import TEMPLATES, shipped, written
from storage.engine.office import converted, program
from tests.processes import ROOT

EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda each: each.name)


def words(content):
    """All that a paper says, line by line."""
    document = Document(io.BytesIO(content))
    return [text_of(paragraph) for paragraph in document.element.body.iter(qn("w:p"))]


def text_of(paragraph):
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(signs.get(node.tag, node.text or "") for node in paragraph.iter(qn("w:t"), *signs))


@EVERY
def test_the_sheet_is_the_norms(template):
    section = Document(io.BytesIO(shipped(template.name))).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    millimetres = [round(each / Mm(1)) for each in (section.page_width, section.page_height, *margins)]
    stands = [210, 297, 37, 35, 28, 26]
    assert millimetres == (stands if template.name != "ledger" else [297, 210, 28, 26, 35, 37])
    assert [text_of(each.paragraphs[0]._p) for each in (section.footer, section.even_page_footer)] == ["— 1 —"] * 2


def test_the_type_is_the_norms():
    document = Document(io.BytesIO(shipped("minutes")))
    for name, font, size in (
        ("Title", "方正小标宋简体", 22),
        ("Body Text", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Footer", "宋体", 14),
    ):
        style = document.styles[name]
        assert (style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size) == (font, Pt(size))
    with zipfile.ZipFile(io.BytesIO(shipped("minutes"))) as file:
        assert 'altName w:val="仿宋"' in file.read("word/fontTable.xml").decode()


# As the schema of Office Open XML (ECMA-376, part 1, annex A) has them; Word may call a file broken where the order is another.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
    "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "font": "altName panose1 charset family notTrueType pitch sig",
}


@EVERY
def test_word_finds_everything_in_its_order(template):
    with zipfile.ZipFile(io.BytesIO(written(Paper(template.name, template.sample, "x"), None))) as file:
        parts = [
            name for name in file.namelist() if re.fullmatch(r"word/(document|styles|fontTable|footer\d+)\.xml", name)
        ]
        assert len(parts) >= 5
        for part in parts:
            for node in etree.fromstring(file.read(part)).iter():
                order = ORDER.get(etree.QName(node).localname, "").split()
                found = [order.index(etree.QName(each).localname) for each in node if order]
                assert found == sorted(found), (part, etree.tostring(node))


@pytest.mark.skipif(program() is None, reason="needs LibreOffice")
def test_a_page_holds_22_lines_of_28_characters(tmp_path):
    made = filled(sheet(body("{{ text }}"), title=""), _Text("字" * 28 * 50), "x")
    (tmp_path / "x.pdf").write_bytes(converted(program(), made))
    told = subprocess.run(["pdftotext", tmp_path / "x.pdf", "-"], capture_output=True, check=True).stdout.decode()
    first, *_ = told.split("\f")
    lines = [line for line in first.splitlines() if "字" in line]
    assert [len(line) for line in lines] == [26, *[28] * 21]


@dataclass(frozen=True)
class _Text:
    text: object


@EVERY
def test_a_paper_says_what_it_is_given(template):
    said = "\n".join(words(written(Paper(template.name, template.sample, "x"), None)))
    assert "{" not in said
    for each in strings(template.sample):
        assert each in said, each


def strings(facts):
    """Every word of some facts."""
    if isinstance(facts, tuple):
        return [word for each in facts for word in strings(each)]
    if is_dataclass(facts):
        return [word for field in fields(facts) for word in strings(getattr(facts, field.name))]
    return [facts] if isinstance(facts, str) else []


@cache
def around_a_text():
    return sheet(body("前{{ text }}后"), title="")


HOSTILE = st.text(st.characters(codec="utf-8") | st.sampled_from("{}%#<>&_'\"\n\t\a\f\x00\u202e"), max_size=60)


@given(HOSTILE)
@example("{{ 7 * 7 }}{% for x in y %}{# #}{_{ }_} {_% %_}")
@example("</w:t></w:r></w:p><w:p> & < > ]]> &amp; <!-- <?x?>")
@example("䶮堃\U00020000\U0002a6d6　€😀")
def test_what_people_wrote_stays_words(text):
    made = filled(around_a_text(), _Text(text), "x")
    etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
    printed = "".join(
        sign for sign in text if sign in "\n\t" or not (sign < " " or sign == "\x7f" or sign in DIRECTIONS)
    )
    assert words(made) == [f"前{printed}后"]


DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"

OWN = {
    "unknown name": ("{{ nothing }}", "没有“nothing”这一项"),
    "unknown name within": ("{{ text.nothing }}", "没有“nothing”这一项"),
    "unclosed": ("甲 {% for each in text %}", "模板标记写错了"),
    "no such mark": ("乙 {% fro each in text %}", "模板标记写错了，在“乙"),
    "out of its bounds": ("{{ text.__class__.__mro__ }}", "没有|用不了"),
    "a sum of words": ("{{ text / 2 }}", "填不进去（TypeError）"),
}


@pytest.mark.parametrize(("marks", "why"), OWN.values(), ids=OWN)
def test_what_is_wrong_in_a_template_is_one_chinese_line_without_what_it_was_given(marks, why):
    with pytest.raises(RuleFileError, match=why) as caught:
        filled(sheet(body(marks), title=""), _Text("王芳的话"), "templates/minutes.docx")
    assert str(caught.value).startswith("本局的模板 templates/minutes.docx 用不了：")
    assert "\n" not in str(caught.value)
    assert "王芳" not in str(caught.value)


def broken(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"x", broken("x", b"x"), broken("word/document.xml", b"<"), shipped("votes")[:-99]]
)
def test_what_is_no_document_is_told(content):
    with pytest.raises(RuleFileError, match=r"不是 DOCX 文件|打不开"):
        filled(content, _Text(""), "x")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("2026-11-25", "十一月 党员大会", "会议记录"), "2026-11-25_十一月 党员大会_会议记录"),
        (("../../etc/passwd", 'a:b*"?<>|c\\d'), "etc passwd_a b c d"),
        (("x\u202egpj.exe", "\n"), "x gpj exe"),
        (("长" * 90, "签到表"), f"{'长' * 40}_签到表"),
    ],
)
def test_a_files_name_is_one_everywhere(given, expected):
    assert file_name(*given) == expected


def test_each_template_and_what_it_may_name_stand_in_the_documents():
    document = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    papers, _, names = document.partition("## What a template may name")
    for template in TEMPLATES.values():
        assert f"`{template.name}.docx`" in papers, template.title
    for row in names.splitlines():
        file, *told = re.findall(r"`([\w.]+)`", row) if row.startswith("| `") else ("",)
        if file:
            facts = TEMPLATES[file.removesuffix(".docx")].sample
            assert {field.name for field in fields(facts)} <= set(told) <= set(known(facts)), file


def known(facts):
    """Every name in some facts and in what they list."""
    for field in fields(facts):
        yield field.name
        value = getattr(facts, field.name)
        for each in value if isinstance(value, tuple) else ():
            if is_dataclass(each):
                yield from known(each)
