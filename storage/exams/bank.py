"""The bank of questions (题库): what is in it, what is new, and taking a question out of use. Nothing is ever deleted."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from scoring.exams import Item, Kind
from storage.engine.refusal import Refusal
from storage.exams.rows import Question, Refused
from storage.people.access import Place, may
from storage.people.directory import Who
from storage.people.rights import Act

LONGEST_TEXT, LONGEST_OPTION, LONGEST_EXPLANATION, LONGEST_TOPIC, LONGEST_SOURCE = 500, 200, 500, 12, 60
MOST_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class New:
    """A question that is to be stored. `line` is where it stands in its file."""

    kind: Kind
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    topic: str
    difficulty: int = 3
    explanation: str | None = None
    source: str | None = None
    line: int = 0

    @property
    def digest(self) -> str:
        """What two questions of the same content share: kind, text and options, whatever their order and punctuation."""
        parts = [self.kind.value, _bare(self.text), *sorted(_bare(option) for option in self.options)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Known:
    """A question of the bank with the same content as a new one."""

    new: New
    number: int
    retired: bool


def _bare(text: str) -> str:
    """Letters and digits alone: white space, punctuation and full-width forms do not make another question."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in normal if each.isalnum()) or normal


def home_of(me: Who) -> int | None:
    """For whom that person makes questions and exams: the bureau (None), or their own branch."""
    return None if may(me, Act.SET_EXAMS, Place()) else me.branch_id


def _seen_by(query: Any, branch_id: int | None) -> Any:
    """The bureau's questions, and a branch's own."""
    if branch_id is None:
        return query.where(col(Question.branch_id).is_(None))
    return query.where(or_(col(Question.branch_id).is_(None), col(Question.branch_id) == branch_id))


async def known(session: AsyncSession, branch_id: int | None, news: Sequence[New]) -> list[Known]:
    """Those of the new questions that the bank holds already, for that branch or the bureau."""
    digests = {new.digest: new for new in news}
    listed, found = sorted(digests), []
    for start in range(0, len(listed), 500):  # databases bound the values of one statement
        query = _seen_by(select(Question), branch_id).where(col(Question.digest).in_(listed[start : start + 500]))
        found += [
            Known(digests[row.digest], row.number, row.retired_at is not None)
            for row in (await session.exec(query)).all()
        ]
    return found


async def add(tx: AsyncSession, me: Who | None, news: Iterable[New], now: datetime) -> int:
    """Store what is new, each content once; gives how many. Without a person it is the starting bank, the bureau's. Raises Refusal."""
    branch_id = home_of(me) if me else None
    if me is not None and not may(me, Act.SET_EXAMS, Place(branch_id=branch_id)):
        raise Refusal(Refused.NOT_ABOVE)
    fresh = {new.digest: new for new in reversed(list(news))}
    for each in await known(tx, branch_id, list(fresh.values())):
        fresh.pop(each.new.digest, None)
    rows = [
        {
            "branch_id": branch_id,
            "kind": new.kind.value,
            "text": new.text,
            "options": list(new.options),
            "right": list(new.right),
            "topic": new.topic,
            "difficulty": new.difficulty,
            "explanation": new.explanation,
            "source": new.source,
            "digest": digest,
            "by": me.person_id if me else None,
            "at": now,
        }
        for digest, new in reversed(fresh.items())
    ]
    if rows:
        await tx.exec(insert(Question), params=rows)
    return len(rows)


async def topics(session: AsyncSession, branch_id: int | None, *, retired: bool = False) -> dict[str, int]:
    """Topic → how many questions in use, by name."""
    query: Any = _seen_by(select(Question.topic, func.count()), branch_id)
    if not retired:
        query = query.where(col(Question.retired_at).is_(None))
    rows = await session.exec(query.group_by(col(Question.topic)).order_by(col(Question.topic)))
    return {str(topic): int(number) for topic, number in rows.all()}


async def find(session: AsyncSession, question_id: int) -> Question:
    """One question. Raises Refusal."""
    question = await session.get(Question, question_id)
    if question is None:
        raise Refusal(Refused.NO_QUESTION)
    return question


async def several(session: AsyncSession, numbers: Iterable[int]) -> dict[int, Question]:
    """Those questions, by number."""
    listed, found = sorted(set(numbers)), dict[int, Question]()
    for start in range(0, len(listed), 500):
        query = select(Question).where(col(Question.id).in_(listed[start : start + 500]))
        found |= {row.number: row for row in (await session.exec(query)).all()}
    return found


async def browse(
    session: AsyncSession, branch_id: int | None, *, topic: str | None = None, words: str | None = None
) -> list[Question]:
    """Questions in the order in which they came, those out of use last; of a topic, or with those words in them."""
    query: Select[Any] = _seen_by(select(Question), branch_id)
    if topic is not None:
        query = query.where(col(Question.topic) == topic)
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            or_(
                col(Question.text).like(pattern, escape="\\"),
                col(Question.topic).like(pattern, escape="\\"),
                col(Question.explanation).like(pattern, escape="\\"),
                col(Question.source).like(pattern, escape="\\"),
            )
        )
    query = query.order_by(col(Question.retired_at).is_not(None), col(Question.id))
    return list((await session.exec(query)).all())  # type: ignore[call-overload]


async def pool(session: AsyncSession, branch_id: int | None) -> dict[str, list[Item]]:
    """Topic → the questions in use, as drawing needs them."""
    query = _seen_by(select(Question), branch_id).where(col(Question.retired_at).is_(None))
    found: dict[str, list[Item]] = {}
    for row in (await session.exec(query.order_by(col(Question.id)))).all():
        found.setdefault(row.topic, []).append(item(row))
    return found


def item(question: Question) -> Item:
    """A question as drawing needs it."""
    return Item(question.number, question.sort, tuple(question.options))


async def retire(tx: AsyncSession, me: Who, question_id: int, now: datetime, *, back: bool = False) -> None:
    """停用: it is drawn no more; papers that hold it keep it. Or take it back into use. Raises Refusal."""
    question = await find(tx, question_id)
    if not may(me, Act.SET_EXAMS, question.place):
        raise Refusal(Refused.NOT_ABOVE)
    question.retired_at = None if back else question.retired_at or now
    tx.add(question)
