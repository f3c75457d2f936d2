"""换届选举结果的报告 on paper: one's, and a branch's in a stretch of time."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Papers
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.papers import send_paper
from handlers.terms.buttons import PrintElection
from scoring.papers.election import TEMPLATE
from scoring.papers.paper import Paper
from storage.engine.refusal import Refusal
from storage.ledger import Scope
from storage.people.directory import Who
from storage.people.rights import Act
from storage.terms.papers import paper_of, reported
from storage.terms.rows import Refused, TermElection, check_see

SUPERIOR = "上级党组织"


async def print_election(context: Context, button: PrintElection) -> None:
    async with context.read() as session:
        row = await session.get(TermElection, button.election)
        if row is None or row.reported_at is None:
            raise Refusal(Refused.GONE)
        check_see(context.me, row.branch_id)
        paper = await paper_of(session, row, f"中共{context.bot_data.bureau}委员会", context.now.date())
    await send_paper(context, paper, button.form, Export(f"term_election:{row.key}", paper.name))


async def _papers(session: AsyncSession, _me: Who, scope: Scope) -> Sequence[Paper]:
    if scope.branch_id is None:
        return []
    found = await reported(session, scope.branch_id, scope.first, scope.last)
    return [await paper_of(session, row, SUPERIOR, scope.today) for row in found]


PAPERS = Papers(TEMPLATE.name, TEMPLATE.title, Act.SEE_TERMS, _papers)
