"""The roster's buttons."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Roster(Button, prefix="roster", act=Act.SEE_ROSTER):
    """The branches with their numbers, or one's own branch."""

    page: int


class OpenBranch(Button, prefix="roster_branch", act=Act.SEE_ROSTER):
    """A branch's people."""

    branch: int
    page: int


class Unbound(Button, prefix="roster_unbound", act=Act.SEE_ROSTER):
    """Those of a branch who have not bound an account."""

    branch: int
    page: int


class OpenPerson(Button, prefix="roster_person", act=Act.SEE_ROSTER):
    """One person's entry."""

    person: int


class Removals(Button, prefix="removals", act=Act.IMPORT_ROSTER):
    """Those who vanished from the file."""

    page: int


class DecideRemoval(Button, prefix="removal", act=Act.IMPORT_ROSTER):
    """Confirm that somebody has left (1), or keep them (0)."""

    person: int
    leaves: int


class StartImport(Button, prefix="import", act=Act.IMPORT_ROSTER):
    """Take over a file."""


class RosterTemplate(Button, prefix="roster_template", act=Act.IMPORT_ROSTER):
    """A workbook to fill in."""


class RosterWords(Button, prefix="roster_words", act=Act.IMPORT_ROSTER):
    """What officers have said of the words of roster files."""

    page: int


class ForgetWord(Button, prefix="roster_word_no", act=Act.IMPORT_ROSTER):
    """Ask about that word again."""

    number: int


class AskUndo(Button, prefix="import_undo", act=Act.IMPORT_ROSTER):
    """What taking the last import back would do."""


class UndoImport(Button, prefix="import_undo_yes", act=Act.IMPORT_ROSTER):
    """Take that import back, if it is the last one."""

    number: int


class Invite(Button, prefix="invite", act=Act.MANAGE_BINDINGS):
    """Make a one-time link for a person."""

    person: int


class AskUnbind(Button, prefix="unbind", act=Act.MANAGE_BINDINGS):
    """Ask before the account is taken off."""

    person: int


class Unbind(Button, prefix="unbind_yes", act=Act.MANAGE_BINDINGS):
    """Take the account off."""

    person: int


class StartAdd(Button, prefix="person_add", act=Act.IMPORT_ROSTER):
    """Enter somebody new, into that branch (0: not chosen yet)."""

    branch: int


class StartChange(Button, prefix="person_change", act=Act.IMPORT_ROSTER):
    """Change one person's entry."""

    person: int


class StartLeave(Button, prefix="person_leave", act=Act.IMPORT_ROSTER):
    """Enter that somebody goes."""

    person: int


class StartReturn(Button, prefix="person_back", act=Act.IMPORT_ROSTER):
    """Enter that somebody who had left is here again."""

    person: int


class AskUndoChange(Button, prefix="change_undo", act=Act.IMPORT_ROSTER):
    """What taking the last change by hand back would do."""


class Planned(Button, prefix="planned", act=Act.IMPORT_ROSTER):
    """Changes whose day has not come."""

    page: int


class CancelPlanned(Button, prefix="planned_no", act=Act.IMPORT_ROSTER):
    """That change will not be made."""

    number: int


class Departed(Button, prefix="departed", act=Act.IMPORT_ROSTER):
    """Those who have left."""

    page: int


class OpenDeparted(Button, prefix="departed_one", act=Act.IMPORT_ROSTER):
    """One who has left."""

    person: int


class Posts(Button, prefix="posts_held", act=Act.SEE_ROSTER):
    """Who held which post of a branch from when until when."""

    branch: int
    page: int


class PostsIn(Button, prefix="posts_month", act=Act.SEE_ROSTER):
    """Who held which post of a branch in a month (its first day in ISO form)."""

    branch: int
    month: str


class PostsSheet(Button, prefix="posts_xlsx", act=Act.SEE_ROSTER):
    """The same as a table."""

    branch: int


class History(Button, prefix="person_history", act=Act.SEE_ROSTER):
    """What was so of a person, from which day until which."""

    person: int
    page: int


class StartPast(Button, prefix="post_past", act=Act.IMPORT_ROSTER):
    """Enter a post that somebody held before."""

    person: int


class WithdrawPast(Button, prefix="post_past_no", act=Act.IMPORT_ROSTER):
    """What was entered so was wrong."""

    entry: int


class StartRename(Button, prefix="branch_rename", act=Act.IMPORT_ROSTER):
    """Give a branch another name."""

    branch: int


class StartEnd(Button, prefix="branch_end", act=Act.IMPORT_ROSTER):
    """A branch is no more."""

    branch: int


class StartMerge(Button, prefix="branch_merge", act=Act.IMPORT_ROSTER):
    """A branch goes into another one."""

    branch: int


class EndedBranches(Button, prefix="branches_ended", act=Act.IMPORT_ROSTER):
    """Those that are no more."""

    page: int


class AskReopen(Button, prefix="branch_again", act=Act.IMPORT_ROSTER):
    """What it means that a branch had not ended."""

    branch: int


class Reopen(Button, prefix="branch_again_yes", act=Act.IMPORT_ROSTER):
    """It had not ended."""

    branch: int


class CallAuxiliaries(Button, prefix="branch_aux", act=Act.CALL_MEETING):
    """Whether a branch's auxiliaries are called (1) to theme days and lectures, or not (0)."""

    branch: int
    called: int
