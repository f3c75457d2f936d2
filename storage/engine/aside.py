"""A loop of its own, in a thread: what asks for everybody's, and what is made of it, holds up nobody's press there.

Python lets only one of the two loops run at a time, and gives the other one its turn after some milliseconds.
"""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Aside:
    """It begins when it is first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    async def do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `work` gives, or raises, there. Several are done side by side."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._loop.run_forever, name=self._name, daemon=True)
            self._thread.start()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self._loop))

    async def end(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """No further work: what is being done there is broken off, then `last` is done."""
        if self._loop is None or self._thread is None:
            return
        await self.do(_break_off)
        await self.do(last)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None


async def _break_off() -> None:
    """A connection that is not given back would hold up the end of the process."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
