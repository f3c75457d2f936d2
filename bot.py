"""掌上党建: settings → database → application → schedule → run; and the table of commands. Nothing imports this file.

What a command needs is read when it is asked for: `--help` and a mistyped word are answered at once.
"""

import argparse
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.chinese.arguments import translated
from scoring.own_rules import RuleFileError, lie_in
from storage.engine.errors import OperatorError
from storage.engine.private import PRIVATE
from storage.engine.refusal import Refusal

if TYPE_CHECKING:
    from handlers.kit.engine.vitals import Vitals
    from storage.engine.clock import Clock, SystemClock
    from storage.engine.settings import Settings
    from storage.engine.supervisor import Supervisor
    from storage.sealed.head import Head

    Command = Callable[[Settings, SystemClock, argparse.Namespace], Coroutine[Any, Any, None]]

ADDRESS = "sqlite+aiosqlite:///文件 或 postgresql+asyncpg://用户:密码@主机/库"
STANDARD = 3
"""Input, output and errors: the numbers below it."""
AGAIN = 5.0
"""Seconds until a database that was away is asked for again."""


async def run(settings: "Settings", clock: "Clock", arguments: argparse.Namespace) -> None:
    """Run the bot until SIGTERM or SIGINT. While the database is away everything rests, and begins anew when it is there."""
    import asyncio
    import logging

    import_all()
    from handlers.command_line.rules import read_all
    from handlers.kit.engine import logs
    from handlers.kit.engine.outside import seen
    from handlers.kit.engine.running import ended_by_signals
    from handlers.kit.engine.self_watch import watched
    from handlers.kit.engine.vitals import Vitals
    from storage.engine.away import is_away
    from storage.engine.supervisor import Supervisor
    from storage.engine.trouble import lasts, plainly

    logs.set_up(settings)
    read_all(settings.data_dir)
    supervisor, vitals = Supervisor(), Vitals(settings, clock)
    with ended_by_signals():
        async with supervisor.beating(), seen(settings, vitals), watched(settings, clock, vitals):
            while True:
                try:
                    return await _run(settings, clock, supervisor, vitals, standby=arguments.standby)
                except Exception as error:
                    if not is_away(error) or lasts(error):
                        raise
                    why = plainly(error, settings.database_url.get_secret_value())
                    logging.getLogger("bot").warning("数据库用不了（%s），%.0f 秒后再试", why, AGAIN)
                    vitals.pulse.rest()
                    supervisor.is_up(f"数据库用不了（{why}），一直在试")
                    await asyncio.sleep(AGAIN)


def import_all() -> None:
    """What is imported stays: the collector, which would look through it for garbage ten times over, rests and leaves it out."""
    gc.disable()
    import_module("reminders.schedule")
    gc.freeze()
    gc.enable()
    # An update's objects end with it; a look after each 700 of them would find hundreds of updates in the middle of their work.
    gc.set_threshold(20_000, 20, 50)


async def _run(
    settings: "Settings", clock: "Clock", supervisor: "Supervisor", vitals: "Vitals", *, standby: bool
) -> None:
    import handlers
    from handlers.kit.engine.application import build
    from handlers.kit.engine.running import serve
    from handlers.kit.screens.context import Services
    from reminders.backups import Backups
    from reminders.bells import bells_of
    from reminders.delivery import Delivery
    from reminders.ringing import Ringing
    from reminders.schedule import Schedule
    from storage.ballots.box import FOLDER, Box
    from storage.ballots.voting import tidy
    from storage.engine.hearing import installed
    from storage.engine.lock import only_process
    from storage.engine.opening import open_database, prepare

    database, vault = await open_database(settings, vitals.pulse)
    vitals.database = database
    try:
        async with only_process(database, standby=partial(_stand_by, supervisor, vitals) if standby else None) as lock:
            await prepare(database)
            bells = bells_of(settings)
            box = Box(settings.data_dir / FOLDER)
            services = Services(
                database,
                clock,
                settings.bureau_name,
                settings,
                box=box,
                ways=tuple(bells),
                hearing=installed(settings.data_dir),
            )
            async with database.read() as session:
                await tidy(session, services.box)
            running = build(settings.token, settings.bot_api_url, services, vault, handlers.add_features)
            delivery = Delivery(database, clock, running.application.bot)
            schedule = Schedule(database, clock, delivery, settings, Backups.by(settings))
            making = handlers.bundles(services, running.application.bot, settings.data_dir)
            loops = [delivery.run, schedule.run, making.run, *([Ringing(database, clock, bells).run] if bells else [])]
            await serve(running, settings, handlers.introduce, lock, loops, supervisor=supervisor)
    finally:
        vitals.database = None
        await database.close()


def _stand_by(supervisor: "Supervisor", vitals: "Vitals", reason: str) -> None:
    """Whoever watches the process hears that it is well, and only waits."""
    vitals.pulse.stand_by()
    supervisor.is_up(f"{reason}，等候接替")


async def sandbox(settings: "Settings", clock: "SystemClock", arguments: argparse.Namespace) -> None:
    """Run the bot against a Telegram on this machine, with the invented bureau."""
    from sandbox.bureau.demo import demo

    # The invented bureau has the rules as they are shipped.
    lie_in(None)
    async with demo(settings, clock, arguments.port) as own:
        await run(own, clock, arguments)


def parser() -> argparse.ArgumentParser:
    """The table of commands. What is read names its `command`, which is None where none was written."""
    argparse._ = translated  # type: ignore[attr-defined]  # the hook by which it speaks through gettext
    whole = argparse.ArgumentParser(prog="bot.py", description="掌上党建。不写命令：运行机器人。")
    whole.add_argument(
        "--standby", action="store_true", help="已有进程在运行时等候，它一结束就接替；不写则说明原因并退出"
    )
    add = whole.add_subparsers(title="命令", dest="command", metavar="命令").add_parser
    one = add("sandbox", help="接在本机自带的 Telegram 上运行，带一个虚构的公安局")
    one.add_argument(
        "--port", type=int, default=8081, metavar="端口", help="聊天页面的端口（默认 8081；0 表示任取一个空闲的）"
    )
    one = add("import-roster", help="从 CSV 或 XLSX 文件导入名册")
    one.add_argument("file", type=Path, metavar="文件")
    one.add_argument("--dry-run", action="store_true", help="只说会改什么，什么也不改")
    one.add_argument("--part", action="store_true", help="文件只是一部分人：不在里面的不列为待确认移出")
    for stop, words in (
        ("lost-rights", "允许有人因此失去职务或党员身份带来的权限"),
        ("new-branches", "允许新建支部"),
        ("removals", "允许把 10 人以上列为待确认移出"),
        ("new-numbers", "同名同手机号或同入党日期的新警号，按本人换了警号处理"),
    ):
        one.add_argument(f"--allow-{stop}", dest="allowed", action="append_const", const=stop, default=[], help=words)
    one = add("confirm-post", help="作为第二人确认一个人的职务（没有别的党务干部或纪检监察人员时）")
    one.add_argument("police_no", metavar="警号")
    one.add_argument("--refuse", action="store_true", help="不同意")
    one = add("invite", help="生成一次性绑定链接：一个人的，或全部未绑定的人的")
    whom = one.add_mutually_exclusive_group()
    whom.add_argument("police_no", nargs="?", metavar="警号")
    whom.add_argument("--all", action="store_true", help="全部未绑定的人，一行一条")
    one.add_argument("--branch", metavar="支部", help="只要这个支部未绑定的人")
    one.add_argument("--sheet", type=Path, metavar="文件.pdf", help="不打印链接，写成可打印剪开的二维码卡，每人一张")
    one = add("unbound", help="列出还没有绑定账号的人")
    one.add_argument("--branch", metavar="支部", help="只看这个支部")
    one = add("check", help="检查设置、目录、密钥、数据库和 Telegram；什么也不改")
    one.add_argument("--start", action="store_true", help="只有不处理就不能启动的才算错；连不上 Telegram 不算")
    one = add("backup", help="把数据库和加密的文件打成一个包，不含密钥，并打开核对")
    one.add_argument("file", type=Path, metavar="文件")
    one.add_argument("--verify", action="store_true", help="不做备份，只打开并核对已有的这一个")
    one = add("restore", help="从备份恢复；原来的数据库要先移走")
    one.add_argument("file", type=Path, metavar="文件")
    one = add("move", help="把整个数据库搬到另一个数据库（SQLite 与 PostgreSQL 之间），中断后再运行会接着搬")
    one.add_argument("source", metavar="从", help=f"{ADDRESS}；或写着它的环境变量名")
    one.add_argument("target", metavar="到", help="同上；须是空的数据库")
    one = add("verify-audit", help="核验审计记录有没有被改动")
    one.add_argument("--head", type=_head, metavar="N:HASH", help="发给纪检监察的校验码：记录被截去也查得出来")
    one.add_argument("--file", type=Path, metavar="文件.csv", help="与取走的审计记录逐条核对")
    one = add("reset-pin", help="发起一个人的 PIN 重置，由本人在自己的私聊里确认")
    one.add_argument("police_no", metavar="警号")
    one = add("failures", help="列出没有成功的操作、没有送达的消息和出错的自动工作；再试或清除")
    one.add_argument("--retry", nargs="+", type=_aside, default=[], metavar="编号", help="再试一次；all：全部")
    one.add_argument(
        "--drop", nargs="+", type=_aside, default=[], metavar="编号", help="不再处理，并告诉本人；all：全部"
    )
    one = add("key", help="把密钥打印成两份恢复单；或用两份恢复单找回密钥")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--sheet", type=Path, metavar="文件", help="写出可打印的网页（两页，两份）")
    which.add_argument("--from-sheet", action="store_true", help="输入两份恢复单，写回 DATA_DIR/secret.key")
    add("rules", help="列出本局改了哪些规定、权重和开关；写错了会说")
    one = add("templates", help="列出打印文件用的模板和能用的名称；给出目录就把发布的模板写到那里，供修改")
    one.add_argument("folder", nargs="?", type=Path, metavar="目录")
    add("rewrap", help="用 SECRET_KEY 里最新的密钥重新加密记录和 PIN")
    return whole


def _aside(text: str) -> str:
    """`5`, an update; `p12`, a push; or `all`."""
    if not re.fullmatch(r"p?\d{1,18}|all", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"应为列表里的编号（如 5、p12）或 all：{text!r}")
    return text


def _head(text: str) -> "Head":
    from storage.sealed.head import Head

    try:
        return Head.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _command(name: str | None) -> "Command":
    """What does it, read only now."""
    if name is None:
        return run
    if name == "sandbox":
        return sandbox
    command: Command = import_module(f"handlers.command_line.{name.replace('-', '_')}").run
    return command


def _loop() -> Callable[[Coroutine[Any, Any, None]], None]:
    """What runs the event loop: uvloop's, which is quicker, where it is installed."""
    try:
        from uvloop import run as quick
    except ImportError:
        from asyncio import run as plain

        return plain
    return quick


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 when it was done, 1 with one line per problem when not."""
    os.umask(PRIVATE)
    # What stands in for a closed input or output is not to be a database.
    while (opened := os.open(os.devnull, os.O_RDWR)) < STANDARD:
        pass
    os.close(opened)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another encoding shows what it can.
            stream.reconfigure(errors="backslashreplace")
    settings: Settings | None = None
    try:
        arguments = parser().parse_args(argv)
        from storage.engine.clock import SystemClock
        from storage.engine.settings import load_settings, remarks

        # The sandbox has a token of its own: what is set may be anything.
        settings = load_settings(**({"bot_token": None} if arguments.command == "sandbox" else {}))
        if settings.https_proxy:
            # Whoever makes a request looks for it there.
            os.environ["HTTPS_PROXY"] = settings.https_proxy.get_secret_value()
        lie_in(settings.data_dir)
        for remark in remarks():
            print(remark, file=sys.stderr)
        _loop()(_command(arguments.command)(settings, SystemClock(settings.zone), arguments))
        print(end="", flush=True)
    except (OperatorError, Refusal, RuleFileError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断：没有做完的没有生效，可以再运行一次。", file=sys.stderr)
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator reads a line, and no value
        if not isinstance(error, BrokenPipeError):
            print(_told(error, settings), file=sys.stderr)
        _leave_stdout()
    else:
        return 0
    return 1


def _told(error: Exception, settings: "Settings | None") -> str:
    from storage.engine.failure import what_failed
    from storage.engine.trouble import in_words

    databases = [settings.database_url.get_secret_value()] if settings else []
    return in_words(error, *databases) or f"程序自身出错，请把这一行告诉维护人员：{what_failed(error)}"


def _leave_stdout() -> None:
    """What could not be written, as nobody reads it or the disk is full, would be tried and complained about once more at the end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
