"""The outbox on both databases: each push once, in order, and forgotten only when nothing can ask for it again."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage.mail import letters, outbox, unsent
from storage.mail.letters import Letter
from storage.mail.outbox import OutboxRow, Push, State
from storage.people.directory import Branch, Person, find_again, lose
from storage.people.posts import Category
from tests.conftest import NOW


@pytest.fixture
async def people(database):
    async with database.write() as tx:
        tx.add(Branch(name="第一支部"))
        await tx.flush()
        for number in (1, 2, 3):
            tx.add(
                Person(
                    police_no=f"10000{number}",
                    name=f"甲{number}",
                    branch_id=1,
                    category=Category.FULL_MEMBER.value,
                    telegram_id=number if number < 3 else None,
                )
            )
            await tx.flush()
    return database


async def do(database, work, *arguments):
    async with database.write() as tx:
        return await work(tx, *arguments)


def push(subject, person=1, **facts):
    return Push("test", subject, subject, person_id=person, **facts)


async def claimed(database, limit=10, now=NOW):
    return [[row.text for row in letter.rows] for letter in await do(database, letters.claim, now, limit)]


async def test_the_same_push_is_queued_once_also_within_one_call(people):
    assert await do(people, outbox.put, NOW, push("a"), push("a"), push("a", 2), push("b")) == 3
    assert await do(people, outbox.put, NOW, push("a"), push("c")) == 1


async def test_one_at_a_time_for_each_recipient_the_oldest_first(people):
    await do(people, outbox.put, NOW, push("a"), push("b"), push("c", 2))
    assert await claimed(people) == [["a"], ["c"]]
    assert await claimed(people) == []
    await do(people, letters.sent, Letter([await row(people, "a")], 1), NOW)
    assert await claimed(people) == [["b"]]


async def row(database, subject):
    async with database.read() as session:
        return (await session.exec(select(OutboxRow).where(col(OutboxRow.subject) == subject))).one()


async def test_nudges_go_together_as_far_as_one_message_holds_them(people):
    """𠮷 counts twice at Telegram; one too long for company still goes, alone."""
    texts = ["𠮷" * 800, "𠮷" * 800, "短", "𠮷" * 1900, "又"]
    pushes = [Push("test", str(number), text, person_id=1, nudge=True) for number, text in enumerate(texts)]
    await do(people, outbox.put, NOW, *pushes)
    for expected in (texts[:3], texts[3:4], texts[4:]):
        (letter,) = await do(people, letters.claim, NOW, 10)
        assert [row.text for row in letter.rows] == expected
        await do(people, letters.sent, letter, NOW)


async def test_nudges_of_one_moment_go_together_and_others_alone(people):
    later = NOW + timedelta(hours=1)
    await do(
        people,
        outbox.put,
        NOW,
        push("a", nudge=True),
        push("b"),
        push("c", nudge=True),
        push("d", nudge=True, not_before=later),
    )
    assert await claimed(people) == [["a", "c"]]
    await do(people, letters.take_up)
    assert await claimed(people, now=later) == [["a", "c", "d"]]


async def test_a_crowd_for_one_recipient_keeps_nobody_waiting(people):
    await do(people, outbox.put, NOW, *(push(f"a{number}") for number in range(50)), push("z", 2))
    assert ["z"] in await claimed(people, limit=2)


async def test_who_has_no_account_or_cannot_be_reached_waits(people):
    await do(people, outbox.put, NOW, push("a"), push("b", 3))
    assert await do(people, lose, 1, NOW)
    assert not await do(people, lose, 1, NOW)
    assert await claimed(people) == []
    async with people.read() as session:
        assert not await letters.is_due(session, NOW)
        waiting = {each.person.name: each.waiting for each in await unsent.stuck(session)}
    assert waiting == {"甲1": 1, "甲3": 1}
    await do(people, find_again, 1)
    assert await claimed(people) == [["a"]]


async def test_what_failed_can_be_tried_again_or_let_go(people):
    await do(people, outbox.put, NOW, push("a"), push("b", 2))
    for letter in await do(people, letters.claim, NOW, 10):
        await do(people, letters.set_aside, letter.ids, "BadRequest")
    async with people.read() as session:
        assert [each.name for each in await unsent.failed(session)] == ["甲2", "甲1"]
    await do(people, unsent.retry_failed, NOW)
    assert await claimed(people) == [["a"], ["b"]]
    await do(people, letters.set_aside, [(await row(people, "a")).number], "BadRequest")
    await do(people, unsent.drop_failed)
    assert (await row(people, "a")).state == State.EXPIRED
    assert (await row(people, "a")).text is None


async def test_what_is_taken_back_is_not_sent(people):
    await do(people, outbox.put, NOW, push("a"), push("a", 2), push("b", 2))
    await do(people, outbox.withdraw, "test", "a")
    assert await claimed(people) == [["b"]]


async def test_only_old_rows_that_are_done_with_are_forgotten(people):
    await do(people, outbox.put, NOW, push("sent"), push("waiting", 3))
    for letter in await do(people, letters.claim, NOW, 10):
        await do(people, letters.sent, letter, NOW)
    assert await do(people, outbox.forget, NOW + timedelta(days=399)) == 0
    assert await do(people, outbox.forget, NOW + timedelta(days=401)) == 1
    assert (await row(people, "waiting")).text == "waiting"


async def test_a_push_goes_to_one_person_or_one_chat(people):
    for wrong in (Push("test", "a", "a"), Push("test", "a", "a", person_id=1, chat_id=-1)):
        with pytest.raises(ValueError, match="one person or to one chat"):
            await do(people, outbox.put, NOW, wrong)


async def test_what_was_queued_before_the_clock_was_set_back_does_not_wait_for_its_hour_again(people):
    await do(people, outbox.put, NOW, push("a"), push("b", 2, not_before=NOW + timedelta(hours=1)))
    before = NOW - timedelta(hours=25)
    async with people.read() as session:
        assert await letters.is_due(session, before)
    assert await claimed(people, now=before) == [["a"], ["b"]]
