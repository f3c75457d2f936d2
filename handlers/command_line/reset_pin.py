"""``reset-pin``: the beginning of somebody's PIN reset; it takes effect when they confirm it in their own chat."""

import argparse

from handlers.command_line.lookups import person
from handlers.kit.screens.text import OPERATOR
from handlers.pin.reset import offered
from storage.engine.clock import Clock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.refusal import Refusal
from storage.engine.settings import Settings
from storage.mail import outbox
from storage.sealed import pin


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    async with opened(settings) as database, database.write() as tx:
        who = await person(tx, arguments.police_no)
        try:
            await pin.offer_reset(tx, None, who.person_id, clock.now())
        except Refusal as refusal:
            raise OperatorError(str(refusal)) from refusal
        await outbox.put(tx, clock.now(), offered(who.person_id, OPERATOR, clock.now().isoformat()))
    print(f"已发起：等 {who.name} 本人在私聊里确认。")
