"""The command line: settings → database → the work asked for."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage import bindings, people, roster
from storage.clock import Clock, SystemClock
from storage.database import Database
from storage.migrate import migrate
from storage.roster_file import RosterUnreadable, read_roster
from storage.settings import Settings, SettingsError, load_settings


class CommandError(Exception):
    """What was asked for cannot be done; `str()` is one line for the person at the keyboard."""


async def import_roster(database: Database, clock: Clock, arguments: argparse.Namespace) -> None:
    """Take over the personnel department's file, or only say what it would change."""
    path: Path = arguments.file
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from error
    try:
        file = read_roster(path.name, content, clock.local().date())
    except RosterUnreadable as error:
        raise CommandError(str(error)) from error
    if arguments.dry_run:
        async with database.read() as session:
            plan = await roster.compare(session, file)
    else:
        async with database.write() as session:
            plan = await roster.apply(session, file, clock.now())
    heading = "试运行，未写入" if arguments.dry_run else "已导入"
    counts = f"新增 {len(plan.new)}，变更 {len(plan.changed)}，未变 {plan.unchanged}"
    print(f"{heading}：{counts}，拟移出 {len(plan.gone)}，未采纳 {len(plan.refused)}")
    for person in plan.gone:
        print(f"  拟移出（待确认，不会删除）：{person.police_no} {person.name}")
    for refusal in plan.refused:
        print(f"  第 {refusal.line} 行 {refusal.who}：{refusal.reason}")


async def invite(database: Database, clock: Clock, arguments: argparse.Namespace) -> None:
    """Print a start parameter that binds one account to that person, once."""
    async with database.write() as session:
        who = await people.who_has_number(session, arguments.police_no)
        if who is None:
            raise CommandError(f"名册里没有警号 {arguments.police_no}")
        token = await bindings.make_invite(session, who.person_id, clock.now())
    print(f"https://t.me/{arguments.bot}?start={token}")


Command = Callable[[Database, Clock, argparse.Namespace], Awaitable[None]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.py", description="掌上党建")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("import-roster", help="take over the roster from a CSV or XLSX file")
    one.add_argument("file", type=Path)
    one.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    one.set_defaults(run=import_roster)
    one = commands.add_parser("invite", help="print a one-time link for a person")
    one.add_argument("police_no", metavar="警号")
    one.add_argument("--bot", required=True, metavar="USERNAME", help="the bot's user name, without @")
    one.set_defaults(run=invite)
    return parser


async def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    database = Database(settings.database_url.get_secret_value())
    command: Command = arguments.run
    try:
        await migrate(database)
        await command(database, SystemClock(settings.zone), arguments)
    finally:
        await database.close()


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 with one line per problem when not."""
    arguments = _parser().parse_args(argv)
    try:
        asyncio.run(_run(load_settings(), arguments))
    except (SettingsError, CommandError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
