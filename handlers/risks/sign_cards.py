"""Signs in words: what exists, never what it says."""

from datetime import date, datetime

from handlers.kit.screens.text import Markup, day_text, lines, when_text
from handlers.kit.screens.when_sent import since
from handlers.risks.cards import DOTS
from storage.risks.signs import Seen
from storage.rules.grades import Level
from storage.sealed.records import Unreadable

HEADING = Markup("<b>🌱 苗头提示</b>")
CAREFUL = (
    "这是党组织内部的工作提示，用于早发现、早提醒、早关心，不是对同志的评价或处理。请注意保密，谈话以关心帮助为主。"
)


def handled_for(seen: Seen, today: date) -> str:
    """5 天未处理, or how it ended."""
    row = seen.row
    if not row.open:
        return row.outcome or "已结束"
    return (
        f"{row.age(today)} 天未处理" if row.age(today) else "今天登记" if row.grade_on == row.noted_on else "今天升级"
    )


def label(seen: Seen, today: date, *, named: bool) -> str:
    """A line of the list; without a name for those who oversee the branches."""
    row = seen.row
    who = seen.person if named else f"第 {row.key} 号"
    return f"{DOTS[Level(row.level)]} {who}　{row.grade}　{handled_for(seen, today)}"


def sign_text(seen: Seen, now: datetime, *, named: bool) -> Markup:
    """One sign as it exists, with what was done about it."""
    row, today = seen.row, now.date()
    return lines(
        Markup("<b>🌱 苗头提示　第 {} 号</b>").format(row.key),
        Markup("{}").format(seen.branch) + (Markup("　<b>{}</b>").format(seen.person) if named else Markup("")),
        Markup("程度：{} {}　建议：<b>{}</b>").format(DOTS[Level(row.level)], row.level, row.grade),
        Markup("发现：{}　{}").format(day_text(row.since, today), handled_for(seen, today)),
        Markup("\n<b>处理过程</b>"),
        *(
            Markup("• {}　{}{}").format(
                when_text(step.at, now), f"{name} " if named else "", f"{step.said}（{step.grade}）"
            )
            for step, name in seen.steps
        ),
        Markup("\n{}").format(CAREFUL),
    )


def content(seen: Seen, found: list[tuple[str, str | Unreadable]]) -> Markup:
    """What it says, for the one who may read it."""
    said = [
        Markup("<b>{}</b>：{}").format(title, f"（{text.value}）" if isinstance(text, Unreadable) else text)
        for title, text in found
    ]
    return lines(Markup("🔒 <b>{}</b>（{}）").format(seen.person, seen.branch), *said)


def new_text(by: str, level: str, grade: str) -> Markup:
    """What a push says: neither about whom nor what."""
    return Markup("🌱 <b>{}</b>登记了一条苗头提示（程度：{}，建议{}），请打开查看。").format(by, level, grade)


def reminder_text(graded: date, grade: str) -> Markup:
    return Markup("🌱 有一条苗头提示 <b>{}</b>未处理（建议{}），请及时关心、妥善处理。").format(since(graded), grade)
