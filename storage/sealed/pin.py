"""The PIN before confidential records: six digits, few tries.

A try is counted and committed before it is compared, so that no number of tries side by side gets more of them. The Argon2 hash is a
confidential record: without the vault's keys a stolen database does not let anybody go through the million PINs, and that of a PIN that
was changed or reset opens to nobody.
"""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from itertools import pairwise
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.database import Database
from storage.engine.refusal import Refusal
from storage.people import accounts
from storage.people.directory import Person, Who
from storage.rules.regulations import own
from storage.sealed import audit, records
from storage.sealed.audit import Event
from storage.sealed.records import Unreadable

T = TypeVar("T")

LENGTH = 6
KIND, HASH = "pin", "hash"
RULE, RESET_RULE = "pin_tries", "pin_reset"
HASHER = PasswordHasher()
# Hashing takes 64 MB and a tenth of a second: two at a time, beside the event loop.
_HASHING = ThreadPoolExecutor(2, "pin")
# What people choose when asked for six digits, beside runs and repetitions.
_COMMON = {"520520", "521521", "520131", "131420", "201314", "147258", "258369", "159357", "159753", "789456", "110110"}


class Refused(StrEnum):
    """Why a PIN or a reset is not taken; each value is what the person reads."""

    TRIVIAL = "这个 PIN 太容易被猜到（重复、连号或常见组合），请换一个。"
    OWN_NUMBER = "PIN 不能是您手机号或警号里的数字，请换一个。"
    DIFFERENT = "两次输入不一样，请从头设置。"
    NO_RESET = "没有待您确认的重置，可能已经过期或处理过。需要时请党务干部重新发起。"
    NOT_OWN = "不能为自己重置，请另一位党务干部发起，或请系统管理员用命令行发起。"
    BOUND_BY_YOU = (
        "您办理过这位同志的账号（绑定链接、解绑、移出、恢复、改手机号或姓名），"
        "重置须由另一位党务干部发起，或请系统管理员用命令行发起。"
    )
    NOTHING_SET = "这位同志还没有设置 PIN，不用重置。"
    UNSET = "您还没有设置 PIN，请直接设置。"
    GONE = "名册里没有这位同志。"


class State(StrEnum):
    """Where a person's PIN stands; HANDED_ON: not set, and not to be set before a second officer has seen whose account it is."""

    UNSET = auto()
    HANDED_ON = auto()
    READY = auto()
    LOCKED = auto()
    BLOCKED = auto()
    LOST = auto()


class Pin(SQLModel, table=True):
    """A person's PIN; `wrong` counts the tries since the last right one. `allowed_at`: when a second person had stood for the account."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    record_id: int | None = Field(default=None, foreign_key="record.id")
    set_at: datetime | None = moment(default=None)
    wrong: int = 0
    locked_until: datetime | None = moment(default=None)
    reset_by: int | None = None
    reset_at: datetime | None = moment(default=None)
    allowed_at: datetime | None = moment(default=None)


@dataclass(frozen=True)
class Standing:
    """How a PIN stands: until when it is locked, and how many tries are left before the next lock."""

    state: State
    until: datetime | None = None
    left: int = 0


def check_strength(pin: str, police_no: str, phone: str | None) -> None:
    """Raises Refusal where six digits are not a good PIN for that person."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:size] * (LENGTH // size) for size in (1, 2, 3))
    pairs = pin[::2] == pin[1::2] or re.fullmatch(r"(\d)\1\1(\d)\2\2", pin)
    if repeats or pairs or steps in ({1}, {9}) or pin in _COMMON or len(set(pin)) < 3:
        raise Refusal(Refused.TRIVIAL)
    if (police_no and pin in police_no.zfill(LENGTH)) or (phone and pin in phone):
        raise Refusal(Refused.OWN_NUMBER)


async def standing(session: AsyncSession, person_id: int, now: datetime) -> Standing:
    """How that person's PIN stands now."""
    row = await session.get(Pin, person_id)
    if row is None or row.record_id is None:
        return Standing(State.UNSET if await _may_set(session, person_id) else State.HANDED_ON)
    tries = own()[RULE].integer("tries")
    if row.wrong >= own()[RULE].integer("most"):
        return Standing(State.BLOCKED)
    if row.locked_until is not None and row.locked_until > now:
        return Standing(State.LOCKED, row.locked_until)
    if await records.state(session, row.record_id):
        return Standing(State.LOST)
    return Standing(State.READY, left=tries - row.wrong % tries)


async def counted_try(database: Database, person_id: int, pin: str, now: datetime) -> bool:
    """Whether it is the person's PIN; False also while it is locked. See `standing` for what follows.

    A wrong one raises no Refusal, which would take back that it was counted.
    """
    async with database.write() as tx:
        hashed = await _begin(tx, person_id, now)
    if hashed is None or not await _in_thread(_matches, hashed, pin):
        return False
    async with database.write() as tx:
        row = await tx.get(Pin, person_id)
        if row is not None:
            row.wrong, row.locked_until = 0, None
            tx.add(row)
    return True


async def _begin(tx: AsyncSession, person_id: int, now: datetime) -> str | None:
    """Count a try as a wrong one, to be committed before it is compared; None when there is none left for now."""
    if (await standing(tx, person_id, now)).state is not State.READY:
        return None
    row = await tx.get(Pin, person_id)
    if row is None or row.record_id is None:
        return None
    row.wrong += 1
    rounds, rest = divmod(row.wrong, own()[RULE].integer("tries"))
    if rest == 0:
        row.locked_until = now + lock_after(rounds)
        await audit.record(tx, Event.PIN_TRIES, by=person_id, over=person_id, note=f"第 {row.wrong} 次", now=now)
    tx.add(row)
    found = await records.read(tx, row.record_id, HASH)
    return None if isinstance(found, Unreadable) else found


def lock_after(rounds: int) -> timedelta:
    """How long it is locked after that many rounds of wrong tries: doubling."""
    return timedelta(minutes=own()[RULE].integer("minutes") * 2 ** (rounds - 1))


async def hash_of(pin: str) -> str:
    """The hash to be stored, made beside the event loop."""
    return await _in_thread(HASHER.hash, pin)


async def store(tx: AsyncSession, person_id: int, hashed: str, now: datetime, *, change: bool) -> bool:
    """Keep a first PIN, or with `change` a new one in place of the old; False when that is not how things stand."""
    row = await tx.get(Pin, person_id) or Pin(person_id=person_id)
    if (row.record_id is not None) is not change or not (change or await _may_set(tx, person_id)):
        return False
    await _forget(tx, row)
    row.record_id = await records.make(tx, KIND, {HASH: hashed}, now)
    row.set_at, row.wrong, row.locked_until = now, 0, None
    row.reset_by = row.reset_at = None
    tx.add(row)
    await audit.record(tx, Event.PIN_CHANGED if change else Event.PIN_SET, by=person_id, over=person_id, now=now)
    return True


async def _may_set(session: AsyncSession, person_id: int) -> bool:
    """Whether a first PIN may be set: by an account that an officer has handed on only once a second person has stood for it.

    Whoever handed it on would else read, behind a PIN of their own, what was confided by somebody who had never needed one.
    """
    row, person = await session.get(Pin, person_id), await session.get(Person, person_id)
    if person is None or not await accounts.handed_on(session, person_id):
        return True
    allowed = row.allowed_at if row else None
    return allowed is not None and (person.bound_at is None or allowed >= person.bound_at)


async def allow(tx: AsyncSession, person_id: int, now: datetime) -> None:
    """A second person has stood for the account."""
    row = await tx.get(Pin, person_id) or Pin(person_id=person_id)
    row.allowed_at = now
    tx.add(row)


async def _forget(tx: AsyncSession, row: Pin) -> None:
    if row.record_id is not None:
        await records.erase(tx, row.record_id)
        row.record_id = None


async def offer_reset(tx: AsyncSession, by: Who | None, person_id: int, now: datetime) -> Person:
    """Party-affairs staff (None: the operator) have made sure who asks; the person must still confirm it in their own chat."""
    person, row = await tx.get(Person, person_id), await tx.get(Pin, person_id)
    if person is None or person.left_at is not None:
        raise Refusal(Refused.GONE)
    if by is not None and by.person_id == person_id:
        raise Refusal(Refused.NOT_OWN)
    if (row is None or row.record_id is None) and await _may_set(tx, person_id):
        raise Refusal(Refused.NOTHING_SET)
    if by is not None and by.person_id in await accounts.deciders(tx, person_id, now):
        raise Refusal(Refused.BOUND_BY_YOU)
    row = row or Pin(person_id=person_id)
    row.reset_by, row.reset_at = by.person_id if by else None, now
    tx.add(row)
    await audit.record(tx, Event.PIN_RESET_OFFERED, by=row.reset_by, over=person_id, now=now)
    return person


async def answer_reset(tx: AsyncSession, me: Who, now: datetime, *, agreed: bool) -> int | None:
    """The person's own word on an offered reset: the PIN is gone, or all stays. Gives who had offered it (None: the operator)."""
    row = await tx.get(Pin, me.person_id)
    lives = timedelta(hours=own()[RESET_RULE].integer("hours"))
    if row is None or row.reset_at is None or now - row.reset_at > lives:
        raise Refusal(Refused.NO_RESET)
    person = await tx.get(Person, me.person_id)
    if person is None or (person.bound_at is not None and person.bound_at > row.reset_at):
        # It was offered to the account before this one: who has bound one since need not be who asked.
        raise Refusal(Refused.NO_RESET)
    offered_by, row.reset_by, row.reset_at = row.reset_by, None, None
    if agreed:
        await _forget(tx, row)
        row.wrong, row.locked_until, row.allowed_at = 0, None, now
    tx.add(row)
    event = Event.PIN_RESET if agreed else Event.PIN_RESET_DECLINED
    await audit.record(tx, event, by=me.person_id, over=me.person_id, now=now)
    return offered_by


def _matches(hashed: str, pin: str) -> bool:
    try:
        return HASHER.verify(hashed, pin)
    except VerificationError:
        return False


async def _in_thread(work: Callable[..., T], *arguments: str) -> T:
    return await asyncio.get_running_loop().run_in_executor(_HASHING, work, *arguments)
