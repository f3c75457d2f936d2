"""党费收缴情况 on paper: a year's, and for a bundle that of any time in numbers alone, as it goes from hand to hand."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.dues.buttons import PrintDues
from handlers.kit.engine.access_check import check_may
from handlers.kit.joins import Papers
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.papers import send_paper
from scoring.papers.dues import TEMPLATE
from scoring.papers.paper import Paper
from storage.dues.papers import paper_of
from storage.dues.rows import Refused, check_keep
from storage.engine.refusal import Refusal, passes
from storage.ledger import Scope
from storage.people.access import Place
from storage.people.directory import Who
from storage.people.rights import Act


async def print_dues(context: Context, button: PrintDues) -> None:
    """With what each has paid (`whole`) for those who keep the dues alone."""
    check_may(context, Act.SEE_DUES, Place(branch_id=button.branch))
    whole = button.whole == 1 and passes(check_keep, context.me, button.branch)
    if not 2000 <= button.year <= context.now.year:
        raise Refusal(Refused.GONE)
    first, last = date(button.year, 1, 1), date(button.year, 12, 31)
    async with context.read() as session:
        paper = await paper_of(session, button.branch, first, last, context.now.date(), whole=whole)
    if paper is None:
        raise Refusal(Refused.GONE)
    await send_paper(context, paper, button.form, Export(f"dues:{button.branch}", paper.name))


async def _papers(session: AsyncSession, _me: Who, scope: Scope) -> Sequence[Paper]:
    if scope.branch_id is None:
        return []
    paper = await paper_of(session, scope.branch_id, scope.first, scope.last, scope.today, whole=False)
    return [paper] if paper else []


PAPERS = Papers(TEMPLATE.name, TEMPLATE.title, Act.SEE_DUES, _papers)
