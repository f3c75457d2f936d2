"""Reports in words."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.kit.screens.text import Markup, clip, day_text, lines, when_text
from storage.people.directory import Who
from storage.reports.lists import Come, state
from storage.reports.rows import Report, ReportAnswer, ReportLeg

HEADING = Markup("<b>📨 报告</b>")


def readers(found: Sequence[Who]) -> str:
    """Who will read it, by name."""
    return "、".join(who.name for who in found)


def own_label(report: Report, leg: ReportLeg, now: datetime) -> str:
    mark = "⏳" if leg.met_at is None and not report.over else "✅"
    return clip(f"{mark} {report.at.astimezone(now.tzinfo):%m-%d} {report.title}　{state(report, leg)}", 60)


def come_label(each: Come, today: date) -> str:
    if not each.waits:
        return clip(f"{each.author}：{each.report.title}　{state(each.report, each.leg)}", 60)
    late = (today - each.leg.due).days
    when = f"❗ 逾期 {late} 天" if late > 0 else f"⏳ {each.leg.due:%m-%d} 前"
    return clip(f"{when} {each.author}：{each.report.title}", 60)


def whole(  # noqa: PLR0917 - a report's parts
    report: Report,
    author: str,
    legs: Sequence[ReportLeg],
    senders: dict[int, str],
    read_by: Sequence[tuple[str, datetime]],
    answered: Sequence[tuple[ReportAnswer, str]],
    now: datetime,
) -> Markup:
    """Everything about one: what it says, where it went, who has read it, what was answered."""
    leg = legs[-1]
    until = "" if leg.met_at or report.over else f"（{day_text(leg.due, now.date())}前）"
    return lines(
        Markup("<b>📨 {}</b>").format(report.title),
        Markup("{}　{}　{}").format(report.kind, author, when_text(report.at, now)),
        Markup("状态：<b>{}</b>{}　现在由{}办理").format(state(report, leg), until, leg.level)
        if not report.over
        else Markup("状态：<b>{}</b>").format(state(report, leg)),
        Markup("\n{}").format(report.text),
        Markup("（附件 {} 个）").format(len(report.files)) if report.files else None,
        Markup("\n<b>经过</b>"),
        *(_leg(each, senders, now, first=place == 0) for place, each in enumerate(legs)),
        Markup("已阅：{}").format("、".join(f"{name} {at.astimezone(now.tzinfo):%m-%d %H:%M}" for name, at in read_by))
        if read_by
        else Markup("还没有人阅过。"),
        *(Markup("💬 批示（{}，{}）：{}").format(name, when_text(each.at, now), each.text) for each, name in answered),
    )


def _leg(leg: ReportLeg, senders: dict[int, str], now: datetime, *, first: bool) -> Markup:
    if first:
        return Markup("• 交给{}").format(leg.level)
    word = f"：{leg.word}" if leg.word else ""
    return Markup("• {} {} 转报{}{}").format(when_text(leg.at, now), senders.get(leg.by, "?"), leg.level, word)
