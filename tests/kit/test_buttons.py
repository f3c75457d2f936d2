from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers  # noqa: F401 - every button is known once it is imported
from handlers.kit.screens.buttons import LARGEST, Button, Forged
from storage.people.rights import Act


class Open(Button, prefix="open", act=Act.SEE_MEETINGS):
    meeting: int
    word: str


class Home(Button, prefix="home", act=Act.HOME):
    pass


@given(st.integers(-LARGEST, LARGEST), st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=30))
def test_what_is_packed_is_read_back(meeting, word):
    assert Open.unpack(Open(meeting, word).pack()) == Open(meeting, word)


def test_two_of_a_kind_with_the_same_values_are_one():
    assert {Open(1, "x"), Open(meeting=1, word="x"), Open(word="x", meeting=1)} == {Open(1, "x")}
    assert Open(1, "x") != Open(2, "x")
    assert repr(Open(1, "x")) == "Open(meeting=1, word='x')"
    with pytest.raises(AttributeError):
        Open(1, "x").meeting = 2


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1,), {}), ((1, "x", 2), {}), ((1, "x"), {"word": "y"}), ((1,), {"name": 2})]
)
def test_a_button_is_made_of_its_fields_and_nothing_else(values, named):
    with pytest.raises(TypeError):
        Open(*values, **named)


def test_a_button_without_fields():
    assert Home.unpack(Home().pack()) == Home()


@given(st.text(max_size=64))
def test_any_forged_data_is_only_ever_refused_or_the_same_again(data):
    try:
        made = Open.unpack(data)
    except Forged:
        return
    assert made.pack() == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "open",
        "open:1",
        "open:x:y",
        "open: 1:y",
        "open:01:y",
        "opened:1:y",
        "home:1",
        "open:1:0001-01-01",
        "open:1:9999-12",
    ],
)
def test_forged_data_is_refused(data):
    with pytest.raises(Forged):
        (Home if data.startswith("home") else Open).unpack(data)


def test_what_does_not_fit_is_refused_where_it_is_made():
    with pytest.raises(ValueError, match="64 allowed"):
        Open(1, "党" * 20).pack()


def test_no_two_buttons_share_a_prefix():
    def kinds(base):
        for kind in base.__subclasses__():
            yield kind
            yield from kinds(kind)

    prefixes = Counter(kind.prefix for kind in set(kinds(Button)) if kind.__module__.startswith("handlers."))
    assert [prefix for prefix, number in prefixes.items() if number > 1] == []
    assert len(prefixes) > 100
