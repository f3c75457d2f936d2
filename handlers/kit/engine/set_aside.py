"""What was set aside, updates and pushes: what becomes of it is decided by the staff or the operator, and told to whom it concerns."""

import json
import secrets
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update

from storage.mail import inbox, outbox, unsent
from storage.mail.outbox import Push
from storage.people.directory import who_is
from storage.sealed.keyring import KeyEnded, Passing, Sealed, passing_of
from storage.sealed.vault import HELD

LET_GO = "您之前没有成功的一次操作（编号 {}）不再处理了。如果还需要，请发送 /home 重新做一次。"
NOT_SENT = "有一条给您的消息没能送达，不再发送了。请发送 /home，看看有没有要办的事。"
TOLD = "not_sent"
WAS_SAVED = "您之前有一次操作提示没有成功，其实已经保存，不用再做。"


async def let_go(tx: AsyncSession, number: int, now: datetime) -> bool:
    """Erase what was set aside, and say so to the person; False when it is not set aside."""
    row = await tx.get(inbox.InboxRow, number)
    if row is None or row.set_aside is None:
        return False
    who = await _sender(tx, row)
    await inbox.let_go(tx, number)
    if who is not None:
        # The log of the database has the number beside what was saved: with the person's beside it again, it would tell who did that.
        text = WAS_SAVED if row.effect_taken else LET_GO.format(number)
        await outbox.put(tx, now, Push("let_go", secrets.token_hex(8), text, person_id=who, period="once"))
    return True


async def drop_pushes(tx: AsyncSession, now: datetime, number: int | None = None) -> int:
    """Send no more what could not be sent, all of it or one push, and say so to those whom it was for, once a day; gives how many there were."""
    dropped = await unsent.drop_failed(tx, number)
    lost = {each.person_id for each in dropped if each.person_id is not None and each.kind != TOLD}
    day = now.date().isoformat()
    await outbox.put(tx, now, *[Push(TOLD, f"person:{each}", NOT_SENT, person_id=each, period=day) for each in lost])
    return len(dropped)


async def _sender(tx: AsyncSession, row: inbox.InboxRow) -> int | None:
    """The person who sent it, where that can still be read."""
    if row.key is None or row.payload is None:
        return None
    try:
        text = Passing(passing_of(tx), tx.info[HELD]).open(Sealed(row.key, row.payload))
        update = Update.de_json(json.loads(text), None)
    except (KeyEnded, ValueError, TypeError, KeyError):
        return None
    who = await who_is(tx, update.effective_user.id) if update.effective_user else None
    return who.person_id if who else None
