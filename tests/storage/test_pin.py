"""The PIN's arithmetic: tries, locks, restarts, resets."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from storage.engine.database import Database
from storage.engine.refusal import Refusal
from storage.people import roster
from storage.people.directory import who_has_number
from storage.sealed import pin, records
from storage.sealed.audit import AuditEntry
from storage.sealed.pin import Pin, Refused, State
from storage.sealed.records import RecordField
from storage.sealed.vault import HELD, Vault
from tests.conftest import NOW
from tests.refusing import refuses
from tests.storage.test_audit import _keys
from tests.storage.test_people_roster import HAN, LI, file

RIGHT, WRONG = "739164", "111112"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
async def owner(database):
    async with database.write() as tx:
        await roster.apply(tx, file(LI, HAN), NOW)
        who = await who_has_number(tx, "100001")
        assert await pin.store(tx, who.person_id, await pin.hash_of(RIGHT), NOW, change=False)
    return who


async def check(database, owner, digits, minutes=0.0):
    return await pin.counted_try(database, owner.person_id, digits, NOW + timedelta(minutes=minutes))


async def standing(database, owner, minutes=0.0):
    async with database.read() as session:
        return await pin.standing(session, owner.person_id, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("digits", "why"),
    [
        ("111111", Refused.TRIVIAL), ("123456", Refused.TRIVIAL), ("654321", Refused.TRIVIAL), ("890123", Refused.TRIVIAL),
        ("121212", Refused.TRIVIAL), ("123123", Refused.TRIVIAL), ("111222", Refused.TRIVIAL), ("112233", Refused.TRIVIAL),
        ("110110", Refused.TRIVIAL), ("520131", Refused.TRIVIAL), ("110011", Refused.TRIVIAL),
        ("100001", Refused.TRIVIAL), ("102938", Refused.OWN_NUMBER), ("385700", Refused.OWN_NUMBER),
        ("485769", None), ("739164", None),
    ],
)  # fmt: skip
def test_pins_that_are_easily_guessed(digits, why):
    with refuses(why):
        pin.check_strength(digits, "102938", "+8613857000001")


@given(st.integers(0, 999_999))
def test_ones_own_numbers_are_never_taken(number):
    digits = f"{number:06}"
    with pytest.raises(Refusal):
        pin.check_strength(digits, digits, None)
    with pytest.raises(Refusal):
        pin.check_strength(digits, "9", f"+86138{digits}")


async def test_the_right_one_opens_and_a_wrong_one_does_not(database, owner):
    assert not await check(database, owner, WRONG)
    assert (await standing(database, owner)).left == 4
    assert await check(database, owner, RIGHT)
    assert (await standing(database, owner)).left == 5


async def test_five_wrong_ones_lock_and_each_further_five_twice_as_long(database, owner):
    at = 0.0
    for minutes in (15, 30, 60):
        for _ in range(5):
            assert not await check(database, owner, WRONG, at)
        assert (await standing(database, owner, at)).state is State.LOCKED
        assert not await check(database, owner, RIGHT, at)
        assert (await standing(database, owner, at + minutes - 0.1)).state is State.LOCKED
        at += minutes
        assert (await standing(database, owner, at)).state is State.READY
    for _ in range(5):
        assert not await check(database, owner, WRONG, at)
    assert (await standing(database, owner, at)).state is State.BLOCKED
    assert (await standing(database, owner, 10**6)).state is State.BLOCKED
    assert not await check(database, owner, RIGHT, 10**6)


async def test_a_hundred_tries_side_by_side_are_five(database, owner, monkeypatch):
    compared = []
    honest = pin._matches
    monkeypatch.setattr(pin, "_matches", lambda *both: compared.append(both) or honest(*both))
    assert not any(await asyncio.gather(*(check(database, owner, WRONG) for _ in range(100))))
    assert len(compared) == 5
    assert (await standing(database, owner)).state is State.LOCKED


async def test_a_try_is_counted_before_it_is_compared(database, owner, monkeypatch):
    monkeypatch.setattr(pin, "_matches", lambda *_both: (_ for _ in ()).throw(RuntimeError))
    for _ in range(5):
        with pytest.raises(RuntimeError):
            await check(database, owner, WRONG)
    assert (await standing(database, owner)).state is State.LOCKED


async def test_a_restart_forgets_nothing(database, owner, tmp_path):
    for _ in range(4):
        await check(database, owner, WRONG)
    again = Database(database.url.render_as_string(hide_password=False), database.vault, tmp_path / "records")
    assert not await check(again, owner, WRONG)
    assert (await standing(again, owner)).state is State.LOCKED
    await again.close()


async def test_the_hash_is_sealed_and_follows_the_keys(database, owner):
    newer = Vault([Fernet.generate_key().decode(), *_keys(database.vault)])
    async with database.write() as tx:
        row = await tx.get(Pin, owner.person_id)
        assert b"argon2" not in (await tx.get(RecordField, (row.record_id, "hash"))).sealed
        tx.info[HELD] = newer
        assert await records.rewrap(tx) == 1
    assert (await standing(database, owner)).state is State.LOST
    async with database.read() as session:
        session.info[HELD] = newer
        assert (await pin.standing(session, owner.person_id, NOW)).state is State.READY


async def test_a_first_pin_takes_no_others_place(database, owner):
    async with database.write() as tx:
        assert not await pin.store(tx, owner.person_id, await pin.hash_of(WRONG), NOW, change=False)
        han = await who_has_number(tx, "100002")
        assert not await pin.store(tx, han.person_id, await pin.hash_of(WRONG), NOW, change=True)
    assert await check(database, owner, RIGHT)


async def test_a_reset_needs_staff_and_the_persons_own_word(database, owner):
    async with database.write() as tx:
        han = await who_has_number(tx, "100002")
        with refuses(Refused.NO_RESET):
            await pin.answer_reset(tx, owner, NOW, agreed=True)
        with refuses(Refused.NOT_OWN):
            await pin.offer_reset(tx, owner, owner.person_id, NOW)
        with refuses(Refused.NOTHING_SET):
            await pin.offer_reset(tx, owner, han.person_id, NOW)
        await pin.offer_reset(tx, han, owner.person_id, NOW)
        with refuses(Refused.NO_RESET):
            await pin.answer_reset(tx, han, NOW, agreed=True)
    assert await check(database, owner, RIGHT)
    async with database.write() as tx:
        assert await pin.answer_reset(tx, owner, NOW, agreed=False) == han.person_id
        with refuses(Refused.NO_RESET):
            await pin.answer_reset(tx, owner, NOW, agreed=True)
        await pin.offer_reset(tx, han, owner.person_id, NOW)
        with refuses(Refused.NO_RESET):
            await pin.answer_reset(tx, owner, NOW + timedelta(hours=24, minutes=1), agreed=True)
        assert await pin.answer_reset(tx, owner, NOW + timedelta(hours=23), agreed=True) == han.person_id
    assert (await standing(database, owner)).state is State.UNSET
    assert not await check(database, owner, RIGHT)
    async with database.read() as session:
        events = [entry.event for entry in (await session.exec(select(AuditEntry))).all()]
    assert events[-4:] == ["发起PIN重置", "拒绝PIN重置", "发起PIN重置", "重置PIN"]
