"""The ledger of any time: from one day to another by the calendar; and as an XLSX file."""

from contextlib import suppress
from datetime import date, timedelta

from handlers.kit.forms.dates import stretch
from handlers.kit.forms.form import Form, draft
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, of_branch
from handlers.kit.screens.papers import send_paper
from handlers.kit.screens.sheets import in_turn, ledger_book, made_by
from handlers.kit.screens.spans import Span, read_span
from handlers.ledger.buttons import ExportLedger, Ledger, PrintLedger, StartSpan
from handlers.ledger.loading import Loading, taken_by, title_of
from handlers.ledger.overview import Overview
from handlers.ledger.printing import paper_of
from storage.engine.refusal import Answered, Refusal

LONGEST = timedelta(days=366 * 2)
TOO_LONG = "一次最多看两年，请选近一些的最后一天。"


class Taking:
    """Over the subjects that the features bring."""

    def __init__(self, loading: Loading, overview: Overview) -> None:
        self._loading, self._overview = loading, overview

    async def export(self, context: Context, button: ExportLedger) -> None:
        """Made in a worker thread, with a word while it takes."""
        span, scope = self._loading.scope(context, button.owner, read_span(button.span))
        await context.toast("正在生成，请稍候…")
        of = await title_of(context, button.owner)
        title = f"{of}　{span.title}台账"
        parts, branches = await self._loading.parts(context, button.owner, scope)
        above = made_by(context, title, of if button.owner > 0 else "")
        content = await in_turn(ledger_book, above, parts, branches)
        total = sum(len(each.entries) for each in parts)
        await context.send_file(
            f"台账_{of}_{span.word}.xlsx", content, taken_by(button.owner, title), f"{title}，共 {total} 条"
        )

    async def print_ledger(self, context: Context, button: PrintLedger) -> None:
        """A branch's alone: the bureau's would be a book."""
        span, scope = self._loading.scope(context, button.owner, read_span(button.span))
        if button.owner <= 0:
            raise Refusal(OUTDATED)
        subjects = self._loading.subjects.values()
        paper = await context.look(
            lambda session: paper_of(session, subjects, context.me, scope, span.title), much=True
        )
        await send_paper(context, paper, button.form, Export(of_branch("ledger", button.owner), paper.name))

    def asking(self) -> Form:
        """From which day to which."""
        return Form(
            name="ledger_span",
            title="台账起止日期",
            start=StartSpan,
            questions=stretch(past=None, fits=_not_too_long),
            begin=self._begin,
            save=self._chosen,
        )

    async def _begin(self, context: Context, button: StartSpan) -> None:
        self._loading.scope(context, button.owner, Span(context.now.date(), context.now.date()))
        draft(context)["owner"] = button.owner

    async def _chosen(self, context: Context) -> None:
        facts = draft(context)
        span = Span(date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"]))
        with suppress(Answered):
            await self._overview.ledger(context, Ledger(facts["owner"], span.word))


async def _not_too_long(_context: Context, first: date, last: date) -> None:
    if last - first > LONGEST:
        raise Refusal(TOO_LONG)
