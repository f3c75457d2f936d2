"""A refusal: what a person asked for is not done, and a sentence says why and what to do next."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec

P = ParamSpec("P")


class Refusal(Exception):
    """Raised where a rule says no; `word` is the sentence, as a member of its subject's list of them where code asks which it was.

    It may have places for `values` by name. Raised within a write transaction it takes the whole transaction back.
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word.format(**values) if values else str(word))
        self.word = word


class Answered(Exception):
    """The person has been answered already, as by a question for their PIN: nothing more is to be done."""


async def allowed(check: Awaitable[object]) -> bool:
    """Whether a check that raises Refusal lets pass, for a screen that shows or hides a button by it."""
    try:
        await check
    except Refusal:
        return False
    return True


def passes(check: Callable[P, object], *given: P.args, **named: P.kwargs) -> bool:
    """As `allowed`, of a check that looks at nothing but what it is given."""
    try:
        check(*given, **named)
    except Refusal:
        return False
    return True
