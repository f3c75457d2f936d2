"""谈心谈话登记: that talks took place. What was said is never on paper."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.confidential.pin import unlock
from handlers.kit.engine.access_check import NOT_ALLOWED, check_may
from handlers.kit.joins import Papers
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.papers import send_paper
from handlers.talks.buttons import PrintTalks
from scoring.papers.paper import Paper, day_of, file_name, span_of
from scoring.papers.talks import TEMPLATE, Talked, Talks
from storage.engine.refusal import Refusal
from storage.ledger import Scope
from storage.people import directory
from storage.people.access import Place
from storage.people.directory import Who
from storage.people.rights import Act
from storage.talks import lists


async def print_talks(context: Context, button: PrintTalks) -> None:
    """Behind the PIN, as the list is."""
    check_may(context, Act.SEE_TALKS, Place(branch_id=button.branch))
    if not 2000 <= button.year < 2100:
        raise Refusal(NOT_ALLOWED)
    await unlock(context, button)
    first, last = date(button.year, 1, 1), date(button.year, 12, 31)
    scope = Scope(first, last, context.now.date(), context.bot_data.clock.zone, button.branch)
    async with context.read() as session:
        (paper,) = await _papers(session, context.me, scope)
    await send_paper(context, paper, button.form, Export(f"talks:{button.branch}", paper.name))


async def _papers(session: AsyncSession, _me: Who, scope: Scope) -> Sequence[Paper]:
    if scope.branch_id is None:
        return []
    branch = (await directory.branch_names(session, scope.branch_id)).get(scope.branch_id, "")
    found = await lists.between(session, scope.branch_id, scope.first, scope.last)
    talks = tuple(
        Talked(
            day_of(each.talk.held_on),
            f"{each.talk.kind}（{each.talk.pair}）" if each.talk.pair else each.talk.kind,
            each.by,
            each.other,
        )
        for each in found
    )
    span = span_of(scope.first, scope.last)
    facts = Talks(branch, span, len(talks), talks, day_of(scope.today))
    return [Paper(TEMPLATE.name, facts, file_name(branch, span, TEMPLATE.title))]


PAPERS = Papers(TEMPLATE.name, TEMPLATE.title, Act.SEE_TALKS, _papers)
