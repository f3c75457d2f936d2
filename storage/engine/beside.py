"""A thread for what waits long: the default threads, which commit and seal, are few, and whoever fills them stops everybody."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Beside:
    """One thread, which does one thing after another.

    The bot ends without it: an executor's thread would be waited for, as long as it works or hangs.
    """

    def __init__(self, name: str) -> None:
        self._name, self._starting = name, Lock()
        self._asked: SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = SimpleQueue()
        self._thread: Thread | None = None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """What `work` will give, or raise."""
        answer: Future[T] = Future()
        self._asked.put((work, answer))
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._work_off, name=self._name, daemon=True)
                self._thread.start()
        return answer

    def _work_off(self) -> None:
        while True:
            work, answer = self._asked.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(work())
            except Exception as error:  # noqa: BLE001 - it is told to who asked
                answer.set_exception(error)
            # What it was about goes as soon as it is done, not with the next.
            del work, answer
