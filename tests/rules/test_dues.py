"""What is due of a base, and sums as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.dues import read_sum, sum_text
from storage.rules.regulations import RegulationError, own, parse

SCALE = own()["dues_share"].scale()


@pytest.mark.parametrize(
    ("base", "due"),
    [
        ("1", "0.01"), ("3000", "15.00"), ("3000.01", "30.00"), ("5000", "50.00"), ("5000.01", "75.00"), ("6800", "102.00"),
        ("10000", "150.00"), ("10000.01", "200.00"), ("12345.67", "246.91"),
    ],
)  # fmt: skip
def test_the_whole_base_is_due_at_its_brackets_share(base, due):
    assert sum_text(SCALE.due_of(read_sum(base))) == due


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_who_earns_more_never_pays_less(one, other):
    low, high = sorted((one, other))
    assert SCALE.due_of(low) <= SCALE.due_of(high)
    assert SCALE.share_of(high) <= Fraction(1, 50)


@given(st.integers(0, 100_000_000))
def test_a_sum_is_read_as_it_is_shown(sum_):
    assert read_sum(sum_text(sum_)) == sum_


@pytest.mark.parametrize(
    ("text", "sum_"),
    [("75", 7500), ("75.5", 7550), ("¥6,800", 680000), ("６８００元", 680000), (" 102 元", 10200), ("0", 0)],
)
def test_sums_as_people_write_them(text, sum_):
    assert read_sum(text) == sum_


@pytest.mark.parametrize("text", ["", "七十五", "75.555", "-75", "1e9", "9999999999", "7 5 八"])
def test_what_is_no_sum(text):
    assert read_sum(text) is None


RULE = """
[dues_share]
subject = "党费"
text = "党费"
document = "规定"
set_by = "中央"
status = "待核实"
effect = "warns"
values = {{ brackets = {} }}
"""


@pytest.mark.parametrize(
    "brackets",
    [
        "[]",
        '[{ to = 3000, share = "1/200" }]',
        '[{ to = 3000, share = "1/200" }, { to = 3000, share = "1/100" }, { share = "1/50" }]',
        '[{ share = "1/200" }, { share = "1/50" }]',
        '[{ to = 0, share = "1/200" }, { share = "1/50" }]',
        "[{ share = 0.5 }]",
        '[{ to = 1, part = "1/2" }]',
        "3",
    ],
)
def test_brackets_that_do_not_rise_to_an_open_end_are_told(brackets):
    with pytest.raises(RegulationError, match="dues_share"):
        parse(RULE.format(brackets))
