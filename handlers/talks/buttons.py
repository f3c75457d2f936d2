"""The buttons of talks."""

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act

MINE, ABOUT_ME, BUREAU = 0, -2, -1
ANY = -1


class TalkHome(Button, prefix="talk_home", act=Act.SEE_TALKS):
    """🗣 日常管理: the module's first screen."""


class Talks(Button, prefix="talks", act=Act.SEE_TALKS):
    """A list. `owner`: MINE, ABOUT_ME, BUREAU or a branch; `kind` or ANY; `person` or 0; `month` (2026-11) or empty."""

    owner: int
    kind: int
    person: int
    month: str
    page: int


class PrintTalks(Button, prefix="talk_print", act=Act.SEE_TALKS):
    """谈心谈话登记 of a branch's year, as a file."""

    branch: int
    year: int
    form: Form


class Counts(Button, prefix="talk_n", act=Act.SEE_TALKS):
    year: int
    page: int


class OpenTalk(Button, prefix="talk", act=Act.SEE_TALKS):
    talk: int


class FromLedger(Button, prefix="talk_led", act=Act.SEE_LEDGER):
    """A line of the ledger: the talk, for whoever may see more than that it is counted."""

    talk: int


class ReadOwn(Button, prefix="talk_own", act=Act.SEE_TALKS):
    talk: int


class StartReading(Button, prefix="talk_read", act=Act.SEE_TALKS):
    """Read it, after writing a purpose."""

    talk: int


class StartAdding(Button, prefix="talk_add", act=Act.LOG_TALK):
    talk: int


class StartFinding(Button, prefix="talk_find", act=Act.SEE_TALKS):
    """A list of one person's, by the name."""

    owner: int


class Duty(Button, prefix="talk_duty", act=Act.SEE_TALKS):
    """Who of a branch lacks the year's talk of a kind of pair (its place in `Pair`). Year 0: this one; branch 0: all of them."""

    year: int
    branch: int
    pair: int
    page: int
