"""The ledger's screens: counts by subject, a subject by branch or by entry, urging from a row, the XLSX file."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import chain, groupby

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.joins import Subject, in_file
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, Taken, Unrecorded, of_branch
from handlers.kit.screens.links import ToDos
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.papers import forms, send_paper
from handlers.kit.screens.pictures import key_of, show_picture
from handlers.kit.screens.sheets import in_turn, ledger_book, made_by
from handlers.kit.screens.text import Markup, escape, lines
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
    UrgeEntry,
    UrgeSubject,
    WholeLedger,
    WholeSubject,
)
from handlers.ledger.printing import paper_of
from handlers.ledger.spans import WORDS, Span, read_span, span_of
from scoring.duties import Period
from scoring.ledger_chart import Row, draw
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.ledger_file import Part
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach

VERSION = 1


class Screens:
    """Over the subjects that the features bring."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = {subject.name: subject for subject in subjects}

    async def command(self, context: Context) -> None:
        await self.ledger(context, Ledger(WIDEST, ""))

    async def ledger(self, context: Context, button: Ledger) -> None:
        await self._ledger(context, button, whole=False)

    async def whole_ledger(self, context: Context, button: WholeLedger) -> None:
        await self._ledger(context, button, whole=True)

    async def _ledger(self, context: Context, button: Ledger | WholeLedger, *, whole: bool) -> None:
        """The subjects in which something is late or due today, with how much; the others folded below them."""
        today = context.now.date()
        span = read_span(button.span) if button.span else span_of(today, Period.MONTH)
        owner = _widest(context) if button.owner == WIDEST else button.owner
        span, scope = self._scope(context, owner, span)
        title = await _title(context, owner)
        found = await self._entries(context, owner, scope)
        loaded = [(subject, entries) for subject, entries in found if entries or owner != SELF]
        first = [each for each in loaded if words.pressing(each[1], today)]
        others = [each for each in loaded if not words.pressing(each[1], today)]

        def counted(found: Sequence[tuple[Subject, list[Entry]]]) -> list[Markup]:
            return [
                Markup("• <b>{}</b>　{}").format(each.title, words.counts(mine, today)) for each, mine in found if mine
            ]

        folded = first and others and not whole
        empty = "、".join(each.title for each, mine in others if not mine)
        rest = [*counted(others), *([Markup("没有记录的：{}").format(empty)] if empty else [])]
        text = lines(
            Markup("<b>📒 台账　{}</b>\n{}").format(title, span.title),
            None if loaded else Markup("这段时间没有记录。"),
            *counted(first),
            *([] if folded else rest),
            Markup("\n{}").format(words.LEGEND),
        )
        rows = in_columns(
            [
                LedgerSubject(owner, span.word, each.name, 0).labelled(
                    f"{words.pressing_counts(mine, today)}　{each.title}"
                )
                for each, mine in first
            ]
        )
        if folded:
            of_others = words.counts([entry for _, mine in others for entry in mine], today)
            rows.append([WholeLedger(owner, span.word).labelled(f"▾ 其余 {len(others)} 类　{of_others}")])
        else:
            rows += in_columns(
                [LedgerSubject(owner, span.word, each.name, 0).labelled(each.title) for each, _ in others], 3
            )
            rows += [[Ledger(owner, span.word).labelled("▴ 收起")]] if first and others else []
        last = span.per is Period.YEAR
        turn = [
            Ledger(owner, span.turned(-1).word).labelled("◀"),
            *(
                Ledger(owner, span_of(min(span.last, today), per).word).labelled(
                    f"[{word}]" if per is span.per else word
                )
                for per, word in WORDS.items()
            ),
            Ledger(owner, span.turned(1).word).labelled("▶"),
        ]
        waiting = [ToDos(0).labelled("📌 我的待办")]
        picture = [Picture(owner, span.word).labelled("📊 一图看全")] if owner != SELF else []
        export = [ExportLedger(owner, span.word).labelled("⬇ 导出全年 XLSX" if last else "⬇ 导出 XLSX")]
        printing = [forms("打印", partial(PrintLedger, owner, span.word))] if owner > 0 else []
        out = [[*picture, *export], *printing]
        await context.show(text, [*rows, turn, _scopes(context, owner, span), *out, [*waiting, *HOME]])

    async def picture(self, context: Context, button: Picture) -> None:
        """A branch by subject, the bureau by branch; what lags most comes first."""
        today, owner = context.now.date(), button.owner
        span, scope = self._scope(context, owner, read_span(button.span))
        title = f"台账　{await _title(context, owner)}"
        found: dict[str, list[Entry]] = {}
        for subject, mine in await self._entries(context, owner, scope):
            for entry in mine:
                found.setdefault(entry.branch if owner == BUREAU else subject.title, []).append(entry)
        rows = []
        for name, entries in found.items():
            tally = words.tally(entries, today)
            rows.append(
                Row(
                    name,
                    (
                        tally[words.LATE],
                        tally[words.TODAY],
                        tally[words.DUE],
                        tally[words.DONE_LATE],
                        tally[words.DONE],
                    ),
                )
            )
        rows.sort(key=lambda row: (-row.counts[0], -row.counts[1]))
        everything = [entry for entries in found.values() for entry in entries]
        subtitle = f"{span.title}　共 {len(everything)} 项，截至{today.month}月{today.day}日"
        caption = Markup("<b>📊 {}</b>　{}\n{}").format(title, span.title, words.counts(everything, today))
        key = key_of("ledger", VERSION, title, subtitle, rows)
        await show_picture(
            context,
            key,
            partial(draw, title, subtitle, rows),
            caption,
            [back(Ledger(owner, button.span))],
            what=_taken(owner, f"{title}　图片"),
        )

    async def subject(self, context: Context, button: LedgerSubject) -> None:
        await self._subject(context, button, whole=False)

    async def whole_subject(self, context: Context, button: WholeSubject) -> None:
        await self._subject(context, button, whole=True)

    async def _subject(self, context: Context, button: LedgerSubject | WholeSubject, *, whole: bool) -> None:
        """By branch for the bureau; else entry by entry. What lags comes first, the others are folded below it."""
        span, subject, entries = await self._load(context, button.owner, button.span, button.subject)
        today = context.now.date()
        heading = lines(
            Markup("<b>📒 {}</b>　{}\n{}").format(subject.title, await _title(context, button.owner), span.title),
            Markup("{}").format(words.counts(entries, today)) if entries else Markup("这段时间没有记录。"),
        )
        if button.owner == BUREAU:
            text, rows = self._by_branch(button, heading, entries, today, whole=whole)
        else:
            text, rows = self._by_entry(context, button, subject, heading, entries, whole=whole)
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
        entries: Sequence[Entry],
        *,
        whole: bool,
    ) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
        today = context.now.date()
        ordered = sorted(entries, key=lambda entry: (words.ORDER.index(words.sign(entry, today)), entry.on))
        lagging = [entry for entry in ordered if entry.standing.open]
        others = [entry for entry in ordered if not entry.standing.open]
        unfolded = [*lagging, *others] if whole or not lagging else lagging
        page, turning = paged(unfolded, button.page, partial(_turned, button))
        text = lines(heading, Markup(""), *(words.line(number, entry, today) for number, entry in enumerate(page, 1)))
        # A button is too narrow for a line: each has its number. What can be urged has a row of its own with its 🔔, so that
        # none stands beside another's number.
        cells = [self._buttons(context, button, number, entry) for number, entry in enumerate(page, 1)]
        rows = []
        for belled, run in groupby(cells, key=lambda cell: len(cell) > 1):
            together = list(run)
            rows += together if belled else in_columns(list(chain.from_iterable(together)), 4)
        urgeable = sum(self._urgeable(context, entry) for entry in entries) if subject.urge else 0
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
        subject = self._subjects[button.subject]
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
        _, subject, entries = await self._load(context, button.owner, button.span, button.subject)
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

    async def export(self, context: Context, button: ExportLedger) -> None:
        """Made in a worker thread, with a word while it takes."""
        span, scope = self._scope(context, button.owner, read_span(button.span))
        await context.toast("正在生成，请稍候…")
        whose = await _title(context, button.owner)
        title = f"{whose}　{span.title}台账"
        parts, branches = await self._parts(context, button.owner, scope)
        above = made_by(context, title, whose if button.owner > 0 else "")
        content = await in_turn(ledger_book, above, parts, branches)
        name = f"台账_{whose}_{span.word}.xlsx"
        total = sum(len(each.entries) for each in parts)
        caption = f"{title}，共 {total} 条"
        await context.send_file(name, content, _taken(button.owner, title), caption)

    async def print_ledger(self, context: Context, button: PrintLedger) -> None:
        """A branch's alone: the bureau's would be a book."""
        span, scope = self._scope(context, button.owner, read_span(button.span))
        if button.owner <= 0:
            raise Refusal(OUTDATED)
        subjects = self._subjects.values()
        paper = await context.look(
            lambda session: paper_of(session, subjects, context.me, scope, span.title), much=True
        )
        await send_paper(context, paper, button.form, Export(of_branch("ledger", button.owner), paper.name))

    def _scope(self, context: Context, owner: int, span: Span | None) -> tuple[Span, Scope]:
        """The span, and the scope within it. Raises Refusal where one may not see it."""
        if span is None:
            raise Refusal(OUTDATED)
        me = context.me
        branch = owner if owner > 0 else None
        person = me.person_id if owner == SELF else None
        place = Place(branch_id=branch, person_id=person)
        if owner < SELF or not may(me, Act.SEE_LEDGER, Place(me.branch_id, None, person) if person else place):
            raise Refusal(NOT_ALLOWED)
        zone = context.bot_data.clock.zone
        return span, Scope(span.first, span.last, context.now.date(), zone, branch, person, me.person_id)

    def _shown(self, context: Context, owner: int) -> dict[str, Subject]:
        """The subjects that one may see there; some need more than the ledger itself."""
        me = context.me
        place = Place(me.branch_id, None, me.person_id) if owner == SELF else Place(branch_id=owner or None)
        return {name: subject for name, subject in self._subjects.items() if may(me, subject.act, place)}

    async def _load(self, context: Context, owner: int, word: str, name: str) -> tuple[Span, Subject, list[Entry]]:
        """A subject's entries. Raises Refusal."""
        subject = self._subjects.get(name)
        if subject is None:
            raise Refusal(OUTDATED)
        span, scope = self._scope(context, owner, read_span(word))
        if name not in self._shown(context, owner):
            raise Refusal(NOT_ALLOWED)
        return span, subject, await context.look(lambda session: subject.load(session, scope), much=owner == BUREAU)

    async def _entries(self, context: Context, owner: int, scope: Scope) -> list[tuple[Subject, list[Entry]]]:
        """Those of every subject that one sees there."""
        shown = self._shown(context, owner).values()

        async def load(session: AsyncSession) -> list[tuple[Subject, list[Entry]]]:
            return [(subject, await subject.load(session, scope)) for subject in shown]

        return await context.look(load, much=owner == BUREAU)

    async def _parts(self, context: Context, owner: int, scope: Scope) -> tuple[list[Part], list[str]]:
        """What the file is made of; and the branches, of the bureau's."""
        shown = self._shown(context, owner).values()

        async def load(session: AsyncSession) -> tuple[list[Part], list[str]]:
            parts = await in_file(session, shown, scope, context.me)
            return parts, list((await scope.branches(session)).values()) if owner == BUREAU else []

        return await context.look(load, much=owner == BUREAU)


def _taken(owner: int, title: str) -> Taken:
    return Unrecorded.OWN if owner == SELF else Export(of_branch("ledger", owner), title)


def _turned(button: LedgerSubject | WholeSubject, page: int) -> LedgerSubject | WholeSubject:
    return type(button)(button.owner, button.span, button.subject, page)


def _fold(button: LedgerSubject | WholeSubject, others: str, *, whole: bool) -> list[list[InlineKeyboardButton]]:
    """The button that unfolds the others, or folds them."""
    where = button.owner, button.span, button.subject, 0
    return [[LedgerSubject(*where).labelled("▴ 收起") if whole else WholeSubject(*where).labelled(f"▾ 其余 {others}")]]


def _widest(context: Context) -> int:
    far = reach(context.me, Act.SEE_LEDGER)
    return BUREAU if far is Reach.BUREAU else context.me.branch_id if far is Reach.BRANCH else SELF


async def _title(context: Context, owner: int) -> str:
    if owner == SELF:
        return context.me.name
    if owner == BUREAU:
        return context.bot_data.bureau
    async with context.read() as session:
        return (await directory.branch_names(session, owner)).get(owner, "")


def _scopes(context: Context, owner: int, span: Span) -> list[InlineKeyboardButton]:
    """The other scopes that one may look at."""
    far, own = reach(context.me, Act.SEE_LEDGER), context.me.branch_id
    offered = [(SELF, "👤 本人")]
    if far >= Reach.BRANCH:
        offered.append((own, "👥 本支部"))
    if far is Reach.BUREAU:
        offered.append((BUREAU, "🏢 全局"))
    return [
        Ledger(number, span.word).labelled(f"[{escape(label)!s}]" if number == owner else label)
        for number, label in offered
    ]
