"""Every question of every form, shown to somebody: no dead end, Telegram's limits kept, and docs/SCREENS.md as it is now."""

import asyncio

import pytest

from tests.forms.bureau import found
from tests.forms.catalogue import FILE, HEAD, section
from tests.forms.filling import filled_in, with_forms
from tests.forms.telegram import Screen, limits_broken

FEATURES = list(with_forms())


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return found(tmp_path_factory.mktemp("small") / "bureau.db", large=False)


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    return found(tmp_path_factory.mktemp("large") / "bureau.db", large=True)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_question_is_reached_and_leads_on_and_the_catalogue_shows_it(feature, small, tmp_path):
    filled = asyncio.run(filled_in(feature, small, tmp_path))
    assert filled.faults == []
    shown, written = section(filled), FILE.read_text(encoding="utf-8")
    same, new = shown in written, [line for line in shown.splitlines() if line not in written.splitlines()]
    assert same, (
        f"docs/SCREENS.md is not what the forms of {feature} show now, such as {new[:3]}; renew it: make catalogue"
    )


@pytest.mark.parametrize("feature", FEATURES)
def test_the_longest_words_and_lists_stay_within_the_limits(feature, large, tmp_path):
    assert asyncio.run(filled_in(feature, large, tmp_path, large=True)).faults == []


def test_the_catalogue_has_every_feature_and_nothing_else():
    text = FILE.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert text.count("\n## ") == len(FEATURES)


GO = {"text": "下一步", "callback_data": "q_on"}


@pytest.mark.parametrize(
    ("screen", "broken"),
    [
        (Screen("问", [[GO]]), []),
        (Screen("𠮷" * 2048, [[GO]]), []),
        (Screen("𠮷" * 2049, [[GO]]), ["4098 UTF-16 units of text, 4096 allowed"]),
        (Screen("问" * 1025, [[GO]], below_picture=True), ["1025 UTF-16 units of text, 1024 allowed"]),
        (Screen(" ", [[GO]]), ["no text"]),
        (Screen("问", [[GO] * 9]), ["more than 8 buttons in a row"]),
        (Screen("问", [[GO]] * 101), ["101 buttons, 100 allowed"]),
        (Screen("问", [[]]), ["a row without buttons"]),
        (Screen("问", [[GO | {"text": " "}]]), ["a button without a label"]),
        (Screen("问", [[GO | {"callback_data": "q:" + "长" * 21}]]), ["button data of more than 64 bytes"]),
    ],
)
def test_what_breaks_a_limit_is_said(screen, broken):
    assert limits_broken(screen) == broken
