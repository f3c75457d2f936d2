"""Who has not bound an account yet: the branch's secretary hears of them once a week, until there are none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.people.buttons import Unbound
from reminders.wording import nudge_of, worded
from storage.mail.outbox import Key, Push, person_key
from storage.people import unbound
from storage.people.directory import heads

KIND = "unbound"
TEXT = Markup("👤 本支部还有 <b>{} 人</b>没有绑定账号，收不到通知，也不能签到")


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """Of the week that runs, from its Monday on."""
    monday = (local.date() - timedelta(days=local.weekday())).isoformat()
    to, missing = await heads(session), await unbound.by_branch(session)
    due: dict[Key, int] = {
        person_key(KIND, f"branch:{branch}", monday, to[branch]): branch for branch in missing if branch in to
    }

    def word(key: Key, branch: int) -> Push:
        row = [Unbound(branch, 0).labelled("👤 看名单")]
        return nudge_of(key, TEXT.format(missing[branch]), local, keyboard(row))

    return await worded(session, due, word)
