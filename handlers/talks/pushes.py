"""What a talk tells people unasked: to the person talked with that it was recorded, never what was said."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.screens.context import Context
from handlers.kit.screens.pushing import keyboard
from handlers.kit.screens.text import Markup
from handlers.talks.buttons import OpenTalk
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.talks.rows import Talk


async def logged(tx: AsyncSession, talk: Talk, context: Context) -> None:
    """In the transaction that keeps it."""
    # Neither its kind nor its day: whoever is near may read what a phone shows while it is locked.
    text = Markup("🗣 <b>{}</b>记录了与您的一次谈话。内容加密保存；您可以查看有这次记录、谁查阅过。").format(
        context.me.name
    )
    row = keyboard([OpenTalk(talk.key).labelled("查看")])
    await outbox.put(tx, context.now, Push("talk", talk.subject, str(text), person_id=talk.with_id, keyboard=row))
