"""Files to try in the demo: the roster as a personnel system exports it, and a table of what a branch has had on paper."""

import io
from pathlib import Path

from sandbox.bureau.people import Bureau, Person
from sandbox.bureau.people_words import KNOWN_BRANCH

HEADER = (
    "序号",
    "姓名",
    "警员编号",
    "人员类别",
    "政治面貌",
    "党内职务",
    "工作岗位",
    "联系电话",
    "加入党组织日期",
    "转为正式党员日期",
)
BRANCHES = 3
_MEMBER = {"正式党员": "中共党员", "预备党员": "中共预备党员", "入党积极分子": "积极分子"}
_POSTS = {"支部书记": "党支部书记", "支部副书记": "副书记", "党小组长": "党小组组长", "纪检委员": "纪检委员（兼）"}


def write(bureau: Bureau, folder: Path) -> None:
    """Two files into that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "党员名册（人事系统导出）.xlsx").write_bytes(roster(bureau))
    held = ["支部名称,会议类型,召开时间,会议地点,应到人数,实到人数", f"{KNOWN_BRANCH},支委会,2025-09-03,支部活动室,5,5"]
    (folder / "接续_会议.csv").write_text("\n".join([*held, f"{KNOWN_BRANCH},茶话会,2025-09-04,,,"]), "utf-8-sig")


def roster(bureau: Bureau) -> bytes:
    """A sheet for each of some branches: other headings and words, months without a day, a line that sums up, a hidden sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].title, book.worksheets[0].sheet_state = "字典", "hidden"
    for branch in bureau.branches[:BRANCHES]:
        sheet = book.create_sheet(branch.name)
        sheet.append([f"{branch.name}党员信息采集表"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
        sheet.append(HEADER)
        people = bureau.of_branch(branch.name)
        for number, person in enumerate(people, 1):
            sheet.append([number, *_row(person, number)])
        sheet.append(["合计", f"{len(people)} 人"])
        sheet.append(["填表人：", None, None, "审核人："])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(person: Person, number: int) -> list[str]:
    joined, full = (day.isoformat() if day else "" for day in (person.joined, person.confirmed))
    name = f"{person.name[0]}　{person.name[1:]}" if len(person.name) == 2 else person.name
    posts = "兼".join(_POSTS.get(post, post) for post in person.posts) or ("支委" if number % 9 == 0 else "")
    joined = joined[:7] if number % 5 == 0 else joined
    return [
        name,
        person.badge,
        "民警",
        _MEMBER.get(person.category, person.category),
        posts,
        person.duty,
        person.phone,
        joined,
        full,
    ]
