"""Publishing a notice: to whom, with text, pictures or files; shown, confirmed, and sent."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, ask, draft
from handlers.kit.forms.gathering import Gathering, nothing
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.notices import pushes
from handlers.notices.buttons import Notices, Readers, StartNotice
from storage import notices
from storage.notices import Refused
from storage.people import directory
from storage.people.access import Act, Place, Reach, may, reach
from storage.people.directory import Branch

LONGEST = 3000
MOST_FILES = 10


class PickAudience(Button, prefix="nt_to", act=Act.PUBLISH_NOTICE):
    """The bureau (0, 0), a branch (branch, 0), or a group."""

    branch: int
    group: int


class Write(Button, prefix="nt_ok", act=Act.PUBLISH_NOTICE):
    """The content is complete."""


class Confirm(Button, prefix="nt_yes", act=Act.PUBLISH_NOTICE):
    """Publish it."""


class Change(Button, prefix="nt_edit", act=Act.PUBLISH_NOTICE):
    """Back to the content."""


async def begin(context: Context, _button: StartNotice) -> Next:
    """For whom one may publish follows from one's posts."""
    draft(context).update(nothing())
    return "audience"


CONTENT = Gathering("通知", LONGEST, MOST_FILES)


async def _audiences(session: AsyncSession, context: Context) -> list[tuple[PickAudience, str]]:
    me = context.me
    found: list[tuple[PickAudience, str]] = []
    if reach(me, Act.PUBLISH_NOTICE) is Reach.BUREAU:
        found.append((PickAudience(0, 0), "🏢 全局"))
    if may(me, Act.PUBLISH_NOTICE, Place(branch_id=me.branch_id)):
        found.append((PickAudience(me.branch_id, 0), f"👥 {me.branch}"))
    for group in await directory.groups_of(session, me.branch_id):
        if may(me, Act.PUBLISH_NOTICE, Place(branch_id=me.branch_id, group_id=group.id)):
            found.append((PickAudience(me.branch_id, group.id or 0), f"👥 {group.name}"))
    return found


async def ask_audience(context: Context) -> None:
    async with context.read() as session:
        found = await _audiences(session, context)
    text = "发给谁？" if found else "名册里没有您可以发布的范围，请党务干部核对您的党小组。"
    await ask(context, Markup("<b>📣 发布通知</b>\n{}").format(text), [[each.labelled(label)] for each, label in found])


async def pick_audience(context: Context, button: PickAudience) -> Next:
    """Only one of those that were offered."""
    async with context.read() as session:
        offered = dict(await _audiences(session, context))
    if button not in offered:
        await context.toast(OUTDATED, alert=True)
        return None
    where = offered[button].split(" ", 1)[1]
    draft(context).update(branch=button.branch or None, group=button.group or None, where=where)
    return "content"


async def ask_content(context: Context) -> None:
    facts = draft(context)
    text = lines(
        Markup("<b>📣 发给：{}</b>").format(facts["where"]),
        CONTENT.so_far(context),
        Markup("请发送文字、图片或文件，可以分几次发，发完点“下一步”。"),
    )
    some = bool(facts["text"] or facts["files"])
    rows = [[Write().labelled("下一步 ›")]] if some else []
    await ask(context, text, [*rows, *CONTENT.anew(context)])


async def written(context: Context, _button: Write) -> Next:
    """On, with something in it."""
    facts = draft(context)
    if not facts["text"] and not facts["files"]:
        await context.toast(Refused.EMPTY.value, alert=True)
        return None
    return "confirm"


async def change(_context: Context, _button: Change) -> Next:
    return "content"


async def ask_confirm(context: Context) -> None:
    """Everything once more, with how many will get it."""
    facts = draft(context)
    async with context.read() as session:
        audience = await directory.people_of(session, branch_id=facts["branch"], group_id=facts["group"])
    others = sum(who.person_id != context.me.person_id for who in audience)
    text = lines(
        Markup("<b>请核对通知</b>"),
        Markup("发给：{}（{} 人）").format(facts["where"], others),
        Markup("附件 {} 个。").format(len(facts["files"])) if facts["files"] else None,
        Markup("\n{}").format(facts["text"]) if facts["text"] else None,
    )
    await ask(context, text, [[Confirm().labelled("✅ 确认发布")], [Change().labelled("‹ 再改改")]])


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the notice, its readers, and a push to each."""
    facts = draft(context)
    async with context.write() as tx:
        outcome = await notices.publish(
            tx,
            context.me,
            branch_id=facts["branch"],
            group_id=facts["group"],
            text=facts["text"],
            files=[(kind, content) for kind, content in facts["files"]],
            now=context.now,
        )
        if not isinstance(outcome, Refused):
            await pushes.published(tx, *outcome, facts["where"], context)
    if isinstance(outcome, Refused):
        await context.tell(outcome.value)
        return None
    notice, to = outcome
    text = Markup("<b>✅ 已发布</b>\n正在发给 {} 人，谁看了、谁没看，可以随时查。").format(len(to))
    await context.show(text, [[Readers(notice.key).labelled("👀 阅读情况")], back(Notices(0))])
    return DONE


FLOW = Form(
    name="notice",
    title="发布通知",
    start=StartNotice,
    begin=begin,
    steps={
        "audience": Step(ask_audience, [Chosen(PickAudience, pick_audience)]),
        "content": Step(
            ask_content,
            [*CONTENT.answers, Chosen(Write, written)],
            edited=CONTENT.edited,
        ),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Chosen(Change, change)]),
    },
)


async def where_of(session: AsyncSession, notice: notices.Notice) -> str:
    """For whom a notice is, in words."""
    branch = await session.get(Branch, notice.branch_id) if notice.branch_id else None
    groups = await directory.names_of_groups(session) if notice.group_id else {}
    return groups.get(notice.group_id or 0) or (branch.name if branch else "全局")
