"""Rows of facts for the tests of the health index."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from storage.inputs.attendance import Attendance as Duty
from storage.inputs.attendance import AttendanceImport
from storage.inputs.rating import RECORD, LeaderRating
from storage.meetings.rows import Attendance, How, Leave, Meeting, MeetingState
from storage.people.directory import Branch, Person
from storage.people.stale import touch
from storage.sealed import records
from storage.topics.rows import Kind, Opinion, Sort, Topic

ZONE = ZoneInfo("Asia/Shanghai")


def at(day, hour=15):
    return datetime.combine(day, time(hour), ZONE)


NOW = at(date(2026, 11, 24))


async def roster(database, *names, branches=2):
    """Branches, and the members of the first one; gives nothing: ids follow the order."""
    async with database.write() as tx:
        tx.add_all([Branch(name=f"第{number}支部") for number in range(1, branches + 1)])
        await tx.flush()
        for number, name in enumerate(names, 1):
            tx.add(Person(police_no=f"{100000 + number}", name=name, branch_id=1, category="正式党员"))
            await tx.flush()


async def meeting(database, day, came, *, state=MeetingState.CLOSED, branch=1):
    """A meeting with its roll: person → how they came, a leave, or None for absent."""
    async with database.write() as tx:
        made = Meeting(
            branch_id=branch, kinds="党支部党员大会", title="党员大会", starts_at=at(day), place="会议室",
            chair_id=1, called_by=1, called_at=at(day, 9), state=state.value, secret="x",
        )  # fmt: skip
        tx.add(made)
        await tx.flush()
        for person, how in came.items():
            tx.add(
                Attendance(
                    meeting_id=made.number, person_id=person, entitled=True,
                    how=how.value if isinstance(how, How) else None,
                    leave=how.value if isinstance(how, Leave) else None,
                )
            )  # fmt: skip
        await touch(tx, came)
        return made.number


async def duty(database, person, month, due=20.0, present=20.0, **other):
    async with database.write() as tx:
        made = AttendanceImport(month=month, at=NOW, name="考勤.csv", people=1)
        tx.add(made)
        await tx.flush()
        tx.add(Duty(person_id=person, month=month, import_id=made.key, due=due, present=present, **other))
        await touch(tx, [person])


async def topic(database, until, *spoke, by=1, branch=1):
    """A topic of the branch on which those persons spoke."""
    async with database.write() as tx:
        row = Topic(branch_id=branch, by=by, kind=Kind.SUMMARY, title="年终总结", text="谈谈收获", at=NOW, until=until)
        tx.add(row)
        await tx.flush()
        for person in spoke:
            tx.add(Opinion(topic_id=row.key, by=person, sort=Sort.OPINION.value, text="有收获", at=NOW))
        await touch(tx, spoke)
        return row.key


async def rated(database, person, month, mark=3, rater=1, reason=""):
    async with database.write() as tx:
        record = await records.make(tx, RECORD, {str(person): reason}, NOW) if reason else None
        tx.add(
            LeaderRating(
                person_id=person, month=month, rater_id=rater, branch_id=1, at=NOW, record_id=record,
                virtue=mark, ability=mark, diligence=mark, results=mark, integrity=mark,
            )
        )  # fmt: skip
        await touch(tx, [person])
