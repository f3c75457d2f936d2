"""Developing members (发展党员): what has happened in a case, and what still counts of it. Facts and numbers in, no clock.

What is recorded is a fact; what may be recorded next, and by when, is in `development_rules.py` and `development_dues.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from scoring.cadence import add_months
from scoring.development_steps import CLOSES, UNDOES, Stage, Step
from scoring.working_days import Stop


@dataclass(frozen=True, slots=True)
class Done:
    """One recorded step.

    ``count`` are contacts, introducers or who held the interview, ``days`` and ``hours`` of training, ``months`` of an
    extension. ``elsewhere``: before the case came here, so that its people need not be on the roster. ``special`` is the training's special individual case. ``noted`` says that a word was written; ``leaves`` is the day
    on which the applicant will leave for another unit, as known at the pre-review. ``entered`` is when it was recorded.
    """

    step: Step
    on: date
    passed: bool = True
    count: int = 0
    days: int = 0
    hours: int = 0
    months: int = 0
    special: bool = False
    noted: bool = False
    elsewhere: bool = False
    leaves: date | None = None
    entered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the rules say in numbers, as they stood when the case began."""

    talk_months: int
    cultivation_months: int
    inspection_months: int
    contacts_min: int
    contacts_max: int
    notice_days: int
    training_days: int
    training_hours: int
    leaving_months: int
    meeting_months: int
    introducers: int
    approval_months: int
    approval_months_special: int
    oath_months: int
    probation_months: int
    deferral_months: int
    extensions: int
    extension_min: int
    extension_max: int
    full_months: int


@dataclass(frozen=True)
class Case:
    """What has happened, in the order in which it was recorded; the objections raised during 公示; and on which days the case
    came to another branch with the person."""

    done: tuple[Done, ...] = ()
    objections: tuple[Stop, ...] = ()
    moved: tuple[date, ...] = ()

    @cached_property
    def standing(self) -> tuple[Done, ...]:
        """What still counts: without a no, and without what a no has undone."""
        counted: list[Done] = []
        for each in self.done:
            if each.passed:
                counted.append(each)
            else:
                for step in UNDOES.get(each.step, ()):
                    undone = next((kept for kept in reversed(counted) if kept.step is step), None)
                    counted = [kept for kept in counted if kept is not undone]
        return tuple(counted)

    @cached_property
    def _latest(self) -> dict[Step, Done]:
        return {each.step: each for each in self.standing}

    def all_of(self, step: Step) -> tuple[Done, ...]:
        """Every time that the step was done and still counts."""
        return tuple(each for each in self.standing if each.step is step)

    def last(self, step: Step) -> Done | None:
        """The last time that it was."""
        return self._latest.get(step)

    def has(self, step: Step) -> bool:
        """Whether the step is reached."""
        return step in self._latest

    @property
    def stage(self) -> Stage:
        """The first stage that is not passed; the last one once all are."""
        return next((stage for stage in Stage if not self.has(CLOSES[stage])), Stage.FULL)

    def passed_on(self, stage: Stage) -> date | None:
        """When a stage was passed."""
        found = self.last(CLOSES[stage])
        return found.on if found else None

    @property
    def is_complete(self) -> bool:
        """Whether the applicant is a full member."""
        return self.has(Step.FULL_APPROVED)

    @property
    def is_cancelled(self) -> bool:
        """Whether the probationer is no member any more."""
        return self.has(Step.CANCEL_APPROVED)

    @property
    def in_notice(self) -> bool:
        """Whether 公示 has begun and its result is not recorded."""
        return self.has(Step.NOTICE) and not self.has(Step.NOTICE_ENDED)

    @property
    def moved_in_on_probation(self) -> bool:
        """Whether the case came to its branch after the meeting's decision to accept."""
        admitted = self.last(Step.ADMITTED)
        return admitted is not None and any(day >= admitted.on for day in self.moved)


def probation_ends(case: Case, numbers: Numbers) -> date | None:
    """When the probation is over: counted from the branch meeting's decision, with the extension that was approved."""
    admitted = case.last(Step.ADMITTED)
    if admitted is None:
        return None
    approved = len(case.all_of(Step.EXTENDED_APPROVED))
    extended = sum(each.months for each in case.all_of(Step.EXTENDED)[:approved])
    return add_months(admitted.on, numbers.probation_months + extended)
