"""掌上党建: settings → lock → database → application → delivery → run; and the command line. Nothing imports this file."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.helpers import create_deep_linked_url

import handlers
from arguments import parser
from handlers.kit.engine import aside
from handlers.kit.engine.application import Running, build
from handlers.kit.engine.polling import Watch, quiet_logs, reached, stopped
from handlers.kit.engine.webhook import listen
from handlers.kit.screens.context import Services
from handlers.kit.screens.text import OPERATOR
from handlers.people.confirming import answered
from handlers.people.pushes import imported
from handlers.people.telling import sections, stopping
from handlers.pin.resetting import offered
from reminders.delivery import Delivery
from reminders.schedule import Schedule
from sandbox.bureau.demo import demo
from storage.ballots.box import FOLDER as BALLOT_KEYS
from storage.ballots.box import Box
from storage.ballots.voting import tidy
from storage.engine import backup
from storage.engine.away import is_away
from storage.engine.clock import Clock, SystemClock
from storage.engine.database import Database
from storage.engine.errors import OperatorError
from storage.engine.lock import LockLost, only_process
from storage.engine.opening import keys, open_database, prepare, sqlite_file
from storage.engine.private import PRIVATE
from storage.engine.settings import Settings, load_settings
from storage.mail import inbox, outbox
from storage.people import bindings, confirming, directory, roster
from storage.people.directory import Who
from storage.people.roster_file import read_roster
from storage.people.roster_plan import RosterPlan, Stop, compare
from storage.sealed import audit, pin, rewrapping
from storage.sheets.table import MAX_BYTES, SheetUnreadable

AGAIN = 5.0
"""Seconds until a database that was away is asked for again."""


class CommandError(OperatorError):
    """What was asked for cannot be done; `str()` is one line for the person at the keyboard."""


async def run(settings: Settings, clock: Clock, _arguments: argparse.Namespace) -> None:
    """Run the bot until SIGTERM or SIGINT. While the database is away everything rests, and begins anew when it is there."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    quiet_logs(settings.token)
    while True:
        try:
            return await _run(settings, clock)
        except Exception as error:
            if not isinstance(error, LockLost) and not is_away(error):
                raise
            logging.getLogger("bot").warning("数据库用不了（%s），%.0f 秒后再试", type(error).__name__, AGAIN)
            await asyncio.sleep(AGAIN)


async def _run(settings: Settings, clock: Clock) -> None:
    database, vault = await open_database(settings)
    try:
        async with only_process(database) as lock:
            await prepare(database)
            services = Services(
                database, clock, settings.bureau_name, settings, box=Box(settings.data_dir / BALLOT_KEYS)
            )
            async with database.read() as session:
                await tidy(session, services.box)
            running = build(settings.token, settings.bot_api_url, services, vault, handlers.add_features)
            await _serve(settings, running, services, lock)
    finally:
        await database.close()


async def _serve(settings: Settings, running: Running, services: Services, lock: "asyncio.Task[None]") -> None:
    """Everything between the first call to Telegram and the last."""
    application = running.application
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    until = asyncio.create_task(stopping.wait())
    delivery = Delivery(services.database, services.clock, application.bot)
    schedule = Schedule(services.database, services.clock, delivery, services.options)
    watched = [lock]
    starting = asyncio.create_task(_start(settings, running))
    try:
        await asyncio.wait([lock, starting, until], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            loops = (delivery.run(), schedule.watch(), running.inbox.run_again(application.bot), starting.result())
            await schedule.start()
            watched += map(asyncio.create_task, loops)
            logging.getLogger("bot").info("running as @%s", application.bot.username)
        ended, _ = await asyncio.wait([*watched, until], return_when=asyncio.FIRST_COMPLETED)
        for task in ended if until not in ended else ():
            task.result()
    finally:
        schedule.stop()
        for task in (starting, *watched[1:], until):
            task.cancel()
        # What waits is in the inbox and the outbox, and Telegram may be gone: neither is waited for.
        ending = [stopped(application.updater), running.order.halt(), starting, *watched[1:], until]
        await asyncio.gather(*ending, return_exceptions=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
        try:
            if application.running:
                await application.stop()
            await application.shutdown()
        except Exception as error:  # noqa: BLE001 - what was not stored is in the inbox, and is done anew
            logging.getLogger("bot").error("not everything was stored at the end: %s", type(error).__name__)


async def _start(settings: Settings, running: Running) -> Any:
    """Take up what waits, and listen, as soon as Telegram is there; gives what to wait for."""
    application = running.application
    await reached(application.initialize)
    await reached(partial(handlers.introduce, application.bot))
    await running.inbox.take_up(application.bot)
    await application.start()
    return await _listen(settings, running)


async def _listen(settings: Settings, running: Running) -> Any:
    """Begin polling, or listening for the webhook; gives what to wait for."""
    if not settings.webhook_url:
        watch = Watch(running.application, running.updates)
        await reached(watch.start)
        return watch.ended()
    return await listen(running.application, running.inbox, settings)


async def sandbox(settings: Settings, clock: SystemClock, arguments: argparse.Namespace) -> None:
    """Run the bot against a Telegram on this machine, with the invented bureau."""
    async with demo(settings, clock, arguments.port) as own:
        await run(own, clock, arguments)


def _beginning(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


async def import_roster(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Take over the personnel department's file, or only say what it would change."""
    path: Path = arguments.file
    try:
        content = await asyncio.to_thread(_beginning, path, MAX_BYTES + 1)
    except OSError as error:
        why = {FileNotFoundError: "没有这个文件", PermissionError: "没有权限"}.get(type(error), type(error).__name__)
        raise CommandError(f"读不了 {path}：{why}") from error
    try:
        file = read_roster(path.name, content, clock.local().date())
    except SheetUnreadable as error:
        raise CommandError(str(error)) from error

    async def work(database: Database) -> RosterPlan:
        if arguments.dry_run:
            async with database.read() as session:
                return await compare(session, file)
        async with database.write() as tx:
            plan = await compare(tx, file)
            if stopped := [stop for stop in plan.stops if stop not in arguments.allowed]:
                raise CommandError("\n".join(_stopped(plan, stopped)))
            plan = await roster.apply(tx, file, clock.now())
            await outbox.put(tx, clock.now(), *await imported(tx, plan.done, None, clock.now().isoformat()))
            return plan

    plan = await _with_database(settings, work)
    heading = "试运行，未写入" if arguments.dry_run else "已导入"
    numbers = f"新增 {len(plan.new)}，变更 {len(plan.changed)}，未变 {plan.unchanged}"
    print(f"{heading}：{numbers}，拟移出 {len(plan.gone)}，未采纳 {len(plan.refused)}")
    for title, items in sections(plan):
        print(f"{title}：", *items, sep="\n  ")
    if plan.done.waiting:
        print(
            f"{len(plan.done.waiting)} 人的职务待第二人确认：由党务干部或纪检监察人员在机器人里确认，或用 confirm-post 警号"
        )
    if arguments.dry_run and plan.stops:
        print(*_stopped(plan, plan.stops), sep="\n")


def _stopped(plan: RosterPlan, stops: list[Stop]) -> list[str]:
    """What an import does not do without a word, and the words."""
    told = dict(zip(plan.stops, stopping(plan), strict=True))
    found = ["没有导入，请先核对："]
    for stop in stops:
        title, items = told[stop]
        found += [f"{title}：", *(f"  {item}" for item in items)]
    return [*found, f"核对无误后加上：{' '.join(f'--allow-{stop.value}' for stop in stops)}"]


async def confirm_post(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Be the second person for somebody's posts, where the bureau has no other."""

    async def work(database: Database) -> str:
        async with database.write() as tx:
            who = await _person(tx, arguments)
            outcome = await confirming.answer(tx, None, who.person_id, clock.now(), agreed=not arguments.refuse)
            if isinstance(outcome, confirming.Refused):
                raise CommandError(outcome.value)
            period = clock.now().isoformat()
            await outbox.put(tx, clock.now(), *answered(who, outcome, OPERATOR, period, agreed=not arguments.refuse))
            return f"{who.name}：{'、'.join(outcome.posts)}"

    word = "已记为不同意" if arguments.refuse else "已确认"
    print(f"{word}：{await _with_database(settings, work)}")


async def invite(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Print a link that binds one account to that person, once."""
    bot = Bot(settings.token, base_url=f"{settings.bot_api_url}/bot")

    async def work(database: Database) -> str:
        async with database.read() as session:
            who = await _person(session, arguments)
        async with bot:
            async with database.write() as tx:
                token = await bindings.make_invite(tx, who.person_id, clock.now())
            return create_deep_linked_url(bot.username, token)

    try:
        print(await _with_database(settings, work))
    except InvalidToken:
        raise
    except TelegramError as error:
        raise CommandError(f"向 BOT_API_URL 问不到机器人的名字：{type(error).__name__}") from error


async def verify_audit(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Check the audit trail from its first entry to its last, and against a head that left the machine earlier."""

    async def work(database: Database) -> audit.Found | audit.Head:
        async with database.read() as session:
            found = await audit.verify(session, arguments.head)
            return found if isinstance(found, audit.Found) else await audit.head(session)

    found = await _with_database(settings, work)
    if isinstance(found, audit.Found):
        raise CommandError(str(found))
    print(f"审计记录完整，共 {found.number} 条。校验码：{found}")


async def rewrap(settings: Settings, _clock: Clock, _arguments: argparse.Namespace) -> None:
    """Seal the records' keys, of PINs too, with the newest key."""

    async def work(database: Database) -> int:
        async with database.write() as tx:
            return await rewrapping.rewrap(tx)

    kept = await _with_database(settings, work)
    print(f"已用最新的密钥重新加密：保密记录和 PIN 共 {kept} 份。旧密钥请保留在 SECRET_KEY 末尾，核验审计记录还要用。")


async def reset_pin(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """Begin somebody's PIN reset; it takes effect when they confirm it in their own chat."""

    async def work(database: Database) -> str:
        async with database.write() as tx:
            who = await _person(tx, arguments)
            outcome = await pin.offer_reset(tx, None, who.person_id, clock.now())
            if isinstance(outcome, pin.Refused):
                raise CommandError(outcome.value)
            await outbox.put(tx, clock.now(), offered(who.person_id, OPERATOR, clock.now().isoformat()))
            return who.name

    print(f"已发起：等 {await _with_database(settings, work)} 本人在私聊里确认。")


async def failures(settings: Settings, clock: Clock, arguments: argparse.Namespace) -> None:
    """List the updates that were set aside, or decide about one."""

    async def work(database: Database) -> list[inbox.Aside]:
        async with database.write() as tx:
            if arguments.retry is not None and not await inbox.run_again(tx, arguments.retry):
                raise CommandError(f"没有编号 {arguments.retry} 的失败操作，或者已不能再试")
            if arguments.drop is not None and not await aside.let_go(tx, arguments.drop, clock.now()):
                raise CommandError(f"没有编号 {arguments.drop} 的失败操作")
            return await inbox.aside(tx)

    left = await _with_database(settings, work)
    if arguments.retry is not None:
        print(f"编号 {arguments.retry}：机器人会在十几秒内再试；没有运行的话，启动后再试。")
    if arguments.drop is not None:
        print(f"编号 {arguments.drop}：已清除，会告诉本人。")
    print(f"没有处理成功的操作：{len(left)} 个")
    for each in left:
        print(f"  {each.day} {each.sort} {each.reason} 编号 {each.number}{'' if each.runs else '（已不能再试）'}")


async def back_up(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Write a backup, also while the bot runs."""
    size = await asyncio.to_thread(backup.write, _sqlite(settings), settings.data_dir, arguments.file)
    print(f"已备份到 {arguments.file}（{size / 1024:.0f} KB）。其中没有密钥：请另行保管 SECRET_KEY 或 secret.key。")


async def restore(settings: Settings, _clock: Clock, arguments: argparse.Namespace) -> None:
    """Put a backup in place of a database that is not there, and see that our keys fit it."""
    database = _sqlite(settings)
    await asyncio.to_thread(backup.put_back, database, settings.data_dir, arguments.file, keys(settings))
    arguments.head = None
    await verify_audit(settings, _clock, arguments)
    print(f"已从 {arguments.file} 恢复。备份里没有当时没填完的草稿和没处理完的消息，请相关人员重新填写、重新发送。")


async def _person(session: AsyncSession, arguments: argparse.Namespace) -> Who:
    who = await directory.who_has_number(session, arguments.police_no)
    if who is None:
        raise CommandError(f"名册里没有警号 {arguments.police_no}")
    return who


def _sqlite(settings: Settings) -> Path:
    file = sqlite_file(settings)
    if file is None:
        raise CommandError("DATABASE_URL 是 PostgreSQL：请用 pg_dump 和 pg_restore，并一起复制 DATA_DIR/records")
    return file


async def _with_database(settings: Settings, work: Callable[[Database], Awaitable[Any]]) -> Any:
    database, _ = await open_database(settings)
    try:
        await prepare(database)
        return await work(database)
    finally:
        await database.close()


COMMANDS = {
    None: run,
    "sandbox": sandbox,
    "import-roster": import_roster,
    "confirm-post": confirm_post,
    "invite": invite,
    "backup": back_up,
    "restore": restore,
    "verify-audit": verify_audit,
    "reset-pin": reset_pin,
    "failures": failures,
    "rewrap": rewrap,
}
"""What `arguments` reads, and what does it."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 with one line per problem when not."""
    os.umask(PRIVATE)
    arguments = parser().parse_args(argv)
    # The sandbox has a token of its own: what is set may be anything.
    overrides = {"bot_token": None} if arguments.command == "sandbox" else {}
    try:
        settings = load_settings(**overrides)
        asyncio.run(COMMANDS[arguments.command](settings, SystemClock(settings.zone), arguments))
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 1
    except InvalidToken:
        print("Telegram 不认识这个 BOT_TOKEN", file=sys.stderr)
        return 1
    except TelegramError as error:
        print(f"连不上 BOT_API_URL 上的 Telegram：{type(error).__name__}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
