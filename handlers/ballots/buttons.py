"""The ballots' buttons that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class OpenBallot(Button, prefix="bl", act=Act.TAKE_PART):
    ballot: int


class BallotBasis(Button, prefix="bl_rule", act=Act.TAKE_PART):
    ballot: int


class Receipts(Button, prefix="bl_codes", act=Act.TAKE_PART):
    ballot: int
    page: int


class Vote(Button, prefix="bl_vote", act=Act.VOTE):
    ballot: int


class Mark(Button, prefix="bl_mark", act=Act.VOTE):
    """Mark an option, or take the mark away. `word` means something to the process alone that made it."""

    ballot: int
    word: str


class Cast(Button, prefix="bl_cast", act=Act.VOTE):
    """Cast the paper as it is marked."""

    ballot: int
    word: str


class TurnPaper(Button, prefix="bl_page", act=Act.VOTE):
    """Another page of an appraisal's paper."""

    ballot: int
    page: int


class StartGrades(Button, prefix="bl_grades", act=Act.TAKE_PART):
    ballot: int


class StartBallot(Button, prefix="bl_new", act=Act.TAKE_PART):
    meeting: int


class Count(Button, prefix="bl_count", act=Act.TAKE_PART):
    """End and count; asked once more."""

    ballot: int
    sure: int


class UrgeVoters(Button, prefix="bl_urge", act=Act.TAKE_PART):
    ballot: int


class StartWritten(Button, prefix="bl_wr", act=Act.TAKE_PART):
    """Hand in a written opinion: one's own, or (paper 1) from somebody's paper."""

    meeting: int
    paper: int


class Opinions(Button, prefix="bl_wrs", act=Act.TAKE_PART):
    meeting: int
    page: int


class PaperPhoto(Button, prefix="bl_wr_pic", act=Act.TAKE_PART):
    opinion: int


class TakeBack(Button, prefix="bl_wr_no", act=Act.TAKE_PART):
    """Take one's own back."""

    opinion: int


class LeaveOuts(Button, prefix="bl_los", act=Act.TAKE_PART):
    """Who is not counted among those due at the elections of a meeting."""

    meeting: int


class StartLeavingOut(Button, prefix="bl_lo", act=Act.TAKE_PART):
    """Enter one of them."""

    meeting: int


class TakeIn(Button, prefix="bl_lo_no", act=Act.TAKE_PART):
    """Count them again."""

    meeting: int
    person: int


class StartVoid(Button, prefix="bl_void", act=Act.TAKE_PART):
    ballot: int
