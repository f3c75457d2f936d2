"""Pictures are drawn by a process apart: when it ends, another draws, and when none can, the person is told."""

import os
import signal
from functools import partial

from handlers.kit.screens.pictures import drawn
from storage.engine.apart import BROKEN
from tests.storage import apart_work


async def test_a_killed_process_is_replaced_and_the_picture_comes(house):
    os.kill(int(await drawn(apart_work.pid)), signal.SIGKILL)
    phone = house.phone("李雷")
    await phone.send("/health")
    assert phone.screen.photo


async def test_who_gets_no_picture_is_told_and_the_next_gets_theirs(house, monkeypatch, tmp_path):
    phone = house.phone("李雷")
    with monkeypatch.context() as broken:
        broken.setattr("handlers.index.screens.chart.draw", partial(apart_work.dies, signal.SIGKILL, tmp_path, 9))
        await phone.send("/health")
    assert BROKEN in phone.screen.text
    await phone.send("/health")
    assert phone.screen.photo
