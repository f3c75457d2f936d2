"""What may be recorded next in a case of 发展党员, what blocks it, and what speaks against it; each with the key of its rule."""

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.cadence import add_months
from scoring.development import Case, Done, Numbers, probation_ends
from scoring.development_order import NEEDS, OVER_WITH, RULES
from scoring.development_steps import AGAIN, JUDGED, NOTED, ORDER, Step
from scoring.working_days import Reckoned, last_of


@dataclass(frozen=True, slots=True)
class Block:
    """Why a step cannot be recorded; ``since`` is the first day on which this no longer holds, if that is known."""

    rule: str
    why: str
    since: Reckoned | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """What speaks against a step that may be recorded all the same."""

    rule: str
    why: str


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
    over = next((step for step in OVER_WITH.get(done.step, ()) if case.has(step)), None)
    if over is not None:
        return (Block(rule, f"已经{over.words}，不再登记{done.step.words}。"),)
    if done.step is Step.DEFERRED and not case.moved_in_on_probation:
        return (Block(rule, "只有转入本支部的预备党员可以推迟讨论转正。"),)
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
        case Step.DEFERRED | Step.FULL_VOTED | Step.EXTENDED:
            return _at_the_end(case, done, numbers)
        case Step.EXTENDED_APPROVED if not _extension_waits(case):
            return (Block("probation_extension", "没有等待审批的延长预备期决议。"),)
    return ()


def _at_the_end(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    if _extension_waits(case):
        return (Block("probation_extension", "延长预备期的决议还没有批复，请先登记党委的审批。"),)
    if done.step is Step.EXTENDED and len(case.all_of(Step.EXTENDED)) >= numbers.extensions:
        return (Block("probation_extension", f"预备期只能延长 {numbers.extensions} 次。"),)
    return _wait(done, probation_ends(case, numbers), "probation", "预备期还没有满")


def _extension_waits(case: Case) -> bool:
    return len(case.all_of(Step.EXTENDED)) > len(case.all_of(Step.EXTENDED_APPROVED))


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
    special = any(each.special for each in sessions)
    if special or days >= numbers.training_days or hours >= numbers.training_hours:
        return ()
    wanted = f"要有 {numbers.training_days} 天或 {numbers.training_hours} 学时"
    return (
        Block("short_training", f"短期集中培训{wanted}，现在 {days} 天、{hours} 学时；个别特殊情况要登记并写明理由。"),
    )


def _not_enough(case: Case, done: Done, numbers: Numbers) -> tuple[Block, ...]:
    if done.step in NOTED and not done.noted:
        return (Block(RULES[done.step], f"请写明{NOTED[done.step]}。"),)
    if not done.passed:
        return () if done.step in JUDGED else (Block(RULES[done.step], "这一步没有不通过的说法。"),)
    # Who introduced somebody elsewhere is in the papers.
    if done.elsewhere and not done.count and done.step in (Step.CONTACTS, Step.INTRODUCERS, Step.INTERVIEWED):
        return ()
    match done.step:
        case Step.CONTACTS:
            low, high = numbers.contacts_min, numbers.contacts_max
            if not low <= done.count <= high:
                return (Block("cultivation", f"培养联系人要 {low} 到 {high} 名，现在 {done.count} 名。"),)
        case Step.INTRODUCERS:
            if done.count != numbers.introducers:
                return (Block("introducers", f"入党介绍人要 {numbers.introducers} 名，现在 {done.count} 名。"),)
        case Step.TRAINED:
            return _training_said(done)
        case Step.INTERVIEWED:
            if done.count < 1:
                return (Block("approval_interview", "请写明由哪位党委委员或者组织员谈话。"),)
        case Step.EXTENDED:
            low, high = numbers.extension_min, numbers.extension_max
            if not low <= done.months <= high:
                return (Block("probation_extension", f"延长的时间要 {low} 到 {high} 个月。"),)
    return ()


def _training_said(done: Done) -> tuple[Block, ...]:
    if done.special and not done.noted:
        return (Block("short_training", "个别特殊情况请写明理由。"),)
    if done.days < 1 and done.hours < 1 and not done.special:
        return (Block("short_training", "请填写培训的天数或学时。"),)
    return ()


def warnings(case: Case, done: Done, numbers: Numbers) -> tuple[Warned, ...]:
    """What the rules say against this step without forbidding it (一般不…); a term that is over is said by `late_days`."""
    found = []
    reviewed = done if done.step is Step.PRE_REVIEWED else case.last(Step.PRE_REVIEWED)
    leaves = reviewed.leaves if reviewed else None
    concerned = done.step in (Step.PRE_REVIEWED, Step.FORM, Step.ADMITTED)
    if concerned and leaves is not None and leaves <= add_months(done.on, numbers.leaving_months):
        why = f"预计 {leaves:%Y-%m-%d} 离开本单位，在 {numbers.leaving_months} 个月以内，一般不办理接收预备党员的手续。"
        found.append(Warned("pre_review", why))
    if done.step is Step.ADMITTED and not case.has(Step.FORM):
        found.append(Warned("pre_review", "还没有登记发放入党志愿书；志愿书在预审合格后发放。"))
    return tuple(found)
