"""Everybody takes an exam at once while the bot is killed again and again.

Each person marks every question, some twice, with updates that come double and presses on other people's papers in between;
half hand in, the others' papers are handed in by themselves. Afterwards each stored answer and each score is compared with
a recount that knows only which buttons were pressed and the file of the questions.
"""

import asyncio
import csv
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select, update

from handlers.exams.buttons import Begin, HandIn, Mark
from storage.engine.database import Database
from storage.exams import exams, starting
from storage.exams.exams import Plan
from storage.exams.rows import Answer, Question, Sitting
from storage.exams.rows import Exam as Published
from storage.people import directory
from storage.people.directory import Who
from storage.people.posts import Post
from tests.drills.bots import Bot
from tests.drills.homes import Home
from tests.drills.outcome import Outcome
from tests.drills.storm import Drilled, kill_and_start
from tests.processes import ZONE

POINTS = {"单选": 2, "多选": 4, "判断": 1}
TOPICS = ("组织生活", "党章", "发展党员")
CHANGED, FOREIGN = 0.15, 0.05


class Exam(Drilled):
    """So many people, questions and kills."""

    def __init__(
        self, url: str, data: Path, home: Home, name: str, *, people: int, questions: int, kills: int, rate: float
    ) -> None:
        super().__init__(url, data, home, name)
        self.people, self.questions, self.kills, self.rate = people, questions, kills, rate
        self.bot: Bot
        self.presses = 0
        self.marks: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self.messages: dict[int, int] = {}

    async def run(self) -> Outcome:
        """All of it."""
        database, loop = await self.fill(), asyncio.get_running_loop()
        try:
            exam, takers = await self._set(database)
            self.bot = await self.start()
            for who in takers:
                await self.act(who.telegram_id or 0, "send", text="/home")
            for who in takers:
                self.messages[who.person_id] = await self.seen(who.telegram_id or 0, "同志，您好")
            await self.duplicate()
            begun = loop.time()
            killing = asyncio.create_task(kill_and_start(self, self.kills))
            papers = await self._begin(database, exam, takers)
            handing_in = await self._press(papers, takers)
            await killing
            await self.settled(database)
            await self._let_time_run_out(database)
            self.outcome.seconds = loop.time() - begun
            await self._recount(database, takers, handing_in)
            await self.count_set_aside(database)
        finally:
            await self.end()
            await database.close()
        return self.outcome

    async def _set(self, database: Database) -> tuple[Published, list[Who]]:
        now = datetime.now(ZONE)
        each, more = divmod(self.questions, len(TOPICS))
        counts = {topic: each + (place < more) for place, topic in enumerate(TOPICS)}
        async with database.write() as tx:
            await starting.add(tx, now)
            setter = (await directory.holders(tx, Post.PARTY_STAFF))[0]
            plan = Plan(
                title="全局考试演练",
                contest=False,
                branch_id=None,
                members_only=True,
                counts={topic: number for topic, number in counts.items() if number},
                points=POINTS,
                minutes=300,
                opens_at=now,
                closes_at=now + timedelta(days=2),
                tries=1,
                pass_percent=60,
                review_early=False,
            )
            outcome = await exams.publish(tx, setter, plan, now)
            assert isinstance(outcome, tuple)
            everybody = await exams.audience(tx, None, members_only=True)
        return outcome[0], everybody[: self.people]

    async def _begin(self, database: Database, exam: Published, takers: list[Who]) -> dict[int, Sitting]:
        """Everybody presses 开始作答 twice; gives the papers that they got."""
        for who in takers:
            for _ in range(2):
                await self._forge(who, Begin(exam.key).pack())
        async with asyncio.timeout(300):
            while True:
                async with database.read() as session:
                    found = {row.person_id: row for row in (await session.exec(select(Sitting))).all()}
                if len(found) == len(takers):
                    return found
                await asyncio.sleep(0.2)

    async def _press(self, papers: dict[int, Sitting], takers: list[Who]) -> set[int]:
        """The marks, everybody's mixed, each person's own in their order; half of the people hand in at the end."""
        lanes: dict[int, list[str]] = {}
        for who in takers:
            paper, lane = papers[who.person_id], []
            for place in range(len(paper.drawn)):
                rounds = 2 if self.random.random() < CHANGED else 1
                for _ in range(rounds):
                    lane += self._marks_of(paper, place)
            if self.random.random() < FOREIGN * len(paper.drawn):
                other = papers[self.random.choice(takers).person_id]
                if other.person_id != who.person_id:
                    lane.insert(self.random.randrange(len(lane)), Mark(other.key, 0, 0, 1).pack())
            lanes[who.person_id] = lane
        handing_in = set(self.random.sample(sorted(lanes), len(lanes) // 2))
        for person in handing_in:
            lanes[person] += [HandIn(papers[person].key, 1).pack()] * 2
        by_id = {who.person_id: who for who in takers}
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while lanes:
            person = self.random.choice(list(lanes))
            await self._forge(by_id[person], lanes[person].pop(0))
            if not lanes[person]:
                del lanes[person]
            await asyncio.sleep(max(0.0, begun + self.presses / self.rate - loop.time()))
        return handing_in

    def _marks_of(self, paper: Sitting, place: int) -> list[str]:
        """One or several options, each perhaps tapped twice; what was pressed is written down for the recount."""
        _, order = paper.drawn_at(place)
        shown = self.random.sample(range(len(order)), self.random.randint(1, max(1, len(order) - 1)))
        pressed = []
        for option in shown:
            on = 1 if self.random.random() < 0.9 else 0
            taps = 2 if self.random.random() < 0.1 else 1
            pressed += [Mark(paper.key, place, option, on).pack()] * taps
            self.marks[paper.key, place] += [(option, on)] * taps
        return pressed

    async def _forge(self, who: Who, data: str) -> None:
        self.presses += 1
        await self.act(who.telegram_id or 0, "forge", message_id=self.messages[who.person_id], data=data)

    async def _let_time_run_out(self, database: Database) -> None:
        """The open papers' time ends now; the sweep hands them in and pushes the results."""
        async with database.write() as tx:
            await tx.exec(
                update(Sitting).where(col(Sitting.handed_in_at).is_(None)).values(deadline=datetime.now(ZONE))
            )
        async with asyncio.timeout(120):
            while True:
                async with database.read() as session:
                    left = select(func.count()).select_from(Sitting).where(col(Sitting.handed_in_at).is_(None))
                    if not (await session.exec(left)).one():
                        break
                await asyncio.sleep(0.2)
        await self.settled(database)

    async def _recount(self, database: Database, takers: list[Who], handing_in: set[int]) -> None:
        key, outcome = _answers(), self.outcome
        outcome.acted = len(takers) * self.questions
        outcome.facts |= {"presses": self.presses, "papers": len(takers)}
        wrong: Counter[str] = Counter()
        async with database.read() as session:
            questions = {row.number: row for row in (await session.exec(select(Question))).all()}
            papers = {row.person_id: row for row in (await session.exec(select(Sitting))).all()}
            answers = {(row.sitting_id, row.place): row for row in (await session.exec(select(Answer))).all()}
        outcome.doubled = len(papers) - len(takers)
        outcome.lost = outcome.acted - len(answers)
        for who in takers:
            paper, points, full = papers[who.person_id], 0, 0
            for place in range(len(paper.drawn)):
                number, order = paper.drawn_at(place)
                question = questions[number]
                chosen = _chosen(self.marks[paper.key, place], question.kind)
                texts = {question.options[order[shown]] for shown in chosen}
                row = answers[paper.key, place]
                wrong["answers"] += {question.options[each] for each in row.chosen} != texts
                full += POINTS[question.kind]
                right = key[question.text, frozenset(question.options)]
                points += POINTS[question.kind] if texts == right else 0
            wrong["scores"] += (paper.points, paper.full) != (points, full)
            told = await self._told(who.telegram_id or 0)
            wrong["scores told"] += bool(told) and set(told) != {(points, full)}
            wrong["results not pushed"] += not told and who.person_id not in handing_in
        outcome.wrong += [f"{number} {what}" for what, number in wrong.items() if number]

    async def _told(self, user: int) -> list[tuple[int, int]]:
        """The scores in the person's chat; of a push that is still on its way it is waited for a while."""
        found: list[tuple[int, int]] = []
        for _ in range(100):
            messages = (await self.http.get("messages", params={"user": user})).json()["messages"]
            texts = [message.get("text", "") for message in messages if not message["out"]]
            found = [(int(a), int(b)) for text in texts for a, b in re.findall(r"得分：(\d+) / (\d+) 分", text)]
            if found:
                break
            await asyncio.sleep(0.1)
        return found


def _answers() -> dict[tuple[str, frozenset[str]], set[str]]:
    """Question and options → the texts of its right options, read from the file by itself; one text may ask two questions."""
    found = {}
    with starting.FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answer, judged = row["答案"], row["题型"] == "判断"
            options = ("对", "错") if judged else (row[each] for each in row if each.startswith("选项"))
            right = {answer} if judged else {row[f"选项{letter}"] for letter in answer}
            found[row["题干"], frozenset(filter(None, options))] = right
    return found


def _chosen(marks: list[tuple[int, int]], kind: str) -> set[int]:
    """What the presses leave: the last option, or of several-answer questions those that are ticked."""
    if kind != "多选":
        return {marks[-1][0]}
    ticked: set[int] = set()
    for option, on in marks:
        ticked = ticked | {option} if on else ticked - {option}
    return ticked
