"""``confirm-post``: the operator as the second person for somebody's posts, where the bureau has no other."""

import argparse

from handlers.command_line.lookups import person
from handlers.kit.screens.text import OPERATOR
from handlers.people.confirming import answered
from storage.engine.clock import Clock
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.mail import outbox
from storage.people import confirming


async def run(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Confirm them, or refuse."""
    agreed = not arguments.refuse
    async with opened(settings) as database, database.write() as tx:
        who = await person(tx, arguments.police_no)
        outcome = await confirming.answer(tx, None, who.person_id, clock.local(), agreed=agreed)
        await outbox.put(tx, clock.now(), *answered(who, outcome, OPERATOR, clock.now().isoformat(), agreed=agreed))
    print(f"{'已确认' if agreed else '已记为不同意'}：{who.name}：{'、'.join(outcome.posts)}")
