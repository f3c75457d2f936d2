"""Publishing a notice: to whom, with text, pictures or files; shown, confirmed, and sent."""

from handlers.kit.forms.choices import Choice, Option
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.pieces import Pieces
from handlers.kit.forms.question import Review, Way
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, lines
from handlers.notices import pushes
from handlers.notices.buttons import Notices, Readers, StartNotice
from storage import notices
from storage.people import directory
from storage.people.access import Place, may, reach
from storage.people.rights import Act, Reach

LONGEST, MOST_FILES = 3000, 10


async def audiences(context: Context) -> list[Option]:
    """The bureau, one's branch, its groups, as far as one may publish there: each as branch, group and name."""
    me = context.me
    async with context.read() as session:
        groups = await directory.groups_of(session, me.branch_id)
    places: list[tuple[int | None, str]] = [(None, me.branch), *((group.id, group.name) for group in groups)]
    found = [
        Option([me.branch_id, group, name], f"👥 {name}")
        for group, name in places
        if may(me, Act.PUBLISH_NOTICE, Place(branch_id=me.branch_id, group_id=group))
    ]
    bureau = reach(me, Act.PUBLISH_NOTICE) is Reach.BUREAU
    return [Option([None, None, "全局"], "🏢 全局"), *found] if bureau else found


async def ask_audience(context: Context) -> Markup:
    some = await audiences(context)
    text = "发给谁？" if some else "名册里没有您可以发布的范围，请党务干部核对您的党小组。"
    return Markup("<b>📣 发布通知</b>\n{}").format(text)


async def review(context: Context) -> Markup:
    """Everything once more, with how many will get it."""
    (branch, group, where), content = draft(context)["audience"], draft(context)["content"]
    async with context.read() as session:
        everyone = await directory.people_of(session, branch_id=branch, group_id=group)
    others = sum(who.person_id != context.me.person_id for who in everyone)
    return lines(
        Markup("<b>请核对通知</b>"),
        Markup("发给：{}（{} 人）").format(where, others),
        Markup("附件 {} 个。").format(len(content["files"])) if content["files"] else None,
        Markup("\n{}").format(content["text"]) if content["text"] else None,
    )


async def publish(context: Context) -> None:
    (branch, group, where), content = draft(context)["audience"], draft(context)["content"]
    async with context.write() as tx:
        notice, to = await notices.publish(
            tx,
            context.me,
            branch_id=branch,
            group_id=group,
            text=content["text"],
            files=[(kind, file) for kind, file in content["files"]],
            now=context.now,
        )
        await pushes.published(tx, notice, to, where, context)
    text = Markup("<b>✅ 已发布</b>\n正在发给 {} 人，谁看了、谁没看，可以随时查。").format(len(to))
    await context.show(text, [[Readers(notice.key).labelled("👀 阅读情况")], back(Notices(0))])


PUBLISHING = Form(
    name="notice",
    title="发布通知",
    start=StartNotice,
    questions=[
        Choice("audience", ask_audience, options=audiences, columns=1),
        Pieces(
            "content",
            "<b>📣 发给：{audience[2]}</b>\n请发送文字、图片或文件，可以分几次发，发完点“下一步”。",
            "通知",
            LONGEST,
            MOST_FILES,
        ),
        Review("confirm", review, "✅ 确认发布", publish, ways=[Way("‹ 再改改", to="content")]),
    ],
)
