"""The ledger's screens: counts by subject, a subject by branch or by entry, urging from a row, the XLSX file."""

import asyncio
from collections.abc import Sequence
from itertools import chain, groupby

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED, OUTDATED
from handlers.kit.joins import Subject
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import ToDos
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, clip, escape, lines
from handlers.ledger.buttons import BUREAU, SELF, WIDEST, Export, Ledger, LedgerSubject, UrgeEntry, UrgeSubject
from handlers.ledger.sheets import workbook
from handlers.ledger.spans import WORDS, Span, read_span, span_of
from scoring.duties import Period
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, Standing
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.sealed import audit
from storage.sealed.audit import Event

SIGNS = {Standing.DONE: "✅", Standing.DONE_LATE: "☑️", Standing.DUE: "⏳", Standing.LATE: "❗"}
ORDER = {Standing.LATE: 0, Standing.DUE: 1, Standing.DONE_LATE: 2, Standing.DONE: 3}
LEGEND = "✅ 完成　☑️ 逾期完成　⏳ 进行中　❗ 逾期"


class Screens:
    """Over the subjects that the features bring."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = {subject.name: subject for subject in subjects}

    async def command(self, context: Context) -> None:
        await self.ledger(context, Ledger(WIDEST, ""))

    async def ledger(self, context: Context, button: Ledger) -> None:
        span = read_span(button.span) if button.span else span_of(context.now.date(), Period.MONTH)
        owner = _widest(context) if button.owner == WIDEST else button.owner
        span, scope = self._scope(context, owner, span)
        counted, rows = [], []
        title = await _title(context, owner)
        async with context.read() as session:
            for name, subject in self._shown(context, owner).items():
                entries = await subject.load(session, scope)
                if owner == SELF and not entries:
                    continue
                counted.append(Markup("• <b>{}</b>　{}").format(subject.title, _counts(entries)))
                rows.append(LedgerSubject(owner, span.word, name, 0).labelled(subject.title))
        text = lines(
            Markup("<b>📒 台账　{}</b>\n{}").format(title, span.title),
            *counted,
            None if counted else Markup("这段时间没有记录。"),
            Markup("\n{}").format(LEGEND),
        )
        subjects = [rows[start : start + 3] for start in range(0, len(rows), 3)]
        last = span.per is Period.YEAR
        turn = [
            Ledger(owner, span.turned(-1).word).labelled("◀"),
            *(
                Ledger(owner, span_of(min(span.last, context.now.date()), per).word).labelled(
                    f"[{word}]" if per is span.per else word
                )
                for per, word in WORDS.items()
            ),
            Ledger(owner, span.turned(1).word).labelled("▶"),
        ]
        waiting = [ToDos(0).labelled("📌 我的待办")]
        export = [Export(owner, span.word).labelled("⬇ 导出全年 XLSX" if last else "⬇ 导出 XLSX")]
        await context.show(text, [*subjects, turn, _scopes(context, owner, span), [*export, *waiting], HOME])

    async def subject(self, context: Context, button: LedgerSubject) -> None:
        """By branch for the bureau; else entry by entry, what lags first."""
        span, subject, entries = await self._load(context, button.owner, button.span, button.subject)
        title = await _title(context, button.owner)

        def turn(page: int) -> LedgerSubject:
            return LedgerSubject(button.owner, button.span, button.subject, page)

        heading = lines(
            Markup("<b>📒 {}</b>　{}\n{}").format(subject.title, title, span.title),
            Markup("{}").format(_counts(entries)) if entries else Markup("这段时间没有记录。"),
        )
        if button.owner == BUREAU:
            by_branch: dict[tuple[int, str], list[Entry]] = {}
            for entry in entries:
                by_branch.setdefault((entry.branch_id, entry.branch), []).append(entry)
            worst = sorted(by_branch.items(), key=lambda pair: -sum(e.standing is Standing.LATE for e in pair[1]))
            shown, turning = paged(worst, button.page, turn, 11)
            rows = [
                [LedgerSubject(branch_id, button.span, button.subject, 0).labelled(f"{_counts(mine)}　{name}")]
                for (branch_id, name), mine in shown
            ]
            await context.show(heading, [*rows, *turning, back(Ledger(button.owner, button.span))])
            return
        ordered = sorted(entries, key=lambda entry: (ORDER[entry.standing], entry.on))
        page, turning = paged(ordered, button.page, turn)
        text = lines(heading, Markup(""), *(_line(number, entry) for number, entry in enumerate(page, 1)))
        # A button is too narrow for a line: each has its number. What can be urged has a row of its own with its 🔔, so that
        # none stands beside another's number.
        cells = [self._buttons(context, button, number, entry) for number, entry in enumerate(page, 1)]
        rows = []
        for belled, run in groupby(cells, key=lambda cell: len(cell) > 1):
            together = list(run)
            rows += together if belled else in_columns(list(chain.from_iterable(together)), 4)
        if subject.urge and any(self._urgeable(context, entry) for entry in entries):
            all_of_them = UrgeSubject(button.owner, button.span, button.subject)
            rows.append([all_of_them.labelled("🔔 催办全部未完成的")])
        await context.show(text, [*rows, *turning, back(Ledger(button.owner, button.span))])

    def _buttons(
        self, context: Context, button: LedgerSubject, number: int, entry: Entry
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

    async def export(self, context: Context, button: Export) -> None:
        """Made in a worker thread, with a word while it takes."""
        span, scope = self._scope(context, button.owner, read_span(button.span))
        await context.toast("正在生成，请稍候…")
        title = f"{await _title(context, button.owner)}　{span.title}台账"
        async with context.read(much=True) as session:
            loaded = [
                (each.title, await each.load(session, scope)) for each in self._shown(context, button.owner).values()
            ]
        content = await asyncio.to_thread(workbook, title, loaded)
        # Not as this update's one effect: tried again after a failed sending, the file must still go out.
        async with context.bot_data.database.write() as tx:
            await audit.record(
                tx, Event.EXPORTED, by=context.me.person_id, subject="ledger", note=title, now=context.now
            )
        name = f"台账_{title.split('　', maxsplit=1)[0]}_{span.word}.xlsx"
        total = sum(len(entries) for _, entries in loaded)
        caption = f"{title}，共 {total} 条"
        await context.bot.send_document(context.me.telegram_id or 0, content, caption, filename=name)

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
        async with context.read(much=owner == BUREAU) as session:
            return span, subject, await subject.load(session, scope)


def _line(number: int, entry: Entry) -> Markup:
    """11-26 李雷　写心得（未阅）."""
    who = f"{entry.person}　" if entry.person else ""
    note = f"（{entry.note}）" if entry.note else ""
    return Markup("{}. {} {}　{}{}{}").format(
        number, SIGNS[entry.standing], f"{entry.on:%m-%d}", who, clip(entry.what, 60), note
    )


def _counts(entries: Sequence[Entry]) -> str:
    counted = {standing: sum(entry.standing is standing for entry in entries) for standing in Standing}
    return " ".join(f"{SIGNS[standing]}{number}" for standing, number in counted.items() if number) or "无"


def _widest(context: Context) -> int:
    far = reach(context.me, Act.SEE_LEDGER)
    return BUREAU if far is Reach.BUREAU else context.me.branch_id if far is Reach.BRANCH else SELF


async def _title(context: Context, owner: int) -> str:
    if owner == SELF:
        return context.me.name
    if owner == BUREAU:
        return context.bot_data.bureau
    async with context.read() as session:
        return (await directory.branch_names(session)).get(owner, "")


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
