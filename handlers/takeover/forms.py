"""A file of what was on paper: sent, tried, confirmed; and the bureau's first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from handlers.kit.forms.dates import Day
from handlers.kit.forms.form import DONE, NEXT, Form, Next, draft
from handlers.kit.forms.tables import (
    LISTED,
    NO_ROWS,
    DryRun,
    Import,
    TableFile,
    TableReview,
    refused_file,
    refused_rows,
    unknown_columns,
)
from handlers.kit.screens.context import Context, Rows
from handlers.kit.screens.exports import Taken, Unrecorded
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.takeover.buttons import OpenTakeover, StartGoingLive, StartTakeover, Takeovers, TakeoverTemplate
from handlers.takeover.screens import show_takeovers
from storage.engine.refusal import Refusal
from storage.people import going_live
from storage.sheets.table import MAX_BYTES, RefusedRow
from storage.takeover import batches
from storage.takeover.batches import Outcome, Tried
from storage.takeover.files import PaperFile, read_paper
from storage.takeover.subjects import SUBJECTS, Subject


def subject_of(context: Context) -> Subject:
    """The one that the open form is about."""
    return SUBJECTS[draft(context)["subject"]]


async def begin(context: Context, button: StartTakeover) -> None:
    subject = SUBJECTS.get(button.subject)
    if subject is None or not subject.allowed(context.me):
        raise Refusal(batches.Refused.NOT_YOURS)
    draft(context)["subject"] = subject.key


async def _prompt(context: Context) -> Markup:
    subject = subject_of(context)
    required = [each.name for each in subject.columns if each.required]
    optional = [each.name for each in subject.columns if not each.required]
    return lines(
        Markup("<b>📥 接续：{}</b>").format(subject.title),
        Markup("{}").format(subject.says),
        Markup("请发送文件（XLSX 或 CSV，不超过 {} MB）。").format(MAX_BYTES // 1024 // 1024),
        Markup("表头要有：{}；可以有：{}。").format("、".join(required), "、".join(optional)),
        Markup("全局都可以录入。") if subject.whole(context.me) else Markup("只录入{}的。").format(context.me.branch),
        Markup("先试运行给您看结果，确认后才写入；写入后可以整份撤销。"),
    )


async def tried(context: Context, file: PaperFile) -> Outcome:
    """What the file would do: it is done, and taken back."""
    try:
        async with context.write() as tx:
            await batches.carry_out(tx, context.me, subject_of(context), file, context.now, trying=True)
    except Tried as found:
        return found.outcome
    raise AssertionError("a try leaves nothing")


async def dry_run(context: Context, file: PaperFile) -> DryRun:
    found = await tried(context, file)
    draft(context)["shown"] = found.mark
    return DryRun(
        head=[
            Markup("{}：可写入 {} 行 · 未采纳 {} 行").format(
                subject_of(context).title, len(found.taken), len(found.refused)
            ),
            unknown_columns(list(dict.fromkeys(file.ignored_columns))),
            Markup("⚠️ 刚才又有变化，请重新核对。") if draft(context).pop("anew", False) else None,
        ],
        sections=[
            *(
                [(f"可写入（{len(found.taken)}）", [f"第 {row.line} 行 {row.what}" for row in found.taken])]
                if found.taken
                else []
            ),
            *refused_rows(found.refused),
        ],
        foot=[None if found.taken else NO_ROWS],
        label=f"✅ 确认写入 {len(found.taken)} 行" if found.taken else None,
        whole=partial(_whole, found.refused) if len(found.refused) > LISTED else None,
    )


async def _whole(refused: Sequence[RefusedRow]) -> tuple[str, bytes, Taken]:
    return "未采纳的行.csv", refused_file(refused), Unrecorded.ECHO


async def save(context: Context, file: PaperFile) -> Next:
    """What was shown, and nothing else: where it would be otherwise by now, it is shown anew."""
    name, shown = draft(context)["file"]["name"], draft(context).get("shown")
    try:
        async with context.write() as tx:
            found = await batches.carry_out(tx, context.me, subject_of(context), file, context.now, name=name)
            if found.mark != shown:
                raise Tried(found)
    except Tried:
        draft(context)["anew"] = True
        return NEXT
    text = lines(
        Markup("<b>✅ 已接续：{}</b>").format(subject_of(context).title),
        Markup("写入 {} 行，未采纳 {} 行。它们在台账和各处标着“接续”；录错了可以整份撤销。").format(
            len(found.taken), len(found.refused)
        ),
    )
    undo = [[OpenTakeover(found.number).labelled("📋 查看或撤销这次录入")]] if found.number else []
    await context.show(text, [*undo, back(Takeovers(0))])
    return DONE


@dataclass(frozen=True)
class SubjectFile(TableFile):
    """The question for the file of a subject, with its template."""

    async def rows(self, context: Context) -> Rows:
        return [[TakeoverTemplate(subject_of(context).key).labelled("📄 下载模板")]]


PAPER = Import(
    file="接续录入的文件",
    columns=(),
    required=(),
    hints=(),
    read=lambda context: partial(read_paper, subject_of(context).columns),
    dry_run=dry_run,
    save=save,
)
FORM = Form(
    name="takeover",
    title="接续录入",
    start=StartTakeover,
    begin=begin,
    questions=[SubjectFile("file", _prompt, PAPER), TableReview("confirm", of=PAPER)],
)


async def set_going_live(context: Context) -> None:
    async with context.write() as tx:
        await going_live.begin(tx, context.me, date.fromisoformat(draft(context)["on"]), context.now)
    await show_takeovers(context, 0)


GOING_LIVE = Form(
    name="going_live",
    title="设定启用日期",
    start=StartGoingLive,
    questions=[
        Day(
            "on",
            "<b>📅 本局从哪一天起用掌上党建？</b>\n这一天以前到期的例行事项（三会一课、排查、谈心谈话等）不再算欠；已经录入的照算。",
            past=True,
        )
    ],
    save=set_going_live,
)
