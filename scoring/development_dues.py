"""By when a step of 发展党员 is owed, and how late it comes; each with the key of its rule."""

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.cadence import add_months
from scoring.development import Case, Done, Numbers, probation_ends
from scoring.development_rules import ahead, notice_last_day
from scoring.development_steps import Step
from scoring.working_days import Reckoned


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is owed: until when, by which rule; ``months`` is the length of its term (0: as soon as it may be done)."""

    step: Step
    by: Reckoned
    rule: str
    months: int


def dues(case: Case, numbers: Numbers) -> tuple[Due, ...]:
    """What is owed as things stand, by day; a step that may be done from a day on is due on that day, with no term."""
    found: list[Due] = []
    if case.is_cancelled:
        return ()

    def owe(step: Step, since: Step, months: int, rule: str) -> None:
        begun = case.last(since)
        if begun is not None and not case.has(step):
            found.append(Due(step, Reckoned(add_months(begun.on, months)), rule, months))

    owe(Step.TALKED, Step.APPLIED, numbers.talk_months, "application_talk")
    activist = case.last(Step.ACTIVIST)
    if activist is not None and case.has(Step.CONTACTS) and not case.has(Step.ADMITTED):
        number = len(case.all_of(Step.INSPECTED)) + 1
        by = add_months(activist.on, numbers.inspection_months * number)
        found.append(Due(Step.INSPECTED, Reckoned(by), "cultivation", numbers.inspection_months))
    owe(Step.ADMITTED, Step.PRE_REVIEWED, numbers.meeting_months, "pre_review_to_meeting")
    special = case.has(Step.LONGER)
    months = numbers.approval_months_special if special else numbers.approval_months
    owe(Step.APPROVED, Step.ADMITTED, months, "committee_approval")
    owe(Step.SWORN, Step.APPROVED, numbers.oath_months, "oath")
    owe(Step.FULL_APPROVED, Step.FULL_VOTED, numbers.full_months, "full_membership_approval")
    if case.has(Step.NOTICE) and not case.has(Step.NOTICE_ENDED) and (last := notice_last_day(case, numbers)):
        ripe = Reckoned(last.day + timedelta(days=1), last.provisional)
        found.append(Due(Step.NOTICE_ENDED, ripe, "notice_period", 0))
    if case.has(Step.APPROVED) and not case.has(Step.FULL_VOTED) and (ends := probation_ends(case, numbers)):
        deferral = numbers.deferral_months if case.has(Step.DEFERRED) else 0
        rule = "full_membership_deferral" if deferral else "probation"
        found.append(Due(Step.FULL_VOTED, Reckoned(add_months(ends, deferral)), rule, deferral))
    return tuple(sorted(found, key=lambda due: due.by.day))


def late_days(case: Case, done: Done, numbers: Numbers) -> int:
    """By how many days that step, recorded now, comes after its term; 0 in time or without one."""
    due = next((each for each in dues(case, numbers) if each.step is done.step and each.months), None)
    return max(0, (done.on - due.by.day).days) if due and done.passed else 0


def changes(case: Case, before: Numbers, after: Numbers, today: date) -> tuple[str, ...]:
    """What other numbers make of the steps ahead: 步骤：before → after."""
    old, new = _outlook(case, before, today), _outlook(case, after, today)
    return tuple(f"{step.words}：{old[step]} → {new[step]}" for step in old if new[step] != old[step])


def _outlook(case: Case, numbers: Numbers, today: date) -> dict[Step, str]:
    owed = {due.step: due for due in dues(case, numbers)}
    found = {}
    for step, blocked in ahead(case, numbers, today):
        words = "".join(block.why for block in blocked).rstrip("。") or "可以办理"
        due = owed.get(step)
        found[step] = f"{words}，{due.by.day:%Y-%m-%d} 前" if due is not None and due.months else words
    return found
