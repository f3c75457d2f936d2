"""The trail taken out: what its rows verify, and what they do not give away."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import update

from handlers.audit import files
from storage.engine.refusal import Refusal
from storage.sealed import audit, trail_file
from storage.sealed.audit import AuditEntry, Damage, Event
from storage.sealed.trail_file import Unreadable
from tests.conftest import NOW
from tests.flows.conftest import ZONE


@pytest.fixture
async def trail(database):
    """Five entries, an hour apart."""
    async with database.write() as tx:
        for number in range(1, 6):
            now = NOW + timedelta(hours=number)
            await audit.record(tx, Event.TALK_READ, by=number, over=9, subject=f"talk:{number}", note="事由一", now=now)
    return database


async def taken(database, first=2, last=4, hidden=(), names=None):
    """The CSV of those entries, read again."""
    async with database.read() as session:
        span = await trail_file.span(session, NOW + timedelta(hours=first), NOW + timedelta(hours=last, minutes=1))
    content = files.as_csv(None, files.rows(span, set(hidden), names or {}, ZONE))
    return content, list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def verified(database, rows):
    async with database.read() as session:
        return await trail_file.verify(session, rows)


async def test_a_span_verifies_from_the_entry_before_it(trail):
    content, rows = await taken(trail)
    assert [row[trail_file.NUMBER] for row in rows] == ["1", "2", "3", "4"]
    assert "事由一" not in content.decode()
    assert await verified(trail, rows) == (1, 4)


async def test_a_changed_a_missing_and_a_foreign_row_are_named(trail):
    _, rows = await taken(trail)
    rows[2][trail_file.BY] = "8"
    assert await verified(trail, rows) == audit.Found(3, Damage.CHANGED)
    _, rows = await taken(trail)
    del rows[2]
    assert await verified(trail, rows) == audit.Found(3, Damage.MISSING)
    _, rows = await taken(trail)
    async with trail.write() as tx:
        await tx.exec(update(AuditEntry).where(AuditEntry.number == 4).values(digest="0" * 64))
    assert await verified(trail, rows) == audit.Found(4, Damage.NOT_THE_TRAIL)


async def test_what_is_not_for_who_takes_it_is_a_link_of_the_chain_alone(trail):
    content, rows = await taken(trail, hidden=["talk:3"])
    assert rows[2][trail_file.EVENT] == rows[2][trail_file.SUBJECT] == rows[2][trail_file.AT] == ""
    assert "talk:3" not in content.decode()
    assert await verified(trail, rows) == (1, 4)


async def test_a_name_is_no_formula_and_other_files_are_told(trail):
    _, rows = await taken(trail, names={2: "=1+1", 9: "+甲"})
    assert (rows[1][files.WHO], rows[1][files.WHOM]) == ("'=1+1", "'+甲")
    for wrong in ([], [{"姓名": "王芳"}], [dict.fromkeys(trail_file.COLUMNS, "x")]):
        with pytest.raises(Unreadable):
            await verified(trail, wrong)


async def test_none_and_too_many_are_refused(trail, monkeypatch):
    async with trail.read() as session:
        with pytest.raises(Refusal, match="换一段时间"):
            await trail_file.span(session, NOW - timedelta(days=2), NOW - timedelta(days=1))
        monkeypatch.setattr(trail_file, "MOST", 2)
        with pytest.raises(Refusal, match="一次最多取走 2 条"):
            await trail_file.span(session, NOW, NOW + timedelta(days=1))
