"""The rows of a roster file, one after another: what each cell means, and what contradicts what."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from storage.people import roster_cells
from storage.people.posts import BRANCH_POSTS, MEMBERS, Category, Post
from storage.people.roster_explained import Explained
from storage.people.roster_said import Kept, KnownPeople, Meanings, RosterFile, RosterRow
from storage.people.roster_sheets import RosterSheet, branch_line, branch_lines, filled_down
from storage.people.roster_words import COLUMNS, branch_in, core, post_words
from storage.sheets.cells import Known, day_or_month, optional, plain
from storage.sheets.header import Row, rows_below, word_of
from storage.sheets.table import Cell, RefusedRow

_DAYS = ("入党日期", "转正日期")
_BY_NAME = "没有警号，按姓名认出"
_BESIDE = {"备注", "说明", "状态", "人员状态", "在职状态", "在岗状态", "在册状态", "党员状态", "变动情况"}
_GONE = re.compile(r"(?:[\d年月日./-]*)?(?:已)?(?:调[出离走]|转出|去世|病故|死亡|离世|辞职|辞退|开除|除名|离职).{0,12}")
_NO_MEMBER = "不是党员，入党、转正日期没有采用"
_ON_DESK = "固定电话不当作手机号"


class Reader:
    """Takes the sheets and their rows in order, remembering whose numbers and phones are taken."""

    def __init__(
        self,
        today: date | None,
        meanings: Meanings,
        branches: Collection[str],
        people: Iterable[Kept],
        *,
        several: bool,
    ) -> None:
        self.today = today
        self.known = KnownPeople(people)
        self.words = Explained(meanings, branches, today)
        self.several = several
        self.rows: list[RosterRow] = []
        self.refused: list[RefusedRow] = []
        self.said: set[str] = set()
        self.ignored: dict[str, None] = {}
        self.notes: dict[str, int] = {}
        self._numbers: dict[str, str] = {}
        self._phones: dict[str, str] = {}

    def read(self, sheet: RosterSheet) -> None:
        """All rows of one sheet."""
        elsewhere = sheet.branch is not None or any(branch_lines(sheet.header))
        self.sheet, self.branch = self.words.of_those_read(sheet.header, branch=elsewhere), sheet.branch
        self.columns = {*self.sheet.columns}
        if elsewhere:
            self.columns.add("支部")
        self.said |= self.columns
        self.ignored |= dict.fromkeys(self.sheet.ignored)
        down = filled_down(self.sheet)
        if down:
            self.notes["支部只写在每组第一行，其余按上一行"] = len(self.sheet.table.rows) - self.sheet.index - 1
        for row in rows_below(self.sheet):
            if named := branch_line(row):
                self.branch = named
            else:
                self._take(row, down=down)

    def file(self, unread: list[str]) -> RosterFile:
        """What was read; `unread` are the titles of the other sheets."""
        notes = [f"{note}（{rows} 行）" for note, rows in self.notes.items()]
        if unread:
            notes.append(f"没有读的工作表：{'、'.join(unread)}")
        return RosterFile(
            frozenset(self.said), self.rows, self.refused, list(self.ignored), self.words.unknown(), self.words.likened, notes
        )  # fmt: skip

    def _take(self, row: Row, *, down: bool) -> None:
        """Accept or refuse one row."""
        row.problems += self._shape_problems(row.cells)
        told: dict[str, str] = {}
        police_no = row.get("警号", roster_cells.police_number) or ""
        name = row.get("姓名", roster_cells.name) or ""
        branch = self._branch(row, down=down)
        kept = self.known.by_number(police_no) if police_no else self._named(row, name, branch)
        if kept is not None:
            police_no, branch = police_no or kept.police_no, branch or ("" if "支部" in self.columns else kept.branch)
        days = {column: row.get(column, self._day) for column in _DAYS if column in self.columns}
        joined, full = (days.get(column) for column in _DAYS)
        category = self._category(row, kept, joined, full)
        aside: set[str] = set()
        if category and category not in MEMBERS and any(days.values()):
            # 参加党派时间 is also that of other parties.
            self.notes[_NO_MEMBER] = self.notes.get(_NO_MEMBER, 0) + 1
            days, joined, full, aside = {}, None, None, {*_DAYS}
        months = frozenset(column for column, known in days.items() if known and not known.whole)
        posts = self.words.posts(row, told)
        row.problems += self._elsewhere(row, branch) + self._remarks(row)
        group = row.get("党小组", optional) or told.get("党小组")
        phone, on_desk = self._phone(row)
        position = row.get("岗位", optional) or told.get("岗位")

        values = {"警号": police_no, "姓名": name, "支部": branch, "类别": category}
        faulty = {problem.split("“", 1)[0].split(" ", 1)[0] for problem in row.problems}
        if missing := [word for word, value in values.items() if not value and word not in faulty]:
            row.problems.append(f"缺少{'、'.join(missing)}，请补上")
        row.problems += self._conflicts(branch, group, posts, joined, full)
        row.problems += self._ahead(category, full)
        row.problems += self._taken(police_no, phone)
        if row.problems or category is None:
            what = f"{police_no} {name}".strip()
            self.refused.append(RefusedRow(row.line, what, "；".join(row.problems) + "。", self._sheet))
            return
        self._numbers[police_no.casefold()] = self._where(row.line)
        if phone:
            self._phones[phone] = self._where(row.line)
        self.said |= told.keys()
        # A column that another sheet has, or that another column told of others, says nothing of this person; nor does a desk's phone.
        unsaid = frozenset({*COLUMNS} - self.columns - told.keys() | ({"手机号"} if on_desk else set()) | aside)
        self.rows.append(
            RosterRow(
                row.line, police_no, name, branch, group, category, posts, phone, position,
                joined.day if joined else None, full.day if full else None, months, unsaid,
            )
        )  # fmt: skip

    @property
    def _sheet(self) -> str:
        return self.sheet.table.title if self.several else ""

    def _where(self, line: int) -> str:
        return f"“{self._sheet}”第 {line} 行" if self.several else f"第 {line} 行"

    def _branch(self, row: Row, *, down: bool) -> str:
        named = row.get("支部", plain) or ""
        if named and down:
            self.branch = named
        return self.words.branch(named or self.branch or "")

    def _named(self, row: Row, name: str, branch: str) -> Kept | None:
        """Who is meant where no number stands; a problem of the row where that may be several, or nobody known."""
        if not name or row.problems or not self.known:
            return None
        found = self.known.by_name(name, branch)
        if len(found) == 1:
            self.notes[_BY_NAME] = self.notes.get(_BY_NAME, 0) + 1
            return found[0]
        row.problems.append(
            f"警号没有写，名册里有 {len(found)} 位同志叫{name}，请补上警号"
            if found
            else "警号没有写，名册里也没有这位同志；新增的人要有警号"
        )
        return None

    def _category(self, row: Row, kept: Kept | None, joined: Known | None, full: Known | None) -> Category | None:
        """As the file says it; without a column for it as it is kept, or by the dates."""
        if "类别" in self.columns:
            return self.words.category(row, joined, full)
        return kept.category if kept else self.words.by_dates(joined, full)

    def _day(self, cell: Cell) -> Known | None:
        return day_or_month(cell, from_1904=self.sheet.table.from_1904)

    def _phone(self, row: Row) -> tuple[str | None, bool]:
        """The mobile, and whether there is only a telephone on a desk: under 联系电话 that is no mistake."""
        on_desk = False
        for place in row.places("手机号"):
            heading = word_of(self.sheet.heads[place])
            if "手机" not in heading and "移动" not in heading and roster_cells.is_landline(row.cell(place)):
                on_desk = True
            elif phone := row.read("手机号", place, roster_cells.phone):
                return phone, False
        if on_desk:
            self.notes[_ON_DESK] = self.notes.get(_ON_DESK, 0) + 1
        return None, on_desk

    def _shape_problems(self, row: list[Cell]) -> list[str]:
        """Signs that a CSV line was cut in the wrong places, so that its cells stand under the wrong headers."""
        delimiter = self.sheet.table.delimiter
        if delimiter is None:
            return []
        texts = [cell for cell in row if isinstance(cell, str)]
        if any("\n" in text.strip() and delimiter in text for text in texts):
            return ["引号没有成对，后面的行被并进了这一行，请检查引号"]
        if any(text.strip() for text in texts[self.sheet.width :]):
            return [f"比表头多出几格，请检查值里是否有没加引号的“{delimiter}”"]
        return []

    def _conflicts(
        self, branch: str, group: str | None, posts: tuple[Post, ...], joined: Known | None, full: Known | None
    ) -> list[str]:
        problems = []
        if not branch and (held := [post for post in posts if post in BRANCH_POSTS]):
            problems.append(f"有支部的职务（{'、'.join(held)}）却没有支部，请填支部")
        if Post.GROUP_LEADER in posts and not group and "党小组" in self.columns:
            problems.append("是党小组长却没有党小组，请填党小组")
        if joined and full and full.before(joined):
            problems.append(f"转正日期 {full} 早于入党日期 {joined}，请核对")
        if joined and self.today and joined.day > self.today:
            problems.append(f"入党日期 {joined} 还没有到，请核对")
        return problems

    @staticmethod
    def _elsewhere(row: Row, branch: str) -> list[str]:
        """A post that is said to be another branch's would be one of the row's own."""
        here = {core(branch), core(row.get("支部", plain) or branch)} if branch else set()
        texts = [cell for place in row.places("职务") if isinstance(cell := row.cell(place), str)]
        named = [there for text in texts for word in post_words(text) if (there := branch_in(word))]
        strange = [each for each in named if not any(core(each) in one or one in core(each) for one in here)]
        return [f"职务写的是“{strange[0]}”支部的，人却在{branch}，请核对支部或职务"] if strange and here else []

    def _remarks(self, row: Row) -> list[str]:
        """What a column beside says of somebody who is here no more."""
        for place, head in enumerate(self.sheet.heads):
            cell = row.cell(place)
            if word_of(head) in _BESIDE and isinstance(cell, str) and _GONE.fullmatch("".join(cell.split())):
                return [f"{word_of(head)} 写着“{cell.strip()[:20]}”，请核对是否还在册：不在册的删去这一行"]
        return []

    def _ahead(self, category: Category | None, full: Known | None) -> list[str]:
        """What 转正日期 says against the category."""
        if full is None or self.today is None:
            return []
        if category is Category.FULL_MEMBER and full.day > self.today:
            return [f"是正式党员，转正日期 {full} 却还没有到，请核对"]
        if category is Category.PROBATIONARY and full.day <= self.today:
            return [f"是预备党员，却有转正日期 {full}，请核对"]
        return []

    def _taken(self, police_no: str, phone: str | None) -> list[str]:
        problems = []
        if first := self._numbers.get(police_no.casefold()):
            problems.append(f"警号与{first}相同，请只保留一行")
        if phone and (first := self._phones.get(phone)):
            problems.append(f"手机号与{first}相同，请核对后改正其中一行")
        return problems
