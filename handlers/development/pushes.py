"""What 发展党员 tells people unasked, put into the outbox in the transaction that causes it."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.development import cards
from handlers.development.buttons import ManageCase, OpenComment, OpenDevelopment, OwnComment, StartComment
from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import STAYS, keyboard, nudge
from handlers.kit.screens.text import Markup, lines
from scoring.cadence import awake
from scoring.development_steps import JUDGED, Step
from storage.development.corrections import Touched
from storage.development.lists import Listed, notice_ends
from storage.development.rows import DevelopmentComment, DevelopmentStep, DevelopmentTransfer, RuleDecision
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import Post


async def runners(session: AsyncSession, branch_id: int) -> list[Who]:
    """Who runs a branch's cases: its secretary (or deputy) and organisation committee member."""
    heads = await directory.secretaries(session, branch_id)
    organisers = await directory.holders(session, Post.ORGANISATION, branch_id)
    return list({who.person_id: who for who in [*heads.values(), *organisers]}.values())


async def all_runners(session: AsyncSession) -> dict[int, list[int]]:
    """Branch → those whom `runners` gives."""
    found = {branch: {head: None} for branch, head in (await directory.heads(session)).items()}
    for who in await directory.holders(session, Post.ORGANISATION):
        found.setdefault(who.branch_id, {})[who.person_id] = None
    return {branch: list(persons) for branch, persons in found.items()}


async def recorded(tx: AsyncSession, each: Listed, row: DevelopmentStep, context: Context) -> None:
    """To the applicant; and of a beginning 公示 to everybody."""
    step, case = Step(row.step), each.file.case
    outcome = ("：通过" if row.passed else "：未通过") if step in JUDGED else ""
    text = Markup("🌱 您的发展党员历程：<b>{}{}</b>（{:%Y-%m-%d}）").format(step.words, outcome, row.on)
    see = keyboard([OpenDevelopment(case.number).labelled("查看")])
    pushes = [Push("dv_step", f"development_step:{row.id}", str(text), person_id=case.person_id, keyboard=see)]
    ends = notice_ends(each.file)
    # One that was over before it was written down here was shown elsewhere.
    if step is Step.NOTICE and ends is not None and ends[0] >= context.now.date():
        branch = case.branch_id if context.bot_data.options.notice_audience == "branch" else None
        audience = await directory.people_of(tx, branch_id=branch)
        pushes += _notices(each, row.on, {who.person_id for who in audience} - {case.person_id}, context.now)
    await outbox.put(tx, context.now, *(push for push in pushes if push.person_id != context.me.person_id))


def _notices(each: Listed, on: date, to: Iterable[int], local: datetime) -> list[Push]:
    number = each.file.case.number
    text = lines(
        Markup("📣 <b>发展党员公示</b>\n{}（{}）拟列为发展对象。").format(each.person.name, each.branch),
        cards.notice_line(each),
    )
    row = keyboard([OpenDevelopment(number).labelled("查看"), StartComment(number).labelled("💬 评议")])
    return [
        Push(
            "dv_notice",
            f"development:{number}",
            str(text),
            person_id=person,
            period=on.isoformat(),
            keyboard=row,
            not_before=awake(local),
            expires_at=local + STAYS,
        )
        for person in to
    ]


async def objected(session: AsyncSession, each: Listed, comment: DevelopmentComment) -> list[Push]:
    """An objection to those who run the case and to the staff; without what it says, and without who says it."""
    case = each.file.case
    to = [*await runners(session, case.branch_id), *await directory.holders(session, Post.PARTY_STAFF)]
    text = Markup("❗ 收到一条对<b>{}</b>的异议，请核实并答复；公示期间计时已停。").format(each.person.name)
    row = keyboard([OpenComment(comment.number).labelled("查看")])
    return [
        Push("dv_objection", f"comment:{comment.number}", str(text), person_id=person, keyboard=row)
        for person in {who.person_id for who in to} - {case.person_id}
    ]


async def answered(tx: AsyncSession, comment: DevelopmentComment, context: Context) -> None:
    """To the author, where it was left by name. Whoever left one confidentially looks by code: the bot does not open the seal to tell them."""
    if comment.person_id is None:
        return
    row = keyboard([OwnComment(comment.number, "").labelled("查看答复")])
    about, text = f"comment:{comment.number}", "💬 您的评议已有答复。"
    await outbox.put(tx, context.now, Push("dv_answer", about, text, person_id=comment.person_id, keyboard=row))


def reminder(kind: str, each: Listed, text: Markup, to: int, *, period: str, local: datetime) -> Push:
    return nudge(
        kind,
        f"development:{each.file.case.number}",
        text,
        local,
        person_id=to,
        period=period,
        keyboard=keyboard([ManageCase(each.file.case.number).labelled("🛠 办理")]),
    )


async def handed_over(tx: AsyncSession, each: Listed, transfer: DevelopmentTransfer, context: Context) -> None:
    """To those who run the new branch's cases."""
    to = await runners(tx, transfer.to_branch)
    await outbox.put(tx, context.now, *(to_accept(each, transfer, who.person_id, context.now) for who in to))


def to_accept(each: Listed, transfer: DevelopmentTransfer, to: int, local: datetime) -> Push:
    """A case waits for the new branch."""
    text = Markup("📥 <b>{}</b>的发展党员档案已由{}移交，请接收。").format(each.person.name, each.branch)
    return reminder("dv_take", each, text, to, period=str(transfer.id), local=local)


def to_hand_over(each: Listed, to: int, local: datetime) -> Push:
    """Somebody has gone, and their case is still with the old branch."""
    text = Markup("📤 <b>{}</b>已转到别的支部，请核对材料并移交发展党员档案。").format(each.person.name)
    period = f"{each.file.case.branch_id}-{each.file.home}"
    return reminder("dv_hand", each, text, to, period=period, local=local)


async def accepted(tx: AsyncSession, each: Listed, context: Context) -> None:
    case = each.file.case
    text = Markup("🔄 您的发展党员档案已由<b>{}</b>接收，已经经过的时间连续计算。").format(each.branch)
    see = keyboard([OpenDevelopment(case.number).labelled("查看")])
    about, period = f"development:{case.number}", f"{context.now:%Y-%m-%d}-{each.file.home}"
    push = Push("dv_moved", about, str(text), person_id=case.person_id, period=period, keyboard=see)
    await outbox.put(tx, context.now, push)


async def corrected(tx: AsyncSession, touched: Touched, decision: RuleDecision, subject: str, context: Context) -> None:
    """To the applicant and to those who run the case."""
    each = touched.each
    case = each.file.case
    see = keyboard([OpenDevelopment(case.number).labelled("查看")])
    to = {who.person_id for who in await runners(tx, case.branch_id)} | {case.person_id}
    text = Markup("📚 按局里的决定（{}），<b>{}</b>的发展党员档案适用更正后的规定【{}】。").format(
        decision.document, each.person.name, subject
    )
    about = f"development:{case.number}"
    pushes = [
        Push("dv_rule", about, str(text), person_id=person, period=str(decision.id), keyboard=see)
        for person in to - {context.me.person_id}
    ]
    await outbox.put(tx, context.now, *pushes)
