"""An exam's results as XLSX."""

from collections.abc import Sequence
from datetime import tzinfo

from handlers.kit.screens.sheets import workbook
from scoring.exams import percent, share
from storage.exams.results import Hard, Row
from storage.sheets.writing import Made, Sheet, Value

_PEOPLE = (
    "支部", "姓名", "警号", "得分（分）", "满分（分）", "得分率（%）", "结果", "作答（次）", "交卷时间",
)  # fmt: skip
_QUESTIONS = ("题目", "题型", "主题", "难度", "作答（人次）", "答对（人次）", "正确率（%）")


def results_book(above: Made, rows: Sequence[Row], hard: Sequence[Hard], zone: tzinfo) -> bytes:
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
    return workbook(
        above,
        [
            Sheet("成绩", _PEOPLE, [_line(row, zone) for row in rows], names=3),
            Sheet("题目", _QUESTIONS, questions),
        ],
    )


def _line(row: Row, zone: tzinfo) -> Sequence[Value]:
    best = row.best
    person = (row.who.branch, row.who.name, row.who.police_no)
    if best is None or best.handed_in_at is None:
        return (*person, None, None, None, "未参加", row.tries, None)
    earned = (best.points, best.full, percent(best.share))
    return (*person, *earned, "合格" if row.passed else "未合格", row.tries, best.handed_in_at.astimezone(zone))
