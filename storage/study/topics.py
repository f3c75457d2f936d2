"""The topics that are offered for a lesson, read from topics.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from scoring.own_rules import RuleFile, RuleFileError, read_once

FILE = Path(__file__).with_name("topics.toml")
RULES = RuleFile(FILE, "study.toml")
LONGEST = 12
"""A topic stands in a button's data, which holds 64 bytes."""


class TopicsError(RuleFileError):
    """The file of topics is wrong."""


@read_once
def topics() -> tuple[str, ...]:
    """The bureau's topics in the file's order. Raises TopicsError where one is empty, too long, or there twice."""
    return RULES.checked(from_tables)


def parse(text: str) -> tuple[str, ...]:
    """As topics(), from the file's text."""
    return from_tables(tomllib.loads(text))


def from_tables(tables: Mapping[str, object]) -> tuple[str, ...]:
    """As parse(), from the tables themselves."""
    if unknown := tables.keys() - {"topics"}:
        raise TopicsError(f"不认识 {'、'.join(sorted(unknown))}")
    found = tables.get("topics")
    if not isinstance(found, list) or not all(isinstance(topic, str) for topic in found):
        raise TopicsError("topics 须是文字的列表")
    if wrong := [topic for topic in found if not 0 < len(topic.strip()) <= LONGEST]:
        raise TopicsError(f"topics 里每个 1 到 {LONGEST} 字：{wrong[0]!r}")
    if len(set(found)) < len(found):
        raise TopicsError("topics 里有重复的")
    return tuple(found)
