"""Nobody who has all files, whenever they come, learns a vote, a PIN, an erased talk, or who left a confidential objection."""

import pytest

from storage.sealed import pin
from tests.flows.talking import QUICK, WORDS
from tests.secrecy import story

NOTHING = {"votes": [], "PINs": [], "talk": [], "author": []}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", QUICK)


def remembered(loot):
    """What was sealed for a while, and is still in the files."""
    raw = b"".join(loot.files.values())
    sealed = [each.values.get("payload") for each in loot.written if "INTO inbox" in each.sql]
    return [payload for payload in sealed if payload and payload in raw]


async def test_nothing_secret_is_found_in_any_file(tmp_path):
    told, loot = await story.whole(tmp_path / "data")
    assert story.betrayed(told, loot) == NOTHING
    # SQLite does remember; only the keys are gone. And whoever comes too early finds keys, so that the search is a true one.
    assert remembered(loot)
    early = story.betrayed(told, told.early)
    assert set(told.receipts) <= set(early["votes"])
    assert {*WORDS.values(), "voice"} <= set(early["talk"])


@pytest.mark.postgres
async def test_nor_in_those_of_postgresql(tmp_path):
    pytest.importorskip("pgserver")
    with story.server() as (url, folder):
        told, loot = await story.whole(tmp_path / "data", url, folder)
    assert story.betrayed(told, loot) == NOTHING
    assert remembered(loot)
