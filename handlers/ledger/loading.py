"""Whose ledger is looked at, over which time, and what its subjects have there."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import Subject, in_file
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export, Taken, Unrecorded, of_branch
from handlers.kit.screens.spans import Span, read_span
from handlers.ledger.buttons import BUREAU, SELF, Ledger
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope
from storage.ledger_file import Part
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach


class Loading:
    """Over the subjects that the features bring."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = {subject.name: subject for subject in subjects}

    def scope(self, context: Context, owner: int, span: Span | None) -> tuple[Span, Scope]:
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

    async def of_subject(self, context: Context, owner: int, word: str, name: str) -> tuple[Span, Subject, list[Entry]]:
        """A subject's entries. Raises Refusal."""
        subject = self.subjects.get(name)
        if subject is None:
            raise Refusal(OUTDATED)
        span, scope = self.scope(context, owner, read_span(word))
        if name not in self._shown(context, owner):
            raise Refusal(NOT_ALLOWED)
        return span, subject, await context.look(lambda session: subject.load(session, scope), much=owner == BUREAU)

    async def entries(self, context: Context, owner: int, scope: Scope) -> list[tuple[Subject, list[Entry]]]:
        """Those of every subject that one sees there."""
        shown = self._shown(context, owner).values()

        async def load(session: AsyncSession) -> list[tuple[Subject, list[Entry]]]:
            return [(subject, await subject.load(session, scope)) for subject in shown]

        return await context.look(load, much=owner == BUREAU)

    async def parts(self, context: Context, owner: int, scope: Scope) -> tuple[list[Part], list[str]]:
        """What the file is made of; and the branches, of the bureau's."""
        shown = self._shown(context, owner).values()

        async def load(session: AsyncSession) -> tuple[list[Part], list[str]]:
            parts = await in_file(session, shown, scope, context.me)
            return parts, list((await scope.standing(session)).values()) if owner == BUREAU else []

        return await context.look(load, much=owner == BUREAU)

    def _shown(self, context: Context, owner: int) -> dict[str, Subject]:
        """The subjects that one may see there; some need more than the ledger itself."""
        me = context.me
        place = Place(me.branch_id, None, me.person_id) if owner == SELF else Place(branch_id=owner or None)
        return {name: subject for name, subject in self.subjects.items() if may(me, subject.act, place)}


def widest(context: Context) -> int:
    """As far as one may look."""
    far = reach(context.me, Act.SEE_LEDGER)
    return BUREAU if far is Reach.BUREAU else context.me.branch_id if far is Reach.BRANCH else SELF


def whose(context: Context, owner: int, word: str) -> list[InlineKeyboardButton]:
    """The other scopes that one may look at."""
    far, own = reach(context.me, Act.SEE_LEDGER), context.me.branch_id
    offered = [(SELF, "👤 本人")]
    if far >= Reach.BRANCH:
        offered.append((own, "👥 本支部"))
    if far is Reach.BUREAU:
        offered.append((BUREAU, "🏢 全局"))
    return [Ledger(number, word).labelled(f"[{label}]" if number == owner else label) for number, label in offered]


async def title_of(context: Context, owner: int) -> str:
    if owner == SELF:
        return context.me.name
    if owner == BUREAU:
        return context.bot_data.bureau
    async with context.read() as session:
        return (await directory.branch_names(session, owner)).get(owner, "")


def taken_by(owner: int, title: str) -> Taken:
    """What goes out of it; one's own is nobody else's concern."""
    return Unrecorded.OWN if owner == SELF else Export(of_branch("ledger", owner), title)
