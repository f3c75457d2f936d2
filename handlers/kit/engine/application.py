"""The application as bot.py and the tests make it: durable queue, one turn a person, limits, persistence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from handlers.kit.engine.inbox import Inbox
from handlers.kit.engine.limits import Limits
from handlers.kit.engine.order import App, PersonByPerson
from handlers.kit.engine.persistence import DatabasePersistence
from handlers.kit.engine.polling import UpdatesRequest
from handlers.kit.engine.request import Request
from handlers.kit.screens.context import Context, Services
from storage.sealed.vault import Vault


@dataclass(frozen=True)
class Running:
    """An application, with what runs it."""

    application: App
    inbox: Inbox
    updates: UpdatesRequest
    order: PersonByPerson


def build(
    token: str,
    api_url: str,
    services: Services,
    vault: Vault,
    add_features: Callable[[App], None],
    *,
    pause: float = 1.0,
    limits: Limits | None = None,
) -> Running:
    """Make the application; nothing is asked of Telegram yet."""
    pulse = services.database.pulse
    inbox = Inbox(services.database, vault, services.clock)
    persistence = DatabasePersistence(services.database, vault)
    processor = PersonByPerson(inbox, persistence, _tell, pause=pause)
    updates = UpdatesRequest(api_url, inbox.keep, pulse)
    application: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(Request(api_url, connections=64, pool_timeout=30, pulse=pulse))
        .get_updates_request(updates)
        .rate_limiter(limits or Limits())
        .update_queue(inbox)
        .persistence(persistence)
        .concurrent_updates(processor)
        .context_types(
            ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[call-overload]  # any maker will do
        )
        .build()
    )
    add_features(application)
    processor.serve(application)
    return Running(application, inbox, updates, processor)


async def _tell(update: Update, application: App, text: str) -> None:
    """Say what has become of an update, in the private chat only."""
    user = update.effective_user
    if user is None:
        return
    try:
        await application.bot.send_message(user.id, text)
    except TelegramError:
        # Whoever cannot be reached cannot be told either; what is set aside stays there for the operator.
        return
