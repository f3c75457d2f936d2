"""A year of meetings: what is proposed, what a plan lacks, what became of its lines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.duties import CALLED, Meeting, MeetingKind, MeetingState
from scoring.working_days import working
from scoring.yearplan import Branch, Line, LineState, gaps, moved, outcomes, proposal
from storage.rules.regulations import duty_rules, load

RULES = duty_rules(load())
BOTH = frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY})
COMMITTEE, GROUP, LECTURE = (
    frozenset({kind}) for kind in (MeetingKind.COMMITTEE, MeetingKind.GROUP, MeetingKind.LECTURE)
)
LIFE = frozenset({MeetingKind.LIFE})
BRANCH = Branch(("第一党小组", "第二党小组"))
NEW_YEAR = date(2026, 12, 1)


def held(day, kinds=BOTH, group=None, state=MeetingState.PUBLISHED):
    return Meeting(kinds, day, state, group)


def days(plan, kinds):
    return [(line.month, line.day) for line in plan if line.kinds == kinds]


def test_a_new_branch_is_proposed_all_that_the_rules_ask():
    plan = proposal(2027, RULES, [], BRANCH, NEW_YEAR)
    assert days(plan, BOTH) == days(plan, COMMITTEE) == days(plan, GROUP) == [(month, None) for month in range(1, 13)]
    assert days(plan, LECTURE) == [(3, None), (6, None), (9, None), (12, None)]
    assert days(plan, LIFE) == [(12, None)]
    assert not days(plan, frozenset({MeetingKind.GENERAL})), "the monthly meeting is one of the quarter's too"
    assert gaps(2027, plan, RULES, BRANCH, NEW_YEAR) == []


def test_without_a_committee_or_groups_neither_is_proposed():
    plan = proposal(2027, RULES, [], Branch((), has_committee=False), NEW_YEAR)
    assert not days(plan, COMMITTEE)
    assert not days(plan, GROUP)


def test_last_years_days_and_months_are_kept_to():
    fixed = [held(date(2026, month, 10)) for month in range(1, 11)]
    first_wednesdays = [held(day, COMMITTEE) for day in (date(2026, 9, 2), date(2026, 10, 7), date(2026, 11, 4))]
    once = [held(date(2026, 2, 12), LIFE), held(date(2026, 5, 20), LECTURE)]
    plan = proposal(2027, RULES, [*fixed, *first_wednesdays, *once], BRANCH, NEW_YEAR)
    # 10 January 2027 is a Sunday: the working day after it.
    assert days(plan, BOTH)[:3] == [(1, 11), (2, 10), (3, 10)]
    assert (3, 3) in days(plan, COMMITTEE)
    assert days(plan, LIFE) == [(2, None)]
    assert (5, None) in days(plan, LECTURE)


def test_of_a_year_that_runs_what_was_held_stands_and_only_what_is_ahead_is_planned():
    past = [held(date(2026, 3, 4), LIFE), held(date(2026, 11, 3), GROUP, "第一党小组")]
    plan = proposal(2026, RULES, past, BRANCH, date(2026, 11, 24))
    assert days(plan, LIFE) == [(3, 4)]
    assert days(plan, BOTH) == [(11, None), (12, None)]
    assert days(plan, GROUP) == [(11, None), (12, None)]


@pytest.mark.parametrize(
    ("line", "meetings", "state"),
    [
        (Line(10, COMMITTEE, 12), [], LineState.LATE),
        (Line(10, COMMITTEE, 12), [held(date(2026, 10, 20), COMMITTEE)], LineState.HELD),
        (Line(10, COMMITTEE, 12), [held(date(2026, 10, 12), COMMITTEE, state=MeetingState.PLANNED)], LineState.LATE),
        (Line(11, COMMITTEE, 23), [], LineState.LATE),
        (Line(11, COMMITTEE, 24), [], LineState.AHEAD),
        (Line(11, COMMITTEE), [], LineState.AHEAD),
        (Line(11, COMMITTEE), [held(date(2026, 11, 30), COMMITTEE, state=MeetingState.PLANNED)], LineState.CALLED),
        (Line(11, frozenset({MeetingKind.GENERAL})), [held(date(2026, 11, 2))], LineState.HELD),
        (Line(11, BOTH), [held(date(2026, 11, 2), frozenset({MeetingKind.GENERAL}))], LineState.AHEAD),
        (Line(11, GROUP), [held(date(2026, 11, 2), GROUP, "第一党小组")], LineState.AHEAD),
        (Line(11, GROUP), [held(date(2026, 11, 2), GROUP, name) for name in BRANCH.groups], LineState.HELD),
    ],
)
def test_what_became_of_a_line(line, meetings, state):
    (found,) = outcomes(2026, [line], meetings, BRANCH, date(2026, 11, 24))
    assert found.state is state


def test_one_meeting_stands_for_one_line():
    found = outcomes(
        2026, [Line(11, LECTURE), Line(11, LECTURE)], [held(date(2026, 11, 2), LECTURE)], BRANCH, date(2026, 11, 24)
    )
    assert [each.state for each in found] == [LineState.HELD, LineState.AHEAD]


def test_what_is_taken_out_is_missing_in_its_period():
    plan = [line for line in proposal(2027, RULES, [], BRANCH, NEW_YEAR) if (line.month, line.kinds) != (9, LECTURE)]
    (gap,) = gaps(2027, plan, RULES, BRANCH, NEW_YEAR)
    assert (gap.rule.key, gap.first, gap.missing) == ("lecture", date(2027, 7, 1), 1)


def test_a_line_is_moved_within_its_year_to_a_working_day():
    assert moved(Line(1, BOTH, 29), 1, 2027) == Line(2, BOTH, 26), "the last working day before the 28th, a Sunday"
    assert moved(Line(12, BOTH, 10), 1, 2027) == Line(12, BOTH, 10)
    assert moved(Line(9, BOTH, 1), 1, 2026).day == 8, "after the holiday of October"


lines = st.builds(Line, st.integers(1, 12), st.sampled_from(CALLED), st.none() | st.integers(1, 28))
meetings = st.builds(
    Meeting,
    st.sampled_from(CALLED),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(MeetingState),
    st.none(),
)


@given(st.lists(meetings, max_size=30), st.sampled_from([2026, 2027]), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_proposal_lacks_nothing_that_can_still_be_planned(past, year, today):
    plan = proposal(year, RULES, past, BRANCH, today)
    assert gaps(year, plan, RULES, BRANCH, today) == []
    fresh = {(each.day.month, each.kinds) for each in past if each.day.year == year}
    for line in plan:
        if line.day and (line.month, line.kinds) not in fresh:
            assert working(date(year, line.month, line.day))[0]
            assert date(year, line.month, line.day) >= today


@given(st.lists(lines, max_size=20), st.lists(meetings, max_size=30))
def test_each_line_has_its_own_state_and_no_meeting_counts_twice_for_a_kind(planned, past):
    found = outcomes(2026, planned, past, BRANCH, date(2026, 11, 24))
    assert [each.line for each in found] == planned
    for line in {(each.line.month, each.line.kinds) for each in found if not each.line.of_groups}:
        there = [each for each in found if (each.line.month, each.line.kinds) == line and each.days]
        fitting = [m for m in past if m.day.year == 2026 and m.day.month == line[0] and m.kinds >= line[1]]
        assert len(there) <= len(fitting)
