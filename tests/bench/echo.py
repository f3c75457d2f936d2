"""A bare python-telegram-bot echo bot, which keeps nothing: what the library and the wire allow."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


async def ready(application: Application) -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    made = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{os.environ['BOT_API_URL']}/bot")
        .request(HTTPXRequest(connection_pool_size=64, pool_timeout=30))
        .concurrent_updates(True)
        .post_init(ready)
        .build()
    )
    made.add_handler(MessageHandler(filters.TEXT, echo))
    made.run_polling(allowed_updates=Update.ALL_TYPES)
