"""What a storage test says of a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.engine.refusal import Refusal


@contextmanager
def refuses(word: str) -> Iterator[None]:
    """What is done within is refused with that word."""
    try:
        yield
    except Refusal as refusal:
        assert refusal.word is word, f"refused with {refusal.word!r}, not {word!r}"
        return
    raise AssertionError(f"not refused with {word!r}")
