"""Where a case stands that moves with its person, and who can do what about it."""

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.development.buttons import AcceptCase, HandOver
from handlers.kit.screens.text import Markup
from storage.development import moving
from storage.development.dossiers import Dossier
from storage.people.directory import Branch, Person, Who


async def said(session: AsyncSession, file: Dossier) -> Markup | None:
    if not file.is_moving:
        return None
    branch = await session.get(Branch, file.home)
    transfer = file.handed_over
    by = await session.get(Person, transfer.handed_by) if transfer else None
    state = f"{by.name}已移交，等待现支部接收" if by else "等待原支部移交"
    return Markup("🔄 本人已转到<b>{}</b>，档案{}；接收以前只能查看。").format(branch.name if branch else "", state)


def buttons(me: Who, file: Dossier) -> list[InlineKeyboardButton]:
    """What that person can do about the move."""
    number, found = file.case.number, []
    if moving.why_not_hand_over(me, file) is None:
        found.append(HandOver(number, 0).labelled("📤 移交档案"))
    if moving.why_not_accept(me, file) is None:
        found.append(AcceptCase(number, 0).labelled("📥 接收档案"))
    return found
