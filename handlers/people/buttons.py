"""What the roster's buttons mean."""

from dataclasses import dataclass

from handlers.kit.screens.buttons import Button
from storage.people.access import Act


@dataclass(frozen=True)
class Roster(Button, prefix="roster", act=Act.SEE_ROSTER):
    """The branches with their numbers, or one's own branch."""

    page: int


@dataclass(frozen=True)
class OpenBranch(Button, prefix="roster_branch", act=Act.SEE_ROSTER):
    """A branch's people."""

    branch: int
    page: int


@dataclass(frozen=True)
class OpenPerson(Button, prefix="roster_person", act=Act.SEE_ROSTER):
    """One person's entry."""

    person: int


@dataclass(frozen=True)
class Removals(Button, prefix="removals", act=Act.IMPORT_ROSTER):
    """Those who vanished from the file."""

    page: int


@dataclass(frozen=True)
class DecideRemoval(Button, prefix="removal", act=Act.IMPORT_ROSTER):
    """Confirm that somebody has left (1), or keep them (0)."""

    person: int
    leaves: int


@dataclass(frozen=True)
class StartImport(Button, prefix="import", act=Act.IMPORT_ROSTER):
    """Take over a file."""


@dataclass(frozen=True)
class ConfirmImport(Button, prefix="import_yes", act=Act.IMPORT_ROSTER):
    """Do what the dry run has shown."""


@dataclass(frozen=True)
class AskUndo(Button, prefix="import_undo", act=Act.IMPORT_ROSTER):
    """What taking the last import back would do."""


@dataclass(frozen=True)
class UndoImport(Button, prefix="import_undo_yes", act=Act.IMPORT_ROSTER):
    """Take that import back, if it is the last one."""

    number: int


@dataclass(frozen=True)
class Invite(Button, prefix="invite", act=Act.MANAGE_BINDINGS):
    """Make a one-time link for a person."""

    person: int


@dataclass(frozen=True)
class AskUnbind(Button, prefix="unbind", act=Act.MANAGE_BINDINGS):
    """Ask before the account is taken off."""

    person: int


@dataclass(frozen=True)
class Unbind(Button, prefix="unbind_yes", act=Act.MANAGE_BINDINGS):
    """Take the account off."""

    person: int
