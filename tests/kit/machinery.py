"""The bot's machinery on the real Application without a network, as often started as a test wants."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from telegram import Bot, Update
from telegram.ext import ApplicationBuilder

from handlers.kit.engine.inbox import Inbox
from handlers.kit.engine.order import PersonByPerson
from handlers.kit.engine.persistence import DatabasePersistence
from storage.engine.clock import SystemClock
from storage.mail.inbox import unfinished
from storage.sealed.vault import Vault

CLOCK = SystemClock(ZoneInfo("Asia/Shanghai"))
KEY = Fernet.generate_key().decode()


class OfflineBot(Bot):
    """A bot that knows its own name and speaks to nobody."""

    id = 1

    async def initialize(self):
        pass

    async def shutdown(self):
        pass


def message(number, text, person=7):
    chat = {"id": person, "type": "private"}
    sender = {"id": person, "is_bot": False, "first_name": "李雷"}
    body = {"message_id": number, "date": 1795482000, "chat": chat, "from": sender, "text": text}
    return {"update_id": number, "message": body}


async def machine(database, handlers, **options):
    """One process: its inbox, order and persistence over that database."""
    vault = Vault([KEY])
    bot = OfflineBot("1:test")
    inbox = Inbox(database, vault, CLOCK, pause=0)
    persistence = DatabasePersistence(database, vault)
    told = []

    async def tell(update, _application, text):
        told.append((update.update_id, text))

    processor = PersonByPerson(inbox, persistence, tell, **({"pause": 0} | options))
    application = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .update_queue(inbox)
        .persistence(persistence)
        .concurrent_updates(processor)
        .build()
    )
    application.add_handlers(handlers)
    processor.serve(application)
    await application.initialize()
    again = await inbox.take_up(bot)

    async def deliver(*updates):
        for update in updates:
            await inbox.put(Update.de_json(update, bot))

    async def stop():
        if application.running:
            await processor.halt(0)
            await application.stop()
        await application.shutdown()

    return SimpleNamespace(
        app=application, inbox=inbox, deliver=deliver, again=again, told=told, order=processor, bot=bot, stop=stop
    )


async def work(bot):
    await bot.app.start()
    await bot.inbox.join()


async def rows(database):
    async with database.write() as tx:
        return [row.update_id for row in await unfinished(tx)]
