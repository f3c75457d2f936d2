"""表决结果 on paper: a meeting's, and those of a branch in a stretch of time."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Papers
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.links import PrintVotes
from handlers.kit.screens.papers import send_paper
from scoring.papers.paper import Paper
from scoring.papers.votes import TEMPLATE
from storage.ballots.lists import of_meeting
from storage.ballots.printing import paper_of
from storage.ballots.rows import Refused
from storage.engine.refusal import Refusal
from storage.ledger import Scope
from storage.meetings.printing import held, may_print
from storage.meetings.rows import Meeting
from storage.people.directory import Who
from storage.people.rights import Act


async def print_votes(context: Context, button: PrintVotes) -> None:
    async with context.read() as session:
        meeting = await session.get(Meeting, button.meeting)
        if meeting is None or not may_print(context.me, meeting):
            raise Refusal(Refused.NOT_SEEN)
        paper = await paper_of(session, meeting, context.now.date(), context.now.tzinfo)
    await send_paper(context, paper, button.form, Export(f"meeting:{button.meeting}", paper.name))


async def _papers(session: AsyncSession, me: Who, scope: Scope) -> Sequence[Paper]:
    """One for each meeting that voted on something."""
    return [
        await paper_of(session, each, scope.today, scope.zone)
        for each in await held(session, scope)
        if may_print(me, each) and any(not ballot.is_open for ballot in await of_meeting(session, each.number))
    ]


PAPERS = Papers(TEMPLATE.name, TEMPLATE.title, Act.SEE_MEETINGS, _papers)
