"""Signs: who may note, see, read, raise and close one; what the rules propose; what lies in the database."""

from datetime import date, timedelta

import pytest

from storage.people import directory
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from storage.risks import signs
from storage.risks.rows import Said, Sign
from storage.risks.signs import Refused
from storage.rules.grades import Interview, Level
from storage.sealed import audit
from storage.sealed.records import Unreadable
from tests.conftest import NOW
from tests.flows.conftest import NAMES, fill
from tests.refusing import refuses

MARK = "夜间频繁请假情绪低落"
TODAY = date(2026, 11, 24)


@pytest.fixture
async def filled(database):
    await fill(database)
    async with database.write() as tx:
        # An inspector who is also one of branch 1's people.
        tx.add(Person(police_no="100010", name="纪明", branch_id=1, category="正式党员", telegram_id=1010))
        await tx.flush()
        tx.add(PostHeld(person_id=10, post=Post.INSPECTOR.value))
    return database


async def who(session, name):
    return await directory.who_has_id(session, NAMES.get(name, 10))


async def note(database, by="赵敏", on="李雷", level=Level.MIDDLE, what=MARK, since=TODAY):
    async with database.write() as tx:
        return await signs.note(
            tx, await who(tx, by), person_id=NAMES.get(on, 10), what=what, since=since, level=level, now=NOW
        )


@pytest.mark.parametrize(
    ("level", "interview"),
    [(Level.LOW, Interview.HEART), (Level.MIDDLE, Interview.HINT), (Level.HIGH, Interview.WARNING)],
)
async def test_the_rules_propose_an_interview_by_how_grave_it_is(filled, level, interview):
    row = await note(filled, level=level)
    assert row.grade == interview.value
    assert signs.days(level) >= 1


@pytest.mark.parametrize(
    ("by", "on", "refused"),
    [
        ("王芳", "李雷", None),
        ("赵敏", "李雷", None),
        ("赵敏", "王芳", None),
        ("赵敏", "孙立", None),
        ("赵敏", "赵敏", Refused.NOT_YOURSELF),
        ("赵敏", "周全", Refused.NOT_HERE),
        ("李雷", "赵敏", Refused.NOT_HERE),
        ("钱进", "李雷", Refused.NOT_HERE),
        ("孙立", "李雷", Refused.NOT_HERE),
        ("周全", "李雷", Refused.NOT_HERE),
        ("吴干", "李雷", Refused.NOT_HERE),
        ("郑局", "李雷", Refused.NOT_HERE),
        ("纪明", "李雷", Refused.NOT_HERE),
    ],
)
async def test_any_committee_member_notes_one_on_the_branchs_people(filled, by, on, refused):
    with refuses(refused):
        assert isinstance(await note(filled, by=by, on=on), Sign)


@pytest.mark.parametrize(
    ("what", "since", "refused"),
    [("", TODAY, Refused.EMPTY), ("长" * 501, TODAY, Refused.EMPTY), ("x", TODAY + timedelta(1), Refused.IN_FUTURE)],
)
async def test_it_says_something_of_the_past(filled, what, since, refused):
    with refuses(refused):
        await note(filled, what=what, since=since)


SEES = {
    # who → sees one on 李雷, needs a purpose to read it
    "王芳": (True, False),
    "赵敏": (True, False),
    "郑局": (True, True),
    "纪明": (True, True),
    "李雷": (False, None),
    "钱进": (False, None),
    "孙立": (False, None),
    "周全": (False, None),
    "吴干": (False, None),
}


@pytest.mark.parametrize("name", SEES)
async def test_who_sees_that_it_exists_and_who_reads_it(filled, name):
    row = await note(filled)
    sees, needs = SEES[name]
    async with filled.write() as tx:
        me = await who(tx, name)
        assert len(await signs.listed(tx, me)) == sees
        with refuses(None if sees else Refused.GONE):
            await signs.find(tx, me, row.key)
        with refuses(Refused.NO_PURPOSE if needs else None if sees else Refused.GONE):
            await signs.read(tx, me, row.key, purpose=None, now=NOW)
        if not sees:
            with refuses(Refused.GONE):
                await signs.read(tx, me, row.key, purpose="核查处置是否及时", now=NOW)
            return
        _, texts = await signs.read(tx, me, row.key, purpose="核查处置是否及时", now=NOW)
        assert texts[0] == ("情况", MARK)
        entries, _ = await audit.trail(tx, audit.Filter(event=audit.Event.SIGN_READ))
        assert len(entries) == 1 + (not needs)
        assert {(entry.by, entry.over, entry.subject) for entry in entries} == {(me.person_id, None, f"sign:{row.key}")}


@pytest.mark.parametrize(("by", "on"), [("赵敏", "王芳"), ("王芳", "赵敏"), ("王芳", "纪明")])
async def test_whom_it_is_about_never_sees_it_whatever_their_post(filled, by, on):
    row = await note(filled, by=by, on=on)
    async with filled.write() as tx:
        me = await who(tx, on)
        assert await signs.listed(tx, me) == []
        with refuses(Refused.GONE):
            await signs.find(tx, me, row.key)
        with refuses(Refused.GONE):
            await signs.read(tx, me, row.key, purpose="看看是不是我", now=NOW)
        with refuses(Refused.GONE):
            await signs.raise_(tx, me, row.key, "升级", NOW)
        with refuses(Refused.GONE):
            await signs.close(tx, me, row.key, "结束", NOW)


@pytest.mark.parametrize(("on", "told"), [("李雷", ["王芳"]), ("王芳", ["赵敏"])])
async def test_who_is_reminded_is_never_the_one_it_is_about(filled, on, told):
    row = await note(filled, on=on)
    async with filled.read() as session:
        assert [each.name for each in await signs.responsible(session, row)] == told


async def test_it_is_raised_step_by_step_and_closed_with_a_word(filled):
    row = await note(filled, level=Level.LOW)
    later = NOW + timedelta(days=9)
    async with filled.write() as tx:
        me = await who(tx, "王芳")
        assert row.age(later.date()) == 9
        with refuses(Refused.NO_WORD):
            await signs.raise_(tx, me, row.key, "  ", later)
        raised = await signs.raise_(tx, me, row.key, "谈话后没有好转", later)
        assert (raised.grade, raised.age(later.date())) == (Interview.HINT.value, 0)
        assert (await signs.raise_(tx, me, row.key, "仍未好转", later)).grade == Interview.WARNING.value
        with refuses(Refused.HIGHEST):
            await signs.raise_(tx, me, row.key, "还要再升", later)
        with refuses(Refused.NO_WORD):
            await signs.close(tx, me, row.key, "", later)
        closed = await signs.close(tx, me, row.key, "家事已妥善解决", later)
        assert (closed.open, closed.outcome) == (False, "了解后结束")
        with refuses(Refused.CLOSED):
            await signs.close(tx, me, row.key, "再结束", later)
        seen, texts = await signs.read(tx, me, row.key, purpose=None, now=later)
        assert [step.said for step, _ in seen.steps] == [Said.NOTED, Said.RAISED, Said.RAISED, Said.CLOSED]
        assert ("结束（王芳）", "家事已妥善解决") in texts
        assert await signs.listed(tx, me) == []
        assert len(await signs.listed(tx, me, closed=True)) == 1
        for name in ("郑局", "纪明", "吴干", "李雷", "周全"):
            with refuses(Refused.GONE):
                await signs.handled(tx, await who(tx, name), row.key)


async def test_content_whose_key_is_gone_says_so(filled):
    row = await note(filled)
    async with filled.write() as tx:
        await signs.records.erase(tx, row.record_id)
        _, texts = await signs.read(tx, await who(tx, "王芳"), row.key, purpose=None, now=NOW)
        assert texts == [("情况", Unreadable.CLEARED)]


async def test_what_it_says_lies_nowhere_in_the_clear(filled, tmp_path):
    row = await note(filled)
    async with filled.write() as tx:
        me = await who(tx, "王芳")
        await signs.raise_(tx, me, row.key, MARK, NOW)
        await signs.close(tx, me, row.key, MARK, NOW)
        await signs.read(tx, me, row.key, purpose=None, now=NOW)
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    if filled.is_sqlite:
        assert any(b"sign" in content for content in files)
    for content in files:
        assert MARK.encode() not in content


async def test_the_person_is_not_told_by_rule():
    assert signs.shown_to_the_person() is False
