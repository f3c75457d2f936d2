"""The sheet on which papers are laid out, after GB/T 9704: A4, 22 lines of 28 characters, page numbers between dashes.

A template is made of parts. Words in double braces, and the tags of `when` and `each`, are filled in later (`filling.py`).
"""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

    Part = Callable[[Document], None]

TITLE, BODY, HEADING, NUMBERS, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体", "Times New Roman"
INSTEAD = {TITLE: "宋体", BODY: "仿宋", HEADING: "SimHei", NUMBERS: "SimSun"}
"""What stands in for a font that a machine has not got."""
SECOND, THIRD, FOURTH, SMALL_FOURTH, FIFTH = 22.0, 16.0, 14.0, 12.0, 10.5
"""Sizes in points: 2 号, 3 号, 4 号, 小四, 五号."""
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
WIDTH, WIDE = 210 - LEFT - RIGHT, 297 - TOP - BOTTOM
"""Millimetres between the margins, and on a page that lies on its side."""
MIDDLE = 30
"""Millimetres; in a column as narrow as that words stand in the middle."""
LINE, CLOSER = 579, -5
"""Of 22 lines on a page, the height of one, in twentieths of a point; and how much closer than their size 28 characters in a line stand.
A grid of characters would do the same in Word, and the opposite in LibreOffice."""


def sheet(*parts: "Part", title: str, wide: bool = False) -> bytes:
    """A template of those parts, one after the other; `wide` lies on its side."""
    import docx

    document = docx.Document()
    _set_page(document, wide=wide)
    _set_styles(document)
    _set_fonts(document)
    _number_pages(document)
    # What the library's own template says of itself.
    known = document.core_properties
    known.title, known.author, known.comments = title, "", ""
    _leave_out(document)
    for part in parts:
        part(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def title(text: str) -> "Part":
    """The paper's name, in the middle above all else."""
    return _paragraph(text, "Title")


def under(text: str) -> "Part":
    """A line in the middle below it."""
    return _paragraph(text, "Subtitle")


def heading(text: str) -> "Part":
    return _paragraph(text, "Heading 1")


def body(text: str) -> "Part":
    """A paragraph, which begins two characters in."""
    return _paragraph(text, "Body Text")


def line(text: str) -> "Part":
    """A paragraph that begins at the margin."""
    return _paragraph(text, "Normal")


def above(text: str) -> "Part":
    """A line above a table, on its page."""
    return _paragraph(text, "Above")


def photos(name: str) -> "Part":
    """Those of that name, two in a row."""
    return _paragraph(f"{{% for photo in {name} %}}{{{{ photo }}}} {{% endfor %}}", "Photos")


def signing(*texts: str) -> "Part":
    """Lines to sign on, which do not stand on a page by themselves."""

    def draw(document: "Document") -> None:
        *before, _ = [*document.paragraphs[-1:], *(document.add_paragraph(text, "Signing") for text in ("", *texts))]
        for paragraph in before:
            paragraph.paragraph_format.keep_with_next = True

    return draw


def when(condition: str, *parts: "Part") -> "Part":
    """Those parts where it holds."""
    return _between(f"if {condition}", "endif", parts)


def each(loop: str, *parts: "Part") -> "Part":
    """Those parts for each of them: `vote in votes`."""
    return _between(f"for {loop}", "endfor", parts)


def pairs(rows: Sequence[tuple[str, str]], label: int = 32) -> "Part":
    """A table of two columns, what and its value; the first so many millimetres wide."""

    def draw(document: "Document") -> None:
        table = _table(document, len(rows), [label, WIDTH - label])
        for (name, value), row in zip(rows, table.rows, strict=True):
            _write(row.cells[0], name, "Table Heading")
            _write(row.cells[1], value, "Table Text")
            _keep_whole(row)
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    return draw


def rows(loop: str, columns: Sequence[tuple[str, str, int]], small: bool = False) -> "Part":
    """A table with a row for each of them; a column is its heading, its words, and its width in millimetres. The head comes again on
    each page. `small` is in 五号."""
    size = " Small" if small else ""

    def draw(document: "Document") -> None:
        table = _table(document, 4, [width for _, _, width in columns])
        head, begin, row, end = table.rows
        for cell, (name, _, _) in zip(head.cells, columns, strict=True):
            _write(cell, name, "Table Heading" + size)
        _property(head._tr.get_or_add_trPr(), "w:tblHeader")
        _write(begin.cells[0], f"{{%tr for {loop} %}}", "Table Text")
        for cell, (_, words, width) in zip(row.cells, columns, strict=True):
            _write(cell, words, ("Table Text" if width > MIDDLE else "Table Middle") + size)
        _keep_whole(row)
        _write(end.cells[0], "{%tr endfor %}", "Table Text")

    return draw


def _paragraph(text: str, style: str) -> "Part":
    def draw(document: "Document") -> None:
        document.add_paragraph(text, style)

    return draw


def _between(begin: str, end: str, parts: Sequence["Part"]) -> "Part":
    def draw(document: "Document") -> None:
        for part in (line(f"{{%p {begin} %}}"), *parts, line(f"{{%p {end} %}}")):
            part(document)

    return draw


def _table(document: "Document", count: int, widths: Sequence[int]) -> "Table":
    from docx.shared import Mm

    table: Table = document.add_table(count, len(widths), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _write(cell: "_Cell", text: str, style: str) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL

    cell.text = text
    cell.paragraphs[0].style = style
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def _keep_whole(row: Any) -> None:
    """A row is not broken over two pages."""
    _property(row._tr.get_or_add_trPr(), "w:cantSplit")


def _property(parent: Any, name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def _set_page(document: "Document", *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
    # Turned to the left, with its head where the binding is.
    top, bottom, left, right = (LEFT, RIGHT, BOTTOM, TOP) if wide else (TOP, BOTTOM, LEFT, RIGHT)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 10)
    for grid in section._sectPr.findall(_named("docGrid")):
        section._sectPr.remove(grid)
    _property(section._sectPr, "w:docGrid", type="lines", linePitch=str(LINE))


def _leave_out(document: "Document") -> None:
    """A picture of a page, and the styles once more, which no program needs: half of a paper's size."""
    for source in (document.part, document.part.package):
        for key, relation in list(source.rels.items()):
            if relation.reltype.endswith(("stylesWithEffects", "thumbnail")):
                del source.rels[key]


def _named(word: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{word}"))


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    styles, middle, both = document.styles, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    _style(styles["Normal"], BODY, THIRD, WD_ALIGN_PARAGRAPH.LEFT)
    _style(styles["Title"], TITLE, SECOND, middle, line=35.0)
    _style(styles["Subtitle"], BODY, THIRD, middle)
    _style(styles["Heading 1"], HEADING, THIRD, both)
    _style(styles["Body Text"], BODY, THIRD, both)
    _style(styles.add_style("Above", WD_STYLE_TYPE.PARAGRAPH), BODY, THIRD, WD_ALIGN_PARAGRAPH.LEFT)
    styles["Above"].paragraph_format.keep_with_next = True
    _style(styles.add_style("Signing", WD_STYLE_TYPE.PARAGRAPH), BODY, THIRD, WD_ALIGN_PARAGRAPH.LEFT)
    _style(styles.add_style("Photos", WD_STYLE_TYPE.PARAGRAPH), BODY, SMALL_FOURTH, middle)
    # A line is as high as what stands in it.
    styles["Photos"].paragraph_format.line_spacing = 1.0
    # Two characters, whatever the size of the type.
    for name in ("Heading 1", "Body Text"):
        styles[name].paragraph_format.first_line_indent = Pt(THIRD * 2)
        styles[name].element.pPr.ind.set(_named("firstLineChars"), "200")
    above = styles["Heading 1"].paragraph_format
    above.keep_with_next, above.space_before = True, Pt(6)
    styles["Subtitle"].paragraph_format.space_after = Pt(LINE / 40)
    for name, font, where in (
        ("Table Heading", HEADING, middle),
        ("Table Text", BODY, WD_ALIGN_PARAGRAPH.LEFT),
        ("Table Middle", BODY, middle),
    ):
        _style(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), font, SMALL_FOURTH, where, line=18.0)
        _style(styles.add_style(f"{name} Small", WD_STYLE_TYPE.PARAGRAPH), font, FIFTH, where, line=16.0)
    for name in ("Header", "Footer"):
        _style(styles[name], NUMBERS, FOURTH, WD_ALIGN_PARAGRAPH.LEFT, line=16.0)


def _style(style: "ParagraphStyle", font: str, size: float, where: Any, line: float = LINE / 20) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    known = style.element.get_or_add_rPr()
    # A theme's fonts, a rule below a title and letters set wide are the library's, not the norm's.
    fonts = known.get_or_add_rFonts()
    for key in [key for key in fonts.attrib if "heme" in key]:
        del fonts.attrib[key]
    for key, value in (("eastAsia", font), ("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN)):
        fonts.set(_named(key), value)
    for found in [*known.findall(_named("spacing")), *known.findall(_named("kern"))]:
        known.remove(found)
    if size == THIRD:
        closer = OxmlElement("w:spacing")
        closer.set(_named("val"), str(CLOSER))
        known.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    layout = style.element.get_or_add_pPr()
    for found in [*layout.findall(_named("pBdr")), *layout.findall(_named("contextualSpacing"))]:
        layout.remove(found)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    spacing.alignment, spacing.widow_control = where, False
    if size != THIRD:
        # The grid of lines and characters is the body's alone.
        layout.insert_element_before(OxmlElement("w:snapToGrid"), *_AFTER_GRID)
        layout.find(_named("snapToGrid")).set(_named("val"), "0")


_AFTER_GRID = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def _set_fonts(document: "Document") -> None:
    """What stands in for them goes with the file."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in INSTEAD.items()
    )
    from docx.opc.oxml import serialize_part_xml

    table = parse_xml(f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>")
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = serialize_part_xml(table)
    language = document.styles.element.find(f"{_named('docDefaults')}//{_named('lang')}")
    if language is not None:
        language.set(_named("eastAsia"), "zh-CN")


def _number_pages(document: "Document") -> None:
    """— 1 —, a character in from the outer edge: on the right of odd pages, on the left of even ones."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, where in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph: Paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = document.styles["Footer"], where
        outer = "right_indent" if where == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
        setattr(paragraph.paragraph_format, outer, Pt(FOURTH))
        paragraph.add_run("— ")
        _property(paragraph._p, "w:fldSimple", instr=" PAGE ").append(paragraph.add_run("1")._r)
        paragraph.add_run(" —")
