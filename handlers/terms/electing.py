"""The election before it is held: its draft made by one press, seats and candidates put right."""

from collections.abc import Sequence
from functools import partial

from handlers.kit.forms.choices import Option, Several
from handlers.kit.forms.form import Form, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.papers import forms
from handlers.kit.screens.text import Markup, lines
from handlers.terms import cards
from handlers.terms.buttons import OpenElection, OpenTerm, Prepare, PrintElection, Seats, StartCandidates, StartResult
from scoring.papers.election import TEMPLATE
from storage.engine.refusal import Refusal, allowed
from storage.people import directory
from storage.terms import elections
from storage.terms.rows import Refused, TermElection, check_see


async def prepare(context: Context, button: Prepare) -> None:
    async with context.write() as tx:
        row = await elections.prepare(tx, context.me, button.branch, context.now)
    await open_election(context, OpenElection(row.key))


async def open_election(context: Context, button: OpenElection) -> None:
    async with context.read() as session:
        row = await session.get(TermElection, button.election)
        if row is None:
            raise Refusal(Refused.GONE)
        check_see(context.me, row.branch_id)
        mine = await allowed(elections.mine(session, context.me, row.key))
        branch = (await directory.branch_names(session, row.branch_id)).get(row.branch_id, "")
        counted = await elections.ballots_of(session, row)
        known = await directory.names_of(session, {*row.candidates, *(row.winners or [])})
    spare = elections.spare(row.seats)
    few = len(row.candidates) < row.seats + spare
    open_ = mine and not counted and row.reported_at is None
    text = lines(
        cards.election_text(row, branch, known, context.now.date()),
        Markup("⚠️ 委员候选人的差额不少于应选人数的五分之一：候选人一般不少于 {} 名。").format(row.seats + spare)
        if few and open_
        else None,
        Markup(
            "\n候选人的预备人选按规定报上级审查同意后，召集党员大会；会上点“发起表决”，选“换届选举”，候选人和名额就在那里。"
            "没有用本系统投票的，选举后直接点“登记结果”。"
        )
        if open_
        else None,
        Markup("\n表决已经计票，请登记当选同志的分工，报上级批准。")
        if mine and counted and row.reported_at is None
        else None,
    )
    rows = []
    if open_:
        fewer, more = Seats(row.key, row.seats - 1), Seats(row.key, row.seats + 1)
        rows.append([
            *([fewer.labelled("− 少一名")] if row.seats > 1 else []),
            *([more.labelled("＋ 多一名")] if row.seats < min(elections.most_seats(), len(row.candidates)) else []),
        ])  # fmt: skip
        rows.append([StartCandidates(row.key).labelled("👥 候选人")])
    if mine:
        rows.append([StartResult(row.key).labelled("📤 登记结果，报上级")])
    if row.reported_at is not None:
        rows.append(forms(TEMPLATE.title, partial(PrintElection, row.key)))
    await context.show(text, [*[each for each in rows if each], back(OpenTerm(row.branch_id))])


async def set_seats(context: Context, button: Seats) -> None:
    async with context.write() as tx:
        row = await elections.mine(tx, context.me, button.election)
        await elections.lay_down(
            tx, context.me, button.election, seats=button.seats, candidates=row.candidates, now=context.now
        )
    await open_election(context, OpenElection(button.election))


async def begin(context: Context, button: StartCandidates) -> None:
    async with context.read() as session:
        row = await elections.mine(session, context.me, button.election)
    draft(context).update(election=row.key, branch=row.branch_id, seats=row.seats, standing=row.candidates)


async def able(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await elections.eligible(session, draft(context)["branch"], context.now.date())
    return [Option(person, name) for person, name in elections.names_in(found).items()]


async def standing(context: Context) -> Sequence[int]:
    found: list[int] = draft(context)["standing"]
    return found


async def save(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        row = await elections.lay_down(
            tx, context.me, facts["election"], seats=facts["seats"], candidates=facts["candidates"], now=context.now
        )
    await open_election(context, OpenElection(row.key))


FORM = Form(
    name="term_candidates",
    title="换届选举的候选人",
    start=StartCandidates,
    begin=begin,
    questions=[
        Several(
            "candidates",
            "<b>👥 候选人</b>\n应选 {seats} 名。本支部有被选举权的正式党员，请勾选候选人：",
            unit="名",
            options=able,
            proposed=standing,
            too_few="请至少选一名候选人。",
            onward="✅ 保存",
        )
    ],
    save=save,
)
