"""The ledger's buttons. `owner` is a branch's number, or one of the words below; `span` what `Span.word` makes."""

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act

BUREAU, SELF, WIDEST = 0, -1, -2
"""In the place of a branch: all of them, only oneself, and as far as one may see."""


class Ledger(Button, prefix="ledger", act=Act.SEE_LEDGER):
    """Every subject with its counts; an empty span is this month."""

    owner: int
    span: str


class WholeLedger(Button, prefix="lg_whole", act=Act.SEE_LEDGER):
    """The same with those subjects too in which nothing is late or due today."""

    owner: int
    span: str


class Picture(Button, prefix="lg_pic", act=Act.SEE_LEDGER):
    """A branch's subjects, or the bureau's branches, at a glance."""

    owner: int
    span: str


class LedgerSubject(Button, prefix="lg", act=Act.SEE_LEDGER):
    """One subject, what lags: by branch for the bureau, else entry by entry."""

    owner: int
    span: str
    subject: str
    page: int


class WholeSubject(Button, prefix="lg_all_of", act=Act.SEE_LEDGER):
    """The same with those too that do not lag."""

    owner: int
    span: str
    subject: str
    page: int


class UrgeEntry(Button, prefix="lg_urge", act=Act.URGE):
    """提醒 of one entry; `person` is 0 for a branch's."""

    owner: int
    span: str
    subject: str
    record: int
    person: int


class UrgeSubject(Button, prefix="lg_all", act=Act.URGE):
    """催办 of all who lag in a branch's subject."""

    owner: int
    span: str
    subject: str


class PrintLedger(Button, prefix="lg_print", act=Act.SEE_LEDGER):
    """A branch's, as a document."""

    owner: int
    span: str
    form: Form


class StartSpan(Button, prefix="lg_span", act=Act.SEE_LEDGER):
    """Choose any days."""

    owner: int


class ExportLedger(Button, prefix="lg_xlsx", act=Act.SEE_LEDGER):
    owner: int
    span: str
