from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.duties import (
    SET_BY,
    DutyRule,
    DutyState,
    Meeting,
    MeetingKind,
    MeetingState,
    Period,
    branch_duties,
    period_of,
)
from storage.rules.regulations import duty_rules, load

RULES = duty_rules(load())
NOVEMBER, TODAY = date(2026, 11, 1), date(2026, 11, 24)
GENERAL, THEME = MeetingKind.GENERAL, MeetingKind.THEME_DAY
HELD, PLANNED, PUBLISHED = MeetingState.HELD, MeetingState.PLANNED, MeetingState.PUBLISHED


def meeting(*kinds: MeetingKind, day: date = date(2026, 11, 10), state=HELD, group: str | None = None) -> Meeting:
    return Meeting(frozenset(kinds), day, state, group)


def states(*meetings: Meeting, month: date = NOVEMBER, today: date = TODAY, **how) -> dict[str, DutyState]:
    return {
        duty.rule.key + (f"/{duty.group}" if duty.group else ""): duty.state
        for duty in branch_duties(meetings, RULES, ("一组", "二组"), month, today, **how)
    }


def test_with_nothing_held_everything_is_due_each_rule_by_itself():
    assert states() == dict.fromkeys(
        ["general_meeting_central", "general_meeting_bureau", "committee_meeting", "group_meeting/一组", "group_meeting/二组",
         "lecture", "theme_day", "life_meeting", "appraisal"],
        DutyState.DUE,
    )  # fmt: skip


def test_a_month_that_is_over_misses_what_is_monthly_only():
    october = states(month=date(2026, 10, 1))
    assert {key for key, state in october.items() if state is DutyState.MISSING} == {
        "general_meeting_bureau", "committee_meeting", "group_meeting/一组", "group_meeting/二组", "theme_day",
    }  # fmt: skip
    assert set(states(month=date(2025, 12, 1)).values()) == {DutyState.MISSING}


def test_one_meeting_of_two_kinds_serves_three_rules_and_the_bureau_waits_for_its_publication():
    held = states(meeting(GENERAL, THEME))
    assert held["general_meeting_central"] is held["theme_day"] is DutyState.DONE
    assert held["general_meeting_bureau"] is DutyState.DUE
    assert states(meeting(GENERAL, THEME, state=PUBLISHED))["general_meeting_bureau"] is DutyState.DONE
    (duty,) = [d for d in branch_duties([meeting(GENERAL, THEME)], RULES, (), NOVEMBER, TODAY) if d.rule.publish]
    assert (duty.done, duty.unpublished) == (0, 1)


def test_a_general_meeting_of_october_serves_the_quarter_not_the_bureaus_november():
    found = states(meeting(GENERAL, THEME, day=date(2026, 10, 10), state=PUBLISHED))
    assert found["general_meeting_central"] is DutyState.DONE
    assert found["general_meeting_bureau"] is DutyState.DUE


def test_plans_count_while_they_are_ahead():
    ahead = meeting(MeetingKind.COMMITTEE, day=TODAY, state=PLANNED)
    gone_by = meeting(MeetingKind.COMMITTEE, day=TODAY - timedelta(days=1), state=PLANNED)
    assert states(ahead)["committee_meeting"] is DutyState.PLANNED
    assert states(gone_by)["committee_meeting"] is DutyState.DUE


def test_each_group_owes_its_own_and_no_group_owes_none():
    found = states(meeting(MeetingKind.GROUP, group="一组"), meeting(MeetingKind.GROUP))
    assert found["group_meeting/一组"] is DutyState.DONE
    assert found["group_meeting/二组"] is DutyState.DUE
    assert not [d for d in branch_duties([], RULES, (), NOVEMBER, TODAY) if d.rule.each_group]


def test_what_one_group_held_is_not_the_branchs():
    assert states(meeting(THEME, group="一组"))["theme_day"] is DutyState.DUE


def test_a_branch_without_committee_owes_no_committee_meeting():
    assert "committee_meeting" not in states(has_committee=False)


def test_rules_say_who_set_them_and_whether_they_are_verified():
    by_key = {rule.key: rule for rule in RULES}
    assert by_key["general_meeting_central"].set_by == "中央"
    assert by_key["general_meeting_bureau"].set_by == "本局"
    assert (by_key["lecture"].set_by, by_key["lecture"].verified) == ("本系统", False)
    assert {rule.set_by for rule in RULES} <= SET_BY.keys()


@pytest.mark.parametrize(
    ("per", "first", "last"),
    [
        (Period.MONTH, "2028-02-01", "2028-02-29"),
        (Period.QUARTER, "2028-01-01", "2028-03-31"),
        (Period.HALF_YEAR, "2028-01-01", "2028-06-30"),
        (Period.YEAR, "2028-01-01", "2028-12-31"),
    ],
)
def test_periods(per: Period, first: str, last: str):
    assert period_of(date(2028, 2, 15), per) == (date.fromisoformat(first), date.fromisoformat(last))


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(days, st.sampled_from(Period))
def test_periods_cover_the_calendar_without_gap(day: date, per: Period):
    first, last = period_of(day, per)
    assert first <= day <= last
    assert first.day == 1
    assert period_of(last + timedelta(days=1), per)[0] == last + timedelta(days=1)


meetings = st.lists(
    st.builds(
        Meeting,
        st.frozensets(st.sampled_from(MeetingKind), min_size=1, max_size=3),
        st.dates(date(2026, 9, 1), date(2026, 12, 31)),
        st.sampled_from(MeetingState),
        st.sampled_from([None, "一组", "二组"]),
    ),
    max_size=12,
)
RANK = [DutyState.MISSING, DutyState.DUE, DutyState.PLANNED, DutyState.DONE]


@given(meetings, st.dates(date(2026, 10, 1), date(2026, 12, 31)))
def test_one_meeting_more_never_makes_a_duty_worse(facts: list[Meeting], today: date):
    for more in range(len(facts)):
        before, after = states(*facts[:more], today=today), states(*facts[: more + 1], today=today)
        assert all(RANK.index(before[key]) <= RANK.index(after[key]) for key in before)


@given(meetings, st.integers(1, 3))
def test_done_means_as_many_as_the_rule_asks(facts: list[Meeting], count: int):
    rule = DutyRule("k", "s", frozenset({GENERAL}), Period.QUARTER, count, "中央")
    (duty,) = branch_duties(facts, [rule], (), NOVEMBER, TODAY)
    assert (duty.state is DutyState.DONE) == (duty.done >= count)
    assert len(duty.days) == duty.done
    assert all(duty.first <= day <= duty.last for day in duty.days)
