"""What may be recorded next in a case of 发展党员, what blocks it, and by when it is due; each with the key of its rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from scoring.cadence import add_months
from scoring.development import AGAIN, JUDGED, ORDER, Case, Done, Numbers, Step, probation_ends
from scoring.working_days import Reckoned, last_of

NEEDS: Mapping[Step, tuple[Step, ...]] = MappingProxyType(
    {
        Step.APPLIED: (),
        Step.TALKED: (Step.APPLIED,),
        Step.RECOMMENDED: (Step.TALKED,),
        Step.ACTIVIST: (Step.RECOMMENDED,),
        Step.CONTACTS: (Step.ACTIVIST,),
        Step.INSPECTED: (Step.CONTACTS,),
        Step.PROPOSED: (Step.CONTACTS,),
        Step.NOTICE: (Step.PROPOSED,),
        Step.NOTICE_ENDED: (Step.NOTICE,),
        Step.CANDIDATE: (Step.NOTICE_ENDED,),
        Step.INTRODUCERS: (Step.CANDIDATE,),
        Step.REVIEWED: (Step.CANDIDATE,),
        Step.TRAINED: (Step.CANDIDATE,),
        Step.PRE_REVIEWED: (Step.INTRODUCERS, Step.REVIEWED, Step.TRAINED),
        Step.ADMITTED: (Step.PRE_REVIEWED,),
        Step.LONGER: (Step.ADMITTED,),
        Step.APPROVED: (Step.ADMITTED,),
        Step.SWORN: (Step.APPROVED,),
        Step.FULL_APPLIED: (Step.APPROVED,),
        Step.EXTENDED: (Step.FULL_APPLIED,),
        Step.FULL_VOTED: (Step.FULL_APPLIED,),
        Step.FULL_APPROVED: (Step.FULL_VOTED,),
    }
)
_OVER_WITH: Mapping[Step, Step] = MappingProxyType(
    {
        Step.CONTACTS: Step.ADMITTED,
        Step.INSPECTED: Step.ADMITTED,
        Step.INTRODUCERS: Step.ADMITTED,
        Step.TRAINED: Step.PRE_REVIEWED,
        Step.LONGER: Step.APPROVED,
        Step.EXTENDED: Step.FULL_VOTED,
    }
)
"""After that step there is no point in this one any more."""

RULES: Mapping[Step, str] = MappingProxyType(
    {
        Step.APPLIED: "application_talk",
        Step.TALKED: "application_talk",
        Step.RECOMMENDED: "recommendation",
        Step.ACTIVIST: "recommendation",
        Step.CONTACTS: "cultivation",
        Step.INSPECTED: "cultivation",
        Step.PROPOSED: "cultivation",
        Step.NOTICE: "notice_period",
        Step.NOTICE_ENDED: "notice_period",
        Step.CANDIDATE: "notice_period",
        Step.INTRODUCERS: "acceptance_vote",
        Step.REVIEWED: "political_review",
        Step.TRAINED: "short_training",
        Step.PRE_REVIEWED: "pre_review_to_meeting",
        Step.ADMITTED: "acceptance_vote",
        Step.LONGER: "committee_approval",
        Step.APPROVED: "committee_approval",
        Step.SWORN: "oath",
        Step.FULL_APPLIED: "probation",
        Step.EXTENDED: "probation_extension",
        Step.FULL_VOTED: "probation",
        Step.FULL_APPROVED: "full_membership_approval",
    }
)
"""The rule that a step rests on."""


@dataclass(frozen=True, slots=True)
class Block:
    """Why a step cannot be recorded; ``since`` is the first day on which this no longer holds, if that is known."""

    rule: str
    why: str
    since: Reckoned | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is owed: until when, by which rule; ``months`` is the length of its term (0: as soon as it may be done)."""

    step: Step
    by: Reckoned
    rule: str
    months: int


def blocks(case: Case, done: Done, numbers: Numbers, today: date) -> tuple[Block, ...]:
    """What keeps this step from being recorded today with these facts; empty when nothing does."""
    order = _out_of_order(case, done, today)
    return order or _too_early(case, done, numbers) + _not_enough(case, done, numbers)


def possible(case: Case, step: Step, numbers: Numbers, on: date) -> tuple[Block, ...]:
    """As `blocks`, before the step's own facts are known: whether it can be begun on that day."""
    done = Done(step, on)
    return _out_of_order(case, done, on) or _too_early(case, done, numbers)


def ahead(case: Case, numbers: Numbers, on: date) -> tuple[tuple[Step, tuple[Block, ...]], ...]:
    """The steps whose forerunners are done, each with what still keeps it from being recorded on that day."""
    found = []
    for step in ORDER:
        if not _out_of_order(case, Done(step, on), on):
            found.append((step, possible(case, step, numbers, on)))
    return tuple(found)


def _out_of_order(case: Case, done: Done, today: date) -> tuple[Block, ...]:
    rule = RULES[done.step]
    missing = [step for step in NEEDS[done.step] if not case.has(step)]
    if missing:
        return (Block(rule, f"还没有完成：{'、'.join(step.words for step in missing)}。"),)
    if case.has(done.step) and done.step not in AGAIN:
        return (Block(rule, f"{done.step.words}已经登记过。"),)
    over = _OVER_WITH.get(done.step)
    if over is not None and case.has(over):
        return (Block(rule, f"已经{over.words}，不再登记{done.step.words}。"),)
    if done.on > today:
        return (Block(rule, "日期还没有到，请登记已经发生的事。"),)
    before = [last for step in NEEDS[done.step] if (last := case.last(step))]
    latest = max(before, key=lambda each: each.on, default=None)
    if latest is not None and done.on < latest.on:
        return (Block(rule, f"日期早于{latest.step.words}（{latest.on:%Y-%m-%d}）。"),)
    return ()


def _too_early(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    match done.step:
        case Step.INSPECTED:
            return _wait(done, _next_half_year(case, numbers), "cultivation", "这半年已经考察过")
        case Step.PROPOSED:
            return _cultivated(case, done, numbers)
        case Step.NOTICE_ENDED:
            return _shown_long_enough(case, done, numbers)
        case Step.PRE_REVIEWED:
            return _trained(case, numbers)
        case Step.FULL_VOTED:
            return _wait(done, probation_ends(case, numbers), "probation", "预备期还没有满")
        case Step.EXTENDED:
            if len(case.all_of(Step.EXTENDED)) >= numbers.extensions:
                return (Block("probation_extension", f"预备期只能延长 {numbers.extensions} 次。"),)
            return _wait(done, probation_ends(case, numbers), "probation", "预备期还没有满")
    return ()


def _wait(done: Done, since: date | None, rule: str, why: str) -> tuple[Block, ...]:
    if since is None or done.on >= since:
        return ()
    return (Block(rule, f"{why}，最早 {since:%Y-%m-%d}。", Reckoned(since)),)


def _next_half_year(case: Case, numbers: Numbers) -> date | None:
    """The first day of the half-year that the next inspection is for, counted from becoming an activist."""
    activist = case.last(Step.ACTIVIST)
    if activist is None:
        return None
    return add_months(activist.on, numbers.inspection_months * len(case.all_of(Step.INSPECTED)))


def _cultivated(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    activist = case.last(Step.ACTIVIST)
    since = add_months(activist.on, numbers.cultivation_months) if activist else None
    found = list(_wait(done, since, "cultivation", f"培养教育考察还不满 {numbers.cultivation_months} 个月"))
    wanted = numbers.cultivation_months // numbers.inspection_months
    inspected = sum(each.on <= done.on for each in case.all_of(Step.INSPECTED))
    if inspected < wanted:
        found.append(Block("cultivation", f"半年考察要有 {wanted} 次，现在 {inspected} 次。"))
    return tuple(found)


def notice_last_day(case: Case, numbers: Numbers) -> Reckoned | None:
    """The last day of 公示 so far as it can be told; None while it is not on, or an objection is open."""
    begun = case.last(Step.NOTICE)
    return last_of(begun.on, numbers.notice_days, case.objections) if begun else None


def _shown_long_enough(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    if any(stop.until is None for stop in case.objections):
        return (Block("notice_period", "有异议还没有处理答复，公示计时已停。"),)
    last = notice_last_day(case, numbers)
    if last is None:
        return (Block("notice_period", "公示的天数还不够。"),)
    if done.on > last.day:
        return ()
    since = Reckoned(last.day + timedelta(days=1), last.provisional)
    guessed = "（暂算：节假日安排未公布）" if last.provisional else ""
    return (
        Block("notice_period", f"公示不满 {numbers.notice_days} 个工作日，到 {last.day:%Y-%m-%d} 止{guessed}。", since),
    )


def _trained(case: Case, numbers: Numbers) -> tuple[Block, ...]:
    sessions = case.all_of(Step.TRAINED)
    days, hours = sum(each.days for each in sessions), sum(each.hours for each in sessions)
    if days >= numbers.training_days or hours >= numbers.training_hours:
        return ()
    wanted = f"要有 {numbers.training_days} 天或 {numbers.training_hours} 学时"
    return (Block("short_training", f"短期集中培训{wanted}，现在 {days} 天、{hours} 学时。"),)


def _not_enough(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    if not done.passed:
        return () if done.step in JUDGED else (Block(RULES[done.step], "这一步没有不通过的说法。"),)
    match done.step:
        case Step.CONTACTS:
            low, high = numbers.contacts_min, numbers.contacts_max
            if not low <= done.count <= high:
                return (Block("cultivation", f"培养联系人要 {low} 到 {high} 名，现在 {done.count} 名。"),)
        case Step.INTRODUCERS:
            if done.count != numbers.introducers:
                return (Block("acceptance_vote", f"入党介绍人要 {numbers.introducers} 名，现在 {done.count} 名。"),)
        case Step.TRAINED:
            if done.days < 1 and done.hours < 1:
                return (Block("short_training", "请填写培训的天数或学时。"),)
        case Step.EXTENDED:
            low, high = numbers.extension_min, numbers.extension_max
            if not low <= done.months <= high:
                return (Block("probation_extension", f"延长的时间要 {low} 到 {high} 个月。"),)
    return ()


def dues(case: Case, numbers: Numbers) -> tuple[Due, ...]:
    """What is owed as things stand, by day; a step that may be done from a day on is due on that day, with no term."""
    found: list[Due] = []

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
        found.append(Due(Step.FULL_VOTED, Reckoned(ends), "probation", 0))
    return tuple(sorted(found, key=lambda due: due.by.day))


def late_days(case: Case, done: Done, numbers: Numbers) -> int:
    """By how many days that step, recorded now, comes after its term; 0 in time or without one."""
    due = next((each for each in dues(case, numbers) if each.step is done.step and each.months), None)
    return max(0, (done.on - due.by.day).days) if due and done.passed else 0
