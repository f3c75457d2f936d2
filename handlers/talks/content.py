"""The content of a talk, shown for a while: every opening is on the audit trail before anybody reads it, and so is one that was refused."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.confidential.vanishing import show_for_a_while
from handlers.kit.screens.context import Context
from handlers.talks import cards
from storage.engine.database import AlreadyTaken
from storage.engine.refusal import Refusal
from storage.talks import content, lists

ONCE_MORE = "刚才已经打开过一次。要再看，请从谈话卡片重新打开。"


@asynccontextmanager
async def attempt(context: Context, talk_id: int) -> AsyncIterator[None]:
    """What is refused within is kept on the trail, in a transaction that is committed although nothing else is done."""
    try:
        yield
    except Refusal as refusal:
        async with context.bot_data.database.write() as tx:
            await content.refused(tx, context.me, talk_id, refusal.word, context.now)
        raise


async def check_readable(context: Context, talk_id: int, *, purpose: bool) -> None:
    async with attempt(context, talk_id), context.read() as session:
        await content.readable(session, context.me, talk_id, context.bot_data.options, purpose=purpose)


async def reveal(
    context: Context, talk_id: int, purpose: str, write: AbstractAsyncContextManager[AsyncSession]
) -> None:
    """The trail first, then the content; taken up again after a failure in between, it is not sent a second time unasked."""
    options, now = context.bot_data.options, context.now
    try:
        async with attempt(context, talk_id), write as tx:
            talk = await content.open_content(tx, context.me, talk_id, purpose=purpose, options=options, now=now)
    except AlreadyTaken:
        return await context.tell(ONCE_MORE)
    async with context.read() as session:
        held = await lists.seen(session, context.me, talk_id)
        opened = await content.read(session, talk)
    await context.toast()
    await show_for_a_while(context, cards.content(held, opened, now), opened.said.voices)
    return None
