"""What is refused, as tests expect it."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from storage.engine.refusal import Refusal

T = TypeVar("T")


@contextmanager
def refuses(word: str | None) -> Iterator[None]:
    """The work within raises Refusal with that word; with None it is done."""
    if word is None:
        yield
        return
    with pytest.raises(Refusal) as refused:
        yield
    assert refused.value.word is word


async def tried(work: Awaitable[T]) -> T | str:
    """What it gives, or the word of its refusal."""
    try:
        return await work
    except Refusal as refusal:
        return refusal.word
