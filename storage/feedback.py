"""意见建议 (feedback): from everybody on the roster to the party-affairs staff, or to the inspectors alone; answered by a deadline.

What is said lies in sealed records. That somebody has given some is kept by the day, and seen by them and by those whom it is
addressed to. Its author may say once that it is not settled, which asks for another answer by another deadline.
What is not to be done raises Refusal.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.working_days import Reckoned, last_of
from storage.engine.columns import table_of
from storage.engine.refusal import Refusal
from storage.ledger import Entry, Scope, standing
from storage.mail.outbox import File
from storage.people import directory
from storage.people.access import confirmed, may
from storage.people.asking import ME, Asked
from storage.people.directory import Branch, Person, Who
from storage.people.posts import Post
from storage.people.rights import Act
from storage.rules.regulations import own
from storage.sealed import audit, records
from storage.sealed.audit import AuditEntry, Event
from storage.sealed.records import Unreadable

KIND, TEXT, FILES = "feedback", "text", "files"
RULE, CHANNEL = "feedback_answer", "feedback_channel"
SAID = ("提出", "答复", "还没解决", "再次答复")
"""What the words of one piece of feedback are, in their order; those at odd places are the author's."""
LONGEST = 2000
MOST_FILES = 10


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    GONE = "没有这条意见建议，或者不是交给您的。"
    NOBODY = "名册里没有可以答复的同志，请交给另一方。"
    EMPTY = f"请用文字写明意见或建议，不超过 {LONGEST} 个字。"
    OWN = "自己提的意见建议，请由另一位同志答复。"
    ANSWERED = "这条意见建议已答复，不用重复答复。"
    WAITING = "这条意见建议还在等待答复。"
    ONCE = "“还没解决”只能提一次。仍有问题的，请重新提一条，也可以交给另一方。"


class Feedback(SQLModel, table=True):
    """One piece of feedback. Days alone, and nothing goes out before the next: no hour tells when somebody turned to whom."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    addressee: str
    made_on: date
    reopened_on: date | None = None
    answered_on: date | None = Field(default=None, index=True)
    answered_by: int | None = Field(default=None, foreign_key="person.id")

    @property
    def key(self) -> int:
        """The id of a stored one."""
        if self.id is None:
            raise RuntimeError("the feedback has not been stored yet")
        return self.id

    @property
    def open(self) -> bool:
        """Whether an answer is owed."""
        return self.answered_on is None

    @property
    def since(self) -> date:
        """The day from which its deadline is counted."""
        return self.reopened_on or self.made_on

    @property
    def round(self) -> int:
        """1, and 2 once it was reopened."""
        return 2 if self.reopened_on else 1

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.open:
            return "未解决，待再次答复" if self.reopened_on else "待答复"
        return "已再次答复" if self.reopened_on else "已答复"


class FeedbackWord(SQLModel, table=True):
    """What was said at one place of `SAID`, from 1."""

    __tablename__ = "feedback_word"

    feedback_id: int = Field(foreign_key="feedback.id", primary_key=True)
    number: int = Field(primary_key=True)
    by: int = Field(foreign_key="person.id")
    on: date
    record_id: int = Field(foreign_key="record.id")


@dataclass(frozen=True)
class Word:
    """One thing that was said, as it is read."""

    said: str
    by: str
    on: date
    text: str | Unreadable
    files: tuple[File, ...]


def due(row: Feedback) -> Reckoned:
    """The last day for its answer."""
    return due_of(row.since)


def due_of(since: date) -> Reckoned:
    found = last_of(since, own()[RULE].integer("working_days"))
    if found is None:
        raise RuntimeError("a deadline without a stop has an end")
    return found


def answers(me: Who, addressee: str) -> bool:
    """Whether that person is among those to whom it is addressed."""
    return may(me, Act.ANSWER_FEEDBACK) and Post(addressee) in confirmed(me).posts


def owed(me: Who) -> list[Asked]:
    """How much waits for that person's answer: a question for those who answer at all."""
    posts = confirmed(me).posts if may(me, Act.ANSWER_FEEDBACK) else frozenset()
    return [_owed(posts)] if posts else []


@cache
def _owed(posts: frozenset[Post]) -> Asked:
    row = table_of(Feedback).c
    mine = table_of(Feedback).select()
    mine = mine.where(row.answered_on.is_(None), row.addressee.in_([post.value for post in posts]), row.person_id != ME)
    return mine.with_only_columns(func.count()).scalar_subquery()


def may_see(me: Who, row: Feedback) -> bool:
    """Its author, and those to whom it is addressed."""
    return row.person_id == me.person_id or answers(me, row.addressee)


async def owing(session: AsyncSession, row: Feedback) -> list[Who]:
    """Who owes the answer; nobody answers their own."""
    return owing_among(await directory.holders(session, Post(row.addressee)), row)


def owing_among(people: Iterable[Who], row: Feedback) -> list[Who]:
    """Those of them who owe it."""
    return [who for who in people if _owes(who, row)]


def _owes(who: Who, row: Feedback) -> bool:
    return answers(who, row.addressee) and who.person_id != row.person_id


async def check_addressed(session: AsyncSession, me: Who, addressee: Post) -> None:
    """Whether somebody there can answer that person's feedback."""
    if not await owing(session, _new(me, addressee, date.min)):
        raise Refusal(Refused.NOBODY)


async def give(
    tx: AsyncSession, me: Who, addressee: Post, *, text: str, files: Sequence[File] = (), now: datetime
) -> Feedback:
    """Store it; `now` in the bureau's zone."""
    await check_addressed(tx, me, addressee)
    # A row that is taken back leaves a gap in PostgreSQL's numbers, which people are told.
    _check_words(text)
    row = _new(me, addressee, now.date())
    tx.add(row)
    await tx.flush()
    await _say(tx, me, row, text, now, files)
    return row


async def find(session: AsyncSession, me: Who, feedback_id: int) -> Feedback:
    """One that the person may see; to others it looks like none."""
    row = await session.get(Feedback, feedback_id)
    if row is None or not may_see(me, row):
        raise Refusal(Refused.GONE)
    return row


async def of_person(session: AsyncSession, person_id: int) -> Sequence[Feedback]:
    """What a person has given, newest first."""
    query = select(Feedback).where(Feedback.person_id == person_id).order_by(col(Feedback.id).desc())
    return (await session.exec(query)).all()


async def listed(session: AsyncSession, me: Who, *, answered: bool = False) -> list[Feedback]:
    """What is addressed to that person but their own: what is owed, the oldest first, or what was answered, the newest first."""
    answered_on = col(Feedback.answered_on)
    query = select(Feedback).where(answered_on.is_not(None) if answered else answered_on.is_(None))
    rows = [
        row for row in (await session.exec(query)).all() if answers(me, row.addressee) and row.person_id != me.person_id
    ]
    if answered:
        return sorted(rows, key=lambda row: (row.answered_on or date.min, row.key), reverse=True)
    return sorted(rows, key=lambda row: (row.since, row.key))


async def open_ones(session: AsyncSession, before: date) -> Sequence[Feedback]:
    """Every one that waits for an answer since an earlier day, for the sweep that reminds."""
    since = func.coalesce(Feedback.reopened_on, Feedback.made_on)
    query = select(Feedback).where(col(Feedback.answered_on).is_(None), since < before)
    return (await session.exec(query.order_by(col(Feedback.id)))).all()


async def read(tx: AsyncSession, me: Who, feedback_id: int, now: datetime) -> tuple[Feedback, str, list[Word]]:
    """All that was said, with the author's name and branch; that another one reads it is on the trail before they do."""
    row = await find(tx, me, feedback_id)
    if row.person_id != me.person_id:
        await audit.record(
            tx, Event.FEEDBACK_READ, by=me.person_id, over=row.person_id, now=now, subject=_subject(feedback_id)
        )
    query = (
        select(FeedbackWord, Person.name)
        .join(Person, col(Person.id) == col(FeedbackWord.by))
        .where(FeedbackWord.feedback_id == feedback_id)
        .order_by(col(FeedbackWord.number))
    )
    words = [
        Word(SAID[word.number - 1], name, word.on, await records.read(tx, word.record_id, TEXT), await _files(tx, word))
        for word, name in (await tx.exec(query)).all()
    ]
    author = await tx.get_one(Person, row.person_id)
    branch = await tx.get_one(Branch, author.branch_id)
    return row, f"{author.name}（{branch.name}）", words


async def openings(session: AsyncSession, feedback_id: int) -> Sequence[AuditEntry]:
    """When others read it, newest first."""
    which = audit.Filter(event=Event.FEEDBACK_READ, subject=_subject(feedback_id))
    return (await audit.trail(session, which))[0]


async def answerable(session: AsyncSession, me: Who, feedback_id: int) -> Feedback:
    """One that the person may answer."""
    row = await session.get(Feedback, feedback_id)
    if row is None or not answers(me, row.addressee):
        raise Refusal(Refused.GONE)
    if row.person_id == me.person_id:
        raise Refusal(Refused.OWN)
    if not row.open:
        raise Refusal(Refused.ANSWERED)
    return row


async def answer(tx: AsyncSession, me: Who, feedback_id: int, text: str, now: datetime) -> Feedback:
    """Store the answer; `now` in the bureau's zone."""
    row = await answerable(tx, me, feedback_id)
    row.answered_on, row.answered_by = now.date(), me.person_id
    tx.add(row)
    await _say(tx, me, row, text, now)
    return row


async def reopenable(session: AsyncSession, me: Who, feedback_id: int) -> Feedback:
    """One's own, answered for the first time."""
    row = await session.get(Feedback, feedback_id)
    if row is None or row.person_id != me.person_id:
        raise Refusal(Refused.GONE)
    if row.reopened_on is not None:
        raise Refusal(Refused.ONCE)
    if row.open:
        raise Refusal(Refused.WAITING)
    return row


async def reopen(tx: AsyncSession, me: Who, feedback_id: int, text: str, now: datetime) -> Feedback:
    """还没解决: another answer is owed, by a deadline counted from today; `now` in the bureau's zone."""
    row = await reopenable(tx, me, feedback_id)
    row.reopened_on, row.answered_on, row.answered_by = now.date(), None, None
    tx.add(row)
    await _say(tx, me, row, text, now)
    return row


async def ledger(session: AsyncSession, scope: Scope) -> list[Entry]:
    """One entry for each officer who owes an answer, or has given it: never by whom or about what it is.

    Only of what is addressed to the viewer.
    """
    viewer = await scope.looking(session)
    posts = [post.value for post in Post if viewer is not None and answers(viewer, post)]
    if not posts:
        return []
    officers = {who.person_id: who for who in await scope.people(session)}
    since = func.coalesce(Feedback.reopened_on, Feedback.made_on)
    # Longer than the working days take over the longest holidays.
    longest = timedelta(weeks=own()[RULE].integer("working_days") // 3 + 2)
    query = select(Feedback).where(
        col(Feedback.addressee).in_(posts), since >= scope.first - longest, since <= scope.last
    )
    query = query.order_by(col(Feedback.id))
    found, by_post = [], dict[str, list[Who]]()
    for row in (await session.exec(query)).all():
        last = due(row).day
        if not scope.first <= last <= scope.last:
            continue
        if row.addressee not in by_post:
            by_post[row.addressee] = await directory.holders(session, Post(row.addressee))
        able = (who for who in by_post[row.addressee] if _owes(who, row))
        owed = {row.answered_by} if row.answered_by else {who.person_id for who in able}
        found += [
            Entry(
                record=row.key,
                branch_id=who.branch_id,
                branch=who.branch,
                what=f"第 {row.key} 号意见建议",
                on=last,
                done=row.answered_on,
                standing=standing(last, row.answered_on, scope.today),
                person_id=who.person_id,
                person=who.name,
                police_no=who.police_no,
                note=row.state,
            )
            for number, who in officers.items()
            if number in owed
        ]
    return found


def _new(me: Who, addressee: Post, on: date) -> Feedback:
    return Feedback(person_id=me.person_id, addressee=addressee.value, made_on=on)


def _subject(feedback_id: int) -> str:
    return f"feedback:{feedback_id}"


async def _say(  # noqa: PLR0917 - a word's parts
    tx: AsyncSession, me: Who, row: Feedback, text: str, now: datetime, files: Sequence[File] = ()
) -> None:
    _check_words(text)
    query = select(func.count()).select_from(FeedbackWord).where(col(FeedbackWord.feedback_id) == row.key)
    number = (await tx.exec(query)).one() + 1
    record = await records.make(tx, KIND, {TEXT: text.strip(), FILES: json.dumps(list(files))}, now)
    tx.add(FeedbackWord(feedback_id=row.key, number=number, by=me.person_id, on=now.date(), record_id=record))
    await tx.flush()


def _check_words(text: str) -> None:
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Refusal(Refused.EMPTY)


async def _files(session: AsyncSession, word: FeedbackWord) -> tuple[File, ...]:
    found = await records.read(session, word.record_id, FILES)
    return () if isinstance(found, Unreadable) else tuple((media, content) for media, content in json.loads(found))
