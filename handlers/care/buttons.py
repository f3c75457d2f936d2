"""The buttons of a case."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act


class Cases(Button, prefix="cases", act=Act.CARE):
    """The cases that one may see: open ones, or (1) all."""

    page: int
    closed: int


class CaseBasis(Button, prefix="case_rule", act=Act.CARE):
    """The rules behind it."""

    case: int


class StartExtend(Button, prefix="case_more", act=Act.DECIDE_CASE):
    """A longer time, by a new decision."""

    case: int


class StartDecline(Button, prefix="case_no", act=Act.DECIDE_CASE):
    """Decide against it."""

    case: int


class StartLift(Button, prefix="case_lift", act=Act.DECIDE_CASE):
    """End it before its time."""

    case: int


class StartReply(Button, prefix="case_say", act=Act.CARE):
    """The member says something."""

    case: int


class StartAppeal(Button, prefix="case_appeal", act=Act.CARE):
    case: int


class StartUphold(Button, prefix="case_keep", act=Act.ANSWER_APPEAL):
    """Answer an appeal: it stands."""

    case: int


class StartRevoke(Button, prefix="case_free", act=Act.ANSWER_APPEAL):
    """Answer an appeal: it ends."""

    case: int


class StartReview(Button, prefix="case_look", act=Act.CARE):
    """The helper writes of having looked in."""

    case: int
