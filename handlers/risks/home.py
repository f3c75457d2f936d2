"""The first screen of 风险防控, and the rule behind the self-check."""

from telegram import InlineKeyboardButton

from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import HOME, back
from handlers.kit.screens.text import Markup, lines
from handlers.risks import cards, confirming
from handlers.risks.buttons import CheckBasis, MyChecks, Posts, Risks, StartCheck, ToConfirm
from handlers.risks.sign_buttons import Signs
from storage.people.access import Act, may
from storage.risks import checks
from storage.risks.rows import CheckState
from storage.rules.regulations import REMINDER_DUE, basis


async def command(context: Context) -> None:
    await risks(context, Risks())


async def risks(context: Context, _button: Risks) -> None:
    """How one stands, and what one may do here."""
    me, today = context.me, context.now.date()
    async with context.read() as session:
        mine = await confirming.own_standing(session, me, context.now)
        to_judge = await checks.waiting_for(session, me)
    periods = checks.open_periods(today)
    text = lines(
        Markup("<b>⚠️ 风险防控</b>\n\n<b>📝 本人岗位风险排查</b>"),
        *(cards.standing(row, periods[before], today) for before, row in mine),
    )
    rows: list[list[InlineKeyboardButton]] = []
    for before, row in mine:
        if row is not None and row.state == CheckState.CONFIRMED:
            continue
        word = "修改" if row is not None else "补填" if before else "开始排查"
        label = f"✏️ {word}　{checks.title(periods[before])}"
        rows.append([StartCheck(before).labelled(label)])
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
