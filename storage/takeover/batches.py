"""A file taken over: tried first, row by row, and taken back as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.refusal import Refusal
from storage.people.access import Place, may
from storage.people.directory import Person, Who
from storage.people.rights import Act
from storage.people.taken import Taken, Takeover
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sheets.table import RefusedRow
from storage.takeover.book import Book
from storage.takeover.files import PaperFile, PaperRow
from storage.takeover.subjects import SUBJECTS, Records, Subject


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NOT_YOURS = "这一项由局党务干部录入，支部不能录入。"
    GONE = "没有这次接续录入，可能已经撤销。"
    GROWN = "接续的内容上已经有了新的记录（照片、材料、表决等），不能整份撤销；请逐条更正。"


@dataclass
class Outcome:
    """What a file has made, or would: the rows that were taken, those that were not, and the records by kind and number."""

    taken: list[PaperRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    records: Records = field(default_factory=list)
    number: int = 0
    """Of the file among those taken over, once it is."""

    @property
    def mark(self) -> str:
        """The same for the same rows."""
        return " ".join(f"{row.sheet}:{row.line}" for row in self.taken)


class Tried(Exception):
    """Raised in a transaction that is to leave nothing: what it would have done."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def carry_out(
    tx: AsyncSession, me: Who, subject: Subject, file: PaperFile, now: datetime, *, name: str = "", trying: bool = False
) -> Outcome:
    """Take every row over that the rules let pass; a bad row holds up no other. `now` is in the bureau's zone.

    Where it is only tried, raises Tried: the very same was done, and is taken back. Raises Refusal.
    """
    if not subject.allowed(me):
        raise Refusal(Refused.NOT_YOURS)
    book, outcome = await Book.opened(tx, me), Outcome(refused=list(file.refused))
    groups: dict[object, list[PaperRow]] = {}
    for row in file.rows:
        groups.setdefault(subject.together(row), []).append(row)
    for rows in groups.values():
        try:
            async with tx.begin_nested():
                outcome.records += await subject.take(tx, rows, book, now)
        except Refusal as refusal:
            outcome.refused += [row.refused(str(refusal)) for row in rows]
        else:
            outcome.taken += rows
    outcome.taken.sort(key=lambda row: (row.sheet, row.line))
    outcome.refused.sort(key=lambda row: (row.sheet, row.line))
    if trying:
        raise Tried(outcome)
    if outcome.taken:
        await _keep(tx, me, subject, outcome, name, now)
    return outcome


async def _keep(  # noqa: PLR0917 - as above
    tx: AsyncSession, me: Who, subject: Subject, outcome: Outcome, name: str, now: datetime
) -> None:
    branch = None if subject.whole(me) else me.branch_id
    made = Takeover(
        subject=subject.key, file=name[:100], branch_id=branch, by=me.person_id, at=now, rows=len(outcome.taken)
    )
    tx.add(made)
    await tx.flush()
    outcome.number = made.number
    tx.add_all(Taken(kind=kind, record=record, takeover_id=made.number) for kind, record in outcome.records)
    note = f"{subject.title}：{len(outcome.taken)} 行"
    number = f"takeover:{made.number}"
    await audit.record(tx, Event.TAKEN_OVER, by=me.person_id, subject=number, now=now, note=note)


async def made_by(session: AsyncSession, me: Who) -> Sequence[tuple[Takeover, str]]:
    """What was taken over and not taken back, newest first, with who did it: the bureau's, or one's own branch's."""
    query = select(Takeover, Person.name).join(Person, col(Person.id) == col(Takeover.by))
    query = query.where(col(Takeover.undone_at).is_(None)).order_by(col(Takeover.id).desc())
    if not may(me, Act.TAKE_OVER, Place()):
        query = query.where(col(Takeover.branch_id) == me.branch_id)
    return (await session.exec(query)).all()


async def find(session: AsyncSession, me: Who, number: int) -> Takeover:
    """One that may be taken back. Raises Refusal."""
    row = await session.get(Takeover, number)
    if row is None or row.undone_at is not None or not may(me, Act.TAKE_OVER, Place(branch_id=row.branch_id)):
        raise Refusal(Refused.GONE)
    if not SUBJECTS[row.subject].allowed(me):
        raise Refusal(Refused.NOT_YOURS)
    return row


async def undo(tx: AsyncSession, me: Who, number: int, now: datetime) -> Takeover:
    """All of it, or nothing: raises Refusal where something has grown upon it."""
    row = await find(tx, me, number)
    subject = SUBJECTS[row.subject]
    query = select(Taken.kind, Taken.record).where(Taken.takeover_id == number)
    records = list((await tx.exec(query)).all())
    try:
        async with tx.begin_nested():
            await subject.undo(tx, records, me, now)
    except IntegrityError:
        raise Refusal(Refused.GROWN) from None
    await tx.exec(delete(Taken).where(col(Taken.takeover_id) == number))
    row.undone_at, row.undone_by = now, me.person_id
    tx.add(row)
    note = f"{subject.title}：{row.rows} 行"
    await audit.record(tx, Event.TAKEOVER_UNDONE, by=me.person_id, subject=f"takeover:{number}", now=now, note=note)
    return row
