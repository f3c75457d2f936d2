"""Which documents a file must hold: owed with their step, missing until they are there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scoring.development import Case, Done
from scoring.development_materials import Material, missing, owed
from scoring.development_steps import ORDER, Step
from storage.development import materials_list, samples

ZONE = ZoneInfo("Asia/Shanghai")
LETTER = Material("application", "入党申请书", Step.APPLIED)
REPORT = Material("thought_report", "思想汇报", Step.INSPECTED, each=True)


def case(*done):
    return Case(tuple(done))


def test_a_document_is_owed_some_days_after_its_step_was_recorded():
    late_entry = datetime(2026, 11, 9, 17, tzinfo=UTC)  # the 10th in Shanghai
    done = Done(Step.APPLIED, date(2024, 1, 10), entered=late_entry)
    (found,) = owed(case(done), [LETTER, REPORT], {}, 15, ZONE)
    assert (found.missing, found.by) == (1, date(2026, 11, 25))
    (there,) = owed(case(done), [LETTER], {"application": 2}, 15, ZONE)
    assert there.missing == 0


def test_what_comes_with_every_half_year_is_counted_by_the_times():
    days = [date(2025, 2, 1), date(2025, 8, 1), date(2026, 2, 1)]
    facts = case(*(Done(Step.INSPECTED, day) for day in days))
    for there, missed, since in ((0, 3, days[0]), (1, 2, days[1]), (2, 1, days[2]), (3, 0, days[2])):
        (found,) = owed(facts, [REPORT], {"thought_report": there}, 10, ZONE)
        assert (found.missing, found.by) == (missed, since + timedelta(days=10))


def test_a_step_that_a_no_has_undone_asks_for_nothing():
    facts = case(Done(Step.PROPOSED, date(2026, 1, 1)), Done(Step.CONSENTED, date(2026, 1, 5), passed=False))
    assert owed(facts, [Material("minutes", "会议记录", Step.PROPOSED)], {}, 15, ZONE) == ()


@given(
    st.lists(st.sampled_from(ORDER), max_size=12),
    st.dictionaries(st.sampled_from([each.key for each in materials_list.own()]), st.integers(0, 4)),
)
def test_more_in_the_file_never_makes_more_missing(steps, there):
    facts = case(*(Done(step, date(2026, 1, 1)) for step in steps))
    listed = materials_list.own()
    before = sum(each.missing for each in missing(owed(facts, listed, {}, 15, ZONE)))
    after = sum(each.missing for each in missing(owed(facts, listed, there, 15, ZONE)))
    assert 0 <= after <= before
    assert {each.material.step for each in owed(facts, listed, there, 15, ZONE)} <= set(steps)


def test_every_sample_is_for_a_document_of_the_list():
    keys = {each.key for each in materials_list.own()}
    assert {each.material for each in samples.own()} <= keys
    assert len({each.key for each in samples.own()}) == len(samples.own())
