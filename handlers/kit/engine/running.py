"""The application at work: from the first call to Telegram until it is told to stop, or something that it needs has ended."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from handlers.kit.engine.application import Running
from handlers.kit.engine.polling import REFUSED, Watch, reached, stopped
from handlers.kit.engine.webhook import listen
from storage.engine.errors import OperatorError
from storage.engine.failure import what_failed
from storage.engine.settings import Settings
from storage.engine.supervisor import Supervisor

log = logging.getLogger(__name__)
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 10.0
"""Seconds until whoever started the process hears that it waits for Telegram."""
_DONE_AT_SIGNALS: list[Callable[[], object]] = []


@contextmanager
def at_signals(act: Callable[[], object]) -> Iterator[None]:
    """SIGTERM and SIGINT do that; after the block what they did before it."""
    _DONE_AT_SIGNALS.append(act)
    _listen()
    try:
        yield
    finally:
        _DONE_AT_SIGNALS.pop()
        _listen()


def _listen() -> None:
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        if _DONE_AT_SIGNALS:
            loop.add_signal_handler(number, _DONE_AT_SIGNALS[-1])
        else:
            loop.remove_signal_handler(number)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the block, whatever it waits for, and what follows it goes on."""
    task, told = asyncio.current_task(), asyncio.Event()
    assert task is not None  # noqa: S101 - a coroutine runs in a task

    def end() -> None:
        told.set()
        task.cancel()

    with at_signals(end):
        try:
            yield
        except asyncio.CancelledError:
            if not told.is_set():
                raise


async def serve(
    running: Running,
    settings: Settings,
    introduce: Callable[[ExtBot[Any]], Awaitable[None]],
    lock: "asyncio.Task[None]",
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]],
    *,
    supervisor: Supervisor,
) -> None:
    """Go on until SIGTERM or SIGINT; the `loops` run as soon as Telegram is there.

    Raises:
        OperatorError: for what Telegram refuses; and whatever the lock or a loop raises.
    """
    stopping = asyncio.Event()
    with at_signals(stopping.set):
        start = _start(running, settings, introduce)
        await _serve(running, lock, loops, start, stopping, supervisor=supervisor)


async def _serve(
    running: Running,
    lock: "asyncio.Task[None]",
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]],
    start: Coroutine[Any, Any, Coroutine[Any, Any, None]],
    stopping: asyncio.Event,
    *,
    supervisor: Supervisor,
) -> None:
    until = asyncio.create_task(stopping.wait())
    starting = asyncio.create_task(start)
    watched = [lock]
    try:
        begun, _ = await asyncio.wait([lock, starting, until], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not begun:
            supervisor.is_up("连不上 Telegram，一直在试")
            await asyncio.wait([lock, starting, until], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            bot = running.application.bot
            running.inbox.pulse.begin()
            work = (starting.result(), running.inbox.run_again(bot), *(loop() for loop in loops))
            watched += map(asyncio.create_task, work)
            log.info("running as @%s", bot.username)
            supervisor.is_up(f"@{bot.username} 运行中")
        ended, _ = await asyncio.wait([*watched, until], return_when=asyncio.FIRST_COMPLETED)
        for task in ended if until not in ended else ():
            task.result()
    except InvalidToken as error:
        raise OperatorError(REFUSED) from error
    except TelegramError as error:
        raise OperatorError(f"连不上 BOT_API_URL 上的 Telegram：{type(error).__name__}") from error
    finally:
        supervisor.is_ending()
        await _end(running, [starting, *watched[1:], until])


async def _start(
    running: Running, settings: Settings, introduce: Callable[[ExtBot[Any]], Awaitable[None]]
) -> Coroutine[Any, Any, None]:
    """Take up what waits, and listen, as soon as Telegram is there; gives what to wait for."""
    application = running.application
    await reached(application.initialize)
    await reached(partial(introduce, application.bot))
    await running.inbox.take_up(application.bot)
    await application.start()
    if settings.webhook_url:
        return await listen(application, running.inbox, settings)
    watch = Watch(application, running.inbox.pulse)
    await reached(watch.start)
    return watch.ended()


async def _end(running: Running, tasks: Sequence["asyncio.Task[Any]"]) -> None:
    """What waits is in the inbox and the outbox, and Telegram may be gone: neither is waited for."""
    application = running.application
    for task in tasks:
        task.cancel()
    await asyncio.gather(stopped(application.updater), running.order.halt(), *tasks, return_exceptions=True)
    try:
        if application.running:
            await application.stop()
        await application.shutdown()
    except Exception as error:  # noqa: BLE001 - what was not stored is in the inbox, and is done anew
        log.error("not everything was stored at the end: %s", what_failed(error))
    # The library leaves what an application that never was complete has opened.
    await application.bot.shutdown()
