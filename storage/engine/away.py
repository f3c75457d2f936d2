"""Whether a failure is the database's or the disk's own, which pass, or that of the work."""

import errno
import socket
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

SQLITE_PRIMARY = 0xFF
"""An extended result code of SQLite holds the primary one in its low byte: https://www.sqlite.org/rescode.html."""
POSTGRES_PASSING = ("08", "53", "57P", "58")
"""Beginnings of SQLSTATE: connection, resources, shutdown and start, system: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
PASSING = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN,
    errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN,
}  # fmt: skip


class TakenAlong(SQLAlchemyError):
    """The transaction ended with a statement that failed, perhaps another's: nothing of what was to be written in it is stored."""


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
    return isinstance(error, (NoConnection, TakenAlong)) or (
        isinstance(state, str) and state.startswith(POSTGRES_PASSING)
    )
