"""What systemd hears of the process, over a socket as systemd's."""

import asyncio
import os
import socket
import time

import pytest

from handlers.kit.engine import running
from storage.engine.supervisor import BEATS, Supervisor

EVERY = 0.02


@pytest.fixture(params=["file", "abstract"])
def systemd(request, tmp_path):
    """Its end of the line, and the environment that it gives a process."""
    name = str(tmp_path / "notify") if request.param == "file" else f"@{tmp_path}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(name.replace("@", "\0"))
        line.setblocking(False)
        yield line, {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": f"{EVERY * BEATS * 1e6:.0f}"}


def heard(line):
    found = []
    while True:
        try:
            found.append(line.recv(1000).decode())
        except BlockingIOError:
            return found


async def beat(line):
    """Wait until one comes."""
    async with asyncio.timeout(10):
        while (await asyncio.get_running_loop().sock_recv(line, 1000)) != b"WATCHDOG=1":
            pass


async def test_it_hears_that_the_process_is_up_and_lives_and_ends(systemd):
    line, environment = systemd
    supervisor = Supervisor(environment)
    async with supervisor.beating():
        supervisor.is_up("@dangjian_bot 运行中")
        assert heard(line) == ["READY=1\nSTATUS=@dangjian_bot 运行中"]
        await beat(line)
        await beat(line)
    assert heard(line)[-1] == "STOPPING=1"


async def test_a_loop_that_hangs_is_not_heard(systemd):
    line, environment = systemd
    async with Supervisor(environment).beating():
        await beat(line)
        heard(line)
        time.sleep(4 * EVERY)  # noqa: ASYNC251 - the loop hangs
        assert heard(line) == []
        await beat(line)


async def test_an_end_that_hangs_is_not_heard_until_all_begins_anew(systemd):
    line, environment = systemd
    supervisor = Supervisor(environment)
    async with supervisor.beating():
        await beat(line)
        supervisor.is_ending()
        await asyncio.sleep(0)
        heard(line)
        await asyncio.sleep(3 * EVERY)
        assert heard(line) == []
        supervisor.is_up("数据库用不了")
        await beat(line)


async def test_who_waits_for_telegram_says_so(systemd, monkeypatch):
    line, environment = systemd

    async def hang(*_):
        await asyncio.Event().wait()

    async def nothing(*_):
        pass

    monkeypatch.setattr(running, "PATIENCE", 0)
    monkeypatch.setattr(running, "_start", hang)
    monkeypatch.setattr(running, "_end", nothing)
    lock = asyncio.create_task(hang())
    serving = asyncio.create_task(running.serve(None, None, None, lock, [], supervisor=Supervisor(environment)))
    async with asyncio.timeout(10):
        first = await asyncio.get_running_loop().sock_recv(line, 1000)
    assert first.decode() == "READY=1\nSTATUS=连不上 Telegram，一直在试"
    for task in (serving, lock):
        task.cancel()
    await asyncio.gather(serving, lock, return_exceptions=True)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NOTIFY_SOCKET": "/nothing/there", "WATCHDOG_USEC": "20000"},
        {"NOTIFY_SOCKET": "/nothing/there", "WATCHDOG_USEC": "soon"},
        {"NOTIFY_SOCKET": "/nothing/there", "WATCHDOG_USEC": "20000", "WATCHDOG_PID": str(os.getpid() + 1)},
    ],
)
async def test_without_a_supervisor_it_runs_all_the_same(environment):
    supervisor = Supervisor(environment)
    async with supervisor.beating():
        supervisor.is_up("运行中")
        await asyncio.sleep(0)
