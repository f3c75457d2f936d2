"""廉政风险点 as they stand now: by branch, by post, one post's points; and the list as a file."""

from collections import Counter

from handlers.kit.engine.access_check import check_may
from handlers.kit.screens.buttons import OUTDATED
from handlers.kit.screens.context import Context
from handlers.kit.screens.exports import Export
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.sheets import in_turn, made_by, workbook
from handlers.kit.screens.text import Markup, day_text, lines
from handlers.risks import cards
from handlers.risks.buttons import ExportPosts, OpenPost, Posts, Risks
from storage.engine.refusal import Refusal
from storage.people import directory
from storage.people.access import Place, reach
from storage.people.rights import Act, Reach
from storage.risks import register
from storage.risks.lists import post_mark
from storage.sheets.writing import Sheet

HEADINGS = ("支部", "岗位", "风险点", "等级", "防控措施", "最近排查", "排查人", "在岗")
POINTS_A_PAGE = 6


async def posts(context: Context, button: Posts) -> None:
    """The bureau by branch; a branch by post. A secretary sees their own branch at once."""
    whole = reach(context.me, Act.EXPORT_RISK_POINTS) is Reach.BUREAU
    branch = button.branch or (0 if whole else context.me.branch_id)
    check_may(context, Act.EXPORT_RISK_POINTS, Place(branch_id=branch or None))
    async with context.read() as session:
        found = await register.as_of_now(session, branch or None)
        names = await directory.branch_names(session)
    if branch and branch not in names:
        raise Refusal(OUTDATED)
    total = [point for post in found for point in post.points]
    heading = lines(
        Markup("<b>📋 廉政风险点　{}</b>").format(names[branch] if branch else context.bot_data.bureau),
        Markup("{} 个岗位，{} 个风险点　{}").format(len(found), len(total), cards.levels(each.level for each in total)),
        None if found else Markup("还没有确认过的岗位风险排查。"),
    )
    if not branch:
        counted: dict[int, Counter[str]] = {number: Counter() for number in names}
        for post in found:
            counted[post.branch_id].update(point.level.value for point in post.points)
        each_branch = sorted(names, key=lambda number: (-counted[number]["高"], number))
        shown, turning = paged(each_branch, button.page, lambda page: Posts(0, page))
        rows = [
            [Posts(number, 0).labelled(f"{names[number]}　{cards.levels(counted[number].elements()) or '无'}")]
            for number in shown
        ]
    else:
        page, turning = paged(found, button.page, lambda page: Posts(branch, page))
        rows = [
            [
                OpenPost(branch, 0, post_mark(post)).labelled(
                    f"{post.position}　{cards.levels(each.level for each in post.points)}{'' if post.held else '（空岗）'}"
                )
            ]
            for post in page
        ]
    export = [[ExportPosts(branch).labelled("⬇ 导出 XLSX")]] if found else []
    await context.show(heading, [*rows, *turning, *export, back(Posts(0, 0) if branch and whole else Risks())])


async def open_post(context: Context, button: OpenPost) -> None:
    """One post's points, the gravest first."""
    check_may(context, Act.EXPORT_RISK_POINTS, Place(branch_id=button.branch or None))
    async with context.read() as session:
        found = await register.as_of_now(session, button.branch)
    post = next((each for each in found if post_mark(each) == button.mark), None)
    if post is None:
        raise Refusal(OUTDATED)
    page, turning = paged(
        list(enumerate(post.points, 1)),
        button.page,
        lambda number: OpenPost(button.branch, number, button.mark),
        POINTS_A_PAGE,
    )
    today = context.now.date()
    text = lines(
        Markup("<b>📋 {}</b>　{}").format(post.position, post.branch),
        None if post.held else Markup("目前无人在这个岗位排查，保留最近一次的结果。"),
        *(
            lines(
                cards.point_text(number, point),
                Markup("　　{}排查，{}").format(point.by, day_text(point.checked_on, today)),
            )
            for number, point in page
        ),
    )
    await context.show(text, [*turning, back(Posts(button.branch, 0))])


async def export(context: Context, button: ExportPosts) -> None:
    """The list as it stands."""
    check_may(context, Act.EXPORT_RISK_POINTS, Place(branch_id=button.branch or None))
    async with context.read() as session:
        names = await directory.branch_names(session)
    if button.branch and button.branch not in names:
        raise Refusal(OUTDATED)
    await context.toast("正在生成，请稍候…")
    where = names[button.branch] if button.branch else context.bot_data.bureau
    async with context.read() as session:
        found = await register.as_of_now(session, button.branch or None)
    table = [
        (post.branch, post.position, point.text, point.level.value, point.measure, point.checked_on, point.by,
         "是" if post.held else "否")
        for post in found
        for point in post.points
    ]  # fmt: skip
    today = context.now.date()
    above = made_by(context, f"廉政风险点　{where}　截至 {today:%Y-%m-%d}", where if button.branch else "")
    content = await in_turn(workbook, above, [Sheet("廉政风险点", HEADINGS, table, names=2)])
    caption = f"{where}廉政风险点，截至 {today:%Y-%m-%d}，共 {len(table)} 条"
    name = f"廉政风险点_{where}_{today:%Y-%m-%d}.xlsx"
    await context.send_file(name, content, Export(f"risk_points:{button.branch}", f"廉政风险点　{where}"), caption)
