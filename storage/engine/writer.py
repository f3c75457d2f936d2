"""One writer at a time, and one commit for all that wait in line.

A commit waits for the disk. What comes meanwhile is written in the next transaction, together: each effect in a savepoint of its own, so
that it can be taken back alone. Nobody hears of a success before the commit.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.away import TakenAlong
from storage.engine.pulse import Beat, Pulse, Where

MOST = 64
"""Effects in one transaction: the first waits for the last."""


class Writer:
    """Gives that engine's write transactions; `begun` is done at the beginning of each."""

    def __init__(
        self,
        engine: AsyncEngine,
        begun: Callable[[AsyncConnection], Awaitable[None]],
        sessions: async_sessionmaker[AsyncSession],
        pulse: Pulse,
    ) -> None:
        self._engine, self._begun, self._pulse = engine, begun, pulse
        self._sessions = sessions
        self._turn, self._in_line = asyncio.Lock(), 0
        self._open: _Together | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """The writer's turn, from the first line to the last; when this ends, all of it is committed, or nothing.

        Raises TakenAlong where another's failure has ended the transaction.
        """
        together, broken_off = await self._next(), False
        try:
            async with together.effect(self._sessions) as session:
                yield session
        except asyncio.CancelledError:
            broken_off = True
            raise
        finally:
            if together.is_over or not self._in_line or together.effects == MOST:
                self._do(self._end())
            else:
                self._turn.release()
            if not together.is_over and not broken_off:
                # A refusal waits too: it may be for something that others wrote, and that is not yet.
                await asyncio.shield(together.written)

    async def close(self) -> None:
        """Wait for what is under way."""
        async with self._turn:
            pass

    async def _next(self) -> "_Together":
        """The turn, in the transaction that is open or in a new one."""
        self._in_line += 1
        try:
            await self._turn.acquire()
        except BaseException:
            # What is open may have been left to this one to end.
            self._do(self._end_in_turn())
            raise
        finally:
            self._in_line -= 1
        try:
            if self._open is None:
                self._open = _Together(await self._connection(), self._pulse)
        except BaseException:
            self._turn.release()
            raise
        return self._open

    async def _connection(self) -> AsyncConnection:
        connection = await self._engine.connect()
        try:
            await connection.begin()
            await self._begun(connection)
        except BaseException:
            self._pulse.failed(Where.COMMIT)
            await connection.close()
            raise
        return connection

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """In a task of its own: whoever is broken off in the middle does not take the others along."""
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end_in_turn(self) -> None:
        await self._turn.acquire()
        await self._end()

    async def _end(self) -> None:
        """Commit what is open, and give the turn away."""
        together, self._open = self._open, None
        try:
            if together is not None:
                await together.end()
        finally:
            self._turn.release()


class _Together:
    """What is written in one transaction."""

    def __init__(self, connection: AsyncConnection, pulse: Pulse) -> None:
        self._connection, self._pulse = connection, pulse
        self.effects = 0
        self.is_over = False
        """Whether the transaction has gone before its end, with all that was in it."""
        self.written: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @asynccontextmanager
    async def effect(self, sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
        """A session for one effect; a failure takes it back. The first one, which is alone, takes the transaction along."""
        self.effects += 1
        mode = "create_savepoint" if self.effects > 1 else "rollback_only"
        session = sessions(bind=self._connection, join_transaction_mode=mode)
        try:
            yield session
            await session.commit()
        except BaseException:
            try:
                await session.rollback()
            except SQLAlchemyError:
                # A full disk, or a connection that is lost, has ended the transaction with its savepoints.
                self.is_over = True
            raise
        finally:
            await session.close()
            # A statement that was broken off takes PostgreSQL's connection along.
            gone = self._connection.invalidated or not self._connection.in_transaction()
            self.is_over = self.is_over or gone

    async def end(self) -> None:
        """Commit, and tell all who wait for it."""
        try:
            if self.is_over:
                raise TakenAlong
            with self._pulse.commits.timed():
                await self._connection.commit()
        except BaseException as error:
            self._pulse.failed(Where.COMMIT)
            self.written.set_exception(error if isinstance(error, Exception) else TakenAlong())
            self.written.exception()  # which asyncio would log where nobody waits any more
            # Whether the driver still has a transaction open on it nobody knows.
            await self._connection.invalidate()
            if not isinstance(error, Exception):
                raise
        else:
            self._pulse.beat(Beat.COMMITTED)
            self.written.set_result(None)
        finally:
            await self._connection.close()
