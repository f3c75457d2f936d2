"""The topics that are offered for a lesson, read from topics.toml."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("topics.toml")
LONGEST = 12
"""A topic stands in a button's data, which holds 64 bytes."""


class TopicsError(Exception):
    """The file of topics is wrong."""


@cache
def topics() -> tuple[str, ...]:
    """The bureau's topics in the file's order. Raises TopicsError where one is empty, too long, or there twice."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> tuple[str, ...]:
    """As topics(), from the file's text."""
    found = tomllib.loads(text).get("topics")
    if not isinstance(found, list) or not all(isinstance(topic, str) for topic in found):
        raise TopicsError("topics must be a list of texts")
    if wrong := [topic for topic in found if not 0 < len(topic.strip()) <= LONGEST]:
        raise TopicsError(f"a topic has 1 to {LONGEST} characters: {wrong[0]!r}")
    if len(set(found)) < len(found):
        raise TopicsError("a topic stands there twice")
    return tuple(found)
