"""How updates reach the bot: long polling or a webhook, never both."""

import asyncio
import re
from typing import Any

from sandbox.telegram.api.params import Params
from sandbox.telegram.api.registry import method
from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.world import World

_MOST = 100
_LONGEST = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getUpdates")
async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    """Confirm what lies before ``offset`` and hand out the next, waiting up to ``timeout`` seconds for one.

    A second request ends the first one with a 409, as Telegram does.
    """
    if world.webhook.url:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    limit = params.integer("limit") or _MOST
    timeout = min(max(params.integer("timeout") or 0, 0), _LONGEST)
    _allow(world, params)
    world.poll_turn += 1
    turn = world.poll_turn
    world.updates.arrived.fire()  # wakes the request that this one replaces
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    batch = world.updates.take(params.integer("offset"), min(max(limit, 1), _MOST))
    while not batch and (left := deadline - loop.time()) > 0:
        await world.updates.arrived.wait(left)
        if world.poll_turn != turn:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        if world.closing:
            break
        batch = world.updates.take(None, min(max(limit, 1), _MOST))
    return batch


def _allow(world: World, params: Params) -> None:
    if "allowed_updates" in params:
        kinds = params.listed("allowed_updates")
        world.updates.allow([kind for kind in kinds if isinstance(kind, str)])


@method("setWebhook")
def set_webhook(world: World, params: Params) -> bool:
    """Deliver updates to a URL; plain http is taken too, since everything here is on one machine. Empty: as deleteWebhook."""
    url = params.text("url")
    if not url:
        _stop(world, params)
        return True
    if not re.match(r"https?://[^\s/]+", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    connections = params.integer("max_connections") or 40
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")
    _allow(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.poll_turn += 1
    world.webhook.set(url, secret, connections)
    world.updates.arrived.fire()
    return True


@method("deleteWebhook")
def delete_webhook(world: World, params: Params) -> bool:
    """Back to polling."""
    _stop(world, params)
    return True


def _stop(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook.set("", "", 40)


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    """The Bot API's WebhookInfo."""
    return world.webhook.view()
