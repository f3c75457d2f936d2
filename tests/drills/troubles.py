"""What a storm of updates goes through: each trouble begins with a working bot, and leaves one."""

import asyncio
import resource
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from storage.engine.postgres import PROCESS_LOCK, WRITER_LOCK, advisory
from tests.drills.storm import RUNNING, Storm, Trouble, kill_and_start

AWAY = "数据库用不了"
STANDING_BY = "等候接替"
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
END_LOCK = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = {PROCESS_LOCK} AND granted"


def kills(number: int) -> Trouble:
    """SIGKILL again and again."""
    return lambda storm: kill_and_start(storm, number)


def told_to_end(times: int) -> Trouble:
    """SIGTERM under load: it ends by itself, quickly, and what waits is there for the next start."""

    async def trouble(storm: Storm) -> None:
        loop, longest = asyncio.get_running_loop(), 0.0
        for _ in range(times):
            await asyncio.sleep(storm.random.uniform(1.0, 3.0))
            begun = loop.time()
            if await storm.bot.stop():
                storm.outcome.wrong.append("SIGTERM ended it badly")
            longest = max(longest, loop.time() - begun)
            storm.bot = await storm.start()
        storm.outcome.facts |= {"ended": times, "longest end s": longest}

    return trouble


def foreign_lock(seconds: float) -> Trouble:
    """Another process holds the database for writing."""

    async def trouble(storm: Storm) -> None:
        if storm.home.server is None:
            path = storm.home.url.removeprefix("sqlite+aiosqlite:///")
            with closing(sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)) as other:
                await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
                await asyncio.sleep(seconds)
                other.execute("ROLLBACK")
        else:
            other = await _own(storm)
            await other.execute(f"SELECT pg_advisory_lock({advisory(WRITER_LOCK)})")
            await asyncio.sleep(seconds)
            await other.close()
        storm.outcome.facts |= {"held s": seconds, "then answered after s": await storm.answered()}

    return trouble


def full_disk(seconds: float) -> Trouble:
    """Nothing can be written: the process's files may not grow beyond nothing."""

    async def trouble(storm: Storm) -> None:
        number, kind = storm.bot.process.pid, resource.RLIMIT_FSIZE
        soft, hard = resource.prlimit(number, kind)
        resource.prlimit(number, kind, (0, hard))
        await asyncio.sleep(seconds)
        resource.prlimit(number, kind, (soft, hard))
        storm.outcome.facts |= {"full s": seconds, "then answered after s": await storm.answered()}
        _same(storm)

    return trouble


async def _own(storm: Storm) -> asyncpg.Connection:
    """Our own connection, past the line."""
    return await asyncpg.connect(storm.home.straight.replace("+asyncpg", ""))


def _same(storm: Storm) -> None:
    if storm.bot.process.returncode is not None:
        storm.outcome.wrong.append("the process ended")


def away(seconds: float) -> Trouble:
    """The server dies at once, comes back after that time, and is restarted in an orderly way a little later."""

    async def trouble(storm: Storm) -> None:
        server = storm.home.server
        assert server
        await asyncio.sleep(2)
        await server.stop("immediate")
        await storm.bot.said(AWAY)
        await asyncio.sleep(seconds)
        await server.start()
        storm.outcome.facts |= {"away s": seconds, "then answered after s": await storm.answered()}
        said = len(storm.bot.lines)
        await server.stop("fast")
        await server.start()
        await storm.bot.said(RUNNING, said)
        _same(storm)

    return trouble


def sessions_ended(times: int) -> Trouble:
    """Every session is ended, again and again, at whatever moment; the last time while it begins anew."""

    async def trouble(storm: Storm) -> None:
        for number in range(times):
            said = len(storm.bot.lines)
            await asyncio.sleep(storm.random.uniform(0.5, 3.0))
            other = await _own(storm)
            await other.execute(END_ALL)
            await other.close()
            await storm.bot.said(AWAY if number % 2 else RUNNING, said)
        storm.outcome.facts |= {"ended": times, "then answered after s": await storm.answered()}
        _same(storm)

    return trouble


def black_hole(seconds: float) -> Trouble:
    """The network swallows everything; what was open before stays dead for ever."""

    async def trouble(storm: Storm) -> None:
        line = storm.home.line
        assert line
        await asyncio.sleep(2)
        line.swallow()
        await asyncio.sleep(seconds)
        line.let_through()
        storm.outcome.facts |= {"hole s": seconds, "then answered after s": await storm.answered()}
        _same(storm)

    return trouble


def failover(seconds: float) -> Trouble:
    """The address leads to a server that only reads, which then is promoted."""

    async def trouble(storm: Storm) -> None:
        server, line = storm.home.server, storm.home.line
        assert server
        assert line
        folder = Path(storm.later.enter_context(tempfile.TemporaryDirectory()))
        other = await server.standby(folder)
        storm.later.callback(other.cleanup)
        await asyncio.sleep(2)
        await server.stop("fast")
        said = len(storm.bot.lines)
        line.cut(other.socket)
        await storm.bot.said("只能读", said)
        await asyncio.sleep(seconds)
        if any(RUNNING in each for each in storm.bot.lines[said:]):
            storm.outcome.wrong.append("a server that only reads was taken for a home")
        await other.promote()
        await other.order("ALTER SYSTEM RESET synchronous_standby_names")
        await other.order("SELECT pg_reload_conf()")
        storm.outcome.facts |= {"only reading s": seconds, "then answered after s": await storm.answered()}
        _same(storm)
        storm.home = replace(storm.home, straight=other.url(make_url(storm.home.url).database or ""))

    return trouble


def standby(*, over_sessions: bool) -> Trouble:
    """A second process waits: the first is killed, told to end, loses its lock, freezes and comes back."""

    async def trouble(storm: Storm) -> None:
        loop = asyncio.get_running_loop()

        async def taken_over(how: str, end: Callable[[], object]) -> None:
            waiting = await storm.start("--standby", ready=False)
            await waiting.said(STANDING_BY)
            begun = loop.time()
            result = end()
            if asyncio.iscoroutine(result):
                await result
            answered = asyncio.create_task(storm.answered())
            await waiting.said(RUNNING)
            taken = loop.time() - begun
            await answered
            storm.outcome.facts[f"{how}: took over, answered after s"] = f"{taken:.1f}, {loop.time() - begun:.1f}"
            storm.bot = waiting

        await taken_over("SIGKILL", storm.bot.kill)
        await taken_over("SIGTERM", storm.bot.stop)
        if not over_sessions:
            return
        lost = storm.bot

        async def end_lock() -> None:
            other = await _own(storm)
            await other.execute(END_LOCK)
            await other.close()

        await taken_over("a lost lock", end_lock)
        await lost.said(STANDING_BY)
        await lost.stop()
        frozen = storm.bot
        await taken_over("a freeze", frozen.freeze)
        said = len(frozen.lines)
        frozen.thaw()
        await frozen.said(AWAY, said)
        await frozen.said(STANDING_BY, said)
        await frozen.stop()
        await storm.answered()

    return trouble
