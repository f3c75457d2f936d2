"""Buttons that lead from one feature's screens into another's; the feature that they lead into handles them."""

from telegram import InlineKeyboardButton

from handlers.kit.screens.buttons import Button
from scoring.papers.paper import Form
from storage.people.rights import Act


class ToDos(Button, prefix="todo", act=Act.HOME):
    """Everything that waits for me, the most urgent first."""

    page: int


class Requests(Button, prefix="req", act=Act.HOME):
    """The requests of one kind that wait for me."""

    kind: str


class Agree(Button, prefix="req_ok", act=Act.HOME):
    """Agree to a request of that kind; `listed` (1) where it stands in the list of them. Its kind names the act."""

    kind: str
    record: int
    detail: int
    listed: int


class AgreeAll(Button, prefix="req_all", act=Act.HOME):
    """Agree to all that the list shows; `mark` is of what it has shown."""

    kind: str
    mark: str


class Ballots(Button, prefix="bl_list", act=Act.TAKE_PART):
    meeting: int


class Inspection(Button, prefix="insp", act=Act.TAKE_BUNDLE):
    """An inspection bundle (迎检包) of a branch, 0 the bureau's, -1 as far as one may; of a quarter or year, as `Span.word` makes it."""

    owner: int
    span: str


class PrintVotes(Button, prefix="bl_print", act=Act.TAKE_PART):
    """A meeting's 表决结果 as a file."""

    meeting: int
    form: Form


class Manage(Button, prefix="mt_manage", act=Act.TAKE_PART):
    """A meeting's controls, for whoever conducts it."""

    meeting: int


class OpenMeeting(Button, prefix="mt", act=Act.SEE_MEETINGS):
    meeting: int


class NextLesson(Button, prefix="st_next", act=Act.STUDY):
    """The lesson to go on with, or to begin."""


class OpenExam(Button, prefix="ex", act=Act.TAKE_EXAMS):
    exam: int


class Practise(Button, prefix="pr", act=Act.TAKE_EXAMS):
    """每日练习: the open question of the day."""


class StartPostCheck(Button, prefix="rk_new", act=Act.CHECK_POST):
    """Check one's own post; 0 for the period that runs, 1 for the one before it."""

    before: int


class OpenTopic(Button, prefix="tp", act=Act.SEE_TOPICS):
    topic: int


class Health(Button, prefix="health", act=Act.SEE_HEALTH):
    """Somebody's health index; of person 0, whoever presses."""

    person: int


class OwnRating(Button, prefix="rate_me", act=Act.SEE_OWN_RATING):
    """What the branch's leaders gave me for a month (ISO form of its first day; "" for the latest)."""

    month: str


class OpenCase(Button, prefix="case", act=Act.CARE):
    """One case of key attention."""

    case: int


class StartGray(Button, prefix="case_gray", act=Act.DECIDE_CASE):
    """Put under key attention: by the case that the rule proposed, or (case 0) that person against the rule."""

    case: int
    person: int


class StartTalk(Button, prefix="talk_new", act=Act.LOG_TALK):
    """Record a talk: with that person (0: not chosen yet), of that kind (`TalkKind.number`; -1: not chosen yet)."""

    person: int
    kind: int


LONGEST_SOUGHT = 12
"""UTF-16 units of what /find looks for: as much as a button can carry beside its own fields, three bytes each."""


class StartFind(Button, prefix="find_new", act=Act.HOME):
    """Be asked for what is looked for."""


class Find(Button, prefix="find", act=Act.HOME):
    """All that bears those words."""

    words: str


class Narrow(Button, prefix="narrow", act=Act.HOME):
    """Look for somebody on a list of people: `of` is what its button carries."""

    of: str


class OpenTask(Button, prefix="tk_all", act=Act.DO_TASKS):
    """A task with everyone who has it."""

    task: int
    page: int


class StartAssign(Button, prefix="tk_give", act=Act.ASSIGN):
    """Give a task: to break a `part` down, or what a line of a meeting's minutes says; each 0 for neither."""

    part: int
    meeting: int
    line: int


class StartCall(Button, prefix="mt_call", act=Act.CALL_MEETING):
    """Call a meeting: one that is planned, by its line of the yearly plan; 0 for another one."""

    line: int


class OpenYearPlan(Button, prefix="yp", act=Act.SEE_DUTIES):
    """A branch's year of meetings; branch 0 for one's own, year 0 for this one."""

    branch: int
    year: int


LONG = 8
"""A list of more people than this is looked through by a name."""


def narrowing(of: Button, number: int) -> list[list[InlineKeyboardButton]]:
    """The way to look for somebody on a list of that many."""
    return [[Narrow(of.pack()).labelled("🔍 按姓名、拼音找人")]] if number > LONG else []
