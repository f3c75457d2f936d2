"""One subject of the ledger: by branch or entry by entry, and urging from a row."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import chain, groupby

from telegram import InlineKeyboardButton

from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from handlers.ledger import words
from handlers.ledger.buttons import BUREAU, Ledger, LedgerSubject, UrgeEntry, UrgeSubject, WholeSubject
from handlers.ledger.loading import Loading, title_of
from handlers.ledger.overview import LATER
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Standing
from storage.people.access import Place, may
from storage.people.rights import Act


class OneSubject:
    """Over the subjects that the features bring."""

    def __init__(self, loading: Loading) -> None:
        self._loading = loading

    async def subject(self, context: Context, button: LedgerSubject) -> None:
        await self._subject(context, button, whole=False)

    async def whole_subject(self, context: Context, button: WholeSubject) -> None:
        await self._subject(context, button, whole=True)

    async def _subject(self, context: Context, button: LedgerSubject | WholeSubject, *, whole: bool) -> None:
        """By branch for the bureau; else entry by entry. What lags comes first, the others are folded below it."""
        span, subject, entries = await self._loading.of_subject(context, button.owner, button.span, button.subject)
        today = context.now.date()
        due, later = words.parted(entries, span.last)
        heading = lines(
            Markup("<b>📒 {}</b>　{}\n{}").format(subject.title, await title_of(context, button.owner), span.title),
            Markup("{}").format(words.counts(due, today)) if due else None,
            Markup("{}　{}").format(LATER, words.counts(later, today)) if later else None,
            None if entries else Markup("这段时间没有记录。"),
        )
        if button.owner == BUREAU:
            text, rows = self._by_branch(button, heading, due or later, today, whole=whole)
        else:
            text, rows = self._by_entry(context, button, subject, heading, (due, later), whole=whole)
        await context.show(text, [*rows, back(Ledger(button.owner, button.span))])

    @staticmethod
    def _by_branch(
        button: LedgerSubject | WholeSubject, heading: Markup, entries: Sequence[Entry], today: date, *, whole: bool
    ) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
        of_branch: dict[tuple[int, str], list[Entry]] = {}
        for entry in entries:
            of_branch.setdefault((entry.branch_id, entry.branch), []).append(entry)
        worst = sorted(of_branch.items(), key=lambda pair: -sum(e.standing is Standing.LATE for e in pair[1]))
        lagging = [pair for pair in worst if words.pressing(pair[1], today)]
        others = [pair for pair in worst if not words.pressing(pair[1], today)]
        unfolded = [*lagging, *others] if whole or not lagging else lagging
        shown, turning = paged(unfolded, button.page, partial(_turned, button), 11)
        rows = [
            [LedgerSubject(branch_id, button.span, button.subject, 0).labelled(f"{words.counts(mine, today)}　{name}")]
            for (branch_id, name), mine in shown
        ]
        others_counts = words.counts([entry for _, mine in others for entry in mine], today)
        fold = _fold(button, f"{len(others)} 个支部　{others_counts}", whole=whole) if lagging and others else []
        return heading, [*rows, *turning, *fold]

    def _by_entry(
        self,
        context: Context,
        button: LedgerSubject | WholeSubject,
        subject: Subject,
        heading: Markup,
        parted: tuple[Sequence[Entry], Sequence[Entry]],
        *,
        whole: bool,
    ) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
        """What falls due only after the span comes last, under its own heading."""
        today = context.now.date()
        due, later = (words.ordered(each, today) for each in parted)
        lagging = [entry for entry in due if entry.standing.open]
        others = [*(entry for entry in due if not entry.standing.open), *later]
        unfolded = [*lagging, *others] if whole or not lagging else lagging
        page, turning = paged(unfolded, button.page, partial(_turned, button))
        told: list[Markup] = []
        for number, entry in enumerate(page, 1):
            if entry in later and (number == 1 or page[number - 2] not in later):
                told.append(Markup("<b>{}</b>").format(LATER))
            told.append(words.line(number, entry, today))
        text = lines(heading, Markup(""), *told)
        # A button is too narrow for a line: each has its number. What can be urged has a row of its own with its 🔔, so that
        # none stands beside another's number.
        cells = [self._buttons(context, button, number, entry) for number, entry in enumerate(page, 1)]
        rows = []
        for belled, run in groupby(cells, key=lambda cell: len(cell) > 1):
            together = list(run)
            rows += together if belled else in_columns(list(chain.from_iterable(together)), 4)
        urgeable = sum(self._urgeable(context, entry) for entry in (*due, *later)) if subject.urge else 0
        if urgeable:
            all_of_them = UrgeSubject(button.owner, button.span, button.subject)
            rows.append([all_of_them.labelled(f"🔔 催办全部未完成的（{urgeable}）")])
        fold = (
            _fold(button, f"{len(others)} 项　{words.counts(others, today)}", whole=whole) if lagging and others else []
        )
        return text, [*rows, *turning, *fold]

    def _buttons(
        self, context: Context, button: LedgerSubject | WholeSubject, number: int, entry: Entry
    ) -> list[InlineKeyboardButton]:
        subject = self._loading.subjects[button.subject]
        found = [subject.opens(entry).labelled(f"{number}")]
        if subject.urge and self._urgeable(context, entry):
            urge = UrgeEntry(button.owner, button.span, button.subject, entry.record, entry.person_id or 0)
            found.append(urge.labelled(f"🔔 {number}"))
        return found

    def _urgeable(self, context: Context, entry: Entry) -> bool:
        allowed = may(context.me, Act.URGE, Place(branch_id=entry.branch_id))
        return entry.standing.open and allowed and entry.person_id != context.me.person_id

    async def urge_entry(self, context: Context, button: UrgeEntry) -> None:
        await self._urge(context, button, (button.record, button.person))

    async def urge_subject(self, context: Context, button: UrgeSubject) -> None:
        await self._urge(context, button, None)

    async def _urge(self, context: Context, button: UrgeEntry | UrgeSubject, only: tuple[int, int] | None) -> None:
        _, subject, entries = await self._loading.of_subject(context, button.owner, button.span, button.subject)
        lagging = [
            entry
            for entry in entries
            if self._urgeable(context, entry) and only in (None, (entry.record, entry.person_id or 0))
        ]
        if not lagging or subject.urge is None:
            raise Refusal("没有需要提醒的了。")
        async with context.write() as tx:
            told = await subject.urge(tx, context, lagging)
        await context.tell(f"正在提醒 {told} 人。" if told else "24 小时内已经提醒过，请稍后再提醒。")


def _turned(button: LedgerSubject | WholeSubject, page: int) -> LedgerSubject | WholeSubject:
    return type(button)(button.owner, button.span, button.subject, page)


def _fold(button: LedgerSubject | WholeSubject, others: str, *, whole: bool) -> list[list[InlineKeyboardButton]]:
    """The button that unfolds the others, or folds them."""
    where = button.owner, button.span, button.subject, 0
    return [[LedgerSubject(*where).labelled("▴ 收起") if whole else WholeSubject(*where).labelled(f"▾ 其余 {others}")]]
