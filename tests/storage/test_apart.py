"""A process apart does what is asked, one thing after another; where it ends, another does it; and it ends with the bot."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from storage.engine import apart
from storage.engine.apart import BROKEN, DEADLINE, NICENESS, Apart, Failed
from tests.processes import ROOT
from tests.refusing import refuses
from tests.storage.apart_work import dies, echo, grows, pid, raises, surroundings


@pytest.fixture(scope="module")
def process():
    return Apart("test")


async def test_all_get_their_own(process):
    words = [str(number).encode() for number in range(20)]
    assert await asyncio.gather(*(process.do(partial(echo, word)) for word in words)) == words


async def test_a_process_killed_while_it_rests_is_replaced(process):
    first = await process.do(pid)
    assert await process.do(pid) == first
    os.kill(int(first), signal.SIGKILL)
    assert await process.do(pid) != first


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGALRM])
async def test_a_process_killed_or_hanging_at_work_is_replaced_and_nobody_is_lost(process, tmp_path, how):
    asked = [partial(echo, b"before"), partial(dies, how, tmp_path, 1), partial(echo, b"after")]
    assert await asyncio.gather(*map(process.do, asked)) == [b"before", b"alive", b"after"]


async def test_work_that_ends_every_process_is_refused_and_the_next_is_done(process, tmp_path):
    doomed = asyncio.create_task(process.do(partial(dies, signal.SIGKILL, tmp_path, 9)))
    after = asyncio.create_task(process.do(partial(echo, b"after")))
    with refuses(BROKEN):
        await doomed
    assert await after == b"after"
    assert len(list(tmp_path.iterdir())) == apart.TRIES


async def test_an_error_is_told_by_its_kind_and_place_alone(process):
    first = await process.do(pid)
    with pytest.raises(Failed, match=r"^ValueError #\w{6}: tests/storage/apart_work\.py:\d+ raises < "):
        await process.do(partial(raises, "王芳"))
    assert await process.do(pid) == first


async def test_what_has_grown_gives_way_to_a_new_one(process):
    grown = await process.do(grows)
    assert await process.do(pid) != grown


LARGE = """
import subprocess, sys

large = bytearray(b"x") * (200 << 20)
print(subprocess.check_output([sys.executable, "-c", "from storage.engine import apart; print(apart.most_resident())"]).decode())
"""


def test_what_started_it_may_be_large():
    said = subprocess.run([sys.executable, "-c", LARGE], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert 0 < int(said) < 150 << 20


async def test_it_knows_no_secrets_gives_way_and_cannot_hang(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "1:x")
    monkeypatch.setenv("SECRET_KEY", "x")
    nice, alarm, *names = (await Apart("new").do(surroundings)).decode().split()
    assert int(nice) == min(os.nice(0) + NICENESS, 19)
    assert 0 < int(alarm) <= DEADLINE
    assert not {"BOT_TOKEN", "SECRET_KEY"} & set(names)


BOT = """
import asyncio, signal, sys
from storage.engine.apart import Apart
from tests.storage.apart_work import pid

async def main():
    print((await Apart("test").do(pid)).decode(), flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_bot(how):
    with subprocess.Popen([sys.executable, "-c", BOT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as bot:
        process = int(bot.stdout.readline())
        assert lives(process)
        bot.send_signal(how)
    while lives(process):
        time.sleep(0.01)


def lives(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


HANGING = """
import asyncio
from functools import partial
from handlers.kit.screens.sheets import in_turn
from storage.engine.apart import Apart
from tests.storage.apart_work import hangs

async def main():
    for waiting in (in_turn(partial(Apart("sheets").wait, hangs)), Apart("test").do(hangs)):
        task = asyncio.create_task(waiting)
        await asyncio.sleep(0.5)
        task.cancel()

asyncio.run(main())
"""


def test_the_bot_ends_while_it_hangs():
    subprocess.run([sys.executable, "-c", HANGING], cwd=ROOT, check=True, timeout=DEADLINE / 2)
