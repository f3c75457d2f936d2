"""What failed, told without any value: the kind of failure and its places. An exception's text may quote what a person wrote."""

import errno
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
OWN = ("bot.py", "handlers", "reminders", "storage", "scoring", "sandbox", "tests")
MOST = {True: 12, False: 6}
"""Frames of our own that are told, and of the libraries'; a recursion that does not end has a thousand."""
MOST_CAUSES = 4


@dataclass(frozen=True)
class Frame:
    """A place in the program: `storage/tasks/giving.py:88 give`. `own` is of this program, not of a library."""

    file: str
    line: int
    function: str
    own: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}"


@dataclass(frozen=True)
class Failure:
    """A kind of failure, its places (our own first, the innermost in front), and what it came of."""

    kind: str
    frames: tuple[Frame, ...] = ()
    causes: tuple["Failure", ...] = ()

    @property
    def mark(self) -> str:
        """Its number in the log, such as `#3fa2c1`: the same for what fails in the same way at the same place, whatever line it has moved to."""
        seen = [self.kind, *(f"{each.file} {each.function}" for each in self.frames if each.own)]
        return f"#{hashlib.sha256(repr(seen).encode()).hexdigest()[:6]}"

    @property
    def brief(self) -> str:
        """Kind, nearest place and number, for a list."""
        where = [str(each) for each in self.frames[:1]]
        return " ".join([self.kind, *where, self.mark])

    def __str__(self) -> str:
        parts = [f"{self.kind} {self.mark}", *([" < ".join(map(str, self.frames))] if self.frames else [])]
        return " because of ".join([": ".join(parts), *map(str, self.causes)])


def what_failed(error: BaseException) -> Failure:
    """The failure behind an exception, with those that caused it."""
    chain = list(_chain(error))
    return replace(_failure(chain[0]), causes=tuple(map(_failure, chain[1:])))


def _failure(error: BaseException) -> Failure:
    frames = list(_walk(error.__traceback__))
    own, others = ([each for each in frames if each.own is ours][: MOST[ours]] for ours in (True, False))
    return Failure(_kind(error), (*own, *others))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """It, and what it came of; of a group, what is in it."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting and len(seen) <= MOST_CAUSES:
        each = waiting.pop(0)
        if each is None or each in seen:
            continue
        seen.append(each)
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        waiting.append(each.__cause__ or (None if each.__suppress_context__ else each.__context__))


def _kind(error: BaseException) -> str:
    """Its class, with the code that a system or a database gives: neither holds a value."""
    orig = getattr(error, "orig", error)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
    if isinstance(error, OSError):
        code = errno.errorcode.get(error.errno or 0)
    return f"{type(error).__name__}({code})" if isinstance(code, str) and code else type(error).__name__


def _walk(traceback: TracebackType | None) -> Iterator[Frame]:
    """Innermost first."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file, own = _named(code.co_filename)
        found.append(Frame(file, traceback.tb_lineno, code.co_qualname.replace(".<locals>", ""), own))
        traceback = traceback.tb_next
    return reversed(found)


def _named(filename: str) -> tuple[str, bool]:
    """A file as it stands in the repository or below a library's folder, and whether it is ours."""
    path = Path(filename)
    if path.is_relative_to(ROOT) and (inside := path.relative_to(ROOT)).parts[0] in OWN:
        return inside.as_posix(), True
    below = [Path(each) for each in sys.path if each and path.is_relative_to(each)]
    nearest = max(below, key=lambda each: len(each.parts), default=path.parent)
    return path.relative_to(nearest).as_posix(), False
