"""docs/year.md: whatever it names to be sent or pressed is there."""

import re
from pathlib import Path

import pytest

from handlers import FEATURES

ROOT = Path(__file__).parents[2]
NAMED = sorted(
    {
        word
        for line in (ROOT / "docs" / "year.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
        for word, typed in re.findall(r"`([^`]+)`( as a message)?", line)
        if not typed
    }
)
CODE = "\n".join(each.read_text(encoding="utf-8") for each in (ROOT / "handlers").rglob("*.py"))


@pytest.mark.parametrize("word", NAMED)
def test_what_is_sent_or_pressed_is_there(word):
    if word.startswith("/"):
        assert word[1:] in {"home", *(command.name for feature in FEATURES for command in feature.commands)}
    else:
        assert re.search(rf"[\"'][^\"'\n]*{re.escape(word)}", CODE), f"no button says {word}"
