"""Comments (评议) by anybody on the roster: by name, or with the name sealed for the inspectors alone."""

import hashlib
import secrets
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.development.dossiers import check_acts, load
from storage.development.rows import DevelopmentCase, DevelopmentComment, Refused
from storage.engine.refusal import Refusal
from storage.people.access import may
from storage.people.directory import Who, who_has_id
from storage.people.rights import Act
from storage.sealed import audit, records
from storage.sealed.audit import AuditEntry
from storage.sealed.records import Unreadable

KIND, TEXT, AUTHOR = "comment", "text", "author"
_NEWEST = (col(DevelopmentComment.on).desc(), col(DevelopmentComment.id))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def comment(
    tx: AsyncSession, me: Who, case_id: int, text: str, *, objection: bool, confidential: bool, now: datetime
) -> tuple[DevelopmentComment, str]:
    """Leave a comment; gives it with the code that shows its answer to whoever left it (empty for one by name).

    Raises Refusal. `now` is in the bureau's zone; only the day is kept.
    """
    case = await tx.get(DevelopmentCase, case_id)
    if case is None:
        raise Refusal(Refused.GONE)
    if case.ended_at is not None:
        raise Refusal(Refused.ENDED)
    if case.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    if not text.strip():
        raise Refusal(Refused.BLANK)
    fields, code = {TEXT: text}, ""
    if confidential:
        # Of the same length for everybody.
        fields[AUTHOR] = f"{me.person_id:>12}"
        code = secrets.token_hex(8)
    made = DevelopmentComment(
        case_id=case_id,
        record_id=await records.make(tx, KIND, fields, now),
        person_id=None if confidential else me.person_id,
        code_hash=_hash(code) if confidential else None,
        objection=objection,
        on=now.date(),
    )
    tx.add(made)
    await tx.flush()
    return made, code


async def of_case(session: AsyncSession, case_id: int) -> list[DevelopmentComment]:
    """Every comment, unanswered objections first, then the newest; within a day in no order."""
    query = select(DevelopmentComment).where(col(DevelopmentComment.case_id) == case_id)
    found = (await session.exec(query.order_by(*_NEWEST))).all()
    return sorted(found, key=lambda each: not (each.objection and each.answer is None))


async def untold(session: AsyncSession, today: date) -> list[DevelopmentComment]:
    """Confidential objections of earlier days that nobody has answered: those of today wait, as nothing may tell their hour."""
    query = select(DevelopmentComment).where(
        col(DevelopmentComment.objection).is_(True),
        col(DevelopmentComment.person_id).is_(None),
        col(DevelopmentComment.answer).is_(None),
        col(DevelopmentComment.on) < today,
    )
    return list((await session.exec(query)).all())


async def of_person(session: AsyncSession, person_id: int) -> list[DevelopmentComment]:
    """What a person has said by name."""
    query = select(DevelopmentComment).where(col(DevelopmentComment.person_id) == person_id)
    return list((await session.exec(query.order_by(*_NEWEST))).all())


async def text_of(session: AsyncSession, found: DevelopmentComment) -> str | Unreadable:
    """What it says."""
    return await records.read(session, found.record_id, TEXT)


async def find(session: AsyncSession, comment_id: int) -> DevelopmentComment:
    """One comment. Raises Refusal."""
    found = await session.get(DevelopmentComment, comment_id)
    if found is None:
        raise Refusal(Refused.COMMENT_GONE)
    return found


async def answerable(session: AsyncSession, me: Who, comment_id: int) -> DevelopmentComment:
    """A comment that this person can answer. Raises Refusal."""
    found = await find(session, comment_id)
    check_acts(me, await load(session, found.case_id))
    if found.answer is not None:
        raise Refusal(Refused.ANSWERED)
    return found


async def answer(tx: AsyncSession, me: Who, comment_id: int, words: str, now: datetime) -> DevelopmentComment:
    """Say what was found and done; the clock of 公示 goes on from the day after. Raises Refusal."""
    found = await answerable(tx, me, comment_id)
    if not words.strip():
        raise Refusal(Refused.BLANK)
    found.answer, found.answered_by, found.answered_on = words, me.person_id, now.date()
    tx.add(found)
    return found


async def own(session: AsyncSession, me: Who, comment_id: int, code: str) -> DevelopmentComment:
    """A comment of one's own: left by name, or confidentially, for whoever holds its code. Raises Refusal."""
    found = await find(session, comment_id)
    if not code and found.person_id != me.person_id:
        raise Refusal(Refused.COMMENT_GONE)
    if code and not (found.code_hash is not None and secrets.compare_digest(found.code_hash, _hash(code))):
        raise Refusal(Refused.WRONG_CODE)
    return found


async def sealed(session: AsyncSession, comment_id: int) -> DevelopmentComment:
    """A confidential comment. Raises Refusal."""
    found = await find(session, comment_id)
    if not found.confidential:
        raise Refusal(Refused.COMMENT_GONE)
    return found


async def author_openings(session: AsyncSession, person_id: int) -> list[AuditEntry]:
    """When somebody was told that this person had left a confidential comment, newest first.

    The trail's columns do not name the author: that would join the two for whoever reads the database.
    """
    query = select(AuditEntry).where(col(AuditEntry.event) == audit.Event.AUTHOR_READ.value)
    entries = (await session.exec(query.order_by(col(AuditEntry.number).desc()))).all()
    numbers = [(entry, int(entry.subject.partition(":")[2])) for entry in entries]
    named = select(DevelopmentComment).where(col(DevelopmentComment.id).in_({number for _, number in numbers}))
    authors = {
        each.id: await records.read(session, each.record_id, AUTHOR) for each in (await session.exec(named)).all()
    }
    return [entry for entry, number in numbers if authors.get(number) == f"{person_id:>12}"]


async def author(tx: AsyncSession, me: Who, comment_id: int, purpose: str, now: datetime) -> str | Unreadable:
    """Who left a confidential comment: for an inspector with a purpose, on the trail in the same transaction. Raises Refusal."""
    if not may(me, Act.SEE_COMMENT_AUTHORS):
        raise Refusal(Refused.NOT_INSPECTOR)
    if not purpose.strip():
        raise Refusal(Refused.BLANK)
    found = await sealed(tx, comment_id)
    case = await tx.get(DevelopmentCase, found.case_id)
    if case is not None and case.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    read = await records.read(tx, found.record_id, AUTHOR)
    if isinstance(read, Unreadable):
        return read
    await audit.record(
        tx, audit.Event.AUTHOR_READ, by=me.person_id, now=now, subject=f"comment:{comment_id}", note=purpose
    )
    who = await who_has_id(tx, int(read))
    return f"{who.name}（{who.branch}）" if who else "已不在名册"
