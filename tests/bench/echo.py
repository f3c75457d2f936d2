"""A bare python-telegram-bot echo bot as its first example makes it, which keeps nothing: what the library costs."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


if __name__ == "__main__":
    made = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(f"{os.environ['BOT_API_URL']}/bot").build()
    made.add_handler(MessageHandler(filters.TEXT, echo))
    made.run_polling(allowed_updates=Update.ALL_TYPES)
