"""What a secretary has proposed, confirmed by the staff with one press."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.awards import cards, pushes
from handlers.awards.buttons import OpenAward, StartRefuseAward
from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from storage.awards import keeping, lists
from storage.awards.lists import Line
from storage.awards.rows import Refused
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import directory
from storage.people.directory import Who
from storage.people.rights import Act


def _request(line: Line, by: str = "") -> Request:
    row = line.row
    decided = (
        f"✅ {by}已同意"
        if row.confirmed_by
        else f"❌ {by}没有同意"
        if row.refused_by
        else "已撤回"
        if row.withdrawn_on
        else ""
    )
    return Request(
        key=(row.number, 0),
        text=cards.card(line),
        opens=OpenAward(row.number),
        refuse=StartRefuseAward(row.number),
        decided=decided,
    )


async def _waiting(session: AsyncSession, me: Who, _now: datetime) -> Sequence[Request]:
    mine = (me.person_id,)
    return [
        _request(line)
        for line in await lists.waiting(session)
        if line.row.entered_by not in mine and line.row.person_id not in mine
    ]


async def _find(session: AsyncSession, _me: Who, key: Key) -> Request:
    line = await lists.one(session, key[0])
    if line is None:
        raise Refusal(Refused.GONE)
    by = line.row.confirmed_by or line.row.refused_by
    return _request(line, await directory.name_of(session, by) if by else "")


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    row = await keeping.answer(tx, context.me, key[0], context.now)
    await outbox.put(tx, context.now, *pushes.entered(row, context.occasion))


PROPOSALS = Deciding(pushes.PROPOSED, "荣誉奖励", Act.KEEP_AWARDS, _waiting, _find, _agree)
