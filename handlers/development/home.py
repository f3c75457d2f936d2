"""What waits for somebody in 发展党员, for the home screen."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import Markup
from storage.development import categories, lists, moving
from storage.development.dossiers import Dossier
from storage.people.access import Act, may
from storage.people.directory import Who


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """What is late in my cases, or waits for my confirmation."""
    if may(me, Act.CONFIRM_CATEGORY) and (found := await categories.waiting(session)):
        return Markup("🌱 {} 人的类别变更待确认").format(len(found))
    if not may(me, Act.RUN_DEVELOPMENT):
        return None
    if moves := sum(_waits(me, each.file) for each in await lists.everyone(session)):
        return Markup("🔄 有 {} 份发展党员档案等待移交或接收").format(moves)
    late = [each for each in await lists.everyone(session, me.branch_id) if lists.late_of(each.file, now.date())]
    return Markup("🌱 发展党员有 {} 人的步骤已超期").format(len(late)) if late else None


def _waits(me: Who, file: Dossier) -> bool:
    return moving.why_not_hand_over(me, file) is None or moving.why_not_accept(me, file) is None
