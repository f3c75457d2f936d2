"""An election's result on paper, as it is reported to the superior."""

from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.papers.election import TEMPLATE, Election, Office
from scoring.papers.paper import Paper, day_of, file_name
from storage.ballots.result import minutes_of
from storage.people import directory
from storage.terms.elections import ballots_of
from storage.terms.rows import OFFICES, TermElection

ON_PAPER = "由支部在党员大会上用纸质选票选举，票数见会议记录（不是本系统计票）。"
ANSWERS = {None: "（等待答复）", True: "同意。", False: "退回：{}"}


async def paper_of(session: AsyncSession, row: TermElection, to: str, today: date) -> Paper:
    """Of one that was reported."""
    branch = (await directory.branch_names(session, row.branch_id)).get(row.branch_id, "")
    known = await directory.names_of(session, {*row.candidates, *(row.winners or [])})
    votes = tuple(minutes_of(each) for each in await ballots_of(session, row)) if row.counted else ()
    posts = row.posts or {}
    facts = Election(
        branch,
        to,
        day_of(row.held_on) if row.held_on else "",
        row.seats,
        "、".join(known.get(each, "") for each in row.candidates),
        votes or (ON_PAPER,),
        "、".join(known.get(each, "") for each in row.winners or []),
        tuple(Office(post.value, known.get(posts[post.value], "")) for post in OFFICES if post.value in posts),
        ANSWERS[row.agreed].format(row.word or ""),
        day_of(today),
    )
    return Paper(
        TEMPLATE.name, facts, file_name(TEMPLATE.title, branch, f"{row.held_on:%Y-%m-%d}" if row.held_on else "")
    )


async def reported(session: AsyncSession, branch_id: int, first: date, last: date) -> list[TermElection]:
    """A branch's elections of that time that were reported."""
    query = select(TermElection).where(
        col(TermElection.branch_id) == branch_id,
        col(TermElection.reported_at).is_not(None),
        col(TermElection.held_on).between(first, last),
    )
    return list((await session.exec(query.order_by(col(TermElection.held_on)))).all())
