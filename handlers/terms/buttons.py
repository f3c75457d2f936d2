"""The buttons of terms. `branch` 0 is the bureau's own committee."""

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act


class Terms(Button, prefix="tm", act=Act.SEE_TERMS):
    """All committees, the first to end first; to who sees one branch alone, that one."""

    page: int


class OpenTerm(Button, prefix="tm_one", act=Act.SEE_TERMS):
    branch: int


class TermPosts(Button, prefix="tm_posts", act=Act.SEE_TERMS):
    """Who held which post from when until when."""

    branch: int
    page: int


class TermBasis(Button, prefix="tm_rule", act=Act.SEE_TERMS):
    """The rules behind it."""


class StartTerms(Button, prefix="tm_new", act=Act.KEEP_TERMS):
    """Enter terms: one line each."""


class StartTermChange(Button, prefix="tm_chg", act=Act.SEE_TERMS):
    """Ask (or, of the staff, say) that a term end on another day."""

    branch: int


class StartRefuseChange(Button, prefix="tm_chg_no", act=Act.KEEP_TERMS):
    change: int


class Prepare(Button, prefix="tm_prep", act=Act.RUN_TERMS):
    """Make the draft of the election, or open the one that is there."""

    branch: int


class OpenElection(Button, prefix="tm_el", act=Act.SEE_TERMS):
    election: int


class Seats(Button, prefix="tm_seats", act=Act.RUN_TERMS):
    """So many are to be elected."""

    election: int
    seats: int


class StartCandidates(Button, prefix="tm_cand", act=Act.RUN_TERMS):
    """Choose who stands."""

    election: int


class StartResult(Button, prefix="tm_res", act=Act.RUN_TERMS):
    """Say who was elected to what, and report it."""

    election: int


class PrintElection(Button, prefix="tm_print", act=Act.SEE_TERMS):
    """The reported result on paper."""

    election: int
    form: Form


class StartRefuseResult(Button, prefix="tm_res_no", act=Act.KEEP_TERMS):
    election: int
