"""What a notice tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard, nudge
from handlers.kit.screens.text import Markup, clip
from handlers.notices import cards
from handlers.notices.buttons import Notices, OpenNotice, Read
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.notices import lists
from storage.notices.rows import Notice
from storage.people.directory import heads, holders, name_of
from storage.people.posts import Post


async def published(
    tx: AsyncSession, notice: Notice, to: Iterable[int], local: datetime, *, urgent: bool = False
) -> int:
    """To everyone for whom it is, with its files; an urgent one is heard at night too."""
    where, by = await lists.where(tx, notice), await name_of(tx, notice.by)
    text = str(cards.notice_text(notice, where, by, local))
    files = tuple((kind, content) for kind, content in notice.files or [])
    row = keyboard([Read(notice.key).labelled("👀 已阅")])
    subject = f"notice:{notice.key}"
    kind = "notice_urgent" if urgent else "notice"
    pushes = [Push(kind, subject, text, person_id=person, keyboard=row, files=files) for person in to]
    return await outbox.put(tx, local, *pushes)


async def held_back(tx: AsyncSession, notice: Notice, local: datetime) -> None:
    """That one for later has not gone out, to its author and to who answers for the place now."""
    staff = [who.person_id for who in await holders(tx, Post.PARTY_STAFF)]
    now = (await heads(tx)).get(notice.branch_id) if notice.branch_id else None
    text = Markup(
        "📢 <b>{}</b>安排的定时通知没有发出，也不再发：发布人已不再负责这个范围。需要的请重新发布。\n{}"
    ).format(await name_of(tx, notice.by), clip(notice.text, 60))
    to = {notice.by, *([now] if now else staff)}
    again = keyboard([Notices(0).labelled("📢 通知")])
    pushes = [
        Push("notice_held_back", f"notice:{notice.key}", str(text), person_id=person, keyboard=again)
        for person in sorted(to)
    ]
    await outbox.put(tx, local, *pushes)


async def urged(tx: AsyncSession, notice: Notice, to: Iterable[int], context: Context) -> int:
    """To those who have not read it; in quiet hours it waits for the morning."""
    text = cards.unread_text(notice)
    pushes = [reminder("notice_urge", notice, person, text, context.now, context.occasion) for person in to]
    return await outbox.put(tx, context.now, *pushes)


def reminder(  # noqa: PLR0917 - a push's parts
    kind: str, notice: Notice, person: int, text: Markup, local: datetime, period: str = ""
) -> Push:
    return nudge(
        kind,
        f"notice:{notice.key}",
        text,
        local,
        person_id=person,
        period=period,
        keyboard=keyboard([OpenNotice(notice.key).labelled("查看通知"), Read(notice.key).labelled("👀 已阅")]),
    )
