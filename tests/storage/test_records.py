"""Confidential records: nothing in the clear, nothing movable, keys that can be changed."""

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from storage import records, rewrapping
from storage.records import Record, RecordField, Unreadable
from storage.vault import HELD, Vault
from tests.conftest import NOW
from tests.storage.test_audit import _keys

TEXT, VOICE = "谈话内容标记词", b"OggS voice marker " * 50


@pytest.fixture
async def kept(database):
    """Two records alike."""
    async with database.write() as tx:
        for _ in range(2):
            await records.make(tx, "talk", {"text": TEXT}, NOW, files={"voice1": VOICE})
    return database


async def read(database, number=1, name="text"):
    async with database.read() as session:
        return await records.read_file(session, number, name)


async def test_what_was_sealed_is_read(kept):
    assert (await read(kept)).decode() == TEXT
    assert await read(kept, 1, "voice1") == VOICE
    async with kept.read() as session:
        assert await records.names(session, 1) == ["text"]
        assert await records.names(session, 1, files=True) == ["voice1"]


async def test_nothing_is_in_the_clear(kept, tmp_path):
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert TEXT.encode() not in path.read_bytes()
            assert VOICE[:16] not in path.read_bytes()
    folder = tmp_path / "records"
    assert {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == {"600"}


async def test_a_ciphertext_moved_to_another_record_or_field_does_not_open(kept):
    async with kept.write() as tx:
        one, two = await tx.get(RecordField, (1, "text")), await tx.get(RecordField, (2, "text"))
        two.sealed = one.sealed
        voice = await tx.get(RecordField, (1, "voice1"))
        tx.add(RecordField(record_id=1, name="voice2", file=voice.file))
        tx.add(two)
    assert await read(kept, 2) is Unreadable.DAMAGED
    assert await read(kept, 1, "voice2") is Unreadable.DAMAGED
    async with kept.write() as tx:
        # Also not with its key.
        first, second = await tx.get(Record, 1), await tx.get(Record, 2)
        second.wrapped = first.wrapped
        tx.add(second)
    assert await read(kept, 2) is Unreadable.DAMAGED


@pytest.mark.parametrize("place", [0, 20, -1])
async def test_an_altered_file_does_not_open(kept, tmp_path, place):
    for path in (tmp_path / "records").iterdir():
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(bytes(content))
    assert await read(kept, 1, "voice1") is Unreadable.DAMAGED


async def test_a_lost_file_is_told(kept, tmp_path):
    for path in (tmp_path / "records").iterdir():
        path.unlink()
    assert await read(kept, 1, "voice1") is Unreadable.DAMAGED


async def test_keys_are_changed_and_the_old_one_retired(kept):
    newer = Vault([Fernet.generate_key().decode(), *_keys(kept.vault)])
    async with kept.write() as tx:
        tx.info[HELD] = newer
        assert await rewrapping.rewrap(tx) == (2, 0)
        assert await rewrapping.rewrap(tx) == (0, 0)
    async with kept.read() as session:
        session.info[HELD] = Vault(_keys(newer)[:1])
        assert await records.read(session, 1, "text") == TEXT
        assert await records.state(session, 1) is None


async def test_a_record_whose_key_is_gone_says_so(kept):
    async with kept.write() as tx:
        tx.info[HELD] = Vault([Fernet.generate_key().decode()])
        assert await records.read(tx, 1, "text") is Unreadable.KEY_GONE
        assert await records.state(tx, 1) is Unreadable.KEY_GONE
        assert "SECRET_KEY" in Unreadable.KEY_GONE
        assert await rewrapping.rewrap(tx) == (0, 0)
    assert (await read(kept)).decode() == TEXT


async def test_an_erased_record_is_closed_and_its_file_goes(kept, tmp_path):
    async with kept.write() as tx:
        await records.erase(tx, 1)
    assert await read(kept) is Unreadable.CLEARED
    assert (await read(kept, 2)).decode() == TEXT
    assert await read(kept, 9) is Unreadable.GONE
    async with kept.write() as tx:
        assert await records.tidy(tx) == 1
        assert await records.tidy(tx) == 0
    assert await read(kept, 2, "voice1") == VOICE
    assert len(list((tmp_path / "records").iterdir())) == 1


async def test_the_file_of_a_transaction_that_came_to_nothing_goes(database, tmp_path):
    async def fail():
        async with database.write() as tx:
            await records.make(tx, "talk", {}, NOW, files={"voice1": VOICE})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.write() as tx:
        assert (await tx.exec(select(Record))).all() == []
        assert await records.tidy(tx) == 1
    assert list((tmp_path / "records").iterdir()) == []
