"""Names by their pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.chinese.pinyin import is_spelling, spells, syllables

NAMES = st.text(st.sampled_from("王芳李雷赵敏吕单曾艾力䶮堃"), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("wf", "王芳"), ("wangfang", "王芳"), ("wangf", "王芳"), ("wfang", "王芳"), ("wan", "王芳"), ("fang", "王芳"),
        ("zhl", "张磊"), ("zl", "张磊"), ("shan", "单晓"), ("dan", "单晓"), ("zeng", "曾可"), ("lv", "吕布"), ("lu", "吕布"),
        ("yan", "䶮"), ("mmtal", "买买提艾力"), ("tomw", "Tom王"),
    ],
)  # fmt: skip
def test_found(letters, name):
    assert spells(letters, name)


@pytest.mark.parametrize(
    ("letters", "name"), [("wx", "王芳"), ("fw", "王芳"), ("wwf", "王芳"), ("wangfangx", "王芳"), ("", "王芳")]
)
def test_not_found(letters, name):
    assert not spells(letters, name)


def test_only_letters_are_pinyin():
    assert is_spelling("wf")
    for text in ("", "王", "w1", "w f", "é"):
        assert not is_spelling(text)


@given(NAMES, st.data())
def test_any_beginning_of_any_reading_finds_the_name(name, data):
    typed = ""
    for character in name[data.draw(st.integers(0, len(name) - 1)) :]:
        whole = data.draw(st.sampled_from(sorted(syllables(character))))
        typed += whole[: data.draw(st.integers(1, len(whole)))]
    assert spells(typed, name)
