"""Reading notices, and seeing who has read them."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines, names
from handlers.notices import cards, pushes
from handlers.notices.buttons import (
    Notices,
    OpenNotice,
    Published,
    Read,
    Readers,
    StartNotice,
    UrgeReaders,
    Withdraw,
)
from storage import notices
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.notices import NoticeReader, Refused
from storage.people.access import may
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
    async with context.read() as session:
        notice = await notices.find(session, button.notice)
        row = await session.get(NoticeReader, (button.notice, context.me.person_id))
        where = await notices.where(session, notice)
        by = await name_of(session, notice.by)
    answers = notices.answers_for(context.me, notice)
    if row is None and not answers:
        raise Refusal(Refused.NOT_YOURS)
    unread = row is not None and row.read_at is None
    rows = [[Read(button.notice).labelled("👀 已阅")]] if unread else []
    if answers:
        rows.append([Readers(button.notice).labelled("👥 谁已阅读")])
    note = Markup("\n✓ 您已阅。") if row is not None and not unread else None
    await context.show(lines(cards.notice_text(notice, where, by, context.now), note), [*rows, back(Notices(0))])
    if notice.files:
        await send_all(context.bot, context.chat_id, notice.files)


async def read(context: Context, button: Read) -> None:
    """已阅, from the push or from the list: said in a word, with the text left where it is."""
    async with context.write() as tx:
        await notices.read(tx, context.me, button.notice, context.now)
    await context.toast("已阅，谢谢！")
    await context.change_pressed(OpenNotice(button.notice).labelled("✓ 已阅"))


async def show_published(context: Context, button: Published) -> None:
    async with context.read() as session:
        found = await notices.published_by(session, context.me)
    shown, turning = paged(found, button.page, Published)
    rows = [
        [Readers(notice.key).labelled(cards.published_label(notice, reading, context.now))] for notice, reading in shown
    ]
    text = Markup("<b>👀 阅读情况</b>\n前面的数字：已阅 / 总数。") if found else Markup("还没有发布过通知。")
    await context.show(text, [*rows, *turning, back(Notices(0))])


async def show_readers(context: Context, button: Readers) -> None:
    """Who has read it, who has not."""
    async with context.read() as session:
        notice = await notices.answered_for(session, context.me, button.notice)
        found = await notices.readers(session, button.notice)
    done = [person.name for person, row in found if row.read_at is not None]
    unread = [person.name for person, row in found if row.read_at is None]
    text = lines(
        Markup("<b>👀 {}</b>").format(cards.heading(notice)),
        Markup("已阅 {} 人：{}").format(len(done), names(done)),
        Markup("未阅 {} 人：{}").format(len(unread), names(unread, 120)),
    )
    urge = [[UrgeReaders(button.notice).labelled(f"🔔 提醒未阅的（{len(unread)}）")]] if unread else []
    more = [OpenNotice(button.notice).labelled("查看通知"), Withdraw(button.notice, 0).labelled("↩ 撤回")]
    await context.show(text, [*urge, more, back(Published(0))])


async def urge(context: Context, button: UrgeReaders) -> None:
    """提醒 those who have not read it."""
    async with context.write() as tx:
        notice, to = await notices.urge(tx, context.me, button.notice, context.now)
        told = await pushes.urged(tx, notice, to, context)
    await context.toast(f"正在提醒 {told} 人。", alert=True)
    await show_readers(context, Readers(button.notice))


async def withdraw(context: Context, button: Withdraw) -> None:
    """撤回, asked once more; what Telegram has delivered stays in people's chats."""
    if button.sure == 1:
        async with context.write() as tx:
            await notices.withdraw(tx, context.me, button.notice, context.now)
            for kind in ("notice", "notice_urge", "notice_unread"):
                await outbox.withdraw(tx, kind, f"notice:{button.notice}")
        await context.toast("已撤回")
        await show_published(context, Published(0))
        return
    async with context.read() as session:
        notice = await notices.answered_for(session, context.me, button.notice)
    text = Markup("撤回<b>{}</b>？还没送到的不再发送；已经送到的消息仍留在对方的聊天里。").format(cards.heading(notice))
    await context.show(text, [[Withdraw(button.notice, 1).labelled("确认撤回")], back(Readers(button.notice))])
