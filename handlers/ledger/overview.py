"""The ledger at a glance: its subjects with their counts, and the same as a picture."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from telegram import InlineKeyboardButton

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Inspection, ToDos
from handlers.kit.screens.navigation import HOME, back, in_columns
from handlers.kit.screens.papers import forms
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.spans import WORDS, Span, read_span, span_of
from handlers.kit.screens.text import Markup, lines
from handlers.ledger import words
from handlers.ledger.buttons import (
    BUREAU,
    SELF,
    WIDEST,
    ExportLedger,
    Ledger,
    LedgerSubject,
    Picture,
    PrintLedger,
    StartSpan,
    WholeLedger,
)
from handlers.ledger.loading import Loading, taken_by, title_of, whose, widest
from scoring.duties import Period
from scoring.ledger_chart import Row, draw
from storage.ledger import Entry
from storage.people.access import Place, may
from storage.people.rights import Act

VERSION = 2
LATER = "全年和跨期事项"
"""What is owed over more than the span, and falls due after it."""
Loaded = list[tuple[Subject, list[Entry]]]


class Overview:
    """Over the subjects that the features bring."""

    def __init__(self, loading: Loading) -> None:
        self._loading = loading

    async def command(self, context: Context) -> None:
        await self.ledger(context, Ledger(WIDEST, ""))

    async def ledger(self, context: Context, button: Ledger) -> None:
        await self._ledger(context, button, whole=False)

    async def whole_ledger(self, context: Context, button: WholeLedger) -> None:
        await self._ledger(context, button, whole=True)

    async def _ledger(self, context: Context, button: Ledger | WholeLedger, *, whole: bool) -> None:
        """The subjects in which something is late or due today, with how much; the others folded below them.

        What falls due only after the span stands apart.
        """
        today = context.now.date()
        span = read_span(button.span) if button.span else span_of(today, Period.MONTH)
        owner = widest(context) if button.owner == WIDEST else button.owner
        span, scope = self._loading.scope(context, owner, span)
        found = await self._loading.entries(context, owner, scope)
        parted = [(subject, *words.parted(entries, span.last)) for subject, entries in found]
        loaded = [(subject, due) for subject, due, later in parted if due or (not later and owner != SELF)]
        later = [(subject, entries) for subject, _, entries in parted if entries]
        first = [each for each in loaded if words.pressing(each[1], today)]
        others = [each for each in loaded if not words.pressing(each[1], today)]
        folded = bool(first and others and not whole)
        empty = "、".join(each.title for each, mine in others if not mine)
        rest = [*_counted(others, today), *([Markup("没有记录的：{}").format(empty)] if empty else [])]
        text = lines(
            Markup("<b>📒 台账　{}</b>\n{}").format(await title_of(context, owner), span.title),
            None if loaded or later else Markup("这段时间没有记录。"),
            *_counted(first, today),
            *([] if folded else rest),
            Markup("\n<b>{}</b>（{}以后到期）").format(LATER, _day(span.last)) if later else None,
            *_counted(later, today),
            Markup("\n{}").format(words.LEGEND),
        )
        rows = _first_rows(owner, span, first, today)
        if folded:
            of_others = words.counts([entry for _, mine in others for entry in mine], today)
            rows.append([WholeLedger(owner, span.word).labelled(f"▾ 其余 {len(others)} 类　{of_others}")])
        else:
            # A subject whose entries all fall due later is opened from here too.
            opened = {each.name for each, _ in loaded}
            apart = [each for each, _ in later if each.name not in opened]
            rows += _subject_rows(owner, span, [*(each for each, _ in others), *apart])
            rows += [[Ledger(owner, span.word).labelled("▴ 收起")]] if first and others else []
        await context.show(text, [*rows, *_ways(context, owner, span, today)])

    async def picture(self, context: Context, button: Picture) -> None:
        """A branch by subject, the bureau by branch; what lags most comes first. What falls due only later is not counted."""
        today, owner = context.now.date(), button.owner
        span, scope = self._loading.scope(context, owner, read_span(button.span))
        title = f"台账　{await title_of(context, owner)}"
        found: dict[str, list[Entry]] = {}
        for subject, mine in await self._loading.entries(context, owner, scope):
            for entry in words.parted(mine, span.last)[0]:
                found.setdefault(entry.branch if owner == BUREAU else subject.title, []).append(entry)
        rows = []
        for name, entries in found.items():
            tally = words.tally(entries, today)
            late, now, due, done_late, done = (tally[each] for each in words.ORDER)
            rows.append(Row(name, (late, now, due, done_late, done)))
        rows.sort(key=lambda row: (-row.counts[0], -row.counts[1]))
        everything = [entry for entries in found.values() for entry in entries]
        subtitle = f"{span.title}　共 {len(everything)} 项，截至{_day(today)}"
        caption = Markup("<b>📊 {}</b>　{}\n{}").format(title, span.title, words.counts(everything, today))
        key = key_of("ledger", VERSION, title, subtitle, rows)
        await show_picture(
            context,
            key,
            partial(draw, title, subtitle, rows),
            caption,
            [back(Ledger(owner, button.span))],
            what=taken_by(owner, f"{title}　图片"),
        )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _counted(found: Loaded, today: date) -> list[Markup]:
    return [Markup("• <b>{}</b>　{}").format(each.title, words.counts(mine, today)) for each, mine in found if mine]


def _first_rows(owner: int, span: Span, first: Loaded, today: date) -> list[list[InlineKeyboardButton]]:
    """How much is late or due today stands in the button."""
    return in_columns(
        [
            LedgerSubject(owner, span.word, each.name, 0).labelled(
                f"{words.pressing_counts(mine, today)}　{each.title}"
            )
            for each, mine in first
        ]
    )


def _subject_rows(owner: int, span: Span, subjects: Sequence[Subject]) -> list[list[InlineKeyboardButton]]:
    return in_columns([LedgerSubject(owner, span.word, each.name, 0).labelled(each.title) for each in subjects], 3)


def _ways(context: Context, owner: int, span: Span, today: date) -> list[list[InlineKeyboardButton]]:
    """Other times, other scopes, the picture, the file."""
    periods = [
        Ledger(owner, span_of(min(span.last, today), per).word).labelled(f"[{word}]" if per is span.per else word)
        for per, word in WORDS.items()
    ]
    turn = [
        Ledger(owner, span.turned(-1).word).labelled("◀"),
        *periods,
        Ledger(owner, span.turned(1).word).labelled("▶"),
    ]
    picture = [Picture(owner, span.word).labelled("📊 一图看全")] if owner != SELF else []
    word = "⬇ 导出全年 XLSX" if span.per is Period.YEAR else "⬇ 导出 XLSX"
    taking = span.per in (Period.QUARTER, Period.HALF_YEAR, Period.YEAR) and owner != SELF
    bundle = (
        [[Inspection(owner, span.word).labelled("📦 迎检包")]]
        if taking and may(context.me, Act.TAKE_BUNDLE, Place(branch_id=owner or None))
        else []
    )
    printing = [forms("打印", partial(PrintLedger, owner, span.word))] if owner > 0 else []
    return [
        turn,
        whose(context, owner, span.word),
        [StartSpan(owner).labelled("📅 自选起止"), *picture, ExportLedger(owner, span.word).labelled(word)],
        *printing,
        *bundle,
        [ToDos(0).labelled("📌 我的待办"), *HOME],
    ]
