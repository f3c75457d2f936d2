"""What the tasks' buttons mean."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Tasks(Button, prefix="tasks", act=Act.DO_TASKS):
    """跟踪问效: the module's first screen."""


class Mine(Button, prefix="tk_mine", act=Act.DO_TASKS):
    """What is mine to do, nearest first."""

    page: int


class Given(Button, prefix="tk_given", act=Act.ASSIGN):
    """What was given from a branch, or (0) from the bureau."""

    branch: int
    page: int


class OpenPart(Button, prefix="tk", act=Act.DO_TASKS):
    """One receiver's part of a task."""

    part: int


class Basis(Button, prefix="tk_basis", act=Act.DO_TASKS):
    """The rule behind a part's deadline and reminders."""

    part: int


class Files(Button, prefix="tk_files", act=Act.DO_TASKS):
    """The files that were handed in."""

    part: int


class Words(Button, prefix="tk_words", act=Act.DO_TASKS):
    """What was written about a part, whole."""

    part: int


class Note(Button, prefix="tk_note", act=Act.DO_TASKS):
    """已阅."""

    part: int


class StartHandIn(Button, prefix="tk_hand", act=Act.DO_TASKS):
    part: int


class StartReport(Button, prefix="tk_report", act=Act.DO_TASKS):
    """Say how far it is."""

    part: int


class StartQuestion(Button, prefix="tk_ask", act=Act.DO_TASKS):
    """Ask the giver."""

    part: int


class StartMoreTime(Button, prefix="tk_time", act=Act.DO_TASKS):
    """Ask for a later due day."""

    part: int


class StartAnswer(Button, prefix="tk_answer", act=Act.ASSIGN):
    """Say something to the receiver."""

    part: int


class Accept(Button, prefix="tk_accept", act=Act.ASSIGN):
    """Accept what was handed in."""

    part: int


class StartReturn(Button, prefix="tk_return", act=Act.ASSIGN):
    """Return what was handed in, with a word."""

    part: int


class GiveTime(Button, prefix="tk_grant", act=Act.ASSIGN):
    """Give the time that was asked for."""

    part: int


class StartRefuseTime(Button, prefix="tk_deny", act=Act.ASSIGN):
    """Give no more time, with a word."""

    part: int


class Urge(Button, prefix="tk_urge", act=Act.URGE):
    """催办: one who lags."""

    part: int


class UrgeAll(Button, prefix="tk_urgeall", act=Act.ASSIGN):
    """催办: all who lag."""

    task: int


class StartCancelTask(Button, prefix="tk_cancel", act=Act.ASSIGN):
    """Take the task back, with a reason."""

    task: int


class Stop(Button, prefix="tk_stop", act=Act.ASSIGN):
    """Let no further period follow; asked once more."""

    task: int
    sure: int
