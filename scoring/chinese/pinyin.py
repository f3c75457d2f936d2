"""Names found by what a keyboard types without choosing a character: the syllables of pinyin, or their beginnings."""

import os
from functools import lru_cache


def is_spelling(text: str) -> bool:
    """Whether a text may be pinyin at all."""
    return text.isascii() and text.isalpha()


def spells(letters: str, name: str) -> bool:
    """Whether the (small) letters spell characters of the name that follow one another, each by a syllable or its beginning.

    `wf`, `wangf`, `wang` and `fang` find 王芳, `zhl` finds 张磊. A character is read in every way it can be: `shan` and `dan` find 单.
    """
    return bool(letters) and any(_spells(letters, name[start:]) for start in range(len(name)))


def _spells(letters: str, name: str) -> bool:
    if not letters or not name:
        return not letters
    return any(_spells(letters[length:], name[1:]) for length in _beginnings(letters, name[0]))


def _beginnings(letters: str, character: str) -> set[int]:
    """How many of the letters may stand for that character."""
    most = max(map(len, syllables(character)), default=0)
    return {
        length
        for length in range(1, min(most, len(letters)) + 1)
        if any(each.startswith(letters[:length]) for each in syllables(character))
    }


@lru_cache(maxsize=20_000)
def syllables(character: str) -> frozenset[str]:
    """How it is read, without tones; ü is written v or u, as keyboards do. A letter is read as itself."""
    if character.isascii():
        return frozenset({character.casefold()} if character.isalnum() else ())
    # Its dictionary of phrases, four times as large as all the rest, is of no use to single characters.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    read = {each for syllable in found for each in syllable}
    return frozenset(read | {each.replace("v", "u") for each in read})
