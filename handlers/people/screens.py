"""Who is on the roster: branches, people, one person; and those who vanished from the file."""

from collections.abc import Mapping

from handlers.kit.confidential.pin import OfferReset
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.joins import OnList, PeopleList
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartFind, narrowing
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, day_text, lines, month_text
from handlers.people import ended
from handlers.people.buttons import (
    AskUnbind,
    AskUndo,
    AskUndoChange,
    CallAuxiliaries,
    DecideRemoval,
    Departed,
    EndedBranches,
    History,
    Invite,
    OpenBranch,
    OpenPerson,
    Planned,
    Posts,
    Removals,
    Roster,
    RosterWords,
    StartAdd,
    StartChange,
    StartImport,
    StartLeave,
    Unbound,
)
from handlers.people.parting import LEFT, part_with
from handlers.people.pushes import account_decided
from storage.channels import Way, ways_of
from storage.engine.refusal import Refusal
from storage.mail import outbox
from storage.people import branches, directory, known_months, roster_imports
from storage.people import planned as planned_changes
from storage.people import roster as files
from storage.people.access import Place, may, reach
from storage.people.accounts import Decided
from storage.people.directory import Person, Who
from storage.people.phones import masked
from storage.people.posts import Category
from storage.people.register import Way as Entered
from storage.people.rights import Act, Reach
from storage.people.whose import Whose

GONE = "名册里已没有这位同志，请返回名册重新选择。"

LOOK = [StartFind().labelled("🔍 按姓名、拼音或警号查找")]


async def roster(context: Context, button: Roster) -> None:
    """The branches with how many are bound; a secretary sees their own branch at once."""
    me = context.me
    if reach(me, Act.SEE_ROSTER) is not Reach.BUREAU:
        return await branch(context, OpenBranch(me.branch_id, 0))
    async with context.read() as session:
        counts = await directory.headcounts(session)
        waiting = await files.proposed_removals(session)
        undoable = {each.way for each in await roster_imports.to_undo(session)}
        planned = await planned_changes.waiting(session)
    total, bound = sum(each.people for each in counts), sum(each.bound for each in counts)
    shown, turning = paged(counts, button.page, Roster)
    rows = [[OpenBranch(each.branch_id, 0).labelled(f"{each.branch}  {each.bound}/{each.people}")] for each in shown]
    manage = []
    if may(me, Act.IMPORT_ROSTER):
        manage.append([StartImport().labelled("📥 导入花名册"), StartAdd(0).labelled("➕ 新增一人")])
        undo = [AskUndo().labelled("↩ 撤销上次导入")] if Entered.FILE.value in undoable else []
        undo += [AskUndoChange().labelled("↩ 撤销上次登记")] if Entered.CHAT.value in undoable else []
        manage += [undo] if undo else []
        manage.append([Departed(0).labelled("📁 已离开"), RosterWords(0).labelled("🔤 名册用词")])
        if planned:
            manage[-1].append(Planned(0).labelled(f"🗓 待生效（{len(planned)}）"))
        manage.append([EndedBranches(0).labelled("🗄 已撤销的支部")])
        if waiting:
            manage.append([Removals(0).labelled(f"❓ 待确认移出（{len(waiting)}）")])
    text = lines(
        Markup("<b>名册与绑定</b>"),
        Markup("{} 个支部，{} 人，已绑定 {} 人，未绑定 {} 人。").format(len(counts), total, bound, total - bound),
        Markup("支部后面的数字：已绑定 / 总人数。") if counts else Markup("名册是空的：请先导入花名册。"),
    )
    await context.show(text, [*rows, *turning, *manage, LOOK, HOME])


async def branch(context: Context, button: OpenBranch) -> None:
    """A branch's people; ○ marks those who have not bound an account."""
    if not may(context.me, Act.SEE_ROSTER, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=button.branch)
        ways = await ways_of(session, Whose(branches=(button.branch,)))
        asks_auxiliaries = may(context.me, Act.CALL_MEETING, Place(branch_id=button.branch)) and any(
            who.category is Category.AUXILIARY for who in found
        )
        called = asks_auxiliaries and await branches.calls_auxiliaries(session, button.branch)
    if not found:
        return await ended.empty(context, button.branch)
    shown, turning = paged(found, button.page, lambda page: OpenBranch(button.branch, page))
    rows = [[OpenPerson(who.person_id).labelled(_entry(who, ways))] for who in shown]
    bound = sum(who.telegram_id is not None for who in found)
    text = lines(
        Markup("<b>{}</b>").format(found[0].branch),
        Markup("{} 人，已绑定 {} 人。● 已绑定　○ 未绑定").format(len(found), bound),
        Markup("有备用提醒 {} 人　⚠️ Telegram 收不到 {} 人").format(len(ways), sum(who.unreachable for who in found)),
    )
    missing = len(found) - bound
    add = [[StartAdd(button.branch).labelled("➕ 新增一人")]] if may(context.me, Act.IMPORT_ROSTER) else []
    only = [[Unbound(button.branch, 0).labelled(f"👤 只看未绑定（{missing}）")]] if missing else []
    whole = reach(context.me, Act.SEE_ROSTER) is Reach.BUREAU
    add.append([Posts(button.branch, 0).labelled("📜 职务沿革")])
    if may(context.me, Act.IMPORT_ROSTER):
        add.append(ended.of_branch(button.branch))
    if asks_auxiliaries:
        word = "👮 主题党日、党课：不再列入辅警" if called else "👮 主题党日、党课：列入辅警"
        add.append([CallAuxiliaries(button.branch, int(not called)).labelled(word)])
    await context.show(
        text, [*only, *rows, *turning, *narrowing(button, len(found)), *add, LOOK, back(Roster(0)) if whole else HOME]
    )


async def _of_branch(context: Context, button: OpenBranch) -> list[OnList]:
    if not may(context.me, Act.SEE_ROSTER, Place(branch_id=button.branch)):
        raise Refusal(NOT_ALLOWED)
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=button.branch)
        ways = await ways_of(session, Whose(branches=(button.branch,)))
    return [OnList(who.name, who.police_no, _entry(who, ways), OpenPerson(who.person_id)) for who in found]


PEOPLE = PeopleList(OpenBranch, _of_branch)


def _entry(who: Who, ways: Mapping[int, Way]) -> str:
    posts = "、".join(sorted(post.value for post in who.posts)) or who.category.value
    reached = f"{'⚠️' if who.unreachable else ''}{'🔔' if who.person_id in ways else ''}"
    return f"{'○' if who.telegram_id is None else '●'}{reached} {who.name}  {posts}"


def _reached(who: Who, way: Way | None) -> str:
    """How somebody is reached; an address is theirs alone to see."""
    telegram = "Telegram 收不到" if who.unreachable else "Telegram"
    return "、".join([telegram] * (who.telegram_id is not None) + ([way.value] if way else [])) or "还没有"


async def person(context: Context, button: OpenPerson) -> None:
    """One person's entry, and what can be done about their account."""
    async with context.read() as session:
        who = await directory.who_has_id(session, button.person)
        kept = await session.get(Person, button.person)
        group = await directory.name_of_group(session, who.group_id) if who else None
        ways = await ways_of(session, Whose(people=(button.person,)))
        vague = await known_months.of(session, kept) if kept else frozenset()
        coming = await planned_changes.waiting(session, button.person)
    if who is None or kept is None or not may(context.me, Act.SEE_ROSTER, Place(branch_id=who.branch_id)):
        raise Refusal(GONE)
    today = context.now.date()
    text = lines(
        Markup("<b>{}</b>　警号 {}").format(who.name, who.police_no),
        Markup("支部：{}").format(who.branch),
        Markup("党小组：{}").format(group) if group else None,
        Markup("类别：{}").format(who.category.value),
        Markup("职务：{}").format("、".join(sorted(post.value for post in who.posts))) if who.posts else None,
        Markup("⏳ 待第二人确认：{}").format("、".join(sorted(post.value for post in who.waiting)))
        if who.waiting
        else None,
        Markup("岗位：{}").format(kept.position) if kept.position else None,
        Markup("入党日期：{}").format(
            month_text(kept.joined_on) if "入党日期" in vague else day_text(kept.joined_on, today)
        )
        if kept.joined_on
        else None,
        Markup("手机号：{}").format(masked(kept.phone)) if kept.phone else Markup("手机号：名册里没有，只能用链接绑定"),
        Markup("账号：{}").format("已绑定" if who.telegram_id else "未绑定"),
        Markup("提醒方式：{}").format(_reached(who, ways.get(who.person_id))),
        Markup("⚠️ 最近的花名册里没有这位同志，等待确认是否移出。") if kept.missing_since else None,
        *(Markup("🗓 {:%Y-%m-%d} 起：{}").format(each.on, each.what) for each in coming),
    )
    rows = [[History(who.person_id, 0).labelled("📜 任职和变动")]]
    if may(context.me, Act.IMPORT_ROSTER):
        rows.append([StartChange(who.person_id).labelled("✏️ 变更"), StartLeave(who.person_id).labelled("🚪 登记离开")])
    if may(context.me, Act.MANAGE_BINDINGS):
        manage = AskUnbind(who.person_id).labelled("🔓 解除绑定")
        rows.append([manage if who.telegram_id else Invite(who.person_id).labelled("🔗 生成绑定链接")])
    if may(context.me, Act.RESET_PIN) and who.person_id != context.me.person_id:
        rows.append([OfferReset(who.person_id, 0).labelled("🔐 重置 PIN")])
    await context.show(text, [*rows, back(OpenBranch(who.branch_id, 0))])


async def removals(context: Context, button: Removals) -> None:
    """Those whom the last files no longer name: nobody goes without a person's decision."""
    async with context.read() as session:
        waiting = await files.proposed_removals(session)
        numbers = {each.id for each in waiting if each.id is not None}
        posts = {who.person_id: who.posts for who in await directory.people_of(session, ids=numbers)} if numbers else {}
    if not waiting:
        return await _none_left(context)
    shown, turning = paged(waiting, button.page, Removals, size=5)
    rows = [
        [
            DecideRemoval(each.id or 0, 1).labelled(f"移出 {each.name}"),
            DecideRemoval(each.id or 0, 0).labelled(f"保留 {each.name}"),
        ]
        for each in shown
    ]
    listed = [
        Markup("• {} {}{}").format(
            each.police_no, each.name, "".join(f"　⚠️ {post.value}" for post in sorted(posts[each.id or 0]))
        )
        for each in shown
    ]
    heading = Markup("<b>待确认移出（{} 人）</b>\n最近的花名册里没有他们。移出后解除绑定，已有的记录都会保留。")
    await context.show(lines(heading.format(len(waiting)), *listed), [*rows, *turning, back(Roster(0))])


async def decide(context: Context, button: DecideRemoval) -> None:
    """One decision; the list again."""
    async with context.write() as tx:
        who = await directory.who_has_id(tx, button.person)
        leaves = button.leaves == 1
        decided = await files.decide_removal(tx, button.person, leaves=leaves, now=context.now, by=context.me.person_id)
        if decided is not None and leaves and who is not None:
            pushes = await account_decided(tx, who, Decided.REMOVED, context.me, context.occasion)
            await outbox.put(tx, context.now, *pushes)
    if decided is None:
        await context.toast("这一项已经处理过。")
    else:
        await context.toast(f"{decided.name}：{'已移出' if button.leaves == 1 else '已保留'}")
    await removals(context, Removals(0))
    if decided and decided.left_at and who and who.telegram_id is not None:
        await part_with(context, who.telegram_id, LEFT)


async def _none_left(context: Context) -> None:
    await context.show(Markup("没有待确认移出的人员。"), [back(Roster(0))])
