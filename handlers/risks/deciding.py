"""Self-checks, confirmed where they are told of."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup
from handlers.risks import pushes
from handlers.risks.buttons import GiveBack, OpenCheck
from storage.engine.refusal import Refusal
from storage.people.directory import Who, name_of
from storage.people.rights import Act
from storage.risks import checks
from storage.risks.checks import Check, Refused
from storage.risks.rows import CheckState

_SAID = {CheckState.CONFIRMED: "✅ {}已确认", CheckState.RETURNED: "❌ {}已退回"}


def _request(check: Check, decided: str = "") -> Request:
    row = check.row
    points = "；".join(f"{point.text}（{point.level}）" for point in check.points)
    return Request(
        key=(row.key, row.revision),
        text=Markup("📝 <b>{}</b>的{}岗位风险排查（岗位：{}）\n{}").format(
            check.person, checks.title(row.first_on), row.position, points
        ),
        opens=OpenCheck(row.key),
        refuse=GiveBack(row.key, row.revision),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    found = await checks.waiting_for(session, me)
    points = await checks.points_of(session, [row.key for row, _ in found])
    return [_request(Check(row, name, points.get(row.key, ()))) for row, name in found]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    check = await checks.find(session, key[0])
    row = check.row
    if not checks.may_see(me, row) or row.person_id == me.person_id:
        raise Refusal(Refused.NOT_YOURS)
    if row.revision != key[1]:
        return _request(check, "本人重新提交过，见新的一条")
    by = await name_of(session, row.judged_by) if row.judged_by else ""
    return _request(check, _SAID[CheckState(row.state)].format(by) if row.state in _SAID else "")


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    row = await checks.confirm(tx, context.me, *key, context.now.date())
    await pushes.judged(tx, row, context)


DECIDING = Deciding(pushes.CHECK, "岗位风险排查待确认", Act.CONFIRM_CHECK, _waiting, _find, _agree)
