"""Keys that end: what they sealed opens until then, and never after."""

import asyncio
from itertools import pairwise
from types import SimpleNamespace

import pytest

from storage.sealed import keyring
from storage.sealed.keyring import EMPTY, SLOT, KeyEnded, Keyring


@pytest.fixture(params=["file", "memory"])
def ring(request, tmp_path):
    return Keyring(tmp_path / "passing" / "keys" if request.param == "file" else None)


async def test_each_thing_has_a_key_of_its_own_that_ends_alone(ring):
    one, two = await ring.seal([b"one", b"two"])
    await ring.end([one.key])
    await ring.end([one.key, "9.ab", "nonsense"])
    with pytest.raises(KeyEnded):
        ring.open(one)
    assert ring.open(two) == b"two"


async def test_a_slot_used_again_opens_nothing_of_before(ring, monkeypatch):
    monkeypatch.setattr(keyring, "FEWEST", 1)
    monkeypatch.setattr(keyring, "_RANDOM", SimpleNamespace(sample=lambda free, number: free[:number]))
    (one,) = await ring.seal([b"one"])
    await ring.end([one.key])
    (two,) = await ring.seal([b"two"])
    assert two.key.split(".")[0] == one.key.split(".")[0]
    with pytest.raises(KeyEnded):
        ring.open(one)
    await ring.end([one.key])
    assert ring.open(two) == b"two"


async def test_what_is_altered_or_moved_does_not_open(ring):
    one, two = await ring.seal([b"one", b"two"])
    for wrong in (one._replace(content=two.content), one._replace(content=b""), one._replace(key="")):
        with pytest.raises(KeyEnded):
            ring.open(wrong)


async def test_what_a_killed_process_left_behind_ends_at_the_next_start(tmp_path):
    file = tmp_path / "passing" / "keys"
    kept, left = await Keyring(file).seal([b"kept", b"left"])
    ring = Keyring(file)
    assert await ring.keep_only({kept.key}) == 1
    assert ring.open(kept) == b"kept"
    with pytest.raises(KeyEnded):
        ring.open(left)


async def test_an_ended_key_is_no_longer_in_its_file(tmp_path):
    file = tmp_path / "passing" / "keys"
    ring = Keyring(file)
    sealed = await ring.seal([b"a", b"b", b"c"])
    before = file.read_bytes()
    await ring.end([sealed[1].key])
    after, at = file.read_bytes(), int(sealed[1].key.split(".")[0]) * SLOT
    assert after == before[:at] + EMPTY + before[at + SLOT :]
    assert (oct(file.stat().st_mode)[-3:], oct(file.parent.stat().st_mode)[-3:]) == ("600", "700")


async def test_several_hands_do_not_take_the_same_slot(tmp_path):
    rings = [Keyring(tmp_path / "keys") for _ in range(8)]
    found = await asyncio.gather(*(ring.seal([str(number).encode()] * 5) for number, ring in enumerate(rings)))
    for number, sealed in enumerate(found):
        assert {rings[0].open(each) for each in sealed} == {str(number).encode()}


async def test_a_slot_does_not_tell_in_which_order_keys_were_made(ring):
    """Of many keys the slots go up and down, and the file stays small."""
    made = [int((await ring.seal([b"one"]))[0].key.split(".")[0]) for _ in range(100)]
    assert len(set(made)) == 100
    rising = sum(one < other for one, other in pairwise(made))
    assert 20 < rising < 85
    assert max(made) < 256
