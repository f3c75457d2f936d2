"""Feedback: who may give, see, read and answer it; its deadline; what lies in the database."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from storage import feedback
from storage.feedback import Feedback, FeedbackWord, Refused
from storage.ledger import Scope, Standing
from storage.people import directory
from storage.people.access import may
from storage.people.directory import Person, PostHeld
from storage.people.posts import Post
from storage.people.rights import Act
from storage.sealed import audit
from storage.sealed.audit import Event
from storage.sealed.records import RecordField
from tests.conftest import NOW
from tests.flows.conftest import NAMES, ROSTER, fill
from tests.refusing import refuses

ZONE = ZoneInfo("Asia/Shanghai")
LOCAL = NOW.astimezone(ZONE)
MARK = "标记食堂夜班没有热饭"
ANSWER = "标记已同后勤商定夜间供餐"
FILES = [("photo", "PHOTO-FILE-ID"), ("document", "DOC-FILE-ID")]
PEOPLE = {**NAMES, "纪明": 10}
ANSWERERS = {Post.PARTY_STAFF: "吴干", Post.INSPECTOR: "纪明"}


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
    return await directory.who_has_id(session, PEOPLE[name])


async def give(database, by="李雷", to=Post.PARTY_STAFF, text=MARK, files=(), now=LOCAL):
    async with database.write() as tx:
        return await feedback.give(tx, await who(tx, by), to, text=text, files=files, now=now)


async def answer(database, by="吴干", number=1, text=ANSWER, now=LOCAL):
    async with database.write() as tx:
        return await feedback.answer(tx, await who(tx, by), number, text, now)


async def reopen(database, by="李雷", number=1, now=LOCAL):
    async with database.write() as tx:
        return await feedback.reopen(tx, await who(tx, by), number, "还是没有热饭", now)


async def read(database, by, number=1):
    async with database.write() as tx:
        return await feedback.read(tx, await who(tx, by), number, LOCAL)


@pytest.mark.parametrize("name", [name for _, name, *_ in ROSTER])
async def test_everybody_on_the_roster_may_give_some(filled, name):
    await give(filled, name, Post.INSPECTOR)
    async with filled.read() as session:
        assert [row.key for row in await feedback.of_person(session, PEOPLE[name])] == [1]


@pytest.mark.parametrize("to", list(ANSWERERS))
async def test_it_is_read_and_answered_by_its_addressees_alone(filled, to):
    await give(filled, to=to)
    for name in PEOPLE:
        me, answers = await who_now(filled, name), name == ANSWERERS[to]
        seen = None if answers or name == "李雷" else Refused.GONE
        async with filled.read() as session:
            assert [row.key for row in await feedback.listed(session, me)] == [1] * answers
            with refuses(seen):
                await feedback.find(session, me, 1)
            with refuses(None if answers else Refused.GONE):
                await feedback.answerable(session, me, 1)
        with refuses(seen):
            await read(filled, name)


async def who_now(database, name):
    async with database.read() as session:
        return await who(session, name)


async def test_a_secretary_reads_nothing_and_staff_of_any_branch_do(filled):
    await give(filled, "钱进")
    assert not may(await who_now(filled, "王芳"), Act.ANSWER_FEEDBACK)
    for work in (read, answer):
        with refuses(Refused.GONE):
            await work(filled, "王芳")
    _, author, words = await read(filled, "吴干")
    assert author == "钱进（第一支部）"
    assert [word.text for word in words] == [MARK]


async def test_a_post_that_waits_for_a_second_person_opens_nothing_and_owes_nothing(filled):
    await give(filled)
    async with filled.write() as tx:
        tx.add(PostHeld(person_id=6, post=Post.PARTY_STAFF.value, waiting_since=NOW))
        # A post that is confirmed lends nothing to another that waits.
        tx.add(PostHeld(person_id=10, post=Post.PARTY_STAFF.value, waiting_since=NOW))
    for name in ("周全", "纪明"):
        for work in (read, answer):
            with refuses(Refused.GONE):
                await work(filled, name)
    async with filled.read() as session:
        assert [each.name for each in await feedback.owing(session, await session.get(Feedback, 1))] == ["吴干"]


async def test_nobody_answers_their_own_nor_gives_some_to_nobody(filled):
    with refuses(Refused.NOBODY):
        await give(filled, "吴干", Post.PARTY_STAFF)
    async with filled.write() as tx:
        tx.add(PostHeld(person_id=2, post=Post.PARTY_STAFF.value))
    await give(filled, "吴干", Post.PARTY_STAFF)
    with refuses(Refused.OWN):
        await answer(filled, "吴干")
    await answer(filled, "李雷")


@pytest.mark.parametrize("text", ["", "  \n ", "字" * (feedback.LONGEST + 1)])
async def test_words_are_needed_and_nothing_is_cut(filled, text):
    with refuses(Refused.EMPTY):
        await give(filled, text=text, files=FILES)
    await give(filled, text="字" * feedback.LONGEST)
    with refuses(Refused.EMPTY):
        await answer(filled, text=text)
    _, _, (word,) = await read(filled, "吴干")
    assert word.text == "字" * feedback.LONGEST


async def test_it_is_answered_once_and_reopened_once(filled):
    await give(filled, files=FILES)
    with refuses(Refused.WAITING):
        await reopen(filled)
    assert (await answer(filled)).state == "已答复"
    with refuses(Refused.ANSWERED):
        await answer(filled)
    with refuses(Refused.GONE):
        await reopen(filled, "吴干")
    later = LOCAL + timedelta(days=7)
    row = await reopen(filled, now=later)
    assert (row.state, row.since, row.open) == ("未解决，待再次答复", date(2026, 12, 1), True)
    with refuses(Refused.ONCE):
        await reopen(filled)
    assert (await answer(filled, now=later)).state == "已再次答复"
    with refuses(Refused.ONCE):
        await reopen(filled)
    _, _, words = await read(filled, "李雷")
    assert [(word.said, word.by, word.text) for word in words] == [
        ("提出", "李雷", MARK),
        ("答复", "吴干", ANSWER),
        ("还没解决", "李雷", "还是没有热饭"),
        ("再次答复", "吴干", ANSWER),
    ]
    assert words[0].files == tuple(FILES)


@pytest.mark.parametrize(
    ("made", "due", "provisional"),
    [
        (date(2026, 11, 24), date(2026, 12, 15), False),
        # Over the Spring Festival with its two Saturdays that are worked, and over a New Year that no calendar arranges yet.
        (date(2026, 2, 13), date(2026, 3, 12), False),
        (date(2026, 12, 25), date(2027, 1, 18), True),
    ],
)
def test_the_deadline_is_fifteen_working_days(made, due, provisional):
    found = feedback.due(Feedback(person_id=1, addressee=Post.PARTY_STAFF.value, made_on=made))
    assert (found.day, found.provisional) == (due, provisional)


async def test_a_look_by_another_is_on_the_trail_with_its_author_and_ones_own_is_not(filled):
    await give(filled)
    await read(filled, "李雷")
    await read(filled, "吴干")
    with refuses(Refused.GONE):
        await read(filled, "王芳")
    async with filled.read() as session:
        entries, _ = await audit.trail(session, audit.Filter(event=Event.FEEDBACK_READ))
        assert [(entry.by, entry.over, entry.subject, entry.note) for entry in entries] == [(7, 2, "feedback:1", "")]
        assert [entry.by for entry in await feedback.openings(session, 1)] == [7]


async def test_nothing_of_what_it_says_lies_in_the_clear(filled):
    await give(filled, files=FILES)
    await answer(filled)
    async with filled.read() as session:
        rows = [*(await session.exec(select(Feedback))).all(), *(await session.exec(select(FeedbackWord))).all()]
        sealed = b"".join(each.sealed or b"" for each in (await session.exec(select(RecordField))).all())
    clear = " ".join(str(row.model_dump()) for row in rows)
    for words in (MARK, ANSWER, "FILE-ID"):
        assert words not in clear
        assert words.encode() not in sealed
    # Days alone.
    assert "datetime.datetime" not in clear


def scope(viewer, person=None, branch=None, last=date(2026, 12, 31), today=date(2026, 12, 16)):
    return Scope(date(2026, 12, 1), last, today, ZONE, branch, person, viewer)


async def test_the_ledger_counts_it_for_those_who_owe_it_and_names_no_author(filled):
    async with filled.write() as tx:
        tx.add(PostHeld(person_id=3, post=Post.PARTY_STAFF.value))
    await give(filled)
    await give(filled, "钱进", Post.INSPECTOR)
    async with filled.read() as session:
        found = await feedback.ledger(session, scope(7))
        assert [(entry.record, entry.person, entry.branch, entry.standing) for entry in found] == [
            (1, "赵敏", "第一支部", Standing.LATE),
            (1, "吴干", "机关支部", Standing.LATE),
        ]
        assert [entry.person for entry in await feedback.ledger(session, scope(10))] == ["纪明"]
        assert [entry.person for entry in await feedback.ledger(session, scope(7, person=7))] == ["吴干"]
        assert [entry.person for entry in await feedback.ledger(session, scope(7, branch=1))] == ["赵敏"]
        for nobody in (1, 2, 8, None):
            assert await feedback.ledger(session, scope(nobody)) == []
        assert await feedback.ledger(session, scope(7, last=date(2026, 12, 14))) == []
    await answer(filled, now=LOCAL.replace(month=12, day=15))
    async with filled.read() as session:
        (entry,) = await feedback.ledger(session, scope(7))
        assert (entry.person, entry.standing, entry.done) == ("吴干", Standing.DONE, date(2026, 12, 15))
