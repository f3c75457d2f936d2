"""What a bureau lays over the rule files as shipped: files of the same shape in a folder of its own, key by key.

A file there holds only what is different. Tables are laid over tables; anything else, a list too, takes the place of what is shipped.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class RuleFileError(ValueError):
    """A file of rules is wrong; the text is one Chinese line that names file and key."""


@dataclass
class _Laid:
    folder: Path | None = None
    read: list[Callable[[], None]] = field(default_factory=list)


_LAID = _Laid()


def lie_in(folder: Path | None) -> None:
    """From now on the bureau's own files are looked for there; what has been read is forgotten."""
    _LAID.folder = folder
    for forget in _LAID.read:
        forget()


def read_once(work: Callable[[], T]) -> Callable[[], T]:
    """Its result is kept until the bureau's files lie elsewhere."""
    kept = cache(work)
    _LAID.read.append(kept.cache_clear)
    return kept


def own_file(name: str | Path) -> Path | None:
    """The bureau's file of that name, where there is one."""
    file = _LAID.folder / name if _LAID.folder else None
    return file if file is not None and file.exists() else None


@dataclass(frozen=True)
class RuleFile:
    """A file as shipped, and the name of the bureau's own over it."""

    shipped: Path
    name: str

    @property
    def own(self) -> Path | None:
        """The bureau's, where there is one."""
        return own_file(self.name)

    def as_shipped(self, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
        """Its tables, without the bureau's."""
        return _tables(self.shipped, parse_float)

    def differing(self, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
        """The bureau's tables alone; empty where there are none. Raises RuleFileError."""
        return _tables(self.own, parse_float) if self.own else {}

    def tables(self, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
        """What holds. Raises RuleFileError."""
        return laid_over(self.as_shipped(parse_float), self.differing(parse_float))

    def checked(self, read: Callable[[dict[str, Any]], T], parse_float: Callable[[str], Any] = float) -> T:
        """What `read` makes of it. Raises RuleFileError with the file's name before what `read` says is wrong."""
        try:
            return read(self.tables(parse_float))
        except RuleFileError as error:
            if self.own is None or str(error).startswith(str(self.own)):
                raise
            raise RuleFileError(f"{self.own}：{error}") from error


def laid_over(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables over tables, key by key."""
    whole = dict(shipped)
    for key, value in own.items():
        below = whole.get(key)
        whole[key] = laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return whole


def changes(shipped: Mapping[str, Any], own: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each key whose value is another one, with both; None for what is not shipped."""
    for key, value in own.items():
        below, where = shipped.get(key), f"{path}.{key}" if path else key
        if isinstance(value, dict) and isinstance(below, dict):
            yield from changes(below, value, where)
        elif value != below:
            yield where, below, value


def _tables(file: Path, parse_float: Callable[[str], Any]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=lambda text: parse_float(_bounded(text)))
    except tomllib.TOMLDecodeError as error:
        where = str(error).partition("(at line ")[2].partition(",")[0]
        raise RuleFileError(
            f"{file}{f' 第 {where} 行' if where else ''}不是 TOML：文字要加引号，表名放在方括号里"
        ) from error
    except UnicodeDecodeError as error:
        raise RuleFileError(f"{file} 不是 UTF-8 文本：请另存为 UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise RuleFileError(f"{file} 里有太大的数，或者括号套得太深") from error


def _bounded(text: str) -> str:
    """A fraction of 1e999999999 takes all the memory that there is. Raises ValueError."""
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise ValueError(text)
    return text
