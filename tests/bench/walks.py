"""The screens used most, each with whom it is opened by and the statements that it may cost, and the bot that opens them in this process.

What is counted is a press's own: the access check, reading, writing, the answer. That an update is stored before and marked as done
after it costs each the same, and is no screen's.
"""

import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import col, select
from telegram import Update
from telegram.ext import CallbackContext

from handlers import add_features
from handlers.awards.buttons import Awards
from handlers.birthdays.buttons import Birthday, Coming
from handlers.board.buttons import Board
from handlers.development.buttons import Cases as DevelopmentCases
from handlers.development.buttons import Develop, OpenDevelopment
from handlers.dues.buttons import DuesBranches, DuesHome, DuesMonth
from handlers.exams.buttons import MyExams
from handlers.index.buttons import Basis, Branches, Members, OpenDimension
from handlers.kit.engine.application import build
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Services
from handlers.kit.screens.links import (
    Health,
    Inspection,
    Manage,
    OpenExam,
    OpenMeeting,
    OpenTask,
    OpenTopic,
    OpenYearPlan,
)
from handlers.kit.screens.navigation import Home
from handlers.leaders.buttons import Leaders
from handlers.ledger.buttons import BUREAU, Ledger, LedgerSubject
from handlers.meetings.buttons import Duties, Meetings, Print, PrintMinutes, PrintSignIn
from handlers.meetings.buttons import Mine as MyMeetings
from handlers.mydata.buttons import MyData
from handlers.notices.buttons import Notices
from handlers.people.buttons import OpenBranch, Roster
from handlers.risks.buttons import Risks, Signs
from handlers.shifts.buttons import Shifts
from handlers.study.buttons import Lessons, OpenLesson, Study
from handlers.study.buttons import OpenPart as OpenLessonPart
from handlers.talks.buttons import Talks
from handlers.tasks.buttons import Mine as MyTasks
from handlers.tasks.buttons import OpenPart, Tasks
from handlers.terms.buttons import OpenTerm, Terms
from handlers.topics.buttons import Topics
from handlers.yearplan.buttons import YearPlans
from scoring.papers.paper import Form
from storage.development.rows import DevelopmentCase
from storage.engine.database import Database
from storage.exams.rows import Exam
from storage.meetings import checkin
from storage.meetings.rows import Meeting
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from storage.sealed.vault import Vault
from storage.study.rows import Lesson
from storage.tasks.rows import Assignment, Task
from storage.topics.rows import Topic
from tests.bench.load import NOW, ZONE
from tests.unhurried import instant_limits

BRANCH = 2
TRANSACTION = re.compile(r"BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|SELECT pg_advisory_xact_lock")


class Clock:
    """It stands at the day the bureau was loaded for."""

    zone = ZONE

    def now(self) -> datetime:
        return NOW

    def local(self) -> datetime:
        return NOW


@dataclass(frozen=True)
class Place:
    """What there is to open in a branch, by number."""

    meeting: Meeting
    held: int
    part: int
    task: int
    lesson: int
    exam: int
    topic: int
    case: int


async def place_of(database: Database) -> Place:
    async with database.read() as session:
        meetings = select(Meeting).where(col(Meeting.branch_id) == BRANCH)
        opened = (await session.exec(meetings.where(col(Meeting.state) == "open"))).one()
        held = (
            await session.exec(meetings.where(col(Meeting.state) == "published").order_by(col(Meeting.id).desc()))
        ).first()
        task = (
            await session.exec(select(Task.id).where(Task.branch_id == BRANCH).order_by(col(Task.id).desc()))
        ).first()
        parts = select(Assignment.id).where(Assignment.task_id == task, Assignment.state == "given")
        part = (await session.exec(parts.order_by(col(Assignment.person_id)))).first()
        newest = [
            (await session.exec(query)).first() or 0
            for query in (
                select(Lesson.id).order_by(col(Lesson.id).desc()),
                select(Exam.id).order_by(col(Exam.id).desc()),
                select(Topic.id).where(Topic.branch_id == BRANCH).order_by(col(Topic.id).desc()),
                select(DevelopmentCase.id).where(
                    DevelopmentCase.branch_id == BRANCH, col(DevelopmentCase.ended_at).is_(None)
                ),
            )
        ]
    assert held is not None and held.id is not None  # noqa: PT018 - it was loaded
    return Place(opened, held.id, part or 0, task or 0, *newest)


Opens = Callable[[Place], Button | str]


@dataclass(frozen=True)
class Screen:
    """`most` are the statements that it may cost; `by` is who opens it, by a post, or members without any."""

    name: str
    most: int
    by: Post | None
    opens: Opens


HEAD, STAFF = Post.SECRETARY, Post.PARTY_STAFF


def check_in(place: Place) -> str:
    return f"/start ci_{place.meeting.id}_{checkin.code_at(place.meeting, NOW)}"


# The ledger, the board and one's own data ask some twenty subjects, each once or twice.
SCREENS = [
    Screen("首页（党员）", 7, None, lambda _: Home()),
    Screen("首页（支部书记）", 19, HEAD, lambda _: Home()),
    Screen("首页（党务干部）", 11, STAFF, lambda _: Home()),
    Screen("三会一课", 4, HEAD, lambda _: Meetings()),
    Screen("我的会议", 2, None, lambda _: MyMeetings(0)),
    Screen("会议", 11, None, lambda place: OpenMeeting(place.meeting.number)),
    Screen("已公布的会议", 6, HEAD, lambda place: OpenMeeting(place.held)),
    Screen("打印会议文件", 5, HEAD, lambda place: Print(place.held)),
    Screen("打印会议记录", 16, HEAD, lambda place: PrintMinutes(place.held, Form.DOCX)),
    Screen("打印签到表", 10, HEAD, lambda place: PrintSignIn(place.held, Form.DOCX)),
    Screen("主持会议", 5, HEAD, lambda place: Manage(place.meeting.number)),
    Screen("本月三会一课", 6, HEAD, lambda _: Duties(BRANCH, "2026-11")),
    Screen("年度计划", 7, HEAD, lambda _: OpenYearPlan(BRANCH, NOW.year)),
    Screen("各支部年度计划", 7, STAFF, lambda _: YearPlans(NOW.year, 0)),
    Screen("领导干部职责", 4, STAFF, lambda _: Leaders(0, 0)),
    Screen("班次表", 3, STAFF, lambda _: Shifts()),
    Screen("跟踪问效", 5, HEAD, lambda _: Tasks()),
    Screen("我的任务", 2, None, lambda _: MyTasks(0)),
    Screen("任务", 6, HEAD, lambda place: OpenPart(place.part)),
    Screen("任务的全部人员", 5, HEAD, lambda place: OpenTask(place.task, 0)),
    Screen("台账（本支部，月）", 45, HEAD, lambda _: Ledger(BRANCH, "2026-11")),
    Screen("台账（本支部，年）", 48, HEAD, lambda _: Ledger(BRANCH, "2026")),
    Screen("台账（全局，月）", 45, STAFF, lambda _: Ledger(BUREAU, "2026-11")),
    Screen("台账（全局任务）", 3, STAFF, lambda _: LedgerSubject(BUREAU, "2026-11", "tasks", 0)),
    Screen("迎检包", 3, HEAD, lambda _: Inspection(-1, "")),
    Screen("健康指数（本人）", 10, None, lambda _: Health(0)),
    Screen("指数的一个维度", 3, None, lambda _: OpenDimension(0, 0)),
    Screen("健康指数依据", 1, None, lambda _: Basis(0)),
    Screen("健康指数（本支部）", 6, HEAD, lambda _: Members(BRANCH, "all", 0)),
    Screen("健康指数（各支部）", 5, STAFF, lambda _: Branches(0)),
    Screen("督导检查（全局）", 53, STAFF, lambda _: Board("")),
    Screen("督导检查（本支部）", 50, HEAD, lambda _: Board("")),
    Screen("微课堂", 5, None, lambda _: Study()),
    Screen("全部课程", 2, None, lambda _: Lessons(0)),
    Screen("一门课", 4, None, lambda place: OpenLesson(place.lesson)),
    Screen("课程的一部分", 3, None, lambda place: OpenLessonPart(place.lesson, 1)),
    Screen("我的考试", 2, None, lambda _: MyExams(0)),
    Screen("一场考试", 5, None, lambda place: OpenExam(place.exam)),
    Screen("学习情况", 6, None, lambda _: "/rank"),
    Screen("党费", 2, None, lambda _: DuesHome()),
    Screen("党费（本支部，月）", 4, HEAD, lambda _: DuesMonth(BRANCH, "2026-11", 0)),
    Screen("党费（各支部）", 3, STAFF, lambda _: DuesBranches("2026-11", 0)),
    Screen("任期与换届（各支部）", 3, STAFF, lambda _: Terms(0)),
    Screen("任期与换届（本支部）", 4, HEAD, lambda _: OpenTerm(BRANCH)),
    Screen("荣誉奖励（本支部）", 4, HEAD, lambda _: Awards(0, 0, 0)),
    Screen("谈话（本支部）", 4, HEAD, lambda _: Talks(BRANCH, -1, 0, "", 0)),
    Screen("通知", 2, None, lambda _: Notices(0)),
    Screen("政治生日", 13, None, lambda _: Birthday()),
    Screen("近期政治生日", 3, HEAD, lambda _: Coming(0)),
    Screen("发展党员", 4, HEAD, lambda _: Develop()),
    Screen("发展党员名单", 7, STAFF, lambda _: DevelopmentCases(0, "")),
    Screen("发展党员档案", 9, HEAD, lambda place: OpenDevelopment(place.case)),
    Screen("风险防控", 3, HEAD, lambda _: Risks()),
    Screen("苗头提示", 3, HEAD, lambda _: Signs(BRANCH, 0, 0)),
    Screen("话题（本支部）", 6, HEAD, lambda _: Topics(0, 0)),
    Screen("一个话题", 7, HEAD, lambda place: OpenTopic(place.topic)),
    Screen("我的数据", 46, None, lambda _: MyData()),
    Screen("名册（全局）", 5, STAFF, lambda _: Roster(0)),
    Screen("名册（本支部）", 3, HEAD, lambda _: OpenBranch(BRANCH, 0)),
    Screen("签到", 5, None, check_in),
]


@dataclass
class Cost:
    """What one press took: statements in order, transactions begun, seconds of processor time, bytes sent to Telegram."""

    statements: list[str] = field(default_factory=list)
    transactions: int = 0
    cpu: float = 0.0
    sent: int = 0
    text: str = ""


class Bot:
    """The real application over that database; its Telegram is a function that takes everything."""

    def __init__(self, database: Database, vault: Vault) -> None:
        services = Services(database, Clock(), "海滨县公安局")
        self.running = build(
            "1:bench", "http://telegram.invalid", services, vault, add_features, pause=0, limits=instant_limits()
        )
        self.services, self.cost, self.updates = services, Cost(), 0
        self.failure: Exception | None = None
        self.running.application.error_handlers.clear()
        self.running.application.add_error_handler(self._failed)
        bot = self.running.application.bot
        for request in bot._request:
            request._session = SimpleNamespace(request=self._request, close=_at_once)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """Of all engines: what reads much has one of its own."""
        heard = (("before_cursor_execute", self._count), ("begin", self._begin))
        for name, hears in heard:
            event.listen(Engine, name, hears)
        yield
        for name, hears in heard:
            event.remove(Engine, name, hears)

    def _count(self, *given: Any) -> None:
        statement = given[2]
        if not TRANSACTION.match(statement):
            self.cost.statements.append(statement)

    def _begin(self, _connection: object) -> None:
        self.cost.transactions += 1

    @asynccontextmanager
    async def _request(self, _method: str, url: str, *, data: Any, **_given: Any) -> AsyncIterator[Any]:
        sent = data if isinstance(data, bytes) else b"".join([piece async for piece in data]) if data else b""
        self.cost.sent += len(sent)
        method = url.rsplit("/", 1)[1]
        result: Any = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
        elif method.startswith(("send", "edit")):
            result = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "x"}
            if method in ("sendPhoto", "editMessageMedia"):
                result["photo"] = [{"file_id": f"p{hash(sent)}", "file_unique_id": "u", "width": 8, "height": 6}]
            elif data and method != "sendDocument":
                self.cost.text = json.loads(sent).get("text", "")
        answer = json.dumps({"ok": True, "result": result}).encode()

        async def read() -> bytes:
            return answer

        yield SimpleNamespace(status=200, read=read)

    async def open(self, account: int, what: Button | str) -> Cost:
        """A press of that button, or a message of those words, to its end."""
        application = self.running.application
        self.updates += 1
        sender = {"id": account, "is_bot": False, "first_name": "党员"}
        message = {"message_id": 1, "date": int(NOW.timestamp()), "chat": {"id": account, "type": "private"}}
        body: dict[str, Any] = {"update_id": self.updates}
        if isinstance(what, Button):
            query = {"id": str(self.updates), "from": sender, "chat_instance": "1", "data": what.pack()}
            body["callback_query"] = query | {"message": message | {"text": ""}}
        else:
            body["message"] = message | {"from": sender, "text": what}
            if what.startswith("/"):
                length = len(what.split()[0])
                body["message"]["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        await self.running.inbox.keep([body])
        update = Update.de_json(body, application.bot)
        self.cost = cost = Cost()
        with self._counting():
            begun = time.process_time()
            await application.process_update(update)
            cost.cpu = time.process_time() - begun
        if self.failure:
            raise self.failure
        return cost

    async def _failed(self, _update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        self.failure = context.error

    def unlock(self, person: int, account: int) -> None:
        """As if the PIN had been entered."""
        self.services.locks.unlock(person, account, NOW, 10)


async def _at_once(_seconds: float = 0) -> None:
    pass


@asynccontextmanager
async def opened(database: Database, vault: Vault) -> AsyncIterator[Bot]:
    bot = Bot(database, vault)
    await bot.running.application.initialize()
    yield bot
    await bot.running.application.shutdown()


async def people_of(database: Database, post: Post | None) -> Sequence[tuple[int, int]]:
    """Number and account of those who hold the post: of the branch's, or of the bureau's; or of its members without one."""
    held = select(PostHeld.person_id)
    async with database.read() as session:
        query = select(Person.id, Person.telegram_id).order_by(col(Person.id))
        if post is None:
            query = query.where(Person.branch_id == BRANCH, Person.category == "正式党员", col(Person.id).not_in(held))
        else:
            query = query.where(col(Person.id).in_(held.where(PostHeld.post == post.value)))
            if post is Post.SECRETARY:
                query = query.where(Person.branch_id == BRANCH)
        return [(number or 0, account or 0) for number, account in (await session.exec(query)).all()]
