"""Whoever writes a fact that the index reads says whom it is about.

The tables are found by what the index asks the database for, the writers by reading every function of the project: a new table or
a new writer that forgets the index fails here.
"""

import ast
import importlib
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel, col, select

from scoring.index.rules import own
from storage.exams import exams
from storage.exams.rows import Exam, Taker
from storage.index import facts
from storage.index.facts import Span
from storage.inputs import attendance
from storage.inputs.attendance_file import read_attendance
from storage.meetings import checkin, planning
from storage.meetings.rows import MeetingState
from storage.people import stale
from storage.people.directory import PostHeld, who_is
from storage.people.posts import Post
from storage.people.stale import HealthStale
from storage.people.whose import Whose
from storage.study import training
from storage.study.rows import Training, TrainingPerson
from tests.storage.index_rows import NOW, at, duty, meeting, roster, topic

ROOT = Path(__file__).parents[2]
FACTS = {
    "attendance": {"how", "leave"},
    "duty_attendance": {"due", "present", "late", "absent", "travel", "sick"},
    "exam": {"cancelled_at", "closes_at"},
    "sitting": {"points", "full", "handed_in_at"},
    "exam_taker": {"extra_closes_at"},
    "leader_rating": {"virtue", "ability", "diligence", "results", "integrity"},
    "meeting": {"state", "starts_at", "kinds"},
    "opinion": {"withdrawn_at"},
    "person": {"category", "joined_on", "branch_id", "left_at"},
    "post_held": {"post"},
    "risk_check": {"state", "submitted_on"},
    "study_record": {"finished_on", "tenths"},
    "topic": {"until"},
    "training": {"withdrawn_at", "held_on", "tenths"},
    "training_person": set(),
}
"""Each table that the index reads, and the columns of it that can change what it says."""
SAYS_NOTHING = {
    "storage.meetings.checkin.open_check_in": "a meeting that goes on is no fact; of who opens it `_came` says it",
    "storage.meetings.planning.call": "its roll is written by `_expect`; a meeting to come is no fact",
    "storage.meetings.planning.cancel": "a meeting that was only planned is no fact",
    "storage.meetings.minutes.publish": "it counts already",
    "storage.meetings.returns.send_back": "it still counts: who came, came",
    "storage.yearplan.plans.save": "a line of a plan is no meeting",
    "storage.ballots.voting.count": "a ballot's state",
    "storage.ballots.voting._end_void": "a ballot's state",
    "storage.study.progress.open_part": "a lesson counts when it is finished",
    "storage.study.lessons.urge": "a lesson counts when it is finished",
    "storage.topics.speaking.open_topic": "a topic counts when it is over",
    "storage.people.directory.find_again": "whether Telegram reaches a person is no fact",
    "storage.people.roster.leave": "who has left has no index",
    "storage.people.roster_writing._give_posts": "`write` says it",
}
"""Who writes such a table, or a column of such a name, and changes nothing that the index says."""


EXAM = {
    "title": "季度考试", "contest": False, "branch_id": None, "by": 1, "at": NOW, "opens_at": at(date(2026, 11, 2)),
    "closes_at": NOW + timedelta(1), "members_only": True, "counts": {}, "points": {}, "pool": {}, "seed": 1,
    "minutes": 30, "tries": 1, "pass_percent": 60, "review_early": True,
}  # fmt: skip


def modules():
    for folder in ("storage", "handlers", "reminders"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def tables_of(module, facts):
    """Name in that module → the columns that are facts, of the fact tables that it knows."""
    found = {}
    for name, value in vars(importlib.import_module(module)).items():
        if isinstance(value, type) and issubclass(value, SQLModel) and getattr(value, "__tablename__", None) in facts:
            found[name] = facts[value.__tablename__]
    return found


def writes(function, known):
    """Whether the function makes a row of a fact table, writes the table in bulk, or sets a column that is a fact."""
    columns = set().union(*known.values())
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in known:
                return True
            if node.func.id in ("delete", "insert", "update") and isinstance(first, ast.Name) and first.id in known:
                return True
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        for target in targets:
            for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(each, ast.Attribute) and each.attr in columns:
                    return True
    return False


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def called(function):
    return {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def writers(facts):
    """Each function that writes a table of these facts, or a column of such a name."""
    for module, path in modules():
        tree = ast.parse(path.read_text())
        known = tables_of(module, facts)
        for function in functions(tree) if known else ():
            if writes(function, known):
                yield f"{module}.{function.name}", function


def test_every_function_that_writes_a_fact_says_whom_it_is_about():
    found = dict(writers(FACTS))
    silent = {name for name, function in found.items() if "touch" not in called(function)}
    assert silent == SAYS_NOTHING.keys()
    assert len(found) - len(silent) > 20


async def test_no_other_table_is_read_by_the_index(database):
    await roster(database, "王芳", "李雷")
    await meeting(database, date(2026, 11, 3), {1: None})
    await topic(database, date(2026, 11, 3), 1)
    await duty(database, 1, date(2026, 10, 1))
    async with database.write() as tx:
        tx.add(exam := Exam(**EXAM))
        await tx.flush()
        tx.add(Taker(exam_id=exam.key, person_id=1))
    read = set()

    def note(_connection, _cursor, statement, *_others):
        read.update(re.findall(r'(?:FROM|JOIN)\s+"?(\w+)"?', statement))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.read() as session:
        await facts.of_members(session, Span(date(2026, 11, 1), NOW), own(), Whose(branches=[1]))
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert read == FACTS.keys()


async def marked(database):
    async with database.write() as tx:
        found = list((await tx.exec(select(HealthStale).order_by(col(HealthStale.person_id)))).all())
        for row in found:
            await tx.delete(row)
        return [row.person_id for row in found]


async def me(tx, number=1):
    return await who_is(tx, 1000 + number)


@pytest.fixture
async def house(database):
    """Three members, the first of whom is of the party-affairs staff and the branch's secretary; nobody is marked."""
    await roster(database, "王芳", "李雷", "赵敏")
    async with database.write() as tx:
        tx.add_all(PostHeld(person_id=1, post=post.value) for post in (Post.PARTY_STAFF, Post.SECRETARY))
        (await tx.get(facts.Person, 1)).telegram_id = 1001
    await marked(database)
    return database


async def test_a_later_file_without_a_person_marks_that_person(house):
    head = "警号,姓名,月份,应出勤天数,出勤天数"
    for lines, expected in (
        (["100001,王芳,2026-10,18,18", "100002,李雷,2026-10,18,9"], [1, 2]),
        (["100001,王芳,2026-10,18,18"], [1, 2]),
    ):
        file = read_attendance("考勤.csv", "\n".join([head, *lines]).encode(), NOW.date())
        async with house.write() as tx:
            await attendance.apply(tx, file, "考勤.csv", 1, NOW)
        assert await marked(house) == expected


async def test_who_is_taken_off_a_roll_is_marked(house):
    number = await meeting(house, date(2026, 11, 3), {1: None, 2: None}, state=MeetingState.OPEN)
    await marked(house)
    async with house.write() as tx:
        await planning.change_expected(tx, number, [1, 3], by=1, reason="补充", now=NOW)
    assert await marked(house) == [2, 3]
    async with house.write() as tx:
        await checkin.close(tx, number, NOW)
    assert await marked(house) == [1, 3]


async def test_training_and_exams_that_are_taken_back_mark_whom_they_were_for(house):
    async with house.write() as tx:
        course = Training(name="轮训", held_on=date(2026, 5, 5), tenths=160, proof="x", by=1, at=NOW)
        exam = Exam(**EXAM)
        tx.add_all([course, exam])
        await tx.flush()
        tx.add(TrainingPerson(training_id=course.key, person_id=2))
        tx.add(Taker(exam_id=exam.key, person_id=3))
        await tx.flush()
        await training.withdraw(tx, await me(tx), course.key, NOW)
        await exams.cancel(tx, await me(tx), exam.key, NOW)
    assert await marked(house) == [2, 3]


async def test_a_mark_is_set_once_and_only_for_those_who_exist(house):
    async with house.write() as tx:
        await stale.touch(tx, [2, 2, None, 4711])
        await stale.touch(tx, range(1, 1200))
    assert await marked(house) == [1, 2, 3]
