"""Appeals: agreed to by one press, which ends the key attention; what is not agreed to is answered in words."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.care import pushes
from handlers.care.buttons import StartUphold
from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenCase
from handlers.kit.screens.text import Markup
from storage.care import cases, lists
from storage.care.rows import Appeal, HealthCase, Refused
from storage.engine.refusal import Refusal
from storage.people.access import Act
from storage.people.directory import Who, name_of

AGREED = "同意申诉，重点关注即日解除。"
"""The written answer of a press."""


def _request(case: HealthCase, appeal: Appeal, decided: str = "") -> Request:
    """Who appeals and why stands on the case's own screen, whose opening is on the trail."""
    return Request(
        key=(case.key, appeal.id or 0),
        text=Markup("⚖️ 第 {} 号重点关注的申诉（{}月{}日前答复），同意即解除").format(
            case.key, appeal.due_on.month, appeal.due_on.day
        ),
        opens=OpenCase(case.key),
        refuse=StartUphold(case.key),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    return [_request(case, appeal) for case, appeal in await lists.open_appeals(session) if cases.answers(me, case)]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    case, appeal = await cases.find(session, key[0]), await session.get(Appeal, key[1])
    if case is None or appeal is None or appeal.case_id != case.key:
        raise Refusal(Refused.GONE)
    if not cases.answers(me, case):
        raise Refusal(Refused.NOT_INSPECTOR)
    by = await name_of(session, appeal.answered_by) if appeal.answered_by else ""
    said = f"❌ {by}没有同意，维持原决定" if appeal.upheld else f"✅ {by}已同意，解除"
    return _request(case, appeal, said if appeal.answered_at else "")


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    _, appeal = await cases.answerable(tx, context.me, key[0])
    if appeal.id != key[1]:
        raise Refusal(Refused.NO_APPEAL)
    case = await cases.answer(tx, context.me, key[0], uphold=False, text=AGREED, now=context.now)
    await pushes.answered(tx, case, context.now, context.occasion)


DECIDING = Deciding(pushes.APPEAL, "申诉待答复", Act.ANSWER_APPEAL, _waiting, _find, _agree)
