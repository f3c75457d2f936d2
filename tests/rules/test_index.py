"""The health index: bounded, monotone in each fact, free of order, unknown is not zero, and it explains itself."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.index.facts import Came, Checked, Duty, Exam, Facts, Meeting, PostCheck, Rating, Study, Topic
from scoring.index.measures import MEASURES, records
from scoring.index.model import Colour, changes, colour_of, judge, packed, unpacked, weigh
from scoring.index.rules import FILE, RuleError, own, parse
from scoring.rating import Dimension
from tests.rules import index_facts as some
from tests.rules.exact_index import judged

RULES = own()
TEXT = FILE.read_text(encoding="utf-8")


def points(found, key):
    return next(line.points for line in found.lines if line.key == key)


@given(some.facts, st.none() | st.sampled_from(Colour))
def test_everything_lies_between_nought_and_a_hundred(facts, before):
    found = judge(facts, RULES, before)
    for number in (found.total, *found.dimensions.values(), *(line.points for line in found.lines)):
        assert number is None or 0 <= number <= 1000
    assert 0 <= found.known <= 1000
    assert (found.total is None) == (found.known == 0)
    assert found.colour is None or found.known >= 500


def test_the_ends_of_the_scale_are_reached():
    assert judge(some.FULL, RULES).total == 1000
    assert judge(some.FULL, RULES).colour is Colour.GREEN
    assert judge(some.POOR, RULES).total == 0
    assert judge(some.POOR, RULES).colour is Colour.GRAY


@given(some.facts, st.randoms())
def test_the_order_of_facts_means_nothing(facts, chance: random.Random):
    def shuffled(each):
        return tuple(chance.sample(each, len(each)))

    mixed = replace(
        facts, exams=shuffled(facts.exams), duty=shuffled(facts.duty),
        meetings=shuffled(facts.meetings), topics=shuffled(facts.topics), ratings=shuffled(facts.ratings),
    )  # fmt: skip
    assert judge(mixed, RULES) == judge(facts, RULES)


def better(facts, chance):
    """The same facts with one of them a little better; None where nothing can be."""
    choices = []
    if facts.study:
        choices.append(replace(facts, study=replace(facts.study, tenths=facts.study.tenths + 7)))
    for place, exam in enumerate(facts.exams):
        raised = replace(exam, points=min(exam.full, exam.points + 9))
        choices.append(replace(facts, exams=_with(facts.exams, place, raised)))
    for place, duty in enumerate(facts.duty):
        choices.append(replace(facts, duty=_with(facts.duty, place, replace(duty, present=duty.present + 1))))
        choices.append(replace(facts, duty=_with(facts.duty, place, replace(duty, late=max(0, duty.late - 1)))))
    if facts.check:
        order = [Checked.MISSING, Checked.LATE, Checked.IN_TIME]
        raised = order[min(2, order.index(facts.check.checked) + 1)]
        choices.append(replace(facts, check=replace(facts.check, checked=raised)))
    for place, meeting in enumerate(facts.meetings):
        if meeting.came is Came.ABSENT:
            for came in (Came.MADE_UP, Came.ON_SPOT, Came.LIVE, Came.EXCUSED):
                choices.append(replace(facts, meetings=_with(facts.meetings, place, replace(meeting, came=came))))
    for place, topic in enumerate(facts.topics):
        choices.append(replace(facts, topics=_with(facts.topics, place, replace(topic, spoke=True))))
    for place, rating in enumerate(facts.ratings):
        raised = tuple(min(10, mark + 1) for mark in rating.medians)
        choices.append(replace(facts, ratings=_with(facts.ratings, place, replace(rating, medians=raised))))
    return chance.choice(choices) if choices else None


def _with(rows, place, row):
    return (*rows[:place], row, *rows[place + 1 :])


@given(some.facts, st.randoms(), st.none() | st.sampled_from(Colour))
def test_a_better_fact_never_lowers_anything(facts, chance, before):
    raised = better(facts, chance)
    if raised is None:
        return
    old, new = judge(facts, RULES, before), judge(raised, RULES, before)
    if old.known != new.known:
        return  # the only meeting was excused: it is not known any more
    assert old.total is None or new.total >= old.total
    for dimension in Dimension:
        assert old.dimensions[dimension] is None or new.dimensions[dimension] >= old.dimensions[dimension]
    order = [Colour.GRAY, Colour.YELLOW, Colour.GREEN]
    assert old.colour is None or order.index(new.colour) >= order.index(old.colour)


@given(some.facts, some.facts)
def test_the_same_facts_and_version_give_the_same_index(one, other):
    first = judge(one, RULES)
    judge(other, RULES)
    assert judge(one, parse(TEXT)) == first


@given(some.facts)
def test_the_shares_of_the_known_make_the_whole(facts):
    found = judge(facts, RULES)
    together = sum(line.share for line in found.lines)
    assert together == 0 if found.total is None else abs(together - 10_000) <= len(found.lines)
    assert all((line.share > 0) == (line.points is not None) for line in found.lines)


@pytest.mark.parametrize("missing", ["study", "exams", "duty", "check", "meetings", "ratings"])
def test_unknown_is_not_zero(missing):
    empty = getattr(Facts(), missing)
    unknown, nought = (
        replace(some.FULL, **{missing: empty}),
        replace(some.FULL, **{missing: getattr(some.POOR, missing)}),
    )
    assert judge(unknown, RULES).total == 1000
    assert judge(unknown, RULES).known < 1000
    assert judge(nought, RULES).total < 1000
    assert judge(nought, RULES).known == 1000


def test_leave_travel_and_sickness_are_neutral():
    attended = (Meeting(1, Came.ON_SPOT), Meeting(2, Came.ABSENT))
    excused = (*attended, Meeting(3, Came.EXCUSED))
    assert points(judge(Facts(meetings=attended), RULES), "meetings") == points(
        judge(Facts(meetings=excused), RULES), "meetings"
    )
    assert judge(Facts(meetings=(Meeting(1, Came.EXCUSED),)), RULES).total is None
    away = Duty(some.MONTH, owed=0, present=0, late=0)
    assert judge(Facts(duty=(away,)), RULES).total is None
    worked = Duty(date(2026, 9, 1), owed=40, present=38, late=2)
    assert judge(Facts(duty=(worked, away)), RULES).total == judge(Facts(duty=(worked,)), RULES).total


def test_nothing_is_due_in_january():
    found = judge(Facts(study=Study(2026, 0, 0)), RULES)
    assert points(found, "study") is None


def test_too_little_known_has_no_colour():
    found = judge(Facts(meetings=(Meeting(1, Came.ABSENT),)), RULES)
    assert (found.total, found.known, found.colour) == (0, 140, None)


@pytest.mark.parametrize(
    ("total", "before", "colour"),
    [
        (800, None, Colour.GREEN),
        (799, None, Colour.YELLOW),
        (600, None, Colour.YELLOW),
        (599, None, Colour.GRAY),
        # Green holds down to 78, and comes back at 82.
        (780, Colour.GREEN, Colour.GREEN),
        (779, Colour.GREEN, Colour.YELLOW),
        (819, Colour.YELLOW, Colour.YELLOW),
        (820, Colour.YELLOW, Colour.GREEN),
        # Gray below 58, out of it at 62, and a great leap at once.
        (580, Colour.YELLOW, Colour.YELLOW),
        (579, Colour.YELLOW, Colour.GRAY),
        (619, Colour.GRAY, Colour.GRAY),
        (620, Colour.GRAY, Colour.YELLOW),
        (820, Colour.GRAY, Colour.GREEN),
        (570, Colour.GREEN, Colour.GRAY),
    ],
)
def test_a_colour_is_left_only_beyond_the_margin(total, before, colour):
    assert colour_of(total, RULES, before) is colour


@given(some.facts)
def test_a_gain_is_what_the_total_would_be(facts):
    found = judge(facts, RULES)
    for line in found.lines:
        gain, step = found.gain(line), found.step(line)
        assert 0 <= step <= gain
        if line.points is None or line.points == 1000:
            assert gain == 0


def test_the_next_step_is_what_it_says():
    facts = replace(some.FULL, meetings=(Meeting(1, Came.ABSENT), Meeting(2, Came.LIVE)))
    found = judge(facts, RULES)
    line = found.lines[0]
    after = judge(replace(facts, meetings=(Meeting(1, Came.MADE_UP), Meeting(2, Came.LIVE))), RULES)
    assert found.step(line) == after.total - found.total > 0


def test_every_line_names_its_records():
    found = {line.key: line.evidence for line in judge(some.FULL, RULES).lines}
    assert found["meetings"] == ("meeting:1:spot", "meeting:2:live", "meeting:3:made_up")
    assert found["exams"] == ("exam:1",)
    assert found["presence"] == found["punctuality"] == ("duty:2026-10-01",)
    assert found["rated_virtue"] == ("rating:2026-10-01",)
    assert found["post_check"] == ("check:2026-07-01:in_time",)
    assert found["study"] == ("study:2026:250:243",)


@given(some.facts)
def test_lines_survive_being_kept(facts):
    assert unpacked(packed(weigh(facts, RULES).lines), " ".join(records(facts))) == judge(facts, RULES).lines


ODD = parse(
    TEXT.replace("topic = 0.5", "topic = 0.3").replace("[0.6, 60]", "[0.7, 33.3]").replace("weight = 70", "weight = 37")
)


@given(some.facts, st.none() | st.sampled_from(Colour), st.sampled_from([RULES, RULES.without("study"), ODD]))
@example(some.EMPTY, None, RULES)
def test_whole_numbers_come_to_what_fractions_come_to(facts, before, rules):
    found = judge(facts, rules, before)
    lines = [(each.key, each.share, each.points, each.next, each.value) for each in found.lines]
    assert (found.total, found.dimensions, found.known, found.colour, lines) == judged(facts, rules, before)


def test_the_difference_between_two_months_is_by_line():
    before = judge(replace(some.FULL, check=None), RULES)
    now = judge(replace(some.FULL, meetings=(Meeting(1, Came.ABSENT),)), RULES)
    assert [(each.key, each.before, each.now) for each in changes(before.lines, now.lines)] == [
        ("meetings", 1000, 0),
        ("post_check", None, 1000),
    ]


def test_only_the_five_inputs_are_read():
    assert set(Facts.__dataclass_fields__) == {"study", "exams", "duty", "check", "meetings", "topics", "ratings"}


def test_the_version_names_the_numbers_and_not_the_words():
    assert parse(TEXT).version == RULES.version
    assert parse(TEXT.replace("weight = 70", "weight = 69", 1)).version != RULES.version
    assert parse(TEXT.replace("组织生活参加率", "组织生活")).version == RULES.version


def test_every_number_has_a_source_and_the_file_says_whose_it_is():
    assert all(each.source for each in RULES.indicators)
    assert "没有给出权重" in RULES.note
    assert {each.key for each in RULES.indicators} == set(MEASURES)
    for dimension in Dimension:
        assert sum(each.weight for each in RULES.indicators if each.dimension is dimension) == 100


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("green = 80", "green = 62", "green 减去 margin"),
        ('dimension = "德"', 'dimension = "品"', "dimension"),
        ("curve = [[0, 0], [0.6, 60], [1, 100]]", "curve = [[0, 0], [0.6, 160], [1, 100]]", "curve"),
        ("curve = [[0, 0], [0.6, 60], [1, 100]]", "curve = [[0, 0], [0, 60]]", "从小到大"),
        ("curve = [[0, 100], [1, 90]", "curve = [[0, 80], [1, 90]", "分不能更少"),
        ("weight = 70", "weight = -1", "weight"),
        ("weight = 70", 'weight = "70"', "weight"),
        ("[indicators.exams]", "[indicators.likes]", "indicators"),
        ("margin = 2", "margin = 2\nlikes = 3", "colours"),
        ('version = "2026.1"', "version = [", "不是 TOML"),
        ("topic = 0.5", "likes = 0.5", "parts: 须有且只有 meeting、topic"),
        ("topic = 0.5", "topic = -1", "topic: 须是 0 到 10 的数"),
        ("topic = 0.5", 'topic = "1"', "topic: 须是 0 到 10 的数"),
        ("parts = {", "pieces = {", "indicators.meetings"),
    ],
)
def test_a_wrong_file_is_named(old, new, word):
    assert old in TEXT
    with pytest.raises(RuleError, match=word):
        parse(TEXT.replace(old, new, 1))


def test_a_weight_of_nought_switches_an_indicator_off():
    off = parse(TEXT.replace("weight = 70", "weight = 0", 1))
    facts = replace(some.FULL, meetings=(Meeting(1, Came.ABSENT),))
    assert judge(facts, off).total == 1000


def test_a_topic_weighs_half_a_meeting_and_only_taking_part_counts():
    attended, missed = (Meeting(1, Came.ON_SPOT),), (Meeting(1, Came.ABSENT),)
    spoke, silent = (Topic(1, spoke=True),), (Topic(1, spoke=False),)
    assert points(judge(Facts(meetings=attended, topics=spoke), RULES), "meetings") == 1000
    # 1 of 1.5, and 0.5 of 1.5: 0.6667 → 60 + 40 × 0.0667/0.4; 0.3333 → 100 × 0.3333
    assert points(judge(Facts(meetings=attended, topics=silent), RULES), "meetings") == 667
    assert points(judge(Facts(meetings=missed, topics=spoke), RULES), "meetings") == 333
    assert points(judge(Facts(topics=spoke), RULES), "meetings") == 1000
    assert set(Topic.__dataclass_fields__) == {"number", "spoke"}


def test_a_topic_that_is_over_is_no_step_that_one_can_take():
    found = judge(Facts(meetings=(Meeting(1, Came.LIVE),), topics=(Topic(1, spoke=False),)), RULES).lines[0]
    assert found.evidence == ("meeting:1:live", "topic:1:silent")
    assert found.next is None


def test_a_topic_that_weighs_nothing_changes_nothing():
    off = parse(TEXT.replace("topic = 0.5", "topic = 0"))
    both = Facts(meetings=(Meeting(1, Came.LIVE),), topics=(Topic(1, spoke=False),))
    assert judge(both, off).total == 1000
    assert judge(Facts(topics=(Topic(1, spoke=True),)), off).total is None


def test_one_rater_of_several_months_is_averaged():
    rows = (Rating(date(2026, 9, 1), (6,) * 5), Rating(some.MONTH, (8,) * 5))
    assert points(judge(Facts(ratings=rows), RULES), "rated_virtue") == 850


def test_a_contest_of_numbers_rounds_as_people_do():
    one_of_three = (Meeting(1, Came.LIVE), Meeting(2, Came.ABSENT), Meeting(3, Came.ABSENT))
    assert points(judge(Facts(meetings=one_of_three), RULES), "meetings") == 333
    two = (Exam(1, 1, 16), Exam(2, 1, 16))
    assert points(judge(Facts(exams=two), RULES), "exams") == 63


def test_a_check_handed_in_late_is_worth_less():
    late = judge(Facts(check=PostCheck(date(2026, 1, 1), Checked.LATE)), RULES)
    assert points(late, "post_check") == 700
