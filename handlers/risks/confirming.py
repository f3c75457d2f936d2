"""One's own self-checks, one self-check, and the word of who confirms it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.forms import reading
from handlers.kit.forms.form import DONE, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import back, paged
from handlers.kit.screens.text import Markup, escape, lines
from handlers.risks import cards, pushes
from handlers.risks.buttons import Confirm, GiveBack, MyChecks, OpenCheck, Risks, StartCheck, ToConfirm
from storage.people.directory import Who
from storage.risks import checks
from storage.risks.checks import Refused
from storage.risks.rows import CheckState, RiskCheck

LONGEST_WORD = 200


async def my_checks(context: Context, button: MyChecks) -> None:
    """Every period's, the newest first."""
    async with context.read() as session:
        found = await checks.of_person(session, context.me.person_id)
    shown, turning = paged(found, button.page, MyChecks)
    rows = [[OpenCheck(row.key).labelled(cards.label(row))] for row in shown]
    text = Markup("<b>📝 我的岗位风险排查</b>") if found else Markup("您还没有提交过岗位风险排查。")
    await context.show(text, [*rows, *turning, back(Risks())])


async def open_check(context: Context, button: OpenCheck) -> None:
    """For whose it is, who confirms it, and who oversees the branch's risk points."""
    async with context.read() as session:
        check = await checks.find(session, button.check)
        if check is None:
            return await context.tell(Refused.GONE.value)
        to_judge = await checks.judged(session, context.me, button.check, check.row.revision)
    row = check.row
    if not checks.may_see(context.me, row):
        return await context.tell(Refused.NOT_SEEN.value)
    own, today = row.person_id == context.me.person_id, context.now.date()
    rows: list[list[InlineKeyboardButton]] = []
    if not isinstance(to_judge, Refused):
        decide = [
            Confirm(row.key, row.revision).labelled("✅ 确认"),
            GiveBack(row.key, row.revision).labelled("↩️ 退回"),
        ]
        rows.append(decide)
    if own and row.state != CheckState.CONFIRMED and row.first_on in checks.open_periods(today):
        before = checks.open_periods(today).index(row.first_on)
        rows.append([StartCheck(before).labelled("✏️ 修改并重新提交")])
    onward = MyChecks(0) if own else ToConfirm(0) if not isinstance(to_judge, Refused) else Risks()
    await context.show(cards.check_text(check, today), [*rows, back(onward)])
    return None


async def to_confirm(context: Context, button: ToConfirm) -> None:
    async with context.read() as session:
        found = await checks.waiting_for(session, context.me)
    shown, turning = paged(found, button.page, ToConfirm)
    rows = [
        [OpenCheck(row.key).labelled(f"{name}　{row.position}　{checks.title(row.first_on)}")] for row, name in shown
    ]
    text = Markup("<b>✅ 待确认的岗位风险排查</b>\n共 {} 份。").format(len(found))
    await context.show(text if found else Markup("没有待确认的岗位风险排查。"), [*rows, *turning, back(Risks())])


async def confirm(context: Context, button: Confirm) -> None:
    """One press; the list again."""
    async with context.write() as tx:
        outcome = await checks.confirm(tx, context.me, button.check, button.revision, context.now.date())
        if not isinstance(outcome, Refused):
            await pushes.judged(tx, outcome, context)
    if isinstance(outcome, Refused):
        return await context.tell(outcome.value)
    await context.toast("已确认")
    return await to_confirm(context, ToConfirm(0))


async def begin(context: Context, button: GiveBack) -> Next:
    """As the last step will ask."""
    async with context.read() as session:
        row = await checks.judged(session, context.me, button.check, button.revision)
        check = None if isinstance(row, Refused) else await checks.find(session, button.check)
    if check is None:
        await context.tell(row.value if isinstance(row, Refused) else Refused.GONE.value)
        return None
    draft(context).update(check=button.check, revision=button.revision, name=check.person)
    return "word"


async def ask_word(context: Context) -> None:
    text = Markup("退回<b>{}</b>的岗位风险排查。请写明要补充或修改什么，会发给本人。")
    await ask(context, text.format(draft(context)["name"]))


async def take_word(context: Context) -> Next:
    """Returned, and told."""
    word = await reading.words(context, "退回原因", LONGEST_WORD)
    if word is None:
        return None
    facts = draft(context)
    async with context.write() as tx:
        outcome = await checks.give_back(tx, context.me, facts["check"], facts["revision"], word)
        if not isinstance(outcome, Refused):
            await pushes.judged(tx, outcome, context)
    said = outcome.value if isinstance(outcome, Refused) else f"已退回，{facts['name']}会收到您写的原因。"
    await context.show(escape(said), [back(ToConfirm(0))])
    return DONE


RETURN = Form(
    name="return_check",
    title="退回岗位风险排查",
    start=GiveBack,
    begin=begin,
    steps={"word": Step(ask_word, [Typed(reading.TEXT, take_word)])},
)


async def own_standing(session: AsyncSession, me: Who, now: datetime) -> list[tuple[int, RiskCheck | None]]:
    """How one stands in this period (0) and, where it is not settled, in the one before (1)."""
    first, before = checks.open_periods(now.date())
    mine = {row.first_on: row for row in await checks.of_person(session, me.person_id)}
    found = [(0, mine.get(first))]
    earlier = mine.get(before)
    if earlier is None or earlier.state == CheckState.RETURNED:
        found.append((1, earlier))
    return found


async def waiting(session: AsyncSession, me: Who, now: datetime) -> Markup | None:
    """For the home screen: a self-check that is near its end or was returned, and what waits for one's word."""
    first, before = checks.open_periods(now.date())
    last = checks.period(first)[1]
    mine = {row.first_on: row for row in await checks.of_person(session, me.person_id)}
    row = mine.get(first)
    returned = [each for each in (row, mine.get(before)) if each is not None and each.state == CheckState.RETURNED]
    to_judge = len(await checks.waiting_for(session, me))
    soon = row is None and any(lead.before(last) <= now.date() for lead in checks.leads())
    parts = [
        f"岗位风险排查请在 {last.month}月{last.day}日前提交" if soon else "",
        "岗位风险排查被退回，请修改" if returned else "",
        f"{to_judge} 份岗位风险排查待您确认" if to_judge else "",
    ]
    said = "，".join(part for part in parts if part)
    return lines(Markup("⚠️ {}").format(said)) if said else None
