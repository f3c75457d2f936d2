"""A Telegram on this machine with the bureau's accounts, and a new database with its past: all that the bot needs to be tried."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from sandbox.bureau import exports
from sandbox.bureau.chats import groups_of, people_of
from sandbox.bureau.people import OPENS, Bureau
from sandbox.bureau.seeding import fill
from sandbox.telegram import people_file
from storage.engine.clock import SystemClock
from storage.engine.errors import OperatorError
from storage.engine.opening import opened
from storage.engine.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
TOKEN = "1:sandbox"


@asynccontextmanager
async def demo(settings: Settings, clock: SystemClock, port: int) -> AsyncIterator[Settings]:
    """Gives the settings with which the bot runs there; what was made for it is gone afterwards.

    Meanwhile the clock follows the sandbox's, which begins at `OPENS` and which people move. Raises OperatorError.
    """
    # On standard error: the first line of standard output is the address.
    print("正在准备演示数据……", file=sys.stderr, flush=True)
    bureau = Bureau.generate(today=OPENS.date())
    async with telegram(bureau, port, OPENS) as url:
        clock.offset = OPENS - clock.now()
        # Each port has its own database, so that a second sandbox leaves the first one's alone. The sandbox keeps its
        # chats in memory: an older database would know of messages that are gone.
        data = settings.data_dir / "sandbox" / str(urlsplit(url).port)
        await asyncio.to_thread(shutil.rmtree, data, ignore_errors=True)
        own = load_settings(
            bot_token=TOKEN,
            bot_api_url=url,
            database_url=f"sqlite+aiosqlite:///{data}/bot.db",
            data_dir=data,
            backup_dir=None,
            timezone=settings.timezone,
            bureau_name=settings.bureau_name,
            log_level=settings.log_level,
            webhook_url=None,
        )
        async with opened(own) as database:
            await fill(database, bureau, clock)
        await asyncio.to_thread(exports.write, bureau, data / "examples")
        print(f"聊天页面 / chat page: {url}/   （Ctrl+C 结束 / to stop）", flush=True)
        print(f"可以发给机器人试的文件 / files to try: {data / 'examples'}", file=sys.stderr, flush=True)
        following = asyncio.create_task(_follow(clock, url))
        try:
            yield own
        finally:
            following.cancel()
            await asyncio.to_thread(shutil.rmtree, data, ignore_errors=True)


@asynccontextmanager
async def telegram(bureau: Bureau, port: int, start: datetime | None = None) -> AsyncIterator[str]:
    """The sandbox's Telegram as a process of its own, with the bureau's accounts; its address. Raises OperatorError.

    Its clock begins at `start`, or shows the machine's time.
    """
    begins = ("--start", start.isoformat()) if start else ()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.telegram", "--port", str(port), "--people", "-", *begins),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    assert child.stdin
    assert child.stdout
    try:
        child.stdin.write(people_file.write(people_of(bureau), groups_of(bureau)).encode())
        child.stdin.close()
        url = (await child.stdout.readline()).decode().strip().rstrip("/")
        if not url:
            raise OperatorError(f"端口 {port} 上没能启动，请用 --port 换一个")
        yield url
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()


async def _follow(clock: SystemClock, url: str) -> None:
    """Keep the bot's clock with the sandbox's."""
    seen = -1
    async with ClientSession(raise_for_status=True) as client:
        while True:
            try:
                async with client.get(f"{url}/sandbox/clock", params={"after": seen, "timeout": 50}) as given:
                    answer = await given.json()
            except (ClientError, TimeoutError):
                await asyncio.sleep(1)
                continue
            seen = answer["seq"]
            clock.offset = timedelta(seconds=answer["offset_seconds"])
            clock.stopped_at = datetime.fromisoformat(answer["now"]).astimezone(UTC) if answer["frozen"] else None
