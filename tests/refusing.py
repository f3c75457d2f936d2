"""What is refused, as tests expect it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.engine.refusal import Refusal


@contextmanager
def refuses(word: str | None) -> Iterator[None]:
    """The work within raises Refusal with that word; with None it is done."""
    if word is None:
        yield
        return
    with pytest.raises(Refusal) as refused:
        yield
    assert refused.value.word is word
