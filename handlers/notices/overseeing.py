"""Who has read a notice: by branch, then by name; urging those who have not; what waits for its moment; taking one back."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import narrowing
from handlers.kit.screens.navigation import back, in_columns, paged
from handlers.kit.screens.text import Markup, lines
from handlers.notices import cards, pushes
from handlers.notices.buttons import (
    Notices,
    OpenNotice,
    Published,
    Readers,
    ReadersOf,
    SendNow,
    UrgeBranch,
    UrgeReaders,
    Withdraw,
)
from storage.mail import outbox
from storage.notices import lists, publishing
from storage.notices.rows import NoticeReader
from storage.people import directory
from storage.people.directory import Person

NAMES_A_PAGE = 60
KINDS = ("notice", "notice_urgent", "notice_urge", "notice_unread")


async def show_published(context: Context, button: Published) -> None:
    """What waits for its moment, then what is out, with how many have read it."""
    async with context.read() as session:
        waiting = await publishing.waiting(session, context.me)
        found = await lists.published_by(session, context.me)
    labelled = [OpenNotice(each.key).labelled(cards.waiting_label(each, context.now)) for each in waiting]
    labelled += [
        Readers(notice.key, 0).labelled(cards.published_label(notice, reading, context.now))
        for notice, reading in found
    ]
    shown, turning = paged(labelled, button.page, Published)
    text = (
        Markup("<b>👀 阅读情况</b>\n前面的数字：已阅 / 总数；🕘 还没有发出。")
        if labelled
        else Markup("还没有发布过通知。")
    )
    await context.show(text, [*([each] for each in shown), *turning, back(Notices(0))])


async def show_readers(context: Context, button: Readers) -> None:
    """By branch where there are several, those with most unread first; else by name."""
    async with context.read() as session:
        notice = await lists.answered_for(session, context.me, button.notice)
        found = await lists.readers(session, button.notice)
        names = await directory.branch_names(session)
    branches = {person.branch_id for person, _ in found}
    if len(branches) == 1:
        return await show_readers_of(context, ReadersOf(button.notice, branches.pop(), button.page))
    total = Counter(person.branch_id for person, _ in found)
    unread = Counter(person.branch_id for person, row in found if row.read_at is None)
    ordered = sorted(branches, key=lambda branch: (-unread[branch], branch))
    shown, turning = paged(ordered, button.page, partial(Readers, button.notice), 12)
    rows = [
        ReadersOf(button.notice, branch, 0).labelled(
            f"{total[branch] - unread[branch]}/{total[branch]}　{names.get(branch, '')}"
        )
        for branch in shown
    ]
    text = lines(
        Markup("<b>👀 {}</b>").format(cards.heading(notice)),
        Markup("已阅 {} 人，未阅 {} 人，共 {} 人。").format(len(found) - unread.total(), unread.total(), len(found)),
        Markup("按支部：已阅 / 应阅，未阅多的在前。"),
    )
    urge = [UrgeReaders(button.notice).labelled(f"🔔 提醒全部未阅的（{unread.total()}）")]
    more = [OpenNotice(button.notice).labelled("查看通知"), Withdraw(button.notice, 0).labelled("↩ 撤回")]
    await context.show(
        text,
        [
            *in_columns(rows),
            *turning,
            *narrowing(button, len(found)),
            *([urge] if unread else []),
            more,
            back(Published(0)),
        ],
    )


async def show_readers_of(context: Context, button: ReadersOf) -> None:
    """One branch by name: those who have not read it first."""
    async with context.read() as session:
        notice = await lists.seen_in(session, context.me, button.notice, button.branch)
        everyone = await lists.readers(session, button.notice)
        names = await directory.branch_names(session, button.branch)
    found = [(person, row) for person, row in everyone if person.branch_id == button.branch]
    ordered = sorted(found, key=lambda each: each[1].read_at is not None)
    shown, turning = paged(ordered, button.page, partial(ReadersOf, button.notice, button.branch), NAMES_A_PAGE)
    number = sum(row.read_at is None for _, row in found)
    done = "、".join(person.name for person, row in shown if row.read_at is not None)
    # Of who has no account, or whom Telegram refuses, it is said: a reminder does not reach them.
    unread = "、".join(
        person.name if person.telegram_id and not person.unreachable_since else f"{person.name}（📵）"
        for person, row in shown
        if row.read_at is None
    )
    text = lines(
        Markup("<b>👀 {}</b>　{}").format(cards.heading(notice), names.get(button.branch, "")),
        Markup("未阅 {} 人：{}").format(number, unread or "—"),
        Markup("已阅 {} 人：{}").format(len(found) - number, done or "—"),
        Markup("📵 还没有绑定，或消息送不到。") if "📵" in unread else None,
    )
    urge = [[UrgeBranch(button.notice, button.branch).labelled(f"🔔 提醒未阅的（{number}）")]] if number else []
    answers = lists.answers_for(context.me, notice)
    several = answers and len(found) < len(everyone)
    more = [OpenNotice(button.notice).labelled("查看通知")]
    if answers and not several:
        more.append(Withdraw(button.notice, 0).labelled("↩ 撤回"))
    up = Readers(button.notice, 0) if several else Published(0) if answers else OpenNotice(button.notice)
    await context.show(text, [*turning, *narrowing(button, len(found)), *urge, more, back(up)])


async def _everyone(context: Context, button: Readers) -> list[OnList]:
    async with context.read() as session:
        await lists.answered_for(session, context.me, button.notice)
        found = await lists.readers(session, button.notice)
        names = await directory.branch_names(session)
    return [_on_list(person, row, names) for person, row in found]


async def _of_branch(context: Context, button: ReadersOf) -> list[OnList]:
    async with context.read() as session:
        await lists.seen_in(session, context.me, button.notice, button.branch)
        found = await lists.readers(session, button.notice)
        names = await directory.branch_names(session, button.branch)
    return [_on_list(person, row, names) for person, row in found if person.branch_id == button.branch]


def _on_list(person: Person, row: NoticeReader, names: Mapping[int, str]) -> OnList:
    sign = "未阅" if row.read_at is None else "已阅"
    return OnList(
        person.name, person.police_no, f"{sign}　{person.name}　{names.get(person.branch_id, '')} {person.police_no}"
    )


PEOPLE = [PeopleList(Readers, _everyone), PeopleList(ReadersOf, _of_branch)]


async def urge(context: Context, button: UrgeReaders) -> None:
    """提醒 those who have not read it."""
    await _urge(context, button.notice, None)
    await show_readers(context, Readers(button.notice, 0))


async def urge_branch(context: Context, button: UrgeBranch) -> None:
    """提醒 those of one branch."""
    await _urge(context, button.notice, button.branch)
    await show_readers_of(context, ReadersOf(button.notice, button.branch, 0))


async def _urge(context: Context, number: int, branch: int | None) -> None:
    async with context.write() as tx:
        notice, to = await lists.urge(tx, context.me, number, context.now, branch_id=branch)
        told = await pushes.urged(tx, notice, to, context)
    await context.toast(f"正在提醒 {told} 人。", alert=True)


async def send_now(context: Context, button: SendNow) -> None:
    """One that waits goes out, at whatever hour."""
    async with context.write() as tx:
        notice, to = await publishing.send_early(tx, context.me, button.notice, context.now)
        await pushes.published(tx, notice, to, context.now, urgent=True)
    await context.toast(f"正在发给 {len(to)} 人。", alert=True)
    await show_readers(context, Readers(button.notice, 0))


async def withdraw(context: Context, button: Withdraw) -> None:
    """撤回, asked once more; what Telegram has delivered stays in people's chats."""
    if button.sure == 1:
        async with context.write() as tx:
            await publishing.withdraw(tx, context.me, button.notice, context.now)
            for kind in KINDS:
                await outbox.withdraw(tx, kind, f"notice:{button.notice}")
        await context.toast("已撤回")
        await show_published(context, Published(0))
        return
    async with context.read() as session:
        notice = await lists.answered_for(session, context.me, button.notice)
    text = Markup("撤回<b>{}</b>？还没送到的不再发送；已经送到的消息仍留在对方的聊天里。").format(cards.heading(notice))
    await context.show(text, [[Withdraw(button.notice, 1).labelled("确认撤回")], back(OpenNotice(button.notice))])
