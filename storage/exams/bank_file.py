"""A file of questions (CSV or XLSX) → checked questions; a bad row never holds up a good one. And the template for it."""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.exams import FALSE, TRUE, Kind
from storage.exams.bank import (
    LONGEST_EXPLANATION,
    LONGEST_OPTION,
    LONGEST_SOURCE,
    LONGEST_TEXT,
    LONGEST_TOPIC,
    MOST_OPTIONS,
    New,
)
from storage.sheets.cells import BadCell, as_text
from storage.sheets.header import LINES, word_of
from storage.sheets.reading import read_tables
from storage.sheets.table import Cell, RefusedRow, SheetUnreadable, Table

LETTERS = "ABCDEFGH"[:MOST_OPTIONS]
OPTIONS = tuple(f"选项{letter}" for letter in LETTERS)
COLUMNS = ("题型", "题干", *OPTIONS, "答案", "主题", "难度", "解析", "出处")
REQUIRED = ("题型", "题干", "答案", "主题")
MOST = 5000
_KINDS = {
    "单选": Kind.SINGLE, "单选题": Kind.SINGLE, "单项选择": Kind.SINGLE, "单项选择题": Kind.SINGLE,
    "多选": Kind.SEVERAL, "多选题": Kind.SEVERAL, "多项选择": Kind.SEVERAL, "多项选择题": Kind.SEVERAL,
    "判断": Kind.JUDGE, "判断题": Kind.JUDGE, "是非题": Kind.JUDGE,
}  # fmt: skip
_CALLED = {
    word: column
    for column, words in {
        "题型": "题目类型 试题类型 类型 题目题型",
        "题干": "题目 题目内容 试题 试题内容 问题 题目描述 题目正文 试题题干",
        "答案": "正确答案 标准答案 参考答案 试题答案 正确选项",
        "主题": "知识点 分类 题目分类 试题分类 章节 类别 所属类别 科目 专题",
        "难度": "难易度 难度等级 难易程度",
        "解析": "答案解析 试题解析 题目解析 解释 说明",
        "出处": "依据 来源 题目来源 法条依据 试题来源",
    }.items()
    for word in words.split()
}
_TRUE = {"对", "正确", "是", "√", "✓", "✔", "T", "TRUE"}
_FALSE = {"错", "错误", "否", "×", "✗", "✘", "X", "F", "FALSE"}
# These mean the first and the second option, or without options 对 and 错.
_FIRST, _SECOND = {"A", "1"}, {"B", "0"}
# More options than a question may have: what stands in such a column is not left out in silence.
_EXTRA = re.compile(r"选项[A-Z]")
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_DIFFICULTY = re.compile(r"[1-5](?:\.0+)?")


@dataclass(frozen=True, slots=True)
class QuestionFile:
    news: list[New] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


def read_questions(name: str, content: bytes) -> QuestionFile:
    """Read a file of questions. Raises SheetUnreadable when the file as a whole cannot be used."""
    table, header = _choose(read_tables(name, content))
    heads = [_head(cell) for cell in table.rows[header]]
    if doubled := sorted({head for head in heads if head in COLUMNS and heads.count(head) > 1}):
        raise SheetUnreadable(f"表头里“{'、'.join(doubled)}”出现了两次，请只留一列后再发。")
    places = {head: place for place, head in enumerate(heads) if head in COLUMNS or _EXTRA.fullmatch(head)}
    if missing := [column for column in REQUIRED if column not in places]:
        raise SheetUnreadable(f"表头缺少：{'、'.join(missing)}。请照模板的表头填写后再发。")
    file = QuestionFile(ignored_columns=[head for head in heads if head and head not in places])
    seen: dict[str, int] = {}
    for index in range(header + 1, len(table.rows)):
        cells = table.rows[index]
        row = {column: cells[place] if place < len(cells) else None for column, place in places.items()}
        if all(cell is None or not str(cell).strip() for cell in row.values()):
            continue
        if len(file.news) + len(file.refused) >= MOST:
            raise SheetUnreadable(f"一次最多导入 {MOST} 题，请分成几个文件再发。")
        _take(file, seen, index + 1, row)
    if not file.news and not file.refused:
        raise SheetUnreadable("表头下面没有题目，请填写后再发。")
    return file


def _take(file: QuestionFile, seen: dict[str, int], line: int, row: dict[str, Cell]) -> None:
    try:
        new = _question(line, row)
        if new.text.startswith(_MARK):
            raise BadCell("这是模板里的示例，没有导入")
        if new.digest in seen:
            raise BadCell(f"与第 {seen[new.digest]} 行是同一道题，只导入前一行")
    except BadCell as error:
        file.refused.append(RefusedRow(line, _shown(row.get("题干")), f"{error}。"))
    else:
        seen[new.digest] = line
        file.news.append(new)


def _shown(cell: Cell) -> str:
    try:
        return as_text(cell)[:20]
    except BadCell:
        return ""


def _head(cell: Cell) -> str:
    """What a heading means, also as other banks call it: A, A选项, 选项 A; 题目, 正确答案."""
    bare = word_of(cell)
    if option := re.fullmatch(r"(?:选项|答案选项)?([A-Za-z])(?:选项|项|\.)?", bare):
        return f"选项{option[1].upper()}"
    bare = _CALLED.get(bare, bare)
    return bare[:-1] + bare[-1].upper() if bare.startswith("选项") and len(bare) == len("选项A") else bare


def _choose(tables: Sequence[Table]) -> tuple[Table, int]:
    """The table and line in which most of the known columns stand."""
    found: list[tuple[int, Table, int]] = []
    for table in tables:
        known = [sum(_head(cell) in COLUMNS for cell in cells) for cells in table.rows[:LINES]]
        if (most := max(known, default=0)) >= 2:
            found.append((most, table, known.index(most)))
    if not found:
        raise SheetUnreadable(f"没有找到表头。请照模板填写，表头要有：{'、'.join(REQUIRED)}。")
    sheets = [table.title for most, table, _ in found if table.delimiter is None and most >= len(REQUIRED)]
    if len(sheets) > 1:
        raise SheetUnreadable(f"有几个工作表都像题库（{'、'.join(sheets)}），请只保留一个后再发。")
    _, table, line = max(found, key=lambda each: each[0])
    return table, line


def _question(line: int, row: dict[str, Cell]) -> New:
    kind = _kind(row)
    text = _text("题干", row, LONGEST_TEXT)
    if not text:
        raise BadCell("“题干”是空的，请填写题目")
    options = _options(kind, row)
    return New(
        kind=kind,
        text=text,
        options=options,
        right=_right(kind, row, options),
        topic=_topic(row),
        difficulty=_difficulty(row),
        explanation=_text("解析", row, LONGEST_EXPLANATION) or None,
        source=_text("出处", row, LONGEST_SOURCE) or None,
        line=line,
    )


def _text(column: str, row: dict[str, Cell], longest: int) -> str:
    """The cell's text. Raises BadCell, naming the column, for what is too long or would be a formula in a spreadsheet."""
    try:
        text = as_text(row.get(column))
    except BadCell as error:
        raise BadCell(f"“{column}”{error}") from None
    if text.startswith(_FORMULA_STARTS) and len(text) > 1:
        raise BadCell(f"“{column}”以“{text[0]}”开头，像是公式，请在前面加文字")
    if len(text) > longest:
        raise BadCell(f"“{column}”有 {len(text)} 个字，最多 {longest} 个，请改短")
    return text


def _kind(row: dict[str, Cell]) -> Kind:
    word = _text("题型", row, 20)
    if not word:
        raise BadCell("“题型”是空的，请填：单选、多选或判断")
    if word not in _KINDS:
        raise BadCell(f"题型“{word}”不认识，请填：单选、多选或判断")
    return _KINDS[word]


def _options(kind: Kind, row: dict[str, Cell]) -> tuple[str, ...]:
    texts = [_text(column, row, LONGEST_OPTION) for column in OPTIONS]
    for column in sorted(row):
        if _EXTRA.fullmatch(column) and column not in OPTIONS and _text(column, row, LONGEST_OPTION):
            raise BadCell(f"有“{column}”，一题最多 {MOST_OPTIONS} 个选项，请改少")
    if kind is Kind.JUDGE:
        return (TRUE, FALSE)
    while texts and not texts[-1]:
        texts.pop()
    if "" in texts:
        raise BadCell(f"“{OPTIONS[texts.index('')]}”是空的，后面却还有选项，请依次填写")
    if len(texts) < 2:
        raise BadCell("至少要有 A、B 两个选项")
    if len({text.casefold() for text in texts}) < len(texts):
        raise BadCell("有两个选项是一样的，请改正")
    return tuple(texts)


def _right(kind: Kind, row: dict[str, Cell], options: Sequence[str]) -> tuple[int, ...]:
    answer = _text("答案", row, 60)
    if not answer:
        raise BadCell("“答案”是空的，请填写")
    word = _word(answer)
    if kind is Kind.JUDGE:
        return (0,) if _judged(word, answer, row) else (1,)
    letters = re.sub(r"[、,;/.|]", "", word)
    if not letters or any(letter not in LETTERS for letter in letters):
        raise BadCell(f"答案“{answer[:10]}”不认识，请填选项的字母，例如：{'A' if kind is Kind.SINGLE else 'ABD'}")
    places = sorted({LETTERS.index(letter) for letter in letters})
    if places[-1] >= len(options):
        raise BadCell(f"答案里有 {LETTERS[places[-1]]}，却没有“{OPTIONS[places[-1]]}”")
    if len(places) < len(letters):
        raise BadCell(f"答案“{answer[:10]}”里有重复的字母，请改正")
    if kind is Kind.SINGLE and len(places) > 1:
        raise BadCell("单选题只能有一个答案；有几个答案的，题型请填“多选”")
    if kind is Kind.SEVERAL and len(places) < 2:
        raise BadCell("多选题至少要有两个答案；只有一个答案的，题型请填“单选”")
    return tuple(places)


def _word(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().replace("\ufe0f", "").split())


def _judged(word: str, answer: str, row: dict[str, Cell]) -> bool:
    """Whether a statement is true. A letter means the option of its column, and options may stand either way round."""
    if word in _TRUE | _FALSE:
        return word in _TRUE
    if word not in _FIRST | _SECOND:
        raise BadCell(f"判断题的答案“{answer[:10]}”不认识，请填：对 或 错")
    said = [_word(re.sub(r"^[A-Ha-h][.、．]\s*|[。.]$", "", _text(column, row, LONGEST_OPTION))) for column in OPTIONS]
    if not any(said):
        return word in _FIRST
    first, second = (True if each in _TRUE else False if each in _FALSE else None for each in said[:2])
    # 1 and 0 are also what systems write for true and false.
    backwards = first is False and word in ("0", "1")
    if any(said[2:]) or {first, second} != {True, False} or backwards:
        raise BadCell(f"判断题的答案“{answer[:10]}”对不上选项，请填：对 或 错")
    return first is True if word in _FIRST else second is True


def _topic(row: dict[str, Cell]) -> str:
    topic = _text("主题", row, LONGEST_TOPIC)
    if not topic:
        raise BadCell("“主题”是空的，请填写，例如：党章党规")
    return topic


def _difficulty(row: dict[str, Cell]) -> int:
    text = unicodedata.normalize("NFKC", _text("难度", row, 20))
    if not text:
        return 3
    if not _DIFFICULTY.fullmatch(text):
        raise BadCell(f"难度“{text}”不对，请填 1 到 5 的整数，1 最易")
    return int(text[0])


_MARK = "【示例，请删去】"
EXAMPLES: tuple[tuple[str, ...], ...] = (
    ("单选", f"{_MARK}党支部党员大会一般多久召开一次？", "每月", "每季度", "每半年", "每年", "", "", "", "",
     "B", "组织生活", "2", "一般每季度召开1次。解析里请写内容，不要写“选B”：选项会打乱。", "党支部工作条例（试行）第十一条"),
    ("多选", f"{_MARK}下列属于“三会一课”的有：", "党支部党员大会", "党支部委员会会议", "党小组会", "党课",
     "", "", "", "", "ABCD", "组织生活", "1", "", ""),
    ("判断", f"{_MARK}预备党员有表决权。", "", "", "", "", "", "", "", "", "错", "发展党员", "2", "", "党章第七条"),
)  # fmt: skip


def template() -> bytes:
    """The file to fill in: the header, and an example row of each kind."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "题目"
    sheet.append(COLUMNS)
    for row in EXAMPLES:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    widths = {"题干": 48, "解析": 32, "出处": 28}
    for place, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = widths.get(column, 12)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
