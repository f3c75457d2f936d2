"""Reading notices; `overseeing.py` has who has read them."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines, when_text
from handlers.notices import cards
from handlers.notices.buttons import (
    Notices,
    OpenNotice,
    Published,
    Read,
    Readers,
    ReadersOf,
    SendNow,
    StartNotice,
    Withdraw,
)
from storage.engine.refusal import Refusal
from storage.notices import lists as notices
from storage.notices.rows import NoticeReader, Refused
from storage.people.access import Place, may
from storage.people.directory import name_of
from storage.people.rights import Act


async def command(context: Context) -> None:
    await show_notices(context, Notices(0))


async def show_notices(context: Context, button: Notices) -> None:
    """What is for me, unread first."""
    async with context.read() as session:
        found = await notices.of_person(session, context.me.person_id)
    unread = sum(row.read_at is None for _, row in found)
    shown, turning = paged(found, button.page, Notices)
    rows = [
        [OpenNotice(notice.key).labelled(cards.label(notice, context.now, read=row.read_at is not None))]
        for notice, row in shown
    ]
    if may(context.me, Act.PUBLISH_NOTICE):
        turning.append([StartNotice().labelled("➕ 发布通知"), Published(0).labelled("👀 阅读情况")])
    text = lines(
        Markup("<b>📣 信息发布</b>"),
        Markup("共 {} 条，未读 {} 条。").format(len(found), unread) if found else Markup("还没有发给您的通知。"),
    )
    await context.show(text, [*rows, *turning, HOME])


async def open_notice(context: Context, button: OpenNotice) -> None:
    """One notice: for its readers and for those who answer for it."""
    me = context.me
    async with context.read() as session:
        notice = await notices.find(session, button.notice)
        row = await session.get(NoticeReader, (button.notice, me.person_id))
        where = await notices.where(session, notice)
        by = await name_of(session, notice.by)
    answers = notices.answers_for(me, notice)
    if row is None and not answers:
        raise Refusal(Refused.NOT_YOURS)
    unread = row is not None and row.read_at is None
    rows = [[Read(button.notice).labelled("👀 已阅")]] if unread else []
    note = Markup("\n✓ 您已阅。") if row is not None and not unread else None
    if notice.at > context.now:
        note = Markup("\n🕘 还没有发出，将在 {} 发出。").format(when_text(notice.at, context.now))
        rows.append([SendNow(button.notice).labelled("📣 现在就发"), Withdraw(button.notice, 0).labelled("↩ 撤回")])
    elif answers:
        rows.append([Readers(button.notice, 0).labelled("👥 谁已阅读")])
    elif may(me, Act.PUBLISH_NOTICE) and may(me, Act.URGE, Place(branch_id=me.branch_id)):
        rows.append([ReadersOf(button.notice, me.branch_id, 0).labelled("👥 本支部谁已阅读")])
    await context.show(lines(cards.notice_text(notice, where, by, context.now), note), [*rows, back(Notices(0))])
    if notice.files:
        await send_all(context.bot, context.chat_id, notice.files)


async def read(context: Context, button: Read) -> None:
    """已阅, from the push or from the list: said in a word, with the text left where it is."""
    async with context.write() as tx:
        await notices.read(tx, context.me, button.notice, context.now)
    await context.toast("已阅，谢谢！")
    await context.change_pressed(OpenNotice(button.notice).labelled("✓ 已阅"))
