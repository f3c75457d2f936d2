"""An XLSX as an archive of XML parts, unpacked and read piece by piece within bounds. The package: ECMA-376 part 2."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from storage.sheets.table import MAX_CELLS, TOO_MANY_CELLS, Cell, SheetUnreadable

MAX_UNPACKED = 8 * 1024 * 1024
MAX_PARTS, MAX_ELEMENTS = 1_000, 1_000_000
TOO_BIG = "这个文件展开后过大，请只保留一个工作表，删去图片、空行和多余的格式后再发。"
DAMAGED = "这个 XLSX 文件已损坏，或不是 XLSX；请用 Excel 或 WPS 打开后另存一份再发。"
_STRANGE = "这个 XLSX 文件里有不该有的内容，请用 Excel 另存一份再发。"
_LOCKED = "这个文件加了密码，请取消密码后再发。"
_OTHERS = {
    "xl/workbook.bin": "这是 .xlsb 文件，请用 Excel 另存为 .xlsx 后再发。",
    "content.xml": "这是 OpenDocument 文件（.ods 等），请另存为 .xlsx 后再发。",
    "word/document.xml": "这是 Word 文件，请把表格复制到 Excel 里，另存为 .xlsx 后再发。",
    "ppt/presentation.xml": "这是演示文稿，请把表格复制到 Excel 里，另存为 .xlsx 后再发。",
}
_CHUNK = 64 * 1024

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]


@dataclass
class Budget:
    """What one file may still hold."""

    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
    text: int = MAX_UNPACKED

    def element(self) -> None:
        """One more element, or one more look."""
        self.elements -= 1
        if self.elements < 0:
            raise SheetUnreadable(TOO_BIG)

    def cell(self, cell: Cell) -> None:
        """Also the same long text, pointed at by many cells, is so much text."""
        self.cells -= 1
        self.text -= len(str(cell))
        if self.cells < 0 or self.text < 0:
            raise SheetUnreadable(TOO_MANY_CELLS if self.cells < 0 else TOO_BIG)


class Archive:
    """The parts by their names in lower case. Raises SheetUnreadable for what is not an XLSX, locked, or too big."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.budget = Budget()
        parts = archive.infolist()
        self.parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise SheetUnreadable(_LOCKED)
        if other := next((why for name, why in _OTHERS.items() if name in self.parts), None):
            raise SheetUnreadable(other)
        if "[content_types].xml" not in self.parts:
            raise SheetUnreadable("这是压缩包，不是 XLSX 文件；请解压后发送里面的表格。")
        # zipfile never unpacks a part beyond the size it declares, so the declared sizes bound the real ones.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise SheetUnreadable(TOO_BIG)
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise SheetUnreadable(DAMAGED)

    def parse(self, name: str, start: Start, end: End = lambda *_: None) -> None:
        """Read a part: `start` gets an element's name and attributes, `end` its name and own text, both without prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        text: list[str] = []

        def opened(tag: str, attributes: dict[str, str]) -> None:
            self.budget.element()
            text.clear()
            start(tag.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

        def closed(tag: str) -> None:
            end(tag.rpartition(":")[2], "".join(text))
            text.clear()

        def refused(*_: object) -> None:
            raise SheetUnreadable(_STRANGE)

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.CharacterDataHandler = text.append
        # No office program writes a document type; entities in one can swell without end.
        parser.StartDoctypeDeclHandler = refused
        with self.archive.open(self.parts[name]) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def related(self, name: str, by: str = "Type") -> list[tuple[str, str]]:
        """What a part points at, by the kind of relation or by its id: (kind or id, name of the other part)."""
        folder, _, file = name.rpartition("/")
        found: list[tuple[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/").lower()
                found.append((attributes[by].rpartition("/")[2], target))

        rels = posixpath.join(folder, "_rels", f"{file}.rels").lower()
        if rels in self.parts:
            self.parse(rels, start)
        return found
