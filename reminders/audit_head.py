"""The audit trail's head, sent to the inspectors every morning: what is in their chats cannot be changed with the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.text import Markup
from storage.mail.outbox import Push
from storage.people.confirming import trusted
from storage.people.posts import Post
from storage.sealed import audit

TEXT = Markup(
    "🔏 <b>审计记录校验码</b>\n共 {} 条：\n<code>{}</code>\n"
    "请保留这条消息。日后用 /audit 里的“核对校验码”，或请系统管理员运行 verify-audit --head，都能查出此前的记录有没有被改动或截去。"
)


async def find(session: AsyncSession, local: datetime) -> Sequence[Push]:
    """One for each inspector and day, once there is anything in the trail."""
    newest = await audit.head(session)
    if newest.number == 0:
        return []
    text, day = str(TEXT.format(newest.number, newest)), local.date().isoformat()
    return [
        Push("audit_head", "audit", text, person_id=who.person_id, period=day)
        for who in await trusted(session, Post.INSPECTOR)
    ]
