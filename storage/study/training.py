"""Hours of training outside (集中培训), entered by party-affairs staff for persons, and taken back where they were wrong."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.study import hours_text
from storage.engine.refusal import Refusal
from storage.mail.outbox import File
from storage.people import directory
from storage.people.access import may
from storage.people.directory import Who
from storage.people.rights import Act
from storage.people.stale import touch
from storage.sealed import audit
from storage.study.rows import Refused, Training, TrainingPerson


async def known(session: AsyncSession, name: str, held_on: date) -> set[int]:
    """Who has that training of that day already."""
    query = (
        select(TrainingPerson.person_id)
        .join(Training, col(Training.id) == col(TrainingPerson.training_id))
        .where(col(Training.name) == name, col(Training.held_on) == held_on, col(Training.withdrawn_at).is_(None))
    )
    return set((await session.exec(query)).all())


async def enter(
    tx: AsyncSession,
    me: Who,
    *,
    name: str,
    held_on: date,
    tenths: int,
    proof: str,
    files: Sequence[File],
    to: Collection[int],
    now: datetime,
) -> tuple[Training, list[int]]:
    """Store it for those who have not got it already; gives it and those people. `now` is in the bureau's zone. Raises Refusal."""
    if not may(me, Act.ENTER_TRAINING):
        raise Refusal(Refused.NOT_STAFF)
    if held_on > now.date():
        raise Refusal(Refused.FUTURE)
    if tenths <= 0:
        raise Refusal(Refused.NO_HOURS)
    if not proof and not files:
        raise Refusal(Refused.NO_PROOF)
    there = {who.person_id for who in await directory.people_of(tx, ids=set(to))}
    if not there:
        raise Refusal(Refused.NOBODY)
    fresh = sorted(there - await known(tx, name, held_on))
    if not fresh:
        raise Refusal(Refused.ALREADY)
    training = Training(
        name=name,
        held_on=held_on,
        tenths=tenths,
        proof=proof,
        files=[list(file) for file in files] or None,
        by=me.person_id,
        at=now,
    )
    tx.add(training)
    await tx.flush()
    tx.add_all(TrainingPerson(training_id=training.key, person_id=person) for person in fresh)
    await touch(tx, fresh)
    await tx.flush()
    note = f"{name}（{held_on}），{len(fresh)} 人，每人 {hours_text(tenths)} 学时"
    subject = f"training:{training.key}"
    await audit.record(tx, audit.Event.TRAINING_ENTERED, by=me.person_id, now=now, subject=subject, note=note)
    return training, fresh


async def entered(session: AsyncSession) -> list[tuple[Training, int]]:
    """What was entered and not taken back, newest first, with how many persons each is for."""
    query = (
        select(Training, func.count(col(TrainingPerson.person_id)))
        .join(TrainingPerson, col(TrainingPerson.training_id) == col(Training.id))
        .where(col(Training.withdrawn_at).is_(None))
        .group_by(col(Training.id))
        .order_by(col(Training.held_on).desc(), col(Training.id).desc())
    )
    return list((await session.exec(query)).all())


async def find(session: AsyncSession, training_id: int) -> Training:
    """One that has not been taken back. Raises Refusal."""
    training = await session.get(Training, training_id)
    if training is None or training.withdrawn_at is not None:
        raise Refusal(Refused.NO_TRAINING)
    return training


async def persons(session: AsyncSession, training_id: int) -> list[Who]:
    """Who took part, as far as they are on the roster."""
    query = select(TrainingPerson.person_id).where(col(TrainingPerson.training_id) == training_id)
    return await directory.people_of(session, ids=set((await session.exec(query)).all()))


async def withdraw(tx: AsyncSession, me: Who, training_id: int, now: datetime) -> None:
    """Take it back: its hours count no more, its row stays. Raises Refusal."""
    if not may(me, Act.ENTER_TRAINING):
        raise Refusal(Refused.NOT_STAFF)
    training = await find(tx, training_id)
    training.withdrawn_at = now
    tx.add(training)
    trained = select(TrainingPerson.person_id).where(TrainingPerson.training_id == training_id)
    await touch(tx, (await tx.exec(trained)).all())
    subject = f"training:{training_id}"
    await audit.record(tx, audit.Event.TRAINING_WITHDRAWN, by=me.person_id, now=now, subject=subject)
