"""The first screen of 风险防控; self-checks, one's own and those that wait for one's word."""

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartPostCheck
from handlers.kit.screens.navigation import HOME, back, paged
from handlers.kit.screens.text import Markup, lines
from handlers.risks import cards, pushes
from handlers.risks.buttons import (
    CheckBasis,
    Confirm,
    GiveBack,
    MyChecks,
    OpenCheck,
    Posts,
    Risks,
    Signs,
    ToConfirm,
)
from storage.engine.refusal import Refusal, allowed
from storage.people.access import may
from storage.people.rights import Act
from storage.risks import checks
from storage.risks.checks import Refused
from storage.risks.rows import CheckState
from storage.rules.regulations import REMINDER_DUE, basis


async def command(context: Context) -> None:
    await risks(context, Risks())


async def risks(context: Context, _button: Risks) -> None:
    """How one stands in this period and, where it is not settled, in the one before; and what one may do here."""
    me, today = context.me, context.now.date()
    periods = checks.open_periods(today)
    async with context.read() as session:
        mine = {row.first_on: row for row in await checks.of_person(session, me.person_id)}
        to_judge = await checks.waiting_for(session, me)
    now, earlier = (mine.get(first) for first in periods)
    stands = [(0, now)] if earlier and earlier.state != CheckState.RETURNED else [(0, now), (1, earlier)]
    text = lines(
        Markup("<b>⚠️ 风险防控</b>\n\n<b>📝 本人岗位风险排查</b>"),
        *(cards.standing(row, periods[before], today) for before, row in stands),
    )
    rows = []
    for before, row in stands:
        if row is None or row.state != CheckState.CONFIRMED:
            word = "修改" if row is not None else "补填" if before else "开始排查"
            rows.append([StartPostCheck(before).labelled(f"✏️ {word}　{checks.title(periods[before])}")])
    rows.append([MyChecks(0).labelled("🗂 我的排查记录"), CheckBasis().labelled("📖 依据")])
    if to_judge:
        rows.append([ToConfirm(0).labelled(f"✅ 待我确认（{len(to_judge)}）")])
    if may(me, Act.SEE_SIGNS):
        rows.append([Signs(0, 0, 0).labelled("🌱 苗头提示")])
    if may(me, Act.EXPORT_RISK_POINTS):
        rows.append([Posts(0, 0).labelled("📋 廉政风险点")])
    await context.show(text, [*rows, HOME])


async def check_basis(context: Context, _button: CheckBasis) -> None:
    """依据."""
    text = Markup("{}").format("\n\n".join(basis(key) for key in (checks.RULE, "reminder_half_year", REMINDER_DUE)))
    await context.show(text, [back(Risks())])


async def my_checks(context: Context, button: MyChecks) -> None:
    """Every period's, the newest first."""
    async with context.read() as session:
        found = await checks.of_person(session, context.me.person_id)
    shown, turning = paged(found, button.page, MyChecks)
    rows = [[OpenCheck(row.key).labelled(cards.label(row))] for row in shown]
    text = Markup("<b>📝 我的岗位风险排查</b>") if found else Markup("您还没有提交过岗位风险排查。")
    await context.show(text, [*rows, *turning, back(Risks())])


async def open_check(context: Context, button: OpenCheck) -> None:
    """For its author, for whoever confirms it, and for those who oversee the branch's risk points."""
    async with context.read() as session:
        check = await checks.find(session, button.check)
        row = check.row
        judges = await allowed(checks.judged(session, context.me, row.key, row.revision))
    if not checks.may_see(context.me, row):
        raise Refusal(Refused.NOT_SEEN)
    own, today = row.person_id == context.me.person_id, context.now.date()
    rows = []
    if judges:
        rows.append(
            [Confirm(row.key, row.revision).labelled("✅ 确认"), GiveBack(row.key, row.revision).labelled("↩️ 退回")]
        )
    if own and row.state != CheckState.CONFIRMED and row.first_on in checks.open_periods(today):
        before = checks.open_periods(today).index(row.first_on)
        rows.append([StartPostCheck(before).labelled("✏️ 修改并重新提交")])
    onward = MyChecks(0) if own else ToConfirm(0) if judges else Risks()
    await context.show(cards.check_text(check, today), [*rows, back(onward)])


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
        row = await checks.confirm(tx, context.me, button.check, button.revision, context.now.date())
        await pushes.judged(tx, row, context)
    await context.toast("已确认")
    await to_confirm(context, ToConfirm(0))
