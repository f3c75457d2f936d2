"""Duty attendance (考勤) by person and month, from the personnel system's file; a later file replaces its months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.inputs.attendance_file import AttendanceFile, AttendanceRow
from storage.people.directory import Person, people_of
from storage.people.numbered import with_owners
from storage.people.stale import touch
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sheets.table import RefusedRow


class AttendanceImport(SQLModel, table=True):
    """One file that was taken over for a month; the latest of a month is the one that counts."""

    __tablename__ = "attendance_import"

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(index=True)
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = moment()
    name: str
    people: int

    @property
    def key(self) -> int:
        """The id of a stored import."""
        if self.id is None:
            raise RuntimeError("the import has not been stored yet")
        return self.id


class Attendance(SQLModel, table=True):
    """One person's month, in days (or halves) and times."""

    __tablename__ = "duty_attendance"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    month: date = Field(primary_key=True)
    import_id: int = Field(foreign_key="attendance_import.id", index=True)
    due: float
    present: float
    late: int = 0
    absent: float = 0
    leave: float = 0
    travel: float = 0
    sick: float = 0


def owed(due: float, neutral: float) -> float:
    """The days on which somebody should have been there and had no neutral reason to be away."""
    return max(0.0, due - neutral)


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """A month's attendance of one person. Leave, duty travel and sickness are neutral: `owed` is without them."""

    month: date
    due: float
    present: float
    late: int
    absent: float
    leave: float
    travel: float
    sick: float

    @property
    def owed(self) -> float:
        return owed(self.due, self.leave + self.travel + self.sick)


@dataclass
class AttendancePlan:
    """What taking over a file would do. `replaced` are months that have been imported before; `dropped` the police numbers
    whose kept month the file no longer names."""

    rows: list[tuple[int, AttendanceRow]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    replaced: list[date] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def months(self) -> list[date]:
        """The months it would write, oldest first."""
        return sorted({row.month for _, row in self.rows})


async def compare(session: AsyncSession, file: AttendanceFile) -> AttendancePlan:
    """Say what the file would change; rows of people whom the roster does not know under that name are refused."""
    plan = AttendancePlan(refused=list(file.refused))
    found = with_owners(file.rows, await people_of(session), plan.refused)
    plan.rows = [(who.person_id, row) for who, row in found]
    plan.refused.sort(key=lambda refusal: refusal.line)
    named = {(person_id, row.month) for person_id, row in plan.rows}
    kept = await session.exec(
        select(Attendance, Person)
        .join(Person, col(Person.id) == col(Attendance.person_id))
        .where(col(Attendance.month).in_(plan.months))
        .order_by(col(Person.police_no))
    )
    replaced: set[date] = set()
    for known, person in kept.all():
        replaced.add(known.month)
        if (known.person_id, known.month) not in named:
            plan.dropped.append(f"{person.police_no} {person.name}")
    plan.replaced = sorted(replaced)
    return plan


async def apply(
    tx: AsyncSession, file: AttendanceFile, name: str, by: int | None, now: datetime
) -> tuple[AttendancePlan, list[AttendanceImport]]:
    """Take the file over: each of its months is written anew. Gives what was done, and one import a month."""
    plan = await compare(tx, file)
    imports = []
    for month in plan.months:
        mine = [(person_id, row) for person_id, row in plan.rows if row.month == month]
        former = (await tx.exec(select(Attendance.person_id).where(Attendance.month == month))).all()
        await tx.exec(delete(Attendance).where(col(Attendance.month) == month))
        await touch(tx, [*former, *(person_id for person_id, _ in mine)])
        made = AttendanceImport(month=month, by=by, at=now, name=name, people=len(mine))
        tx.add(made)
        await tx.flush()
        imports.append(made)
        tx.add_all(
            Attendance(
                person_id=person_id,
                month=month,
                import_id=made.key,
                due=row.due,
                present=row.present,
                late=row.late,
                absent=row.absent,
                leave=row.leave,
                travel=row.travel,
                sick=row.sick,
            )
            for person_id, row in mine
        )
        note = f"{name}，{len(mine)} 人" + ("，替换原有" if month in plan.replaced else "")
        await audit.record(
            tx, Event.ATTENDANCE_IMPORTED, by=by, now=now, subject=f"attendance:{month:%Y-%m}", note=note
        )
    return plan, imports


async def of_months(
    session: AsyncSession, first: date, last: date, *, person_id: int | None = None
) -> dict[tuple[int, date], AttendanceFact]:
    """(person, first day of the month) → that month, for the months from `first` to `last` (both in any day of theirs)."""
    query = select(Attendance).where(col(Attendance.month) >= first.replace(day=1), col(Attendance.month) <= last)
    if person_id is not None:
        query = query.where(col(Attendance.person_id) == person_id)
    return {(row.person_id, row.month): _fact(row) for row in (await session.exec(query)).all()}


async def imports(session: AsyncSession) -> Sequence[tuple[AttendanceImport, str]]:
    """The files taken over, newest first, with who did it ("" for none)."""
    query = (
        select(AttendanceImport, Person.name)
        .join(Person, col(Person.id) == col(AttendanceImport.by), isouter=True)
        .order_by(col(AttendanceImport.at).desc(), col(AttendanceImport.id).desc())
    )
    return [(row, name or "") for row, name in (await session.exec(query)).all()]


def _fact(row: Attendance) -> AttendanceFact:
    return AttendanceFact(row.month, row.due, row.present, row.late, row.absent, row.leave, row.travel, row.sick)
