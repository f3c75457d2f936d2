"""What self-checks and signs tell people unasked, put into the outbox in the transaction that causes it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.links import StartPostCheck
from handlers.kit.screens.pushing import decision, keyboard
from handlers.kit.screens.text import Markup, lines
from handlers.risks import cards, sign_cards
from handlers.risks.buttons import GiveBack, OpenCheck, OpenSign
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Who
from storage.risks import checks, signs
from storage.risks.rows import RiskCheck, Sign

CHECK = "check"


async def submitted(tx: AsyncSession, row: RiskCheck, context: Context) -> list[Who]:
    """To those who confirm it; gives who they are."""
    points = (await checks.points_of(tx, [row.key])).get(row.key, ())
    text = Markup("📝 <b>{}</b>提交了{}岗位风险排查（岗位：{}），风险点 {} 个：{}。请确认。").format(
        context.me.name,
        checks.title(row.first_on),
        row.position,
        len(points),
        cards.levels(each.level for each in points),
    )
    to = await checks.judges(tx, row)
    look = [OpenCheck(row.key).labelled("查看")]
    buttons = keyboard(decision(CHECK, (row.key, row.revision), GiveBack(row.key, row.revision)), look)
    subject, period = f"check:{row.key}", str(row.revision)
    pushes = [Push("check", subject, str(text), person_id=who.person_id, period=period, keyboard=buttons) for who in to]
    await outbox.put(tx, context.now, *pushes)
    return to


async def judged(tx: AsyncSession, row: RiskCheck, context: Context) -> None:
    """To whom it belongs: confirmed, or why not."""
    name = checks.title(row.first_on)
    if row.word is None:
        text = Markup("✅ 您的{}岗位风险排查已由<b>{}</b>确认。").format(name, context.me.name)
        buttons = keyboard([OpenCheck(row.key).labelled("查看")])
    else:
        text = lines(
            Markup("↩️ <b>{}</b>退回了您的{}岗位风险排查，请修改后重新提交。").format(context.me.name, name),
            Markup("原因：{}").format(row.word),
        )
        before = 0 if row.first_on == checks.period(context.now.date())[0] else 1
        buttons = keyboard([OpenCheck(row.key).labelled("查看"), StartPostCheck(before).labelled("✏️ 修改")])
    subject, period = f"check:{row.key}", str(row.revision)
    push = Push("check_judged", subject, str(text), person_id=row.person_id, period=period, keyboard=buttons)
    await outbox.put(tx, context.now, push)


async def noted(tx: AsyncSession, row: Sign, context: Context) -> None:
    """To those who deal with a new sign: neither about whom nor what."""
    text = str(sign_cards.new_text(context.me.name, row.level, row.grade))
    buttons = keyboard([OpenSign(row.key).labelled("🔒 打开")])
    told = [who.person_id for who in await signs.responsible(tx, row) if who.person_id != context.me.person_id]
    pushes = [Push("sign", f"sign:{row.key}", text, person_id=each, keyboard=buttons) for each in told]
    await outbox.put(tx, context.now, *pushes)
