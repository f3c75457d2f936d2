"""The buttons of 微课堂 that more than one file uses."""

from handlers.kit.screens.buttons import Button
from storage.people.rights import Act
from storage.study.progress import State


class Study(Button, prefix="study", act=Act.STUDY):
    """微课堂: the year's hours, and the ways to the lessons."""


class Lessons(Button, prefix="st_list", act=Act.STUDY):
    """All lessons."""

    page: int


class InState(Button, prefix="st_state", act=Act.STUDY):
    state: State
    page: int


class InTime(Button, prefix="st_time", act=Act.STUDY):
    """The lessons of at most so many minutes."""

    minutes: int
    page: int


class Topic(Button, prefix="st_topic", act=Act.STUDY):
    page: int
    topic: str


class OpenLesson(Button, prefix="st", act=Act.STUDY):
    lesson: int


class OpenPart(Button, prefix="st_part", act=Act.STUDY):
    """One part of it, from 1."""

    lesson: int
    number: int


class OpenCheck(Button, prefix="st_check", act=Act.STUDY):
    lesson: int


class Answer(Button, prefix="st_ans", act=Act.STUDY):
    """The option at that position of what this person sees; `tries` tells a second tap from a second answer."""

    lesson: int
    tries: int
    position: int


class StartNote(Button, prefix="st_note", act=Act.STUDY):
    lesson: int


class Hours(Button, prefix="st_hours", act=Act.STUDY):
    """A person's hours of a year, one's own or of somebody one answers for."""

    person: int
    year: int
    page: int


class HoursBasis(Button, prefix="st_basis", act=Act.STUDY):
    """The rules on study hours."""

    person: int
    year: int


class StartLesson(Button, prefix="st_new", act=Act.PUBLISH_LESSON):
    """Publish a lesson."""


class Published(Button, prefix="st_mine", act=Act.PUBLISH_LESSON):
    """The lessons that one answers for."""

    page: int


class ManageLesson(Button, prefix="st_mng", act=Act.PUBLISH_LESSON):
    """One of them: who has studied it, and what may be changed."""

    lesson: int


class Notes(Button, prefix="st_notes", act=Act.PUBLISH_LESSON):
    lesson: int
    page: int


class UrgeLesson(Button, prefix="st_urge", act=Act.PUBLISH_LESSON):
    lesson: int


class StartTitle(Button, prefix="st_title", act=Act.PUBLISH_LESSON):
    lesson: int


class StartUntil(Button, prefix="st_until", act=Act.PUBLISH_LESSON):
    lesson: int


class Retire(Button, prefix="st_off", act=Act.PUBLISH_LESSON):
    """Take it out of the list; asked once more."""

    lesson: int
    sure: int


class Paces(Button, prefix="st_paces", act=Act.SEE_STUDY):
    page: int


class BranchPace(Button, prefix="st_pace", act=Act.SEE_STUDY):
    """One branch in a year: who lags."""

    branch: int
    year: int
    page: int


class UrgePace(Button, prefix="st_hurry", act=Act.URGE):
    """催办 of all in a branch who lag."""

    branch: int


class StartTraining(Button, prefix="st_train", act=Act.ENTER_TRAINING):
    """Enter hours of training outside."""


class Trainings(Button, prefix="st_trs", act=Act.ENTER_TRAINING):
    page: int


class OpenTraining(Button, prefix="st_tr", act=Act.ENTER_TRAINING):
    training: int


class WithdrawTraining(Button, prefix="st_tr_off", act=Act.ENTER_TRAINING):
    """Take it back; asked once more."""

    training: int
    sure: int
