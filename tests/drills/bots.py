"""The bot as a process that a drill starts, troubles and listens to."""

import asyncio
import re
import signal
from typing import Self

from tests.processes import HANGS, started


class Bot:
    """One process; what it has said so far is in `lines`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.lines = process, list[str]()
        self._more = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, *command: str, **environment: str) -> Self:
        """`python` with that command."""
        return cls(await started(*command, **environment))

    async def _read(self) -> None:
        assert self.process.stderr
        while line := await self.process.stderr.readline():
            async with self._more:
                self.lines.append(line.decode())
                self._more.notify_all()
        async with self._more:
            self._more.notify_all()

    async def said(self, words: str, since: int = 0) -> str:
        """The first line with these words, not counting what it had said before line `since`. Raises AssertionError when it ends without."""
        async with asyncio.timeout(HANGS), self._more:
            while True:
                for line in self.lines[since:]:
                    if re.search(words, line):
                        return line
                if self.process.stderr is not None and self.process.stderr.at_eof():
                    raise AssertionError(self.text)
                await self._more.wait()

    @property
    def text(self) -> str:
        """All that it has said."""
        return "".join(self.lines)

    async def kill(self) -> None:
        """SIGKILL, to the end."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM, to the end; gives its return code."""
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), HANGS)

    def tell(self, text: str) -> None:
        """Onto its standard input."""
        assert self.process.stdin
        self.process.stdin.write(text.encode())

    def freeze(self) -> None:
        """It does nothing more, and knows nothing of it."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if no time had passed."""
        self.process.send_signal(signal.SIGCONT)
