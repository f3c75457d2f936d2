"""Sanctions, awards and dues are facts with dates: a sanction ends the right to vote, and none of them touches index or board."""

from datetime import date
from pathlib import Path

import pytest

import handlers
import scoring
import storage
from scoring.index.rules import own
from storage import discipline
from storage.awards import keeping
from storage.awards.rows import Given, Level
from storage.discipline import Decided, Kind
from storage.dues.rows import Dues
from storage.index import facts, index
from storage.index.facts import Span
from storage.meetings.rows import How
from storage.people.directory import PostHeld, who_has_id
from storage.people.posts import Post
from storage.people.whose import EVERYBODY, Whose
from tests.storage.index_rows import NOW, duty, meeting, roster

NOVEMBER = date(2026, 11, 1)
ROOTS = (Path(handlers.__file__), Path(scoring.__file__), Path(storage.__file__))
JUDGING = ("handlers/board", "handlers/index", "handlers/care", "scoring/index", "storage/index", "storage/care")


async def verdict(database):
    async with database.write() as tx:
        await index.compute(tx, NOW, EVERYBODY)
    async with database.read() as session:
        row = await index.of_person(session, 1, NOVEMBER)
        found = await facts.of_members(session, Span(NOVEMBER, NOW), own(), Whose(people=[1]))
    return row.total, row.dimensions, row.proposed, found[1]


async def test_the_index_is_the_same_with_a_sanction_an_award_and_unpaid_dues(database):
    await roster(database, "王芳", "李雷")
    await meeting(database, date(2026, 11, 3), {1: How.ON_SPOT, 2: How.ON_SPOT})
    await duty(database, 1, NOVEMBER)
    before = await verdict(database)
    async with database.write() as tx:
        tx.add(PostHeld(person_id=2, post=Post.PARTY_STAFF.value))
        tx.add(Dues(person_id=1, month=date(2026, 9, 1), branch_id=1, due=7500))
        await tx.flush()
        me = await who_has_id(tx, 2)
        for kind in Kind:
            await discipline.enter(tx, me, 1, Decided(kind, date(2026, 3, 1), None, "理由", "纪〔2026〕1号"), NOW)
        await keeping.enter(tx, me, 1, 1, Given("三等功", Level.BUREAU, "县公安局", date(2026, 5, 1)), NOW)
    assert await verdict(database) == before
    async with database.read() as session:
        assert await discipline.without_vote(session, [1, 2], NOW.date()) == {1}


@pytest.mark.parametrize("folder", JUDGING)
def test_what_judges_reads_none_of_them(folder):
    sources = [path.read_text(encoding="utf-8") for root in ROOTS for path in (root.parents[1] / folder).rglob("*.py")]
    assert sources
    assert not [
        source
        for source in sources
        for word in ("discipline", "awards", "dues")
        if f"storage.{word}" in source or f"import {word}" in source
    ]
