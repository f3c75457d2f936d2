"""``python -m tests.bench.load URL --people N``: an empty database filled with a bureau of N people and its last three years.

Rows go straight into their tables, most of them made by the database itself. All of it is invented and the same at each run; a
branch has the same past whatever the bureau's size. What is sealed stands in for itself: talks and signs share one record. Of
what nothing shows at a glance, answers to exams, leaders' ratings and pushes, there is one year.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlmodel
from sqlalchemy import ColumnElement, FromClause, String, case, cast, func, insert, literal, select, text
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.birthdays import in_year
from scoring.cadence import add_months
from scoring.development_steps import Step
from scoring.exams import Kind
from storage.ballots.rows import Ballot, BallotState, BallotVoter
from storage.birthdays.rows import PoliticalBirthday
from storage.care.rows import HealthCase, Review
from storage.development.rows import DevelopmentCase, DevelopmentComment, DevelopmentStep, RuleEdition
from storage.development.rules import freeze
from storage.engine.columns import table_of
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.exams import starting
from storage.exams.rows import Answer, Exam, PracticeDay, Question, Sitting, Taker
from storage.feedback import Feedback
from storage.index import index
from storage.index.index import HealthIndex
from storage.index.keeping import HealthRun
from storage.inputs.attendance import Attendance as Duty
from storage.inputs.attendance import AttendanceImport
from storage.inputs.rating import LeaderRating
from storage.mail.outbox import OutboxRow
from storage.meetings.rows import Attachment, Attendance, Meeting
from storage.notices.rows import Notice, NoticeReader
from storage.people.directory import Branch, Group, Person, PostHeld
from storage.people.posts import Category, Post
from storage.people.whose import Whose
from storage.risks.rows import CheckState, RiskCheck, RiskPoint, Sign, SignStep
from storage.rules.regulations import own
from storage.sealed import records
from storage.sealed.audit import AuditEntry
from storage.sealed.vault import Vault, load_keys, make_key
from storage.study.rows import Lesson, StudyRecord, Training, TrainingPerson
from storage.talks.rows import RECORD, Talk
from storage.tasks.rows import Assignment, Task, TaskEntry
from storage.topics.rows import Opinion, OpinionAnswer, Topic
from storage.yearplan.rows import YearPlan, YearPlanLine

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
MONTHS = [date(number // 12, number % 12 + 1, 1) for number in range(2023 * 12 + 11, 2026 * 12 + 11)]
YEAR = len(MONTHS) - 12
NEWEST = len(MONTHS) - 1
PEOPLE, BRANCHES = 474, 33
SEATS = (
    (Post.SECRETARY,), (Post.DEPUTY_SECRETARY,), (Post.ORGANISATION,), (Post.PUBLICITY,), (Post.DISCIPLINE,),
    (Post.GROUP_LEADER,), (Post.GROUP_LEADER,),
)  # fmt: skip
"""The posts of a branch's first people; the others have none."""
OVER_ALL = {7: Post.COMMITTEE_SECRETARY, 8: Post.PARTY_STAFF, 9: Post.PARTY_STAFF, 10: Post.INSPECTOR}
"""The posts that reach over the bureau, of the first branch's people."""
ACCOUNT = 7_200_000_000
"""What a person's number is added to for their account's."""
BATCH = 5_000


def branches_of(people: int) -> int:
    """How many branches so many people have."""
    return max(people * BRANCHES // PEOPLE, 1)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


@dataclass(frozen=True)
class Either:
    """A value where the condition holds, and another where it does not."""

    condition: ColumnElement[bool]
    yes: object
    no: object = None


@dataclass(frozen=True)
class Loading:
    """The transaction that is filled, and the number of everything that is sealed."""

    tx: AsyncSession
    record: int

    async def rows(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        """Rows that were made here."""
        for start in range(0, len(rows), BATCH):
            params = [_defaults(table) | row for row in rows[start : start + BATCH]]
            await self.tx.exec(insert(table_of(table)), params=params)

    async def made(
        self,
        table: type[SQLModel],
        of: FromClause | type[SQLModel],
        *where: ColumnElement[bool] | bool,
        **values: object,
    ) -> None:
        """A row for each of those, made by the database."""
        columns = table_of(table).c
        wanted = _defaults(table) | values
        shown = [_value(value, columns[name].type) for name, value in wanted.items()]
        query = select(*shown).select_from(of).where(*where)  # type: ignore[arg-type]
        await self.tx.exec(insert(table_of(table)).from_select(list(wanted), query))


def _defaults(table: type[SQLModel]) -> dict[str, Any]:
    return {
        name: each.default
        for name, each in table.model_fields.items()
        if each.default not in (None, ...) and not each.is_required() and each.default_factory is None
    }


def _value(value: object, kind: Any) -> Any:
    if isinstance(value, Either):
        return case((value.condition, _value(value.yes, kind)), else_=_value(value.no, kind))
    return value if isinstance(value, SQLCoreOperations) else literal(value, kind)


def some(one_in: int, number: ColumnElement[int], month: int = 0) -> ColumnElement[bool]:
    """One in so many of those numbers, others each month."""
    return (number * 7 + month * 13) % one_in == 0


def head() -> Any:
    """Each branch with its secretary."""
    query = select(col(Person.branch_id).label("branch_id"), col(Person.id).label("person_id"))
    query = query.join(PostHeld, col(PostHeld.person_id) == col(Person.id))
    return query.where(col(PostHeld.post) == Post.SECRETARY.value).subquery("head")


P, M = col(Person.id), col(Meeting.id)
MEMBER = col(Person.category).in_([Category.FULL_MEMBER.value, Category.PROBATIONARY.value])


async def people(load: Loading, number: int, branches: int) -> None:
    """Branches of some fifteen, with a committee of five, two groups and one or two on their way to join."""
    await load.rows(
        Branch,
        [{"name": f"第{each}支部", "chat_id": -1_002_600_000_000 - each} for each in range(1, branches + 1)],
    )
    await load.rows(
        Group,
        [{"branch_id": each, "name": name} for each in range(1, branches + 1) for name in ("第一党小组", "第二党小组")],
    )
    rows: list[dict[str, Any]] = []
    posts: list[dict[str, Any]] = []
    seat = branch = 0
    for each in range(number):
        here = each * branches // number + 1
        seat, branch = (seat + 1 if here == branch else 0), here
        category = {11: Category.PROBATIONARY, 12: Category.PROSPECT, 13: Category.ACTIVIST}.get(
            seat, Category.FULL_MEMBER
        )
        member = category in (Category.FULL_MEMBER, Category.PROBATIONARY)
        joined = date(1996, 1, 1) + timedelta(days=each * 37 % 10_000) if member else None
        rows.append(
            {
                "police_no": f"{100_000 + each}", "name": f"党员{each + 1}", "branch_id": here,
                "group_id": here * 2 - seat % 2, "category": category.value, "position": "民警",
                "phone": f"+86160{each:08}", "joined_on": joined, "full_on": joined and add_months(joined, 12),
                "telegram_id": ACCOUNT + each + 1, "bound_at": NOW - timedelta(days=900),
            }
        )  # fmt: skip
        held = {*SEATS[seat : seat + 1], *([(OVER_ALL[seat],)] if here == 1 and seat in OVER_ALL else [])}
        posts += [{"person_id": each + 1, "post": post.value} for (post,) in held]
    await load.rows(Person, rows)
    await load.rows(PostHeld, posts)


async def meetings(load: Loading) -> None:
    """Each month an assembly, a committee's meeting and one of each group; each quarter a lecture with a vote; one today, one ahead."""
    heads = head()
    wanted = [("党支部党员大会+主题党日", "党员大会", 5), ("支委会", "支委会", 4), ("党小组会", "党小组会", 10)]
    for number, month in enumerate(MONTHS):
        for kinds, title, day in wanted + ([("党课", "党课", 12)] if month.month % 3 == 0 else []):
            await _meeting(load, heads, kinds, f"{month.month}月{title}", month.replace(day=day), number)
    await _meeting(load, heads, "党支部党员大会", "今天的党员大会", NOW.date(), NEWEST, "open")
    await _meeting(load, heads, "支委会", "下周的支委会", NOW.date() + timedelta(days=6), NEWEST, "planned")
    for number, month in enumerate(MONTHS):
        mine = (col(Meeting.starts_at) >= moment(month, 0), col(Meeting.starts_at) < moment(add_months(month, 1), 0))
        past = col(Meeting.state) == "published"
        await load.made(
            Attendance,
            _expected(),
            *mine,
            _expects(),
            meeting_id=M,
            person_id=P,
            entitled=Either(col(Person.category) == Category.FULL_MEMBER.value, True, False),
            how=Either(past & ~some(11, P, number), "on_spot", Either(past & ~some(3, P, number), "made_up")),
            at=Either(past & ~some(11, P, number), col(Meeting.starts_at)),
            leave=Either(past & some(11, P, number) & some(2, P), "granted"),
            make_up_text=Either(past & some(11, P, number) & ~some(3, P, number), "看了录像，很有收获。"),
        )
        assembly = col(Meeting.title).like("%党员大会")
        await load.made(
            Attachment, Meeting, *mine, past, assembly,
            meeting_id=M, purpose="recording", media="video", content="recording", added_by=col(Meeting.chair_id),
            at=col(Meeting.starts_at),
        )  # fmt: skip
        await load.made(
            Ballot, Meeting, *mine, past, col(Meeting.kinds) == "党课",
            meeting_id=M, title="本季度工作计划", options=["同意", "不同意", "弃权"], secret=False, rule="meeting_vote",
            basis="", quorum="1/2", majority="1/2", opened_by=col(Meeting.chair_id), opened_at=col(Meeting.starts_at),
            closed_at=col(Meeting.starts_at), state=BallotState.COUNTED.value, entitled=12, present=12, returned=12,
            counts=[11, 1, 0], passed=True,
        )  # fmt: skip
    await load.made(
        BallotVoter, table_of(Ballot).join(Attendance, col(Attendance.meeting_id) == col(Ballot.meeting_id)),
        ballot_id=col(Ballot.id), person_id=col(Attendance.person_id), voted=True, choices=[0],
    )  # fmt: skip


async def _meeting(
    load: Loading, heads: Any, kinds: str, title: str, day: date, number: int, state: str = "published"
) -> None:
    grouped = kinds == "党小组会"
    begins = moment(day, 15 if state == "published" else 10)
    await load.made(
        Meeting,
        heads.join(Group, col(Group.branch_id) == heads.c.branch_id) if grouped else heads,
        branch_id=heads.c.branch_id, group_id=col(Group.id) if grouped else None, kinds=kinds, title=title,
        starts_at=begins, place="会议室", agenda="学习文件，讨论工作。", chair_id=heads.c.person_id,
        called_by=heads.c.person_id, called_at=begins - timedelta(days=3), state=state, secret=f"{number:032x}",
        opened_at=None if state == "planned" else begins - timedelta(minutes=30),
        closed_at=begins if state == "published" else None, published_at=begins if state == "published" else None,
        minutes="会议学习了文件，讨论了本月工作。" if state == "published" else "",
    )  # fmt: skip


def _expected() -> Any:
    held = select(PostHeld.person_id).where(col(PostHeld.post).in_([post.value for (post,) in SEATS[:5]]))
    committee = held.distinct().subquery("committee")
    people_there = table_of(Meeting).join(Person, col(Person.branch_id) == col(Meeting.branch_id))
    return people_there.outerjoin(committee, committee.c.person_id == P)


def _expects() -> Any:
    committee = text("committee.person_id IS NOT NULL")
    kinds = col(Meeting.kinds)
    return MEMBER & case(
        (kinds == "支委会", committee), (kinds == "党小组会", col(Person.group_id) == col(Meeting.group_id)), else_=True
    )


async def tasks(load: Loading) -> None:
    """Each month one of the bureau for each branch and one of the branch for each of its people."""
    heads = head()
    for number, month in enumerate(MONTHS):
        last = add_months(month, 1) - timedelta(days=1)
        given = {"cadence": "month", "due_on": last, "since": month, "number": number, "first_due": last, "of_month": 31,
                 "given_at": moment(month, 9), "followed": number < NEWEST}  # fmt: skip
        await load.rows(Task, [{"giver_id": 9, "what": "报送月度总结", "proof": "text", **given}])
        await load.made(
            Task, heads, **given,
            giver_id=heads.c.person_id, branch_id=heads.c.branch_id, what="学习材料一份", proof="none",
        )  # fmt: skip
        of_month = col(Task.since) == month
        here = table_of(Task).join(Person, col(Person.branch_id) == col(Task.branch_id))
        done = ~some(97, P, number) if number < NEWEST else some(3, P)
        await load.made(
            Assignment, here, of_month, task_id=col(Task.id), branch_id=col(Person.branch_id), person_id=P, due_on=last,
            since=month, state=Either(done, "done", "given"), handed_in_at=Either(done, moment(month, 12)),
            accepted_at=Either(done, moment(month, 13)),
        )  # fmt: skip
        await load.made(
            Assignment, table_of(Task).join(Branch, col(Task.branch_id).is_(None)), of_month,
            task_id=col(Task.id), branch_id=col(Branch.id), due_on=last, since=month,
            state="done" if number < NEWEST else "handed_in", handed_in_at=moment(month, 12),
        )  # fmt: skip
    await load.made(
        TaskEntry, Assignment, col(Assignment.state) != "given", assignment_id=col(Assignment.id),
        by=func.coalesce(col(Assignment.person_id), 9), at=col(Assignment.handed_in_at), said="handed_in", text="已完成。",
    )  # fmt: skip


async def yearplan(load: Loading) -> None:
    """Each branch's plan of the year, three lines a month."""
    heads, at = head(), moment(NOW.date().replace(month=1, day=12), 9)
    await load.made(
        YearPlan, heads, branch_id=heads.c.branch_id, year=NOW.year, made_at=at, by=heads.c.person_id, at=at
    )
    for month in range(1, 13):
        for kinds in ("党支部党员大会+主题党日", "支委会", "党小组会"):
            await load.made(YearPlanLine, YearPlan, plan_id=col(YearPlan.id), month=month, kinds=kinds)


async def notices(load: Loading) -> None:
    """Each month one of the bureau and one of each branch."""
    heads = head()
    for number, month in enumerate(MONTHS):
        at = moment(month.replace(day=3), 9)
        await load.rows(Notice, [{"by": 9, "text": f"{month.month}月工作安排", "at": at}])
        await load.made(
            Notice, heads, by=heads.c.person_id, branch_id=heads.c.branch_id, text=f"{month.month}月支部安排", at=at
        )
        mine = col(Notice.branch_id).is_(None) | (col(Notice.branch_id) == col(Person.branch_id))
        await load.made(
            NoticeReader, table_of(Notice).join(Person, mine), col(Notice.at) == at, col(Notice.by) != P,
            notice_id=col(Notice.id), person_id=P, read_at=Either(~some(53 if number < NEWEST else 3, P, number), at),
        )  # fmt: skip


async def study(load: Loading) -> None:
    """Each month a lesson, each half-year a training."""
    for number, month in enumerate(MONTHS):
        newest = number == NEWEST
        check = {"check": "question", "question": "哪一项对？", "options": ["一", "二", "三"], "right": 0}
        parts = [{"text": "第一部分：学习要点。", "files": []}, {"text": "第二部分：案例。", "files": []}]
        lesson = {"by": 9, "members_only": True, "title": f"微课{number + 1}", "topic": "党章党规", "minutes": 20,
                  "tenths": 10, "parts": parts, "secret": f"{number:032x}", "at": moment(month.replace(day=2), 9),
                  "until": add_months(month, 1) if newest else None, **check}  # fmt: skip
        await load.rows(Lesson, [lesson])
        done = ~some(9 if not newest else 2, P, number)
        await load.made(
            StudyRecord, table_of(Person).join(Lesson, col(Lesson.at) == lesson["at"]), MEMBER, ~some(29, P, number),
            person_id=P, lesson_id=col(Lesson.id), reached=Either(done, 2, 1), tenths=Either(done, 10, 0),
            finished_on=Either(done, month.replace(day=15)),
        )  # fmt: skip
        if month.month % 6 == 0:
            await load.rows(Training, [{"name": f"集中培训{number}", "held_on": month, "tenths": 80, "proof": "通知", "by": 9,
                                        "at": moment(month, 9)}])  # fmt: skip
            await load.made(
                TrainingPerson, table_of(Person).join(Training, col(Training.held_on) == month), MEMBER, ~some(4, P, number),
                training_id=col(Training.id), person_id=P,
            )  # fmt: skip


async def exams(load: Loading) -> None:
    """One each quarter, the newest still open; a month of daily practice."""
    questions = (await load.tx.exec(sqlmodel.select(Question.id).limit(10))).all()
    drawn = [[number, [0, 1]] for number in questions]
    for number in range(0, len(MONTHS), 3):
        opens = moment(MONTHS[number].replace(day=20), 9)
        running = number + 3 >= len(MONTHS)
        closes = NOW + timedelta(days=20) if running else opens + timedelta(days=10)
        exam = {"by": 9, "members_only": True, "contest": False, "title": f"第{number // 3 + 1}次考试", "counts": {"党章": 10},
                "points": {kind.value: 10 for kind in Kind}, "pool": {"党章": questions}, "seed": number, "minutes": 30, "opens_at": opens,
                "closes_at": closes, "tries": 2, "pass_percent": 60, "review_early": False, "at": opens}  # fmt: skip
        await load.rows(Exam, [exam])
        everybody = table_of(Person).join(Exam, col(Exam.at) == opens)
        await load.made(Taker, everybody, MEMBER, exam_id=col(Exam.id), person_id=P)
        sat = ~some(2 if running else 13, P, number)
        await load.made(
            Sitting, everybody, MEMBER, sat,
            exam_id=col(Exam.id), person_id=P, number=1, drawn=drawn, started_at=opens, deadline=opens + timedelta(minutes=30),
            handed_in_at=opens + timedelta(minutes=20), points=50 + P % 6 * 10, full=100,
        )  # fmt: skip
    lately = col(Sitting.started_at) > moment(MONTHS[YEAR], 0)
    for place, question in enumerate(questions):
        await load.made(
            Answer, Sitting, lately, sitting_id=col(Sitting.id), place=place, question_id=question, chosen=[0],
            at=col(Sitting.started_at), right=Either(some(3, col(Sitting.id), place), False, True),
        )  # fmt: skip
    for day in range(30):
        await load.made(
            PracticeDay, Person, some(3, P, day), person_id=P, day=NOW.date() - timedelta(days=day), drawn=drawn[:5],
            answers=[[0]] * 5, right=P % 6, done_at=NOW - timedelta(days=day),
        )  # fmt: skip


async def topics(load: Loading) -> None:
    """One each month, the newest still open, with some not answered."""
    heads = head()
    for number, month in enumerate(MONTHS):
        at, newest = moment(month.replace(day=6), 9), number == NEWEST
        await load.made(
            Topic, heads, branch_id=heads.c.branch_id, by=heads.c.person_id, kind="专题学习", title=f"{month.month}月话题",
            text="谈谈学习体会。", at=at, until=add_months(month, 1), closed_at=None if newest else moment(add_months(month, 1), 9),
            summary=None if newest else "大家谈得很好。",
        )  # fmt: skip
        here = table_of(Topic).join(Person, col(Person.branch_id) == col(Topic.branch_id))
        await load.made(
            Opinion, here, col(Topic.at) == at, MEMBER, ~some(3, P, number), topic_id=col(Topic.id), by=P, sort="意见",
            text="学习后很有收获，今后要落实到工作中。", at=at + timedelta(hours=3),
        )  # fmt: skip
    await load.made(
        OpinionAnswer,
        table_of(Opinion).join(Topic, col(Topic.id) == col(Opinion.topic_id)),
        col(Topic.closed_at).is_not(None) | some(2, col(Opinion.id)),
        opinion_id=col(Opinion.id), by=col(Topic.by), verdict="点赞", at=col(Opinion.at),
    )  # fmt: skip


async def trust(load: Loading) -> None:
    """Talks, post checks, signs and feedback."""
    heads = head()
    with_head = table_of(Person).join(heads, heads.c.branch_id == col(Person.branch_id))
    for number in range(0, len(MONTHS), 3):
        month = MONTHS[number]
        await load.made(
            Talk, with_head, heads.c.person_id != P, MEMBER, kind="谈心谈话", pair="支委—党员", by=heads.c.person_id,
            by_branch_id=heads.c.branch_id, with_id=P, branch_id=col(Person.branch_id), held_on=month, hour="15:00",
            record_id=load.record, logged_at=moment(month, 16),
        )  # fmt: skip
    for number in range(1, len(MONTHS), 6):
        first = MONTHS[number]
        submitted = first + timedelta(days=40)
        if submitted < NOW.date():
            await load.made(
                RiskCheck, Person, ~some(31, P, number), person_id=P, branch_id=col(Person.branch_id), position="民警", kind="执法办案",
                first_on=first, due_on=add_months(first, 6) - timedelta(days=1), submitted_at=moment(submitted, 9),
                submitted_on=submitted, confirmed_on=Either(~some(9, P, number), submitted),
                state=Either(~some(9, P, number), CheckState.CONFIRMED.value, CheckState.SUBMITTED.value),
            )  # fmt: skip
    for number, level in ((1, "高"), (2, "低")):
        await load.made(
            RiskPoint,
            RiskCheck,
            check_id=col(RiskCheck.id),
            number=number,
            text="案件办理超期",
            level=level,
            measure="每周核对一次",
        )
    for number, month in enumerate(MONTHS):
        running = number >= NEWEST - 1
        await load.made(
            Sign, with_head, some(60, P, number), heads.c.person_id != P, person_id=P, branch_id=col(Person.branch_id),
            by=heads.c.person_id + 4, record_id=load.record, since=month, level="低", grade="提醒谈话",
            noted_at=moment(month, 9), noted_on=month, grade_on=month, closed_on=None if running else month.replace(day=20),
            outcome=None if running else "约谈后结束",
        )  # fmt: skip
        await load.made(
            Feedback, Person, some(120, P, number), person_id=P, addressee="党务干部", made_on=month,
            answered_on=None if number == NEWEST else month.replace(day=9), answered_by=None if number == NEWEST else 9,
        )  # fmt: skip
    await load.made(
        SignStep, Sign, sign_id=col(Sign.id), by=col(Sign.by), at=col(Sign.noted_at), said="登记", grade=col(Sign.grade)
    )


async def development(load: Loading) -> None:
    """The case of everybody who is not a member yet, and those that ended."""
    edition = freeze(own())
    await load.rows(RuleEdition, [{"hash": edition[1], "tables": edition[0], "since": NOW}])
    heads = head()
    here = table_of(Person).join(heads, heads.c.branch_id == col(Person.branch_id))
    opened = moment(MONTHS[6], 9)
    for ended, whom in ((None, ~MEMBER), (moment(MONTHS[30], 9), MEMBER & some(15, P))):
        await load.made(
            DevelopmentCase, here, whom, person_id=P, branch_id=col(Person.branch_id), edition=edition[1],
            opened_by=heads.c.person_id, opened_at=opened, ended_at=ended, ended_reason="转出" if ended else None,
        )  # fmt: skip
    way = (Step.APPLIED, Step.TALKED, Step.RECOMMENDED, Step.ACTIVIST, Step.CONTACTS, Step.INSPECTED, Step.INSPECTED)
    for number, step in enumerate(way):
        await load.made(
            DevelopmentStep, DevelopmentCase, case_id=col(DevelopmentCase.id), step=step.value, on=MONTHS[7 + number],
            by=col(DevelopmentCase.opened_by), at=moment(MONTHS[7 + number], 9),
            people=[1, 2] if step in (Step.CONTACTS, Step.TALKED) else None,
        )  # fmt: skip
    await load.made(
        DevelopmentComment, DevelopmentCase, id=col(DevelopmentCase.id) * 2, case_id=col(DevelopmentCase.id),
        record_id=load.record, person_id=col(DevelopmentCase.opened_by), objection=False, on=MONTHS[20], answer="已了解。",
    )  # fmt: skip


async def birthdays(load: Loading) -> None:
    """The cards of three years, each given on its day."""
    query = select(Person.id, Person.joined_on).where(MEMBER, col(Person.joined_on).is_not(None))
    rows = [
        {
            "person_id": person, "year": year, "day": each.day, "words": "祝政治生日快乐，不忘初心。", "signed": "支部书记",
            "given_on": each.day,
        }
        for person, joined in (await load.tx.exec(query)).all()
        for year in range(NOW.year - 2, NOW.year + 1)
        if (each := in_year(joined, year)) is not None and each.day <= NOW.date()
    ]  # fmt: skip
    await load.rows(PoliticalBirthday, rows)


async def inputs(load: Loading) -> None:
    """Duty attendance for all months but the present one; a year of the leaders' ratings."""
    leader = table_of(PostHeld).alias("leader")
    rater = table_of(Person).alias("rater")
    raters = (
        table_of(Person)
        .join(rater, rater.c.branch_id == col(Person.branch_id))
        .join(leader, (leader.c.person_id == rater.c.id) & leader.c.post.in_([post.value for (post,) in SEATS[:5]]))
    )
    for number, month in enumerate(MONTHS[:NEWEST]):
        await load.rows(AttendanceImport, [{"month": month, "at": moment(month, 9), "name": "考勤.xlsx", "people": 0}])
        await load.made(
            Duty, table_of(Person).join(AttendanceImport, col(AttendanceImport.month) == month),
            person_id=P, month=month, import_id=col(AttendanceImport.id), due=21.0, present=21.0, late=Either(some(9, P, number), 1, 0),
            absent=0.0, leave=0.0, travel=0.0, sick=0.0,
        )  # fmt: skip
        if number >= YEAR:
            await load.made(
                LeaderRating, raters, MEMBER, rater.c.id != P, person_id=P, month=month, rater_id=rater.c.id,
                branch_id=rater.c.branch_id, virtue=3, ability=3 + (P + rater.c.id) % 2, diligence=3, results=3, integrity=4,
                at=moment(month, 9),
            )  # fmt: skip


async def health(load: Loading) -> None:
    """The first two branches computed for a year, and everybody's months as somebody's there; some cases."""
    await load.tx.flush()
    months = MONTHS[YEAR:]
    await index.compute(load.tx, NOW, Whose(branches=[1, 2]), months)
    await load.tx.flush()
    model = select(col(Person.id), func.row_number().over(order_by=col(Person.id)).label("place")).where(
        col(Person.branch_id) <= 2, MEMBER
    )
    model_of = model.subquery("model")
    size = (await load.tx.exec(sqlmodel.select(func.count()).select_from(model_of))).one()
    kept = table_of(HealthIndex).alias("kept")
    copied = [each for each in kept.c if each.name not in ("person_id", "month")]
    for number, month in enumerate(MONTHS):
        like = (
            table_of(Person)
            .join(model_of, model_of.c.place == P % size + 1)
            .join(
                kept,
                (kept.c.person_id == model_of.c.id)
                & (kept.c.month == (month if number >= YEAR else MONTHS[NEWEST - 1])),
            )
        )
        known = col(Person.branch_id) > (2 if number >= YEAR else 0)
        await load.made(
            HealthIndex, like, MEMBER, known, person_id=P, month=month, **{each.name: each for each in copied}
        )
    await load.made(HealthRun, Branch, branch_id=col(Branch.id), day=NOW.date())
    heads = head()
    here = table_of(Person).join(heads, heads.c.branch_id == col(Person.branch_id))
    for number, month in enumerate(MONTHS):
        running = number >= NEWEST - 2
        await load.made(
            HealthCase, here, MEMBER, heads.c.person_id != P, some(250, P, number), person_id=P, branch_id=col(Person.branch_id),
            month=month, proposed="gray", state="GRAY" if running else "ENDED", opened_at=moment(month, 9),
            decided_by=heads.c.person_id, decided_at=moment(month, 10), helper_id=heads.c.person_id,
            ends_on=NOW.date() + timedelta(days=30) if running else add_months(month, 3),
        )  # fmt: skip
    await load.made(
        Review, HealthCase, case_id=col(HealthCase.id), due_on=Either(col(HealthCase.state) == "GRAY", NOW.date(), MONTHS[0]),
        done_at=Either(col(HealthCase.state) == "GRAY", None, moment(MONTHS[1], 9)),
    )  # fmt: skip


async def traces(load: Loading) -> None:
    """A year of pushes that were sent, and of looks on the audit trail; its entries stand in for a chain."""
    for number in range(12):
        at = moment(MONTHS[YEAR + number], 10)
        await load.made(
            OutboxRow, Person, kind="task_reminder", subject=f"task:{number}", recipient=literal("p").concat(cast(P, String)), person_id=P,
            state="sent", created_at=at, due_at=at, sent_at=at, message_id=P * 12 + number, attempts=1,
        )  # fmt: skip
        if number % 3 == 0:
            await load.made(
                AuditEntry, Person, number=P * 12 + number, at=at, event="查看健康指数", by=P, subject=f"health:{number}",
                over=P % 100 + 1, key="k", digest="d",
            )  # fmt: skip


async def load_all(database: Database, number: int, branches: int | None = None) -> None:
    """Everything, a subject at a time; the database must be migrated and empty."""
    async with database.write() as tx:
        await starting.add(tx, NOW)
        record = await records.make(tx, RECORD, {"place": "办公室", "text": "谈了近况。", "agreed": ""}, NOW)
        await people(Loading(tx, record), number, branches or branches_of(number))
    for subject in (
        meetings, tasks, notices, study, exams, topics, trust, development, birthdays, inputs, health, traces, yearplan,
    ):  # fmt: skip
        async with database.write() as tx:
            await subject(Loading(tx, record))
    if not database.is_sqlite:
        # PostgreSQL does it by itself; of SQLite nobody asks it.
        async with database.write() as tx:
            await tx.exec(text("ANALYZE"))  # type: ignore[call-overload]


async def main(url: str, number: int, data: Path) -> None:
    database = Database(url, Vault(load_keys([], data) or make_key(data)), data / "records")
    await migrate(database)
    await load_all(database, number)
    await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="sqlite+aiosqlite:///… or postgresql+asyncpg://…")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--data", type=Path, help="where the keys are kept (default: a folder that goes)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(arguments.url, arguments.people, arguments.data or Path(folder)))
