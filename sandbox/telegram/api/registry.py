"""The table of methods."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sandbox.telegram.api.params import Params
from sandbox.telegram.world import World

Function = Callable[[World, Params], Any | Awaitable[Any]]


class Method(NamedTuple):
    """A method by its proper name. ``sends``: counts against the limits on sending."""

    name: str
    function: Function
    sends: bool


METHODS: dict[str, Method] = {}


def method(name: str, *, sends: bool = False) -> Callable[[Function], Function]:
    """Register a function under a method's name; the Bot API finds it in any case of letters."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = Method(name, function, sends)
        return function

    return register
