"""What the buttons of a case mean; a flow keeps its own beside its steps."""

from dataclasses import dataclass

from handlers.kit.screens.buttons import Button
from handlers.kit.screens.links import OpenCase as OpenCase  # noqa: PLC0414 - for whoever takes a case's buttons from here
from handlers.kit.screens.links import StartGray as StartGray  # noqa: PLC0414
from storage.people.access import Act


@dataclass(frozen=True)
class Cases(Button, prefix="cases", act=Act.CARE):
    """The cases that one may see: open ones, or (1) all."""

    page: int
    closed: int


@dataclass(frozen=True)
class CaseBasis(Button, prefix="case_rule", act=Act.CARE):
    """The rules behind it."""

    case: int


@dataclass(frozen=True)
class StartExtend(Button, prefix="case_more", act=Act.DECIDE_CASE):
    """A longer time, by a new decision."""

    case: int


@dataclass(frozen=True)
class StartDecline(Button, prefix="case_no", act=Act.DECIDE_CASE):
    """Decide against it."""

    case: int


@dataclass(frozen=True)
class StartLift(Button, prefix="case_lift", act=Act.DECIDE_CASE):
    """End it before its time."""

    case: int


@dataclass(frozen=True)
class StartReply(Button, prefix="case_say", act=Act.CARE):
    """The member says something."""

    case: int


@dataclass(frozen=True)
class StartAppeal(Button, prefix="case_appeal", act=Act.CARE):
    """The member appeals."""

    case: int


@dataclass(frozen=True)
class StartUphold(Button, prefix="case_keep", act=Act.ANSWER_APPEAL):
    """Answer an appeal: it stands."""

    case: int


@dataclass(frozen=True)
class StartRevoke(Button, prefix="case_free", act=Act.ANSWER_APPEAL):
    """Answer an appeal: it ends."""

    case: int


@dataclass(frozen=True)
class StartReview(Button, prefix="case_look", act=Act.CARE):
    """The helper writes of having looked in."""

    case: int
