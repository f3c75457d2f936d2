"""An exam's results as XLSX."""

from collections.abc import Sequence
from datetime import tzinfo

from handlers.kit.screens.sheets import workbook
from scoring.exams import percent, share
from storage.exams.results import Hard, Row
from storage.sheets.writing import Sheet, Value

_PEOPLE = (
    ("支部", 24), ("姓名", 10), ("警号", 10), ("得分", 8), ("满分", 8), ("百分比", 8), ("结果", 10), ("次数", 6), ("交卷时间", 18),
)  # fmt: skip
_QUESTIONS = (("题目", 60), ("题型", 8), ("主题", 14), ("难度", 6), ("答题人次", 10), ("答对", 8), ("正确率（%）", 12))


def results_book(rows: Sequence[Row], hard: Sequence[Hard], zone: tzinfo) -> bytes:
    """成绩: everyone, best first; 题目: each question, the hardest first."""
    questions: list[Sequence[Value]] = [
        (
            each.question.text,
            each.question.kind,
            each.question.topic,
            each.question.difficulty,
            each.asked,
            each.right,
            percent(share(each.right, each.asked)),
        )
        for each in hard
    ]
    return workbook([Sheet("成绩", _PEOPLE, [_line(row, zone) for row in rows]), Sheet("题目", _QUESTIONS, questions)])


def _line(row: Row, zone: tzinfo) -> Sequence[Value]:
    best = row.best
    person = (row.who.branch, row.who.name, row.who.police_no)
    if best is None or best.handed_in_at is None:
        return (*person, None, None, None, "未参加", row.tries, None)
    earned = (best.points, best.full, percent(best.share))
    return (*person, *earned, "合格" if row.passed else "未合格", row.tries, best.handed_in_at.astimezone(zone))
