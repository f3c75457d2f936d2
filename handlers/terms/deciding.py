"""What the party-affairs staff answer by one press: a term made longer or shorter, the result of an election."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Deciding, Key, Request, Says
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup, clip, lines
from handlers.terms import cards, pushes
from handlers.terms.buttons import OpenElection, OpenTerm, StartRefuseChange, StartRefuseResult
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory
from storage.people.directory import Who
from storage.people.rights import Act
from storage.terms import elections, keeping, lists
from storage.terms.rows import BUREAU, CommitteeTerm, Refused, TermChange, TermElection, check_decide


async def _branches(session: AsyncSession) -> dict[int, str]:
    return {BUREAU: cards.COMMITTEE, **await directory.branch_names(session)}


def _change(row: TermChange, term: CommitteeTerm, branches: dict[int, str], by: str = "") -> Request:
    branch = term.branch_id or BUREAU
    decided = {None: "", True: f"✅ {by}已同意", False: f"❌ {by}没有同意"}
    return Request(
        key=(row.key, 0),
        text=Markup("📅 <b>{}</b>届满日期改为 {:%Y-%m-%d}：{}").format(
            branches.get(branch, ""), row.until, clip(row.reason, 250)
        ),
        opens=OpenTerm(branch),
        refuse=StartRefuseChange(row.key),
        decided=decided[row.agreed],
    )


async def _changes(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    found = [each for each in await lists.waiting_changes(session) if each[0].by != me.person_id]
    branches = await _branches(session) if found else {}
    return [_change(row, term, branches) for row, term in found]


async def _find_change(session: AsyncSession, me: Who, key: Key) -> Request:
    check_decide(me)
    row = await session.get(TermChange, key[0])
    if row is None:
        raise Refusal(Refused.GONE)
    term = await session.get_one(CommitteeTerm, row.term_id)
    by = await directory.name_of(session, row.decided_by) if row.decided_by else ""
    return _change(row, term, await _branches(session), by)


async def _agree_change(tx: AsyncSession, context: Context, key: Key) -> None:
    row = await keeping.answer(tx, context.me, key[0], context.now, agreed=True)
    await outbox.put(tx, context.now, pushes.change_answered(row, context.occasion))


CHANGES = Deciding(pushes.CHANGE, "延期或提前换届", Act.KEEP_TERMS, _changes, _find_change, _agree_change)


async def _result(session: AsyncSession, row: TermElection, branches: dict[int, str], today: date) -> Request:
    known = await directory.names_of(session, {*(row.winners or []), *row.candidates})
    by = await directory.name_of(session, row.decided_by) if row.decided_by else ""
    decided = {None: "", True: f"✅ {by}已同意", False: f"↩ {by}已退回"}
    return Request(
        key=(row.key, 0),
        text=lines(
            Markup("🏛 <b>{}</b>换届选举结果").format(branches.get(row.branch_id, "")),
            cards.result_text(row, known, today),
        ),
        opens=OpenElection(row.key),
        refuse=StartRefuseResult(row.key),
        decided=decided[row.agreed],
    )


async def _results(session: AsyncSession, me: Who, now: datetime) -> Sequence[Request]:
    found = [row for row in await lists.waiting_elections(session) if row.reported_by != me.person_id]
    branches = await _branches(session) if found else {}
    return [await _result(session, row, branches, now.date()) for row in found]


async def _find_result(session: AsyncSession, me: Who, key: Key) -> Request:
    check_decide(me)
    row = await session.get(TermElection, key[0])
    if row is None or row.reported_at is None:
        raise Refusal(Refused.GONE)
    return await _result(session, row, await _branches(session), row.reported_at.date())


async def _agree_result(tx: AsyncSession, context: Context, key: Key) -> None:
    row, done = await elections.agree(tx, context.me, key[0], context.now)
    await outbox.put(tx, context.now, *await pushes.posts_given(tx, row, done, context.me, context.occasion))


RESULTS = Deciding(
    pushes.RESULT, "换届选举结果", Act.KEEP_TERMS, _results, _find_result, _agree_result, no=Says("↩", "退回")
)
