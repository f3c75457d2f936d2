"""What a talk tells people unasked: to the person talked with that it was recorded, never what was said."""

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.context import Context
from handlers.kit.pushing import keyboard
from handlers.kit.text import day_text
from handlers.talks.buttons import OpenTalk
from storage import outbox
from storage.outbox import Push
from storage.talks.rows import Talk


async def logged(tx: AsyncSession, talk: Talk, context: Context) -> None:
    """In the transaction that keeps it."""
    text = Markup("🗣 <b>{}</b>记录了{}与您的{}。您可以看到有这次记录、谁查阅过；内容加密保存。").format(
        context.me.name, day_text(talk.held_on, context.now.date()), talk.kind
    )
    row = keyboard([OpenTalk(talk.key).labelled("查看")])
    await outbox.put(tx, context.now, Push("talk", talk.subject, str(text), person_id=talk.with_id, keyboard=row))
