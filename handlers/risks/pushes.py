"""What a self-check tells people unasked, put into the outbox in the transaction that causes it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup, lines
from handlers.risks import cards
from handlers.risks.buttons import OpenCheck, StartCheck
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.directory import Who
from storage.risks import checks
from storage.risks.rows import RiskCheck


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
    buttons = keyboard([OpenCheck(row.key).labelled("查看")])
    await outbox.put(
        tx,
        context.now,
        *(
            Push(
                "check",
                f"check:{row.key}",
                str(text),
                person_id=who.person_id,
                period=str(row.revision),
                keyboard=buttons,
            )
            for who in to
        ),
    )
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
        buttons = keyboard([OpenCheck(row.key).labelled("查看"), StartCheck(before).labelled("✏️ 修改")])
    push = Push(
        "check_judged",
        f"check:{row.key}",
        str(text),
        person_id=row.person_id,
        period=str(row.revision),
        keyboard=buttons,
    )
    await outbox.put(tx, context.now, push)
