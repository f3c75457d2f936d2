"""What a feature brings: its handlers, its guided flows, its place on the home screen and in the command menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from handlers.kit.buttons import Button
from handlers.kit.context import Context
from handlers.kit.flows import Flow
from storage.access import Act

Handler = BaseHandler[Update, Context, Any]


@dataclass(frozen=True)
class Module:
    """An entry of the home screen, shown to those who may do the button's act."""

    label: str
    button: Button


@dataclass(frozen=True)
class MenuCommand:
    """An entry of the command menu and of /help, shown to those who may do the act."""

    name: str
    description: str
    act: Act


@dataclass(frozen=True)
class Feature:
    """One feature; `handlers/__init__.py` lists them all.

    `early` handlers look at an update before an open flow does, and raise ApplicationHandlerStop when it was for them.
    """

    handlers: Sequence[Handler] = ()
    early: Sequence[Handler] = ()
    flows: Sequence[Flow] = ()
    modules: Sequence[Module] = ()
    commands: Sequence[MenuCommand] = ()
