"""Feedback in words: what exists on screens and in pushes, what it says only where it is opened."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.kit.screens.text import Markup, day_text, lines, when_text
from storage import feedback
from storage.feedback import Feedback, Word
from storage.sealed.records import Unreadable

HEADING = Markup("<b>💡 意见建议</b>")
MARKS = {True: "⏳", False: "✅"}


def due_text(row: Feedback, today: date) -> str:
    """12月15日（周二）, with 暂算 where holidays are not announced yet."""
    found = feedback.due(row)
    return f"{day_text(found.day, today)}{'（暂算）' if found.provisional else ''}"


def label(row: Feedback, today: date) -> str:
    if not row.open:
        return f"{MARKS[False]} 第 {row.key} 号　{row.state}"
    last = feedback.due(row).day
    word = f"应于 {last:%m-%d} 前答复" if today <= last else f"❗ 逾期 {(today - last).days} 天"
    return f"{MARKS[True]} 第 {row.key} 号　{word}"


def stands(row: Feedback, read_by: Sequence[tuple[str, datetime]], now: datetime, *, own: bool) -> Markup:
    """One as it stands: nothing of what it says, and to those who answer not even by whom it is."""
    today = now.date()
    seen = [Markup("• {}　{}").format(name, when_text(at, now)) for name, at in read_by]
    return lines(
        Markup("<b>💡 意见建议　第 {} 号</b>").format(row.key),
        Markup("提出：{}").format(day_text(row.made_on, today)),
        Markup("交给：{}").format(row.addressee),
        Markup("状态：<b>{}</b>").format(row.state),
        Markup("答复期限：{}").format(due_text(row, today)) if row.open else None,
        Markup("答复日期：{}").format(day_text(row.answered_on, today)) if row.answered_on else None,
        Markup("\n<b>谁查看过内容</b>") if own else None,
        *(seen if own else []),
        Markup("还没有人查看。") if own and not seen else None,
    )


def content(row: Feedback, author: str, words: Sequence[Word], today: date) -> list[Markup]:
    """What it says, a message for each word, for those who may read it."""
    shown = []
    for word in words:
        text = f"（{word.text.value}）" if isinstance(word.text, Unreadable) else word.text
        by = author if word.said == feedback.SAID[0] else word.by
        shown.append(
            lines(
                Markup("🔒 第 {} 号　<b>{}</b>　{}　{}").format(row.key, word.said, by, day_text(word.on, today)),
                Markup("{}").format(text),
                Markup("（附件 {} 个，见上）").format(len(word.files)) if word.files else None,
            )
        )
    return shown
