"""Roster files as personnel systems and party offices really write them, all of invented people."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def in_the_offices_words() -> bytes:
    """A CSV with plain headings, filled in by fifteen hands."""
    return csv_of(
        ("警号", "姓名", "所在党支部", "党小组", "政治面貌", "党内职务", "联系电话", "岗位", "入党时间", "转正时间"),
        ("'033101", "王　芳", "刑侦大队党支部", "第一党小组", "中共党员", "党支部书记", "13800000001", "教导员", "2008.7", "2009.7"),
        ("033102.0", "李雷（男）", "刑侦大队党支部", "第一党小组", "中共党员", "副书记兼组织委员", "138 0000 0002", "副大队长", "2010年7月1日", "2011年7月1日"),
        ("０３３１０３", "赵敏", "刑侦大队党支部", "第一党小组", "中共党员", "纪检委员（兼）", "13800000003", "民警", "201007", "201107"),
        ("033104", "钱进", "刑侦大队党支部", "第二党小组", "中共预备党员", "无", "13800000004", "民警", "2026/3/1", ""),
        ("033105", "孙立", "刑侦大队党支部", "第二党小组", "群众", "", "13800000005", "民警", "", ""),
        ("033106", "周全", "机关党支部", "", "中共党员", "书记", "13800000006", "政治处主任", "1998-07", "1999-07"),
        ("033107", "吴干", "机关党支部", "", "正式党员", "宣传委员", "0571-88888888", "科员", "2001.07.01", "2002.07.01"),
        ("033108", "郑局", "机关党支部", "", "中共党员", "局党委书记", "13800000008", "局长", "1992年6月", "1993年6月"),
        ("033109", "陈新", "治安大队党支部", "", "共青团员", "", "13800000009", "民警", "", ""),
        ("033110", "卫国", "治安大队党支部", "第一党小组", "中共党员", "党小组组长", "13800000010", "中队长", "39995", "40360"),
        ("033111", "蒋平", "治安大队党支部", "", "积极分子", "", "13800000011", "民警", "", ""),
        ("033112", "沈月", "治安大队党支部", "", "中共党员", "支委", "13800000012", "内勤", "2012-07-01", "2013-07-01"),
        ("033113", "韩冰", "治安大队党支部", "", "中共党员", "普通党员", "13800000013", "民警", "2015.7.1", "2016.7.1"),
        ("033114", "杨柳", "治安大队党支部", "", "党员", "支书", "13800000014", "大队长", "2005-07-01", "2006-07-01"),
        ("033115", "朱明", "治安大队党支部", "", "入党申请人", "/", "13800000015", "民警", "", ""),
    )  # fmt: skip


def from_the_personnel_system() -> bytes:
    """One sheet: a title, a header in two lines, branches merged over their rows, a line that sums up, signatures, a hidden sheet."""
    book, sheet = _book("党员信息")
    hidden = book.create_sheet("Sheet2")
    hidden.append(["警号", "姓名", "支部", "类别"])
    hidden.append(["999999", "不该读到", "旧支部", "群众"])
    hidden.sheet_state = "hidden"
    rows: list[list[object]] = [
        ["海滨县公安局党员基本信息采集表"],
        ["填报单位：政治处", None, None, None, None, None, None, None, "2026年11月20日"],
        ["序号", "所在支部", "警员编号", "民警姓名", "性别", "党内情况", None, None, None, "工作岗位", "手机"],
        [None, None, None, None, None, "政治面貌", "党内职务", "加入党组织日期", "转为正式党员日期", None, None],
        [1, "刑侦支部", "033101", "王 芳", "女", "中共党员", "支部书记", 200807, datetime(2009, 7, 1), "教导员", 13800000001],
        [2, None, "033102", "李雷", "男", "中共党员", "支部副书记、组织委员", date(2010, 7, 1), "2011.7.1", "副大队长", "13800000002"],
        [3, None, "033103", "赵敏*", "女", "预备党员", "-", "2026年3月", None, "民警", "13800000003"],
        [4, "治安支部", "033104", "欧阳　娜娜", "女", "中共党员", "党小组组长", "1999.12", "2000.12", "民警", "13800000004"],
        [5, None, "033105", "买买提•艾力", "男", "中共党员", None, "20080701", "20090701", "民警", "13800000005"],
        [6, None, "033106", "䶮堃（借调）", "男", "无党派人士", None, None, None, "辅警", "13800000006"],
        ["合计", None, 6],
        ["填表人：朱明", None, None, None, "审核人：", None, None, None, "联系电话：8888"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for merged in ("A1:K1", "F3:I3", "B5:B7", "B8:B10", *(f"{letter}3:{letter}4" for letter in "ABCDEJK")):
        sheet.merge_cells(merged)
    return _bytes(book)


def a_sheet_for_each_branch() -> bytes:
    """No column for the branch: each sheet is one, beside an instruction and a summary."""
    book, sheet = _book("填表说明")
    sheet.append(["请各支部如实填写，姓名与警号一一对应。"])
    summary = book.create_sheet("汇总")
    for row in (["支部", "人数"], ["刑侦支部", 2], ["治安支部", 3]):
        summary.append(row)
    header = ["序号", "姓名", "警号/辅警编号", "人员类别", "党员类别", "职务", "移动电话", "加入党组织时间"]
    for branch, people in {
        "刑侦支部": [
            [1, "王芳", "033101", "民警", "正式党员", "教导员、党支部书记", "13800000001", "2008-07-01"],
            [2, "李雷", "033102", "民警", "正式党员", "副大队长", "13800000002", "2010-07-01"],
        ],
        "治安支部": [
            [1, "杨柳", "033114", "民警", "正式党员", "大队长、支部书记", "13800000014", "2005-07-01"],
            [2, "韩冰", "033113", "民警", "发展对象", "民警", "13800000013", None],
            [3, "朱明", "033115", "民警", "入党积极分子", "三级警长", "13800000015", None],
        ],
    }.items():
        sheet = book.create_sheet(branch)
        sheet.append([f"{branch}人员名册"])
        sheet.append(header)
        for person in people:
            sheet.append(person)
        sheet.append([f"支部书记（签字）：{people[0][1]}"])
    return _bytes(book)


FILES = {
    "党员名册.csv": (in_the_offices_words, 15),
    "党员信息采集表.xlsx": (from_the_personnel_system, 6),
    "各支部名册.xlsx": (a_sheet_for_each_branch, 5),
}
"""Name → what makes it, and how many people are in it."""


def csv_of(*rows: Sequence[object], encoding: str = "gb18030") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
