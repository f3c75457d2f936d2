"""What officers have said of the words of roster files, for the next file; and a file understood with it and with what is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.engine.columns import moment
from storage.engine.refusal import Refusal
from storage.people import known_months
from storage.people.directory import Branch, present_names
from storage.people.posts import Category, Post
from storage.people.roster_compare import kept_facts
from storage.people.roster_file import OpenedRoster, understood
from storage.people.roster_plan import Facts, posts_in
from storage.people.roster_said import NOTHING, WHOLE, Kept, Meanings, RosterFile, RosterRow
from storage.people.roster_words import COLUMNS
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sheets.reading import in_own_thread

LONGEST = 60


class Refused(StrEnum):
    """Why nothing was done; each value is what the person reads."""

    NO_SUCH_MEANING = "没有这个选项了，请重新选择。"
    GONE = "这条说明已经删去。"


class RosterWord(SQLModel, table=True):
    """An officer's word: in that column of a roster file `word` means `meaning`, one of ours; empty where it says nothing here."""

    __tablename__ = "roster_word"
    __table_args__ = (UniqueConstraint("column", "word"),)

    id: int | None = Field(default=None, primary_key=True)
    column: str
    word: str
    meaning: str
    by: int = Field(foreign_key="person.id")
    at: datetime = moment()


async def explained(session: AsyncSession) -> Sequence[RosterWord]:
    """All of them, by column, the newest first."""
    query = select(RosterWord).order_by(col(RosterWord.column), col(RosterWord.id).desc())
    return (await session.exec(query)).all()


async def explain(tx: AsyncSession, column: str, word: str, meaning: str, *, by: int, now: datetime) -> None:
    """Remember what a word means, in place of what it meant. Raises Refusal for a meaning that is none of ours."""
    if meaning != NOTHING and meaning not in await _ours(tx, column):
        raise Refusal(Refused.NO_SUCH_MEANING)
    query = select(RosterWord).where(RosterWord.column == column, RosterWord.word == word)
    row = (await tx.exec(query)).first() or RosterWord(column=column, word=word, meaning="", by=by, at=now)
    row.meaning, row.by, row.at = meaning, by, now
    tx.add(row)
    await audit.record(tx, Event.WORD_EXPLAINED, by=by, now=now, note=f"{column}：{word} → {meaning or '不采用'}")


async def forget(tx: AsyncSession, number: int, *, by: int, now: datetime) -> RosterWord:
    """The next file asks about that word again. Raises Refusal when that was done already."""
    row = await tx.get(RosterWord, number)
    if row is None:
        raise Refusal(Refused.GONE)
    await tx.delete(row)
    await audit.record(tx, Event.WORD_EXPLAINED, by=by, now=now, note=f"{row.column}：{row.word} 不再采用")
    return row


async def _ours(session: AsyncSession, column: str) -> Sequence[str]:
    match column:
        case "职务":
            return [each.value for each in Post]
        case "类别":
            return [each.value for each in Category]
        case _ if column == WHOLE:
            return COLUMNS
        case "支部":
            return list((await present_names(session)).values())
        case _:
            return []


async def settled(session: AsyncSession, opened: OpenedRoster, today: date, *, whole: bool = True) -> RosterFile:
    """What the file says of these people: what its words mean here, and of what a row does not say, what is kept; whether it is the `whole`
    roster is for who sends it to say."""
    meanings: Meanings = {(each.column, each.word): each.meaning for each in await explained(session)}
    branches = (await session.exec(select(Branch.name))).all()
    kept = await kept_facts(session)
    people = [
        Kept(number, facts["姓名"] or "", facts["支部"] or "", Category(facts["类别"] or ""))
        for number, (person, facts) in kept.items()
        if person.left_at is None
    ]
    file = await in_own_thread(lambda: understood(opened, today, meanings, branches, people))
    vague = await known_months.of_all(session, [person for person, _ in kept.values()])
    rows = []
    for row in file.rows:
        person, facts = kept.get(row.police_no, (None, {}))
        rows.append(_with_kept(row, facts, vague.get(person.id or 0, frozenset())) if person else row)
    return replace(file, rows=rows, whole=whole)


def _with_kept(row: RosterRow, facts: Facts, vague: frozenset[str]) -> RosterRow:
    """The row, in which what it does not say is as it is kept; a month leaves a day in it as it is."""
    fields: dict[str, object] = {}
    if "手机号" in row.unsaid:
        fields["phone"] = facts["手机号"]
    if "岗位" in row.unsaid:
        fields["position"] = facts["岗位"]
    if "职务" in row.unsaid:
        fields["posts"] = tuple(Post(each) for each in posts_in(facts["职务"]))
    if "党小组" in row.unsaid and row.branch == facts["支部"]:
        fields["group"] = facts["党小组"]
    months = set(row.months)
    for fact, name in (("入党日期", "joined_on"), ("转正日期", "full_on")):
        day = date.fromisoformat(facts[fact] or "") if facts[fact] else None
        said = getattr(row, name)
        if fact in row.unsaid:
            fields[name] = day
        elif fact in months and day and (day.year, day.month) == (said.year, said.month) and fact not in vague:
            fields[name] = day
            months.discard(fact)
    return replace(row, **fields, months=frozenset(months))  # type: ignore[arg-type]  # each under its own name
