"""Makes workbooks part by part, as no library would write them."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def letters(column: int) -> str:
    """The name of a column, from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(
    rows: str,
    *,
    strings: str = "",
    formats: tuple[str, ...] = (),
    styles: str = "",
    after: str = "",
    more: dict[str, bytes | str] | None = None,
    before: str = "",
    from_1904: bool = False,
    sheets: int = 1,
    state: str = "visible",
) -> bytes:
    """A workbook of one written sheet. `rows` is the XML inside sheetData; style n + 1 has the format code formats[n]."""
    codes = "".join(
        f'<numFmt numFmtId="{170 + n}" formatCode="{code.replace("&", "&amp;").replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(formats)
    )
    xfs = "".join(f'<xf numFmtId="{170 + n}"/>' for n in range(len(formats)))
    books = "".join(f'<sheet name="S{n}" sheetId="{n}" state="{state}" r:id="r1"/>' for n in range(1, sheets + 1))
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><workbookPr date1904="{int(from_1904)}"/>'
            f"<sheets>{books}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="r3" Type="{RELATION}/styles" Target="/xl/styles.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{xfs}{styles}</cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>",
            **(more or {}),
        }
    )


def text(value: object, place: str = "") -> str:
    """A cell with its text inside it."""
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'


def number(value: object, style: int = 0) -> str:
    """A cell with a number."""
    return f'<c s="{style}"><v>{value}</v></c>'


def row(*cells: str) -> str:
    """Cells that follow one another."""
    return f"<row>{''.join(cells)}</row>"
