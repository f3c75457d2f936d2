"""Confidential records: nothing in the clear, nothing movable, keys that can be changed."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from storage.sealed import records
from storage.sealed.keyring import FILE as KEYS
from storage.sealed.records import Record, RecordField, Unreadable
from storage.sealed.vault import HELD, Vault
from tests.conftest import NOW
from tests.storage.test_audit import _keys

TEXT, VOICE = "谈话内容标记词", b"OggS voice marker " * 50


@pytest.fixture
async def kept(database):
    """Two records alike."""
    async with database.write() as tx:
        database.numbers = [
            await records.make(tx, "talk", {"text": TEXT}, NOW, files={"voice1": VOICE}) for _ in range(2)
        ]
    return database


async def read(database, which=1, name="text"):
    async with database.read() as session:
        return await records.read_file(session, database.numbers[which - 1], name)


def files(tmp_path):
    return [path for path in (tmp_path / "records").iterdir() if path.name != KEYS]


async def test_what_was_sealed_is_read(kept):
    assert (await read(kept)).decode() == TEXT
    assert await read(kept, 1, "voice1") == VOICE
    async with kept.read() as session:
        assert await records.names(session, kept.numbers[0]) == ["text"]
        assert await records.names(session, kept.numbers[0], files=True) == ["voice1"]


async def test_nothing_is_in_the_clear(kept, tmp_path):
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert TEXT.encode() not in path.read_bytes()
            assert VOICE[:16] not in path.read_bytes()
    folder = tmp_path / "records"
    assert {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == {"600"}


async def test_a_ciphertext_moved_to_another_record_or_field_does_not_open(kept):
    a, b = kept.numbers
    async with kept.write() as tx:
        one, two = await tx.get(RecordField, (a, "text")), await tx.get(RecordField, (b, "text"))
        two.sealed = one.sealed
        voice = await tx.get(RecordField, (a, "voice1"))
        tx.add(RecordField(record_id=a, name="voice2", file=voice.file))
        tx.add(two)
    assert await read(kept, 2) is Unreadable.DAMAGED
    assert await read(kept, 1, "voice2") is Unreadable.DAMAGED
    async with kept.write() as tx:
        # Also not with its key.
        first, second = await tx.get(Record, a), await tx.get(Record, b)
        second.wrapped, second.outer = first.wrapped, first.outer
        tx.add(second)
    assert await read(kept, 2) is Unreadable.DAMAGED


@pytest.mark.parametrize("place", [0, 20, -1])
async def test_an_altered_file_does_not_open(kept, tmp_path, place):
    for path in files(tmp_path):
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(bytes(content))
    assert await read(kept, 1, "voice1") is Unreadable.DAMAGED


async def test_a_lost_file_is_told(kept, tmp_path):
    for path in files(tmp_path):
        path.unlink()
    assert await read(kept, 1, "voice1") is Unreadable.DAMAGED


async def test_keys_are_changed_and_the_old_one_retired(kept):
    newer = Vault([Fernet.generate_key().decode(), *_keys(kept.vault)])
    async with kept.write() as tx:
        tx.info[HELD] = newer
        assert await records.rewrap(tx) == 2
        assert await records.rewrap(tx) == 0
    async with kept.read() as session:
        session.info[HELD] = Vault(_keys(newer)[:1])
        assert await records.read(session, kept.numbers[0], "text") == TEXT
        assert await records.state(session, kept.numbers[0]) is None


async def test_a_record_whose_key_is_gone_says_so(kept):
    async with kept.write() as tx:
        tx.info[HELD] = Vault([Fernet.generate_key().decode()])
        assert await records.read(tx, kept.numbers[0], "text") is Unreadable.KEY_GONE
        assert await records.state(tx, kept.numbers[0]) is Unreadable.KEY_GONE
        assert "SECRET_KEY" in Unreadable.KEY_GONE
        assert await records.rewrap(tx) == 0
    assert (await read(kept)).decode() == TEXT


async def test_an_erased_record_is_closed_and_its_file_goes(kept, tmp_path):
    async with kept.write() as tx:
        await records.erase(tx, kept.numbers[0])
    assert await read(kept) is Unreadable.CLEARED
    assert (await read(kept, 2)).decode() == TEXT
    async with kept.read() as session:
        assert await records.read(session, -1, "text") is Unreadable.GONE
    async with kept.write() as tx:
        assert await records.tidy(tx) == 1
        assert await records.tidy(tx) == 0
    assert await read(kept, 2, "voice1") == VOICE
    assert len(files(tmp_path)) == 1


async def test_what_was_remembered_of_an_erased_record_stays_closed(kept, tmp_path):
    """Also to who put its row and its fields back, and holds every key of the vault."""
    number = kept.numbers[0]
    async with kept.read() as session:
        row, field = await session.get(Record, number), await session.get(RecordField, (number, "text"))
        was = {"wrapped": row.wrapped, "outer": row.outer}
    keys = (tmp_path / "records" / KEYS).read_bytes()
    async with kept.write() as tx:
        await records.erase(tx, number)
    async with kept.write() as tx:
        gone = await tx.get(Record, number)
        gone.wrapped, gone.outer = was["wrapped"], was["outer"]
        tx.add(gone)
        tx.add(RecordField(record_id=number, name="text", sealed=field.sealed))
    assert await read(kept) is Unreadable.ENDED
    (tmp_path / "records" / KEYS).write_bytes(keys)
    assert (await read(kept)).decode() == TEXT


async def test_an_erasure_that_came_to_nothing_leaves_the_record_open(kept):
    async def fail():
        async with kept.write() as tx:
            await records.erase(tx, kept.numbers[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert (await read(kept)).decode() == TEXT


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
    assert files(tmp_path) == []
    assert not (tmp_path / "records" / KEYS).read_bytes().strip(b"\0")


async def test_no_hidden_number_tells_in_which_order_records_were_made(kept):
    async with kept.read() as session:
        if session.get_bind().dialect.name == "sqlite":
            with pytest.raises(OperationalError, match="no such column: rowid"):
                await session.exec(text("SELECT rowid FROM record_field"))
