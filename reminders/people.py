"""Who has not bound an account yet: the branch's secretary hears of them once a week, until there are none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup
from handlers.people.buttons import Unbound
from storage.engine.sweeps import apart
from storage.mail import outbox
from storage.mail.outbox import Key, Push
from storage.people import unbound
from storage.people.directory import heads

KIND = "unbound"
TEXT = Markup("👤 本支部还有 <b>{} 人</b>没有绑定账号，收不到通知，也不能签到")


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Of the week that runs, from its Monday on."""
    monday = (local.date() - timedelta(days=local.weekday())).isoformat()
    to, missing = await heads(session), await unbound.by_branch(session)
    due: dict[Key, int] = {
        (KIND, f"branch:{branch}", monday, f"p{to[branch]}"): branch for branch in missing if branch in to
    }
    found: list[Push] = []
    for branch in (await outbox.untold(session, due)).values():
        with apart(session):
            row = keyboard([Unbound(branch, 0).labelled("👤 看名单")])
            text = TEXT.format(missing[branch])
            about = f"branch:{branch}"
            found.append(nudge(KIND, about, text, local, person_id=to[branch], period=monday, keyboard=row))
    return found
