"""Words for a birthday: a draft that is agreed to as it stands, below the message that asks for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.birthdays import pushes
from handlers.birthdays.buttons import OpenBirthday, WriteMessage
from handlers.kit.joins import Deciding, Key, Request, Says
from handlers.kit.screens.context import Context
from handlers.kit.screens.text import Markup
from storage.birthdays import celebrants, messages
from storage.birthdays.celebrants import Celebrant
from storage.birthdays.rows import Refused
from storage.engine.refusal import Refusal
from storage.people.directory import Who
from storage.people.rights import Act

WRITTEN = "寄语已经写好，不用重复写。"


def _request(celebrant: Celebrant) -> Request:
    row, day = celebrant.row, celebrant.birthday.day
    words = row.words if row is not None and celebrant.written else messages.proposed(celebrant)
    key = (celebrant.who.person_id, day.year)
    given = "贺卡已经送出" if celebrant.given else ""
    return Request(
        key=key,
        text=Markup("✍ <b>{}</b>同志{}月{}日过政治生日，寄语：\n<blockquote>{}</blockquote>").format(
            celebrant.who.name, day.month, day.day, words
        ),
        opens=OpenBirthday(*key),
        refuse=WriteMessage(*key),
        decided=f"✅ 已写好，落款 {row.signed}" if row is not None and celebrant.written else given,
    )


async def _waiting(session: AsyncSession, me: Who, now: datetime) -> Sequence[Request]:
    return [_request(each) for each in await messages.awaited_from(session, me, now.date())]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    celebrant = await celebrants.find(session, *key)
    if not await messages.may_write(session, me, celebrant):
        raise Refusal(Refused.NOT_WRITER)
    return _request(celebrant)


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    """What somebody has written meanwhile stays."""
    celebrant = await messages.open_for(tx, context.me, *key, context.now.date())
    if celebrant.written:
        raise Refusal(WRITTEN)
    await messages.write(tx, context.me, *key, messages.proposed(celebrant), context.now)
    await pushes.answered(tx, key[0])


DECIDING = Deciding(
    pushes.WORDS,
    "政治生日寄语待写",
    Act.WRITE_MESSAGE,
    _waiting,
    _find,
    _agree,
    Says("✅", "用草稿"),
    Says("✍", "自己写"),
)
