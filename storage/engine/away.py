"""Whether a failure is the database's or the disk's own, which pass, or that of the work."""

import errno
import socket
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from storage.engine.errors import OperatorError

SQLITE_PRIMARY = 0xFF
"""An extended result code of SQLite holds the primary one in its low byte: https://www.sqlite.org/rescode.html."""
POSTGRES_PASSING = ("08", "25006", "25P0", "53", "57014", "57P", "58")
"""Beginnings of SQLSTATE: connection, a server that only reads, one that ended what did nothing, resources, a statement broken off,
shutdown and start, system: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
PASSING = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN,
    errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN,
}  # fmt: skip


class TakenAlong(SQLAlchemyError):
    """The transaction ended with a statement that failed, perhaps another's: nothing of what was to be written in it is stored."""


class LockLost(OperatorError):
    """The session that held the process's lock has ended, and with it the right to act: another process may have it."""

    def __init__(self, reason: str = "持有数据库锁的连接断开了") -> None:
        super().__init__(reason)


class ReadOnly(ConnectionError):
    """No server of the address takes writes: each is a standby, or set to read only."""


def is_away(error: BaseException) -> bool:
    """Whether the same may well be taken later, with nothing changed in it: the database is gone, locked or full."""
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        if isinstance(code, int):
            # The general error is a statement that cannot be right.
            return isinstance(error, OperationalError) and code & SQLITE_PRIMARY != sqlite3.SQLITE_ERROR
        state = getattr(error.orig, "sqlstate", None) or ""
        return (
            error.connection_invalidated
            or isinstance(error, (OperationalError, InterfaceError))
            or state.startswith(POSTGRES_PASSING)
        )
    if isinstance(error, OSError):
        # A file that is not there, or a picture that is none, will be the same tomorrow.
        return isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)) or error.errno in PASSING
    state = getattr(error, "sqlstate", None)
    return isinstance(error, (NoConnection, TakenAlong, LockLost)) or (
        isinstance(state, str) and state.startswith(POSTGRES_PASSING)
    )
