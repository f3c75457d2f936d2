"""What was said in talks: recorded, added to, opened, and cleared when its time is over, each with its entry in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.cadence import add_months
from storage.engine.refusal import Refusal
from storage.engine.settings import Options
from storage.people import directory
from storage.people.directory import Who
from storage.sealed import audit, records
from storage.sealed.audit import Event
from storage.sealed.records import Unreadable
from storage.talks.rows import (
    ADDENDUM,
    RECORD,
    Refused,
    Talk,
    TalkAddendum,
    TalkKind,
    Way,
    check_talk,
    kinds_for,
    may_see,
    pair_of,
    way_to_read,
)
from storage.tasks import assigning

PLACE, TEXT, AGREED, FOLLOW_UP, VOICE = "place", "text", "agreed", "follow_up", "voice"
TASK = "谈话后续事项（{}的谈话，内容见谈话记录）"


@dataclass(frozen=True)
class Said:
    """What is sealed. Its parts are never shown by `repr`."""

    text: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    agreed: str = field(default="", repr=False)
    follow_up: str = field(default="", repr=False)
    voices: Sequence[bytes] = field(default=(), repr=False)


@dataclass(frozen=True)
class Opened:
    """A talk as it was opened; a part that cannot be read says why in its place."""

    talk: Talk
    said: Said
    problem: Unreadable | None = None
    added: Sequence[tuple[datetime, str]] = field(default=(), repr=False)


async def talked_with(session: AsyncSession, me: Who, person_id: int) -> Who:
    """The other one of a talk. Raises Refusal where that person may record none with them."""
    other = await directory.who_has_id(session, person_id)
    if other is None:
        raise Refusal(Refused.NOBODY)
    check_talk(me, other)
    return other


async def log(
    tx: AsyncSession,
    me: Who,
    *,
    with_id: int,
    kind: TalkKind,
    held_on: date,
    hour: str,
    said: Said,
    follow_up_on: date | None,
    now: datetime,
    by: Who | None = None,
) -> Talk:
    """Keep a talk that has taken place. A follow-up with a day becomes a task of one's own, which says nothing of the content.

    `by` is who enters that a talk of somebody else's took place; what was said is not theirs to write.
    """
    other = await talked_with(tx, me, with_id)
    if kind not in kinds_for(me, other):
        raise Refusal(Refused.NOT_COMMITTEE)
    if held_on > now.date():
        raise Refusal(Refused.AHEAD)
    if not said.text and not said.voices:
        raise Refusal(Refused.EMPTY)
    texts = {PLACE: said.place, TEXT: said.text, AGREED: said.agreed, FOLLOW_UP: said.follow_up}
    voices = {f"{VOICE}{number:02}": content for number, content in enumerate(said.voices, 1)}
    kept = {name: text for name, text in texts.items() if text}
    record_id = await records.make(tx, RECORD, kept, now, files=voices)
    task = None
    if said.follow_up and follow_up_on is not None:
        what = TASK.format(f"{held_on.month}月{held_on.day}日")
        task = await assigning.give_oneself(tx, me, what=what, due_on=follow_up_on, now=now)
    pair = pair_of(me, other) if kind is TalkKind.HEART else None
    talk = Talk(
        kind=kind.value,
        pair=pair.value if pair else None,
        by=me.person_id,
        by_branch_id=me.branch_id,
        with_id=with_id,
        branch_id=other.branch_id,
        held_on=held_on,
        hour=hour,
        record_id=record_id,
        task_id=task.key if task else None,
        logged_at=now,
    )
    tx.add(talk)
    await tx.flush()
    entered = (by or me).person_id
    await audit.record(tx, Event.TALK_LOGGED, by=entered, over=with_id, subject=talk.subject, now=now)
    return talk


async def own(session: AsyncSession, me: Who, talk_id: int) -> Talk:
    """A talk to which its holder may add something."""
    talk = await session.get(Talk, talk_id)
    if talk is None or not may_see(me, talk):
        raise Refusal(Refused.GONE)
    if talk.by != me.person_id:
        raise Refusal(Refused.NOT_LOGGER)
    if talk.cleared_at is not None:
        raise Refusal(Refused.CLEARED)
    return talk


async def add(tx: AsyncSession, me: Who, talk_id: int, text: str, now: datetime) -> Talk:
    """An addendum by its holder."""
    talk = await own(tx, me, talk_id)
    record_id = await records.make(tx, ADDENDUM, {TEXT: text}, now)
    tx.add(TalkAddendum(talk_id=talk_id, record_id=record_id, at=now))
    await audit.record(tx, Event.TALK_ADDED, by=me.person_id, over=talk.with_id, subject=talk.subject, now=now)
    return talk


async def readable(
    session: AsyncSession, me: Who, talk_id: int, options: Options, *, purpose: bool
) -> tuple[Talk, Way]:
    """A talk that somebody may read, and how; `purpose` is whether they say what for."""
    talk = await session.get(Talk, talk_id)
    if talk is None:
        raise Refusal(Refused.GONE)
    way = way_to_read(me, talk, options)
    if way is Way.PURPOSE and not purpose:
        raise Refusal(Refused.NO_PURPOSE)
    return talk, way


async def open_content(
    tx: AsyncSession, me: Who, talk_id: int, *, purpose: str, options: Options, now: datetime
) -> Talk:
    """Let somebody read a talk: recorded with the purpose. A refusal is for `refused` to record."""
    talk, way = await readable(tx, me, talk_id, options, purpose=bool(purpose))
    note = purpose if way is Way.PURPOSE else "本人记录"
    await audit.record(
        tx, Event.TALK_READ, by=me.person_id, over=talk.with_id, subject=talk.subject, note=note, now=now
    )
    return talk


async def refused(tx: AsyncSession, me: Who, talk_id: int, why: str, now: datetime) -> None:
    """Record an opening that was refused, in a transaction of its own: the refusal has taken back the one in which it was raised."""
    talk = await tx.get(Talk, talk_id)
    if talk is not None:
        await audit.record(
            tx, Event.TALK_REFUSED, by=me.person_id, over=talk.with_id, subject=talk.subject, note=why, now=now
        )


async def read(session: AsyncSession, talk: Talk) -> Opened:
    """What was said, after `open_content` has let somebody in."""
    if problem := await records.state(session, talk.record_id):
        return Opened(talk, Said(), problem)
    texts = {name: await _text(session, talk.record_id, name) for name in await records.names(session, talk.record_id)}
    voices, lost = [], None
    for name in await records.names(session, talk.record_id, files=True):
        voice = await records.read_file(session, talk.record_id, name)
        if isinstance(voice, Unreadable):
            lost = voice
        else:
            voices.append(voice)
    said = Said(**texts, voices=voices)
    rows = await _addenda(session, talk.key)
    return Opened(talk, said, lost, [(row.at, await _text(session, row.record_id, TEXT)) for row in rows])


async def _text(session: AsyncSession, record_id: int, name: str) -> str:
    found = await records.read(session, record_id, name)
    return f"（{found.value}）" if isinstance(found, Unreadable) else found


async def _addenda(session: AsyncSession, talk_id: int) -> Sequence[TalkAddendum]:
    query = select(TalkAddendum).where(col(TalkAddendum.talk_id) == talk_id).order_by(col(TalkAddendum.id))
    return (await session.exec(query)).all()


async def clear_old(tx: AsyncSession, today: date, years: int, now: datetime) -> int:
    """Erase what was said in talks that are older than that many years; that they took place stays, and the trail says so."""
    query = select(Talk).where(col(Talk.held_on) < add_months(today, -12 * years), col(Talk.cleared_at).is_(None))
    old = (await tx.exec(query)).all()
    for talk in old:
        await records.erase(tx, talk.record_id)
        for row in await _addenda(tx, talk.key):
            await records.erase(tx, row.record_id)
        talk.cleared_at = now
        tx.add(talk)
        await audit.record(tx, Event.TALK_CLEARED, by=None, over=talk.with_id, subject=talk.subject, now=now)
    return len(old)
