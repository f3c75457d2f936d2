"""Suggested risk points by kind of post, read from points.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.own_rules import RuleFile, RuleFileError, read_once

FILE = Path(__file__).with_name("points.toml")
RULES = RuleFile(FILE, "risks.toml")

LONGEST_POINT = 50
LONGEST_MEASURE = 150


class CatalogueError(RuleFileError):
    """The file of suggested points is wrong; the text names the kind of post and what is wrong."""


@dataclass(frozen=True)
class Suggestion:
    """One risk point that a kind of post is known for, and what helps against it."""

    text: str
    measure: str


@dataclass(frozen=True)
class PostKind:
    key: str
    name: str
    words: tuple[str, ...]
    points: tuple[Suggestion, ...]


def load(path: Path = FILE) -> tuple[PostKind, ...]:
    """Every kind of post, in the file's order. Raises CatalogueError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def parse(text: str) -> tuple[PostKind, ...]:
    """As load(), from the file's text."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"不是 TOML：{error}") from error
    return from_tables(tables)


def from_tables(tables: Mapping[str, object]) -> tuple[PostKind, ...]:
    """As parse(), from the tables themselves."""
    if not tables:
        raise CatalogueError("一种岗位也没有")
    return tuple(_kind(key, table) for key, table in tables.items())


@read_once
def own() -> tuple[PostKind, ...]:
    """The list that holds: as shipped, with the bureau's own over it. Raises CatalogueError."""
    return RULES.checked(from_tables)


def kind_of(key: str, kinds: Sequence[PostKind] | None = None) -> PostKind | None:
    return next((kind for kind in (own() if kinds is None else kinds) if kind.key == key), None)


def proposed(position: str | None, kinds: Sequence[PostKind] | None = None) -> PostKind | None:
    """The kind whose longest word stands in that 岗位; None where none does."""
    found = [
        (len(word), kind)
        for kind in (own() if kinds is None else kinds)
        for word in kind.words
        if word in (position or "")
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _kind(key: str, table: object) -> PostKind:
    if not isinstance(table, dict) or table.keys() != {"name", "words", "points"}:
        raise CatalogueError(f"{key}: 须有且只有 name、words、points")
    words, points = table["words"], table["points"]
    if not isinstance(table["name"], str) or not 1 <= len(table["name"]) <= 12:
        raise CatalogueError(f"{key}: name 须是 12 字以内的文字")
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise CatalogueError(f"{key}: words 须是文字的列表")
    if not isinstance(points, list) or not points:
        raise CatalogueError(f"{key}: points 须是风险点的列表")
    return PostKind(key, table["name"], tuple(words), tuple(_point(key, point) for point in points))


def _point(key: str, point: object) -> Suggestion:
    if not isinstance(point, dict) or point.keys() != {"text", "measure"}:
        raise CatalogueError(f"{key}: 风险点须有且只有 text、measure")
    for name, longest in (("text", LONGEST_POINT), ("measure", LONGEST_MEASURE)):
        if not isinstance(point[name], str) or not 1 <= len(point[name].strip()) <= longest:
            raise CatalogueError(f"{key}: 风险点的 {name} 须是 {longest} 字以内的文字")
    return Suggestion(point["text"].strip(), point["measure"].strip())
