"""Developing members (发展党员): the steps from application to full membership, in their order. Facts and numbers in, no clock.

What is recorded is a fact; what may be recorded next, and by when, is in `development_rules.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cached_property
from types import MappingProxyType

from scoring.cadence import add_months
from scoring.working_days import Stop


class Stage(StrEnum):
    """The public stages; the value is the word shown."""

    APPLICATION = "入党申请"
    RECOMMENDATION = "推优"
    CULTIVATION = "培养"
    INSPECTION = "考察"
    NOTICE = "公示"
    ACCEPTANCE = "接收"
    FULL = "转正"


class Step(StrEnum):
    """Every step, in order."""

    APPLIED = auto()
    TALKED = auto()
    RECOMMENDED = auto()
    ACTIVIST = auto()
    CONTACTS = auto()
    INSPECTED = auto()
    PROPOSED = auto()
    NOTICE = auto()
    NOTICE_ENDED = auto()
    CANDIDATE = auto()
    INTRODUCERS = auto()
    REVIEWED = auto()
    TRAINED = auto()
    PRE_REVIEWED = auto()
    ADMITTED = auto()
    LONGER = auto()
    APPROVED = auto()
    SWORN = auto()
    FULL_APPLIED = auto()
    EXTENDED = auto()
    FULL_VOTED = auto()
    FULL_APPROVED = auto()

    @property
    def words(self) -> str:
        """The step's name."""
        return TITLES[self]

    @property
    def stage(self) -> Stage:
        """The public stage that it belongs to."""
        return next(stage for stage, steps in STAGES.items() if self in steps)

    @property
    def place(self) -> int:
        """Where it stands in the order, from 0."""
        return ORDER.index(self)


ORDER = tuple(Step)
TITLES: Mapping[Step, str] = MappingProxyType(
    {
        Step.APPLIED: "递交入党申请书",
        Step.TALKED: "派人谈话",
        Step.RECOMMENDED: "推优",
        Step.ACTIVIST: "确定为入党积极分子",
        Step.CONTACTS: "指定培养联系人",
        Step.INSPECTED: "半年考察",
        Step.PROPOSED: "拟列为发展对象",
        Step.NOTICE: "开始公示",
        Step.NOTICE_ENDED: "公示结果",
        Step.CANDIDATE: "备案列为发展对象",
        Step.INTRODUCERS: "确定入党介绍人",
        Step.REVIEWED: "政治审查",
        Step.TRAINED: "短期集中培训",
        Step.PRE_REVIEWED: "党委预审",
        Step.ADMITTED: "支部大会讨论接收",
        Step.LONGER: "特殊情况延长审批",
        Step.APPROVED: "党委审批接收",
        Step.SWORN: "入党宣誓",
        Step.FULL_APPLIED: "提出转正申请",
        Step.EXTENDED: "延长预备期",
        Step.FULL_VOTED: "支部大会讨论转正",
        Step.FULL_APPROVED: "党委审批转正",
    }
)
STAGES: Mapping[Stage, tuple[Step, ...]] = MappingProxyType(
    {
        Stage.APPLICATION: (Step.APPLIED, Step.TALKED),
        Stage.RECOMMENDATION: (Step.RECOMMENDED, Step.ACTIVIST),
        Stage.CULTIVATION: (Step.CONTACTS,),
        Stage.INSPECTION: (Step.INSPECTED, Step.PROPOSED),
        Stage.NOTICE: (Step.NOTICE, Step.NOTICE_ENDED, Step.CANDIDATE),
        Stage.ACCEPTANCE: (
            Step.INTRODUCERS,
            Step.REVIEWED,
            Step.TRAINED,
            Step.PRE_REVIEWED,
            Step.ADMITTED,
            Step.LONGER,
            Step.APPROVED,
            Step.SWORN,
        ),
        Stage.FULL: (Step.FULL_APPLIED, Step.EXTENDED, Step.FULL_VOTED, Step.FULL_APPROVED),
    }
)
CLOSES: Mapping[Stage, Step] = MappingProxyType(
    {
        Stage.APPLICATION: Step.TALKED,
        Stage.RECOMMENDATION: Step.ACTIVIST,
        Stage.CULTIVATION: Step.CONTACTS,
        Stage.INSPECTION: Step.PROPOSED,
        Stage.NOTICE: Step.CANDIDATE,
        Stage.ACCEPTANCE: Step.APPROVED,
        Stage.FULL: Step.FULL_APPROVED,
    }
)
"""The step with which a stage is passed."""

JUDGED = frozenset(
    {
        Step.NOTICE_ENDED,
        Step.REVIEWED,
        Step.PRE_REVIEWED,
        Step.ADMITTED,
        Step.APPROVED,
        Step.FULL_VOTED,
        Step.FULL_APPROVED,
    }
)
"""Steps that may end with a no."""
VOTED = frozenset({Step.ADMITTED, Step.EXTENDED, Step.FULL_VOTED})
"""Steps that a branch meeting decides by ballot."""
DECIDED_ABOVE = frozenset({Step.CANDIDATE, Step.PRE_REVIEWED, Step.LONGER, Step.APPROVED, Step.FULL_APPROVED})
"""Steps that the bureau's party committee decides or files."""
AGAIN = frozenset({Step.CONTACTS, Step.INSPECTED, Step.INTRODUCERS, Step.TRAINED, Step.EXTENDED})
"""Steps that may be recorded again."""

_FALLS_BACK: Mapping[Step, Step] = MappingProxyType(
    {
        Step.NOTICE_ENDED: Step.NOTICE,
        Step.ADMITTED: Step.PRE_REVIEWED,
        Step.APPROVED: Step.PRE_REVIEWED,
        Step.FULL_APPROVED: Step.FULL_VOTED,
    }
)
"""After a no, everything from that step on has to be done anew."""


@dataclass(frozen=True, slots=True)
class Done:
    """One recorded step. ``count`` are contacts or introducers, ``days`` and ``hours`` of training, ``months`` of an extension."""

    step: Step
    on: date
    passed: bool = True
    count: int = 0
    days: int = 0
    hours: int = 0
    months: int = 0


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
    meeting_months: int
    introducers: int
    approval_months: int
    approval_months_special: int
    oath_months: int
    probation_months: int
    extensions: int
    extension_min: int
    extension_max: int
    full_months: int


@dataclass(frozen=True)
class Case:
    """What has happened, in the order in which it was recorded; and the objections raised during 公示."""

    done: tuple[Done, ...] = ()
    objections: tuple[Stop, ...] = ()

    @cached_property
    def standing(self) -> tuple[Done, ...]:
        """What still counts: without a no, and without what a no has undone."""
        counted: list[Done] = []
        for each in self.done:
            if each.passed:
                counted.append(each)
            elif back := _FALLS_BACK.get(each.step):
                counted = [kept for kept in counted if kept.step.place < back.place]
        return tuple(counted)

    @cached_property
    def _by_step(self) -> dict[Step, tuple[Done, ...]]:
        found: dict[Step, tuple[Done, ...]] = {}
        for each in self.standing:
            found[each.step] = (*found.get(each.step, ()), each)
        return found

    def all_of(self, step: Step) -> tuple[Done, ...]:
        """Every time that the step was done and still counts."""
        return self._by_step.get(step, ())

    def last(self, step: Step) -> Done | None:
        """The last time that it was."""
        found = self.all_of(step)
        return found[-1] if found else None

    def has(self, step: Step) -> bool:
        """Whether the step is reached."""
        return self.last(step) is not None

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


def probation_ends(case: Case, numbers: Numbers) -> date | None:
    """When the probation is over: counted from the branch meeting's decision, with its extension."""
    admitted = case.last(Step.ADMITTED)
    if admitted is None:
        return None
    extended = sum(each.months for each in case.all_of(Step.EXTENDED))
    return add_months(admitted.on, numbers.probation_months + extended)
