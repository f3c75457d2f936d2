"""What people write keeps to its own place in a text."""

from itertools import accumulate

import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.screens.text import Markup, escape, isolated, lines

RLO, LRI, FSI, PDI = "\u202e", "\u2066", "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("王芳 <b>", "王芳 <b>"),
        (f"王{RLO}芳", f"{FSI}王{RLO}芳{PDI}"),
        ("ئالىم", f"{FSI}ئالىم{PDI}"),
        (f"一{PDI}{PDI}二{RLO}", f"{FSI}一二{RLO}{PDI}"),
        (f"一{LRI}二", f"{FSI}一{LRI}二{PDI}{PDI}"),
        (f"甲\n乙{RLO}\n丙", f"甲\n{FSI}乙{RLO}{PDI}\n丙"),
    ],
)
def test_a_directed_line_is_kept_to_itself(written, shown):
    assert isolated(written) == shown
    assert escape(written) == markupsafe.escape(shown)
    assert Markup("<i>{}</i>·{}").format(written, "后") == f"<i>{markupsafe.escape(shown)}</i>·后"
    assert lines(written, "后") == f"{markupsafe.escape(shown)}\n后"


def test_what_is_markup_already_is_not_wrapped_again():
    inner = Markup("{}").format(f"王{RLO}芳")
    assert Markup("<b>{}</b>").format(inner) == f"<b>{FSI}王{RLO}芳{PDI}</b>"


@given(st.text(alphabet="王a\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u05d0\u200f", max_size=30))
def test_every_line_closes_what_it_opens_and_nothing_else(text):
    for line in isolated(text).split("\n"):
        depths = list(accumulate((each in FSI + LRI + "\u2067") - (each == PDI) for each in line))
        assert not depths or depths[-1] == 0
        assert all(depth > 0 for depth in depths[:-1]) or line[0] != FSI
