"""年度台账: what a branch owed in a stretch of time, and what became of it; in numbers, and subject by subject."""

from dataclasses import dataclass

from scoring.papers.page import each, heading, line, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Line:
    """One entry of a subject."""

    date: str
    what: str
    person: str
    standing: str
    done: str
    note: str


@dataclass(frozen=True)
class Subject:
    """One subject with its entries and how many stand where."""

    name: str
    unit: str
    total: int
    done: int
    open: int
    late: int
    entries: tuple[Line, ...]


@dataclass(frozen=True)
class Ledger:
    """A branch's; `subjects` are those that have entries, `empty` names the others."""

    branch: str
    span: str
    subjects: tuple[Subject, ...]
    empty: str
    made_on: str


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("工作台账"),
        under("{{ span }}"),
        heading("汇总"),
        when("not subjects", line("这段时间没有记录。")),
        when(
            "subjects",
            rows(
                "subject in subjects",
                [
                    ("类别", "{{ subject.name }}", 105),
                    ("共计", "{{ subject.total }}", 30),
                    ("完成", "{{ subject.done }}", 30),
                    ("进行中", "{{ subject.open }}", 30),
                    ("逾期未完成", "{{ subject.late }}", 30),
                ],
            ),
        ),
        when("empty", line("没有记录的：{{ empty }}。")),
        each(
            "subject in subjects",
            heading("{{ loop.index }}．{{ subject.name }}（{{ subject.total }} {{ subject.unit }}）"),
            rows(
                "each in subject.entries",
                [
                    ("日期", "{{ each.date }}", 28),
                    ("事项", "{{ each.what }}", 74),
                    ("姓名", "{{ each.person }}", 26),
                    ("状态", "{{ each.standing }}", 27),
                    ("完成日期", "{{ each.done }}", 28),
                    ("备注", "{{ each.note }}", 42),
                ],
                small=True,
            ),
        ),
        signing("支部书记（签名）：　　　　　　　{{ made_on }}"),
        title="工作台账",
        wide=True,
    )


TEMPLATE = Template(
    "ledger",
    "年度台账",
    layout,
    Ledger(
        "刑侦支队党支部",
        "2026年",
        (
            Subject(
                "三会一课",
                "项",
                1,
                1,
                0,
                0,
                (Line("2026-11-20", "十一月党员大会", "王芳", "已完成", "2026-11-20", "应到 14 人"),),
            ),
        ),
        "考试",
        "2026年12月31日",
    ),
)
