"""The pipeline of 发展党员 against its list of rules: every order, every limit from both sides, and no way round."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cadence import add_months
from scoring.development import Case, Done, Numbers, probation_ends
from scoring.development_dues import dues, late_days
from scoring.development_order import NEEDS, RULES
from scoring.development_rules import ahead, blocks, notice_last_day, possible, warnings
from scoring.development_steps import AGAIN, JUDGED, NOTED, ORDER, Stage, Step
from scoring.working_days import Stop, working
from storage.development.rules import numbers_of
from storage.rules.regulations import own

N = numbers_of(own())
FAR = date(2040, 1, 1)


def d(text):
    return date.fromisoformat(text)


# One whole way: step, day, what it is about.
WAY = [
    (Step.APPLIED, "2024-01-10", {}),
    (Step.TALKED, "2024-02-05", {}),
    (Step.RECOMMENDED, "2024-02-20", {}),
    (Step.ACTIVIST, "2024-02-29", {}),
    (Step.CONTACTS, "2024-03-01", {"count": 2}),
    (Step.INSPECTED, "2024-08-20", {}),
    (Step.INSPECTED, "2025-02-20", {}),
    (Step.HEARD, "2025-02-21", {}),
    (Step.PROPOSED, "2025-02-28", {}),
    (Step.CONSENTED, "2025-03-02", {"noted": True}),
    (Step.NOTICE, "2025-03-03", {}),
    (Step.NOTICE_ENDED, "2025-03-11", {}),
    (Step.CANDIDATE, "2025-03-12", {}),
    (Step.INTRODUCERS, "2025-03-13", {"count": 2}),
    (Step.REVIEWED, "2025-03-20", {}),
    (Step.TRAINED, "2025-04-03", {"days": 3}),
    (Step.PRE_REVIEWED, "2025-04-10", {}),
    (Step.FORM, "2025-04-11", {}),
    (Step.ADMITTED, "2025-05-10", {}),
    (Step.INTERVIEWED, "2025-06-01", {"count": 1, "noted": True}),
    (Step.APPROVED, "2025-08-10", {}),
    (Step.SWORN, "2025-09-10", {}),
    (Step.FULL_APPLIED, "2026-05-01", {}),
    (Step.FULL_HEARD, "2026-05-08", {}),
    (Step.FULL_VOTED, "2026-05-10", {}),
    (Step.FULL_APPROVED, "2026-08-10", {}),
]


def case_until(step, **changed):
    """The whole way up to before that step (its first time)."""
    done = []
    for name, day, facts in WAY:
        if name is step:
            break
        done.append(Done(name, d(day), **facts))
    return Case(tuple(done), **changed)


def test_the_whole_way_is_open_and_in_time():
    case = Case()
    for step, day, facts in WAY:
        done = Done(step, d(day), **facts)
        assert blocks(case, done, N, d(day)) == (), step
        assert late_days(case, done, N) == 0, step
        case = Case((*case.done, done))
    assert case.is_complete
    assert case.stage is Stage.FULL
    assert [case.passed_on(stage) is not None for stage in Stage] == [True] * 7


@pytest.mark.parametrize("step", list(Step))
def test_no_step_before_its_forerunners(step):
    for need in NEEDS[step]:
        case = case_until(need)
        (block,) = blocks(case, Done(step, FAR, count=2, days=3, months=6, noted=True), N, FAR)
        assert need.words in block.why
        assert block.rule == RULES[step]


@pytest.mark.parametrize("step", [step for step, *_ in WAY if NEEDS[step]])
def test_no_step_on_a_day_before_its_forerunner_or_in_the_future(step):
    case = case_until(step)
    last = max(case.last(need).on for need in NEEDS[step])
    (early,) = blocks(case, Done(step, last - timedelta(days=1), count=2, days=3, months=6, noted=True), N, FAR)
    assert "早于" in early.why
    (future,) = blocks(case, Done(step, FAR + timedelta(days=1), count=2, days=3, months=6, noted=True), N, FAR)
    assert "还没有到" in future.why


@pytest.mark.parametrize(
    ("step", "early", "first", "rule"),
    [
        # A year from 29 February is over on 28 February.
        (Step.PROPOSED, "2025-02-27", "2025-02-28", "cultivation"),
        # Begun on Monday 3 March: Tuesday 4 to Monday 10 are five working days, so that it is over on the 11th.
        (Step.NOTICE_ENDED, "2025-03-10", "2025-03-11", "notice_period"),
        # A year from the meeting's decision, not from the committee's approval.
        (Step.FULL_VOTED, "2026-05-09", "2026-05-10", "probation"),
    ],
)
def test_too_early_by_a_day_is_blocked_with_its_rule(step, early, first, rule):
    case = case_until(step)
    (block,) = blocks(case, Done(step, d(early)), N, FAR)
    assert (block.rule, block.since.day) == (rule, d(first))
    assert blocks(case, Done(step, d(first)), N, FAR) == ()


def test_the_second_inspection_is_for_the_second_half_year():
    done = case_until(Step.PROPOSED).done
    second = [each for each in done if each.step is Step.INSPECTED][1]
    case = Case(tuple(each for each in done if each is not second))
    (block,) = blocks(case, Done(Step.INSPECTED, d("2024-08-28")), N, FAR)
    assert (block.rule, block.since.day) == ("cultivation", d("2024-08-29"))
    assert blocks(case, Done(Step.INSPECTED, d("2024-08-29")), N, FAR) == ()
    # And with one inspection nobody is proposed.
    (block,) = blocks(case, Done(Step.PROPOSED, d("2025-03-10")), N, FAR)
    assert "要有 2 次，现在 1 次" in block.why


@pytest.mark.parametrize(
    ("step", "facts", "rule"),
    [
        (Step.CONTACTS, {"count": 0}, "cultivation"),
        (Step.CONTACTS, {"count": 3}, "cultivation"),
        (Step.INTRODUCERS, {"count": 1}, "introducers"),
        (Step.INTRODUCERS, {"count": 3}, "introducers"),
        (Step.TRAINED, {}, "short_training"),
        (Step.EXTENDED, {"months": 5}, "probation_extension"),
        (Step.EXTENDED, {"months": 13}, "probation_extension"),
        (Step.CONTACTS, {"count": 1, "passed": False}, "cultivation"),
    ],
)
def test_too_few_or_too_many_are_blocked(step, facts, rule):
    case = case_until(Step.FULL_VOTED if step is Step.EXTENDED else step)
    assert [block.rule for block in blocks(case, Done(step, d("2026-06-01"), **facts), N, FAR)] == [rule]


@pytest.mark.parametrize(
    ("sessions", "enough"),
    [
        ([{"days": 2}], False),
        ([{"days": 3}], True),
        ([{"hours": 23}], False),
        ([{"hours": 24}], True),
        ([{"days": 1}, {"days": 2}], True),
        ([{"days": 2, "hours": 16}, {"hours": 7}], False),
    ],
)
def test_training_of_three_days_or_24_hours_comes_before_the_pre_review(sessions, enough):
    case = case_until(Step.TRAINED)
    case = Case((*case.done, *(Done(Step.TRAINED, d("2025-04-01"), **facts) for facts in sessions)))
    found = blocks(case, Done(Step.PRE_REVIEWED, d("2025-04-10")), N, FAR)
    assert [block.rule for block in found] == ([] if enough else ["short_training"])


@pytest.mark.parametrize(
    ("step", "in_time", "rule"),
    [
        (Step.TALKED, "2024-02-10", "application_talk"),
        (Step.INSPECTED, "2024-08-29", "cultivation"),
        (Step.ADMITTED, "2025-05-10", "pre_review_to_meeting"),
        (Step.APPROVED, "2025-08-10", "committee_approval"),
        (Step.SWORN, "2025-09-10", "oath"),
        (Step.FULL_APPROVED, "2026-08-10", "full_membership_approval"),
    ],
)
def test_each_term_from_both_sides(step, in_time, rule):
    case = case_until(step)
    due = next(due for due in dues(case, N) if due.step is step)
    assert (due.by.day, due.rule) == (d(in_time), rule)
    assert late_days(case, Done(step, d(in_time)), N) == 0
    late = Done(step, d(in_time) + timedelta(days=1))
    assert late_days(case, late, N) == 1
    assert blocks(case, late, N, FAR) == ()  # late is late, and yet possible


def test_the_notice_does_not_begin_before_the_superior_agreed():
    (block,) = possible(case_until(Step.CONSENTED), Step.NOTICE, N, d("2025-03-03"))
    assert "上级党委同意拟列" in block.why
    assert block.rule == "notice_period"
    (early,) = possible(case_until(Step.NOTICE), Step.NOTICE, N, d("2025-03-01"))
    assert "早于上级党委同意拟列" in early.why
    assert possible(case_until(Step.NOTICE), Step.NOTICE, N, d("2025-03-02")) == ()


@pytest.mark.parametrize("step", [Step.CONSENTED, Step.INTERVIEWED, Step.LONGER, Step.DEFERRED, Step.CANCEL_PROPOSED])
def test_what_needs_a_word_is_not_recorded_without(step):
    before = {Step.LONGER: Step.APPROVED, Step.DEFERRED: Step.FULL_VOTED, Step.CANCEL_PROPOSED: Step.FULL_VOTED}
    case = Case(case_until(before.get(step, step)).done, moved=(d("2025-09-01"),))
    done = Done(step, d("2026-06-01"), count=1)
    (block,) = blocks(case, done, N, FAR)
    assert (block.rule, NOTED[step] in block.why) == (RULES[step], True)
    assert blocks(case, replace(done, noted=True), N, FAR) == ()


def test_the_approval_waits_for_the_interview_by_somebody():
    case = case_until(Step.INTERVIEWED)
    (block,) = possible(case, Step.APPROVED, N, d("2025-06-02"))
    assert "审批前谈话" in block.why
    (nobody,) = blocks(case, Done(Step.INTERVIEWED, d("2025-06-01"), noted=True), N, FAR)
    assert nobody.rule == "approval_interview"
    held = case_until(Step.APPROVED)
    (early,) = possible(held, Step.APPROVED, N, d("2025-05-31"))
    assert "早于审批前谈话" in early.why
    assert possible(held, Step.APPROVED, N, d("2025-06-01")) == ()


@pytest.mark.parametrize(
    ("leaves", "warned"), [("2025-07-09", True), ("2025-07-10", True), ("2025-07-11", False), (None, False)]
)
def test_who_leaves_within_three_months_of_the_pre_review_is_warned_of(leaves, warned):
    done = Done(Step.PRE_REVIEWED, d("2025-04-10"), leaves=d(leaves) if leaves else None)
    case = case_until(Step.PRE_REVIEWED)
    assert [each.rule for each in warnings(case, done, N)] == (["pre_review"] if warned else [])
    assert blocks(case, done, N, FAR) == ()


def test_the_leaving_counts_on_the_day_of_the_meeting_and_the_form_is_missed():
    case = Case((*case_until(Step.PRE_REVIEWED).done, Done(Step.PRE_REVIEWED, d("2025-04-10"), leaves=d("2025-08-10"))))
    assert [each.why[:4] for each in warnings(case, Done(Step.ADMITTED, d("2025-05-09")), N)] == ["还没有登"]
    assert len(warnings(case, Done(Step.ADMITTED, d("2025-05-10")), N)) == 2
    given = Case((*case.done, Done(Step.FORM, d("2025-04-10"))))
    assert warnings(given, Done(Step.ADMITTED, d("2025-05-09")), N) == ()


@pytest.mark.parametrize(("noted", "enough"), [(True, True), (False, False)])
def test_a_special_case_is_pre_reviewed_without_the_training_for_a_reason_alone(noted, enough):
    case = case_until(Step.TRAINED)
    done = Done(Step.TRAINED, d("2025-04-03"), special=True, noted=noted)
    assert (blocks(case, done, N, FAR) == ()) is enough
    plain = Case((*case.done, Done(Step.TRAINED, d("2025-04-03"), days=2, noted=True)))
    assert possible(plain, Step.PRE_REVIEWED, N, FAR)
    special = Case((*plain.done, Done(Step.TRAINED, d("2025-04-04"), special=True, noted=True)))
    assert possible(special, Step.PRE_REVIEWED, N, FAR) == ()


def test_an_objection_stops_the_clock_until_it_is_answered():
    begun = case_until(Step.NOTICE_ENDED)
    open_one = Case(begun.done, (Stop(d("2025-03-05")),))
    assert notice_last_day(open_one, N) is None
    (block,) = possible(open_one, Step.NOTICE_ENDED, N, d("2025-06-01"))
    assert "异议" in block.why
    # 4 March counted; 5 to 7 March stood still; 10 to 13 March are the other four.
    answered = Case(begun.done, (Stop(d("2025-03-05"), d("2025-03-07")),))
    assert notice_last_day(answered, N).day == d("2025-03-13")
    assert possible(answered, Step.NOTICE_ENDED, N, d("2025-03-13"))
    assert not possible(answered, Step.NOTICE_ENDED, N, d("2025-03-14"))


def test_a_notice_over_national_day():
    case = case_until(Step.NOTICE)
    case = Case((*case.done, Done(Step.NOTICE, d("2025-09-29"))))
    # 30 September, then 9, 10, 11 (a Saturday worked in exchange) and 13 October.
    assert notice_last_day(case, N).day == d("2025-10-13")


def test_a_notice_beyond_the_calendar_is_provisional():
    case = case_until(Step.NOTICE)
    case = Case((*case.done, Done(Step.NOTICE, d("2030-09-30"))))
    assert notice_last_day(case, N).provisional
    (block,) = possible(case, Step.NOTICE_ENDED, N, d("2030-10-03"))
    assert "暂算" in block.why


@pytest.mark.parametrize(
    ("refused", "again"),
    [
        (Step.NOTICE_ENDED, Step.NOTICE),
        (Step.ADMITTED, Step.PRE_REVIEWED),
        (Step.APPROVED, Step.PRE_REVIEWED),
        (Step.FULL_APPROVED, Step.FULL_VOTED),
        (Step.CONSENTED, Step.PROPOSED),
    ],
)
def test_after_a_no_the_way_is_gone_again(refused, again):
    case = case_until(refused)
    case = Case((*case.done, Done(refused, d("2026-09-01"), passed=False, noted=True)))
    assert not case.has(again)
    assert not case.has(refused)
    assert possible(case, refused, N, FAR)
    assert not possible(case, again, N, FAR)


def test_what_is_ahead_says_what_blocks_it():
    case = case_until(Step.PROPOSED)
    found = dict(ahead(case, N, d("2025-02-21")))
    assert set(found) == {Step.CONTACTS, Step.INSPECTED, Step.HEARD, Step.PROPOSED}
    assert found[Step.CONTACTS] == ()
    assert found[Step.PROPOSED][0].since.day == d("2025-02-28")
    assert [step for step, _ in ahead(Case(), N, FAR)] == [Step.APPLIED]
    done = case_until(None)
    assert [step for step, _ in ahead(done, N, FAR)] == []


def test_other_numbers_bind_a_case_that_began_under_them():
    numbers = Numbers(**{**{name: getattr(N, name) for name in N.__slots__}, "notice_days": 7, "probation_months": 24})
    case = case_until(Step.NOTICE_ENDED)
    assert notice_last_day(case, numbers).day == d("2025-03-12")
    assert probation_ends(case_until(Step.APPROVED), numbers) == d("2027-05-10")


attempts = st.lists(
    st.tuples(
        st.sampled_from(ORDER),
        st.integers(0, 200),  # days since the last one
        st.booleans(),
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from([0, 8, 24]),
        st.sampled_from([0, 6, 12, 13]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(attempts=attempts, objected=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 20)), max_size=3))
def test_no_sequence_of_attempts_reaches_a_step_without_what_comes_before_it(attempts, objected):
    start = d("2022-01-04")
    stops = tuple(
        Stop(start + timedelta(days=at), start + timedelta(days=at + length) if length else None)
        for at, length in objected
    )
    case, today = Case((), stops), start
    for step, later, passed, count, days, hours, months, special, noted in attempts:
        today += timedelta(days=later)
        done = Done(step, today, passed, count, days, hours, months, special, noted)
        if not blocks(case, done, N, today):
            case = Case((*case.done, done), stops)
            _consistent(case)


@settings(max_examples=60, deadline=None)
@given(wait=st.lists(st.integers(0, 400), min_size=30, max_size=30), choice=st.randoms(use_true_random=False))
def test_following_whatever_is_possible_stays_consistent(wait, choice):
    case, today = Case(), d("2022-01-04")
    for later in wait:
        today += timedelta(days=later)
        open_now = [step for step, found in ahead(case, N, today) if not found]
        if not open_now:
            continue
        step = choice.choice(open_now)
        passed = step not in JUDGED or choice.random() < 0.8
        done = Done(step, today, passed, count=2, days=3, months=6, noted=True)
        assert blocks(case, done, N, today) == ()
        case = Case((*case.done, done))
        _consistent(case)


def _consistent(case):
    """Checked from the list of rules by itself, without the functions under test."""
    seen = {}
    for done in case.standing:
        for need in NEEDS[done.step]:
            assert need in seen, f"{done.step} without {need}"
            assert done.on >= seen[need][-1].on or done.step in AGAIN or need in AGAIN
        seen.setdefault(done.step, []).append(done)
    first = {step: found[0].on for step, found in seen.items()}
    if Step.PROPOSED in first:
        assert first[Step.PROPOSED] >= add_months(first[Step.ACTIVIST], 12)
        assert sum(each.on <= first[Step.PROPOSED] for each in seen[Step.INSPECTED]) >= 2
    if Step.NOTICE_ENDED in first:
        day, whole = first[Step.NOTICE], 0
        while (day := day + timedelta(days=1)) < first[Step.NOTICE_ENDED]:
            whole += working(day)[0] and not any(stop.covers(day) for stop in case.objections)
        assert whole >= 5
        assert all(stop.until for stop in case.objections)
    if Step.PRE_REVIEWED in first:
        assert all(1 <= each.count <= 2 for each in seen[Step.CONTACTS])
        assert seen[Step.INTRODUCERS][-1].count == 2
        trained = seen[Step.TRAINED]
        enough = sum(each.days for each in trained) >= 3 or sum(each.hours for each in trained) >= 24
        assert enough or any(each.special and each.noted for each in trained)
    if Step.FULL_VOTED in first:
        extended = seen.get(Step.EXTENDED, [])
        assert len(extended) == len(seen.get(Step.EXTENDED_APPROVED, [])) <= 1
        assert first[Step.FULL_VOTED] >= add_months(first[Step.ADMITTED], 12 + sum(each.months for each in extended))
    if Step.NOTICE in first:
        assert first[Step.HEARD] <= first[Step.PROPOSED] <= seen[Step.CONSENTED][-1].on <= first[Step.NOTICE]
        assert seen[Step.CONSENTED][-1].noted
    if Step.APPROVED in first:
        assert first[Step.ADMITTED] <= first[Step.INTERVIEWED] <= first[Step.APPROVED]
        assert all(each.noted and each.count for each in seen[Step.INTERVIEWED])
    assert not {Step.FULL_APPROVED, Step.CANCEL_APPROVED} <= first.keys()
    if Step.FULL_APPROVED in first:
        assert Step.APPROVED in first
        assert Step.FULL_VOTED in first
