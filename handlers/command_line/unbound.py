"""``unbound``: who has not bound an account yet, branch by branch."""

import argparse
from itertools import groupby

from handlers.command_line.lookups import branch
from storage.engine.clock import Clock
from storage.engine.opening import opened
from storage.engine.settings import Settings
from storage.people import directory


async def run(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    async with opened(settings) as database, database.read() as session:
        only = await branch(session, arguments.branch) if arguments.branch is not None else None
        people = await directory.people_of(session, branch_id=only)
    for name, found in groupby(sorted(people, key=lambda who: who.branch_id), key=lambda who: who.branch):
        of_branch = list(found)
        missing = [f"{who.police_no} {who.name}" for who in of_branch if who.telegram_id is None]
        if missing:
            print(f"{name}：未绑定 {len(missing)}/{len(of_branch)}：{'、'.join(missing)}")
    bound = sum(who.telegram_id is not None for who in people)
    print(f"共 {len(people)} 人，已绑定 {bound} 人，未绑定 {len(people) - bound} 人。")
