"""What a feature brings: its handlers, its forms, its place at home, in the command menu and in the ledger."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from handlers.kit.engine.access_check import Outcome, command
from handlers.kit.forms.form import Form
from handlers.kit.joins import Deciding, Finding, Mine, Papers, PeopleList, Saying, Subject, Uploads, Waiting
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from storage.people.rights import Act

Handler = BaseHandler[Update, Context, Any]


@dataclass(frozen=True)
class Module:
    """An entry of the home screen, shown to those who may do the button's act; the `main` ones stand first, large."""

    label: str
    button: Button
    main: bool = False


@dataclass(frozen=True)
class MenuCommand:
    """An entry of the command menu and of /help, shown to those who may do the act; `work` is what it runs, where no form begins by it."""

    name: str
    description: str
    act: Act
    work: Callable[[Context], Awaitable[Outcome]] | None = None


@dataclass(frozen=True)
class Feature:
    """One feature; `handlers/__init__.py` lists them all.

    `early` handlers look at an update before an open form does, and raise ApplicationHandlerStop when it was for them.
    `waiting` is what it has for a person to do, shown at home and by whatever leads there; `saying` is what it says at home,
    `deciding` are the requests that are agreed to by one press, `ledger` its subjects in the ledger, `mine` what it keeps about a person, for /mydata; in
    `finding` words are looked for, for /find; `people` are its lists of people that a name narrows; `papers` are what it has to print of a branch, `uploads` the files that people have sent of it. `records` are the kinds of its records in
    words, as the audit trail and the list of what was not delivered speak of them (`topic:12` is a 话题).
    """

    handlers: Sequence[Handler] = ()
    early: Sequence[Handler] = ()
    forms: Sequence[Form] = ()
    modules: Sequence[Module] = ()
    commands: Sequence[MenuCommand] = ()
    waiting: Sequence[Waiting] = ()
    saying: Sequence[Saying] = ()
    deciding: Sequence[Deciding] = ()
    ledger: Sequence[Subject] = ()
    mine: Sequence[Mine] = ()
    finding: Sequence[Finding] = ()
    people: Sequence[PeopleList] = ()
    papers: Sequence[Papers] = ()
    uploads: Sequence[Uploads] = ()
    records: Mapping[str, str] = field(default_factory=dict)

    def answering(self) -> list[Handler]:
        """What is asked for a match: its commands, then its handlers."""
        return [*(command(each.name, each.act, each.work) for each in self.commands if each.work), *self.handlers]
