"""The cases: the first screen, lists, one case for everybody and from inside, its rules and documents, its move to another branch, and
the roster's category after a decision."""

from collections import Counter

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.development import cards, pushes
from handlers.development.buttons import (
    AcceptCase,
    Analysis,
    CaseBasis,
    Cases,
    Categories,
    Comments,
    ConfirmCategory,
    Corrections,
    Develop,
    HandOver,
    ManageCase,
    Materials,
    OpenDevelopment,
    Plan,
    Samples,
    ShowDocuments,
    StartCase,
    StartComment,
    StartEnd,
    StartStep,
    StartUndo,
)
from handlers.kit.engine.access_check import NOT_ALLOWED
from handlers.kit.screens.context import Context
from handlers.kit.screens.media import send_all
from handlers.kit.screens.navigation import HOME, back, in_columns, paged
from handlers.kit.screens.text import Markup, escape, lines
from scoring.development_rules import ahead
from scoring.development_steps import Stage
from storage.development import (
    cases,
    categories,
    comments,
    corrections,
    documents,
    dossiers,
    lists,
    materials,
    transfers,
)
from storage.development.dossiers import Dossier, acts_in, sees_inside, sees_inside_of
from storage.development.lists import Listed, Outline
from storage.development.rules import USED
from storage.engine.refusal import Refusal, passes
from storage.people.access import may
from storage.people.directory import Branch, Who, name_of, names_of
from storage.people.rights import Act
from storage.people.taken import MARK, taken
from storage.rules.regulations import basis

RULES_A_PAGE = 3


async def show(context: Context, _button: Develop) -> None:
    """发展党员: how many stand where, one's own case, the lists."""
    me = context.me
    found = await context.look(lists.outlines, much=True)
    async with context.read() as session:
        own = await dossiers.open_of(session, me.person_id)
        to_confirm = len(await categories.waiting(session)) if may(me, Act.CONFIRM_CATEGORY) else 0
    counted = Counter(each.facts.stage for each in found)
    counts = {stage: counted[stage] for stage in Stage}
    noticed = sum(each.in_notice for each in found)
    rows: list[list[InlineKeyboardButton]] = []
    if own is not None:
        rows.append([OpenDevelopment(own.number).labelled("🙋 我的发展历程")])
    rows.append(
        [Plan(context.now.year, 0).labelled("📋 年度计划"), Cases(0, "notice").labelled(f"📣 公示中（{noticed}）")]
    )
    rows.append([Cases(0, "all").labelled(f"👥 全部（{len(found)}）"), Cases(0, "mine").labelled("🏢 本支部")])
    rows.append([Cases(0, "over").labelled("📁 已办结"), Samples(0).labelled("📝 范文")])
    if may(me, Act.APPROVE_DEVELOPMENT) or may(me, Act.SEE_COMMENT_AUTHORS):
        rows.append([Analysis(0, context.now.year, 0).labelled("📈 年度分析")])
    elif may(me, Act.RUN_DEVELOPMENT):
        rows.append([Analysis(me.branch_id, context.now.year, 0).labelled("📈 年度分析")])
    if may(me, Act.RUN_DEVELOPMENT):
        rows.append([StartCase().labelled("➕ 登记入党申请")])
    if may(me, Act.APPROVE_DEVELOPMENT):
        rows.append([Corrections().labelled("📚 规定更正")])
    if may(me, Act.CONFIRM_CATEGORY):
        rows.append([Categories(0).labelled(f"✅ 待确认类别（{to_confirm}）")])
    text = lines(
        Markup("<b>🌱 发展党员</b>"),
        Markup("全局人员都可以查看计划和各阶段，并进行评议。\n"),
        *(Markup("{}　{} 人").format(stage.value, count) for stage, count in counts.items()),
    )
    await context.show(text, [*rows, HOME])


async def command(context: Context) -> None:
    await show(context, Develop())


async def show_cases(context: Context, button: Cases) -> None:
    me, over = context.me, button.which == "over"
    found = await context.look(lambda session: lists.outlines(session, ended=over), much=True)
    if button.which == "mine":
        # Those too whose case another branch has to hand over.
        found = [each for each in found if me.branch_id in (each.branch_id, each.home)]
    if button.which == "notice":
        found = [each for each in found if each.in_notice]
    if over:
        # That somebody became a member is public; that a case was broken off concerns those who ran it.
        found = [each for each in found if each.facts.is_complete or _broken_off_for(me, each)]
    page, turning = paged(found, button.page, lambda page: Cases(page, button.which))
    async with context.read() as session:
        shown = await lists.chosen(session, [each.case for each in page])
    rows = [[OpenDevelopment(each.file.case.number).labelled(cards.label(each))] for each in shown]
    title = {"notice": "公示中", "mine": "本支部", "over": "已办结"}.get(button.which, "全部")
    text = Markup("<b>🌱 {}</b>　{} 人").format(title, len(found))
    await context.show(text, [*rows, *turning, back(Develop())])


def _broken_off_for(me: Who, each: Outline) -> bool:
    return not each.is_open and sees_inside_of(me, each.person_id, each.branch_id, each.home)


async def seen(context: Context, case_id: int) -> Listed:
    """A case. Raises Refusal."""
    async with context.read() as session:
        return await lists.find(session, case_id)


async def inside(context: Context, case_id: int) -> Listed:
    """A case, for those who see it from inside. Raises Refusal."""
    each = await seen(context, case_id)
    if not sees_inside(context.me, each.file):
        raise Refusal(NOT_ALLOWED)
    return each


async def open_case(context: Context, button: OpenDevelopment) -> None:
    """The public stages; for the applicant also what comes next."""
    each = await seen(context, button.case)
    own = each.person.id == context.me.person_id
    parts = [cards.public(each)]
    if own:
        parts += [Markup(""), cards.coming(each.file, context.now.date())]
    rows = [[] if own or not each.file.is_open else [StartComment(button.case).labelled("💬 评议")]]
    rows[0].append(CaseBasis(button.case, 0).labelled("📜 依据"))
    if sees_inside(context.me, each.file):
        rows.append([ManageCase(button.case).labelled("🛠 办理")])
    async with context.read() as session:
        if await taken(session, "development", [button.case]):
            parts.append(Markup("\n📥 {}：从纸质档案接来，以前的步骤按档案里的日期录入。").format(MARK))
    await context.show(lines(*parts), [*rows, back(Develop())])


async def manage(context: Context, button: ManageCase) -> None:
    """Every step with who recorded it; what is possible, blocked, due, late."""
    each = await inside(context, button.case)
    file, today = each.file, context.now.date()
    named = {row.by for row in file.steps} | {person for row in file.steps for person in row.people or ()}
    async with context.read() as session:
        people = await names_of(session, named)
        waiting = sum(found.answer is None for found in await comments.of_case(session, button.case))
        held = await materials.owed_of(session, file, context.bot_data.clock.zone)
        moved = await _moved(session, file)
        barred = await cases.barred(session, file, today)
    possible = [
        step
        for step, blocked in ahead(file.facts, file.numbers, today)
        if not blocked and passes(cases.check_record, context.me, file, step)
    ]
    steps = [cards.step_line(row, people.get(row.by, "?"), people) for row in file.steps[-cards.SHOWN_STEPS :]]
    text = lines(
        Markup("<b>🛠 {}</b>　{}　{}").format(each.person.name, each.branch, cards.state(file)),
        Markup("终止原因：{}").format(file.case.ended_reason) if file.case.ended_reason else None,
        moved,
        *steps,
        Markup("⚠️ 入党介绍人{}现在不能担任（处分的影响期没有过或者党员权利没有恢复），请重新确定。").format(
            "、".join(people.get(person, "?") for person in sorted(barred))
        )
        if barred
        else None,
        Markup(""),
        cards.coming(file, today),
        cards.lacking(held),
    )
    rows = in_columns([StartStep(button.case, step).labelled(f"✏️ {step.words}") for step in possible], 2)
    if passes(transfers.check_hand_over, context.me, file):
        rows.append([HandOver(button.case, 0).labelled("📤 移交档案")])
    if passes(transfers.acceptable, context.me, file):
        rows.append([AcceptCase(button.case, 0).labelled("📥 接收档案")])
    rows.append([Comments(button.case, 0).labelled(f"💬 评议（{waiting} 待答复）" if waiting else "💬 评议")])
    acts = acts_in(context.me, file)
    gaps = sum(one.missing for one in held)
    rows.append([Materials(button.case, 0).labelled(f"📂 材料清单（缺 {gaps} 份）" if gaps else "📂 材料清单")])
    if acts and file.is_open:
        rows.append([StartUndo(button.case).labelled("↩ 撤回上一步"), StartEnd(button.case).labelled("🚫 终止")])
    await context.show(
        text, [*rows, [CaseBasis(button.case, 0).labelled("📜 依据")], back(OpenDevelopment(button.case))]
    )


async def show_basis(context: Context, button: CaseBasis) -> None:
    """The rules word for word, as they stood when the case began."""
    each = await seen(context, button.case)
    async with context.read() as session:
        decided = await corrections.decisions(session, button.case)
    keys, turning = paged(USED, button.page, lambda page: CaseBasis(button.case, page), RULES_A_PAGE)
    text = lines(
        Markup("<b>📜 依据</b>（按 {:%Y-%m-%d} 立案时的规定，版本 {}）").format(
            each.file.case.opened_at.astimezone(context.now.tzinfo), each.file.case.edition[:8]
        ),
        *(
            Markup("按局里的决定更正：【{}】{}（{:%Y-%m-%d}）").format(
                each.file.rules[decision.rule].subject, decision.document, decision.at.astimezone(context.now.tzinfo)
            )
            for decision in decided
        ),
        *(Markup("\n{}").format(escape(basis(key, each.file.rules))) for key in keys),
    )
    await context.show(text, [*turning, back(OpenDevelopment(button.case))])


async def show_documents(context: Context, button: ShowDocuments) -> None:
    """Sent again as what they are."""
    await inside(context, button.case)
    async with context.read() as session:
        found = await documents.of_case(session, button.case)
    await context.toast()
    await send_all(context.bot, context.me.telegram_id or 0, [[paper.media, paper.content] for paper in found])


async def show_categories(context: Context, button: Categories) -> None:
    """Those whose category has to follow a decision."""
    async with context.read() as session:
        found = await categories.waiting(session)
    shown, turning = paged(found, button.page, Categories)
    rows = [
        [
            ConfirmCategory(file.case.number, wanted.name).labelled(
                f"✅ {person.name}：{person.category} → {wanted.value}"
            )
        ]
        for file, person, wanted in shown
    ]
    text = lines(
        Markup("<b>✅ 待确认类别</b>"),
        Markup("决定已经登记，名册里的类别还没有变。核对后点一下确认，会记入审计记录。")
        if found
        else Markup("没有待确认的类别变更。"),
    )
    await context.show(text, [*rows, *turning, back(Develop())])


async def confirm_category(context: Context, button: ConfirmCategory) -> None:
    """One press: the roster follows the decision, on the trail."""
    async with context.write() as tx:
        person, category = await categories.confirm(tx, context.me, button.case, button.wanted, context.now)
    await context.toast(f"{person.name}的类别已改为{category.value}。", alert=True)
    await show_categories(context, Categories(0))


async def _moved(session: AsyncSession, file: Dossier) -> Markup | None:
    """Where a case stands that moves with its person."""
    if not file.is_moving:
        return None
    branch, transfer = await session.get(Branch, file.home), file.handed_over
    state = f"{await name_of(session, transfer.handed_by)}已移交，等待现支部接收" if transfer else "等待原支部移交"
    return Markup("🔄 本人已转到<b>{}</b>，档案{}；接收以前只能查看。").format(branch.name if branch else "", state)


async def hand_over(context: Context, button: HandOver) -> None:
    """By the old branch; asked once more."""
    each = await seen(context, button.case)
    transfers.check_hand_over(context.me, each.file)
    if not button.sure:
        text = "材料核对齐全后移交。移交以后由现支部接收，本支部不再办理。"
        await _ask_to_move(context, each, text, HandOver(button.case, 1).labelled("确认移交"))
        return
    async with context.write() as tx:
        transfer = await transfers.hand_over(tx, context.me, button.case, context.now)
        await pushes.handed_over(tx, each, transfer, context)
    await context.toast("已移交，现支部会收到通知。")
    await manage(context, ManageCase(button.case))


async def accept(context: Context, button: AcceptCase) -> None:
    """By the new branch; asked once more."""
    each = await seen(context, button.case)
    transfers.acceptable(context.me, each.file)
    if not button.sure:
        text = "接收以后由本支部继续培养和办理，已经经过的时间连续计算。"
        await _ask_to_move(context, each, text, AcceptCase(button.case, 1).labelled("确认接收"))
        return
    async with context.write() as tx:
        await transfers.accept(tx, context.me, button.case, context.now)
        await pushes.accepted(tx, await lists.find(tx, button.case), context)
    await context.toast("已接收。")
    await manage(context, ManageCase(button.case))


async def _ask_to_move(context: Context, each: Listed, text: str, sure: InlineKeyboardButton) -> None:
    rule = basis("development_transfer", each.file.rules)
    shown = lines(Markup("<b>🔄 {}</b>\n{}").format(each.person.name, text), Markup("\n📜 {}").format(rule))
    await context.show(shown, [[sure], back(ManageCase(each.file.case.number))])
