"""A shift roster taken over: sent, words that nobody knows asked once, tried, confirmed."""

from collections.abc import Mapping, Sequence
from functools import partial

from handlers.kit.forms.choices import Option, Several
from handlers.kit.forms.form import Form, Next, Typed, draft
from handlers.kit.forms.tables import (
    TABLE,
    DryRun,
    Import,
    Named,
    TableFile,
    TableReview,
    refused_rows,
    unknown_columns,
)
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.shifts.buttons import Shifts, StartShifts
from scoring.shifts import meaning
from storage.shifts import roster
from storage.shifts.roster import ShiftPlan
from storage.shifts.shift_file import REQUIRED, ShiftFile, read_shifts

NAMED = TABLE & Named("班次")
MOST_UNKNOWN = 30
"""A file with more is none of shifts."""


def _said(context: Context) -> Mapping[str, bool]:
    """What the sender has said of words that nobody knew."""
    facts = draft(context)
    return {word: word in facts.get("free", ()) for word in facts.get("asked", ()) if "free" in facts}


async def _first(context: Context, file: ShiftFile) -> Next:
    """Ask about the words that nobody has explained."""
    facts = draft(context)
    facts.pop("free", None)
    facts["asked"] = []
    async with context.read() as session:
        plan = await roster.compare(session, context.me, file, context.now.date(), {})
    facts["asked"] = plan.unknown[:MOST_UNKNOWN]
    return "free" if plan.unknown else None


async def unknown_words(context: Context) -> Sequence[Option]:
    return [Option(word, word) for word in draft(context)["asked"]]


async def dry_run(context: Context, file: ShiftFile) -> DryRun:
    async with context.read() as session:
        plan = await roster.compare(session, context.me, file, context.now.date(), _said(context))
    stops = None
    if plan.unknown:
        stops = Markup("\n还有不认识的班次：{}。请改成通用的写法后重新发送。").format("、".join(plan.unknown[:10]))
    elif plan.span is None:
        stops = Markup("\n没有今天以后的班次可写入，请改正后重新发送文件。")
    return DryRun(
        head=[
            _counts(plan),
            _words(plan),
            Markup("已经过去的 {} 个班次不写入。").format(plan.over) if plan.over else None,
            unknown_columns(file.ignored_columns),
        ],
        sections=refused_rows(plan.refused),
        foot=[stops],
        label=None if stops else "✅ 确认导入",
    )


def _counts(plan: ShiftPlan) -> Markup:
    if plan.span is None:
        return Markup("可写入 0 人 · 未采纳 {} 行").format(len(plan.refused))
    first, last = plan.span
    return Markup("{}月{}日至{}月{}日　可写入 {} 人 · 未采纳 {} 行").format(
        first.month, first.day, last.month, last.day, len(plan.days), len(plan.refused)
    )


def _words(plan: ShiftPlan) -> Markup | None:
    used = sorted({word for days in plan.days.values() for word in days.values()})
    free = [word for word in used if meaning(word, plan.words)]
    busy = [word for word in used if meaning(word, plan.words) is False]
    return (
        Markup("方便参加会议：{}\n不便参加会议：{}").format("、".join(free) or "无", "、".join(busy) or "无")
        if used
        else None
    )


async def save(context: Context, file: ShiftFile) -> Next:
    async with context.write() as tx:
        name, said = draft(context)["file"]["name"], _said(context)
        plan = await roster.apply(tx, context.me, file, name=name, said=said, now=context.now)
    if plan.unknown or plan.span is None:
        return "confirm"
    await context.show(lines(Markup("<b>✅ 已导入班次表</b>"), _counts(plan)), [back(Shifts())])
    return None


SHIFTS = Import(
    file="人事系统的班次表",
    columns=(*REQUIRED, "日期", "班次"),
    required=REQUIRED,
    hints=[
        "可以每天一列（如 12月1日），也可以用日期、班次两列，每人每天一行。",
        "先试运行给您看结果，确认后才写入；再次导入，以新的为准。",
    ],
    read=lambda context: partial(read_shifts, today=context.now.date()),
    dry_run=dry_run,
    save=save,
    first=_first,
)
FORM = Form(
    name="shifts",
    title="导入班次表",
    start=StartShifts,
    also=[Typed(NAMED, SHIFTS.take)],
    questions=[
        TableFile("file", SHIFTS.prompt("<b>导入班次表</b>"), SHIFTS),
        Several(
            "free",
            "<b>这些班次还不认识</b>\n上这些班的同志，当天方便参加会议的请打勾，不便参加的不用勾。只问这一次，以后都记得。",
            "种方便参加",
            options=unknown_words,
            when=lambda facts: bool(facts.get("asked")),
        ),
        TableReview("confirm", of=SHIFTS),
    ],
)
