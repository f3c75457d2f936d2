"""Cases: gray stands only by a named person's decision; replies, appeals, look-ins, the end; each right from both sides."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from scoring.index.model import Colour
from storage.care import cases, lists, waiting
from storage.care.cases import Plan, Unproposed
from storage.care.rows import Kind, Refused, State
from storage.care.waiting import Wants
from storage.engine.refusal import Refusal
from storage.ledger import Scope, Standing
from storage.people import directory
from storage.people.asking import answers
from storage.people.directory import Branch, Person, PostHeld
from storage.people.posts import Post
from storage.sealed import audit
from storage.sealed.audit import AuditEntry
from storage.sealed.records import RecordField

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
OCTOBER = date(2026, 10, 1)
PLAN = Plan("连续两月多项偏低，本人也说压力大", "每周谈心一次，调整值班", 4, 14, date(2027, 1, 24))
PEOPLE = [
    (1, "王芳", 1, "正式党员", Post.SECRETARY),
    (2, "李雷", 1, "正式党员", None),
    (3, "赵敏", 1, "正式党员", Post.DISCIPLINE),
    (4, "钱进", 1, "正式党员", None),
    (5, "周全", 2, "正式党员", Post.SECRETARY),
    (6, "吴干", 2, "正式党员", Post.PARTY_STAFF),
    (7, "冯检", 2, "正式党员", Post.INSPECTOR),
    (8, "郑局", 2, "正式党员", Post.COMMITTEE_SECRETARY),
    (9, "孙立", 1, "群众", None),
]


class House:
    def __init__(self, database):
        self.database = database

    async def act(self, work, who, *arguments, **named):
        """One act of storage by that person, in a transaction; the word of its refusal, if it is refused."""
        try:
            async with self.database.write() as tx:
                return await work(tx, await directory.who_has_id(tx, who), *arguments, **named)
        except Refusal as refusal:
            return refusal.word

    async def propose(self, person=2, month=OCTOBER, now=NOW):
        async with self.database.write() as tx:
            branch = (await directory.who_has_id(tx, person)).branch_id
            return await cases.propose(tx, person, branch, month, now)

    async def read(self, work, *arguments, **named):
        async with self.database.read() as session:
            return await work(session, *arguments, **named)

    async def who(self, number):
        return await self.read(directory.who_has_id, number)

    async def kinds(self, case_id=1):
        async with self.database.read() as session:
            lines = await lists.timeline(session, await cases.find(session, case_id))
        return [line.entry.what for line in lines]

    async def gray(self):
        await self.propose()
        return await self.act(cases.set_gray, 1, 1, PLAN, NOW)


@pytest.fixture
async def house(database):
    async with database.write() as tx:
        tx.add_all([Branch(name="第一支部"), Branch(name="第二支部")])
        await tx.flush()
        for number, name, branch, category, post in PEOPLE:
            tx.add(Person(police_no=f"10000{number}", name=name, branch_id=branch, category=category))
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
    return House(database)


async def test_a_proposal_alone_makes_nobody_gray(house):
    case = await house.propose()
    assert (case.stands, case.against_rule) == (State.PROPOSED, False)
    assert await house.propose() is None
    assert await house.propose(month=date(2026, 11, 1)) is None
    assert await house.read(lists.standing_gray, NOW.date()) == set()


@pytest.mark.parametrize("who", [2, 3, 4, 5, 7, 8])
async def test_who_does_not_answer_for_the_branch_decides_nothing(house, who):
    await house.propose()
    refused = {Refused.NOT_YOURS, Refused.YOURSELF}
    assert await house.act(cases.set_gray, who, 1, PLAN, NOW) in refused
    assert await house.act(cases.decline, who, 1, "不合适", NOW) in refused
    await house.act(cases.set_gray, 1, 1, PLAN, NOW)
    assert await house.act(cases.lift, who, 1, "好转", NOW) in refused
    assert await house.act(cases.extend, who, 1, reason="x", every=7, ends_on=date(2027, 2, 1), now=NOW) in refused


@pytest.mark.parametrize("who", [1, 6])
async def test_the_secretary_and_party_affairs_decide(house, who):
    await house.propose()
    case = await house.act(cases.set_gray, who, 1, PLAN, NOW)
    assert (case.stands, case.decided_by, case.against_rule) == (State.GRAY, who, False)
    assert await house.read(lists.standing_gray, NOW.date()) == {2}
    days = [review.due_on for review in await house.read(lists.reviews, 1)]
    assert days == [date(2026, 12, 8), date(2026, 12, 22), date(2027, 1, 5), date(2027, 1, 19), date(2027, 1, 24)]
    assert await house.act(cases.set_gray, who, 1, PLAN, NOW) is Refused.DECIDED


async def test_nobody_decides_about_themself(house):
    await house.propose(person=1)
    assert await house.act(cases.decline, 1, 1, "我没事", NOW) is Refused.YOURSELF
    assert (await house.act(cases.decline, 6, 1, "了解过情况", NOW)).stands is State.DECLINED


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": "  "}, Refused.REASON),
        ({"steps": ""}, Refused.STEPS),
        ({"helper_id": 2}, Refused.HELPER),
        ({"helper_id": 99}, Refused.HELPER),
        ({"ends_on": NOW.date()}, Refused.ENDS),
        ({"ends_on": date(2027, 2, 25)}, Refused.ENDS),
    ],
)
@pytest.mark.parametrize("target", [1, Unproposed(3, OCTOBER, Colour.GREEN)])
async def test_gray_needs_reason_plan_helper_and_end(house, changed, refusal, target):
    await house.propose()
    facts = {name: getattr(PLAN, name) for name in ("reason", "steps", "helper_id", "every", "ends_on")}
    if isinstance(target, Unproposed) and changed.get("helper_id") == 2:
        changed = {"helper_id": 3}
    assert await house.act(cases.set_gray, 1, target, Plan(**{**facts, **changed}), NOW) is refusal
    assert (await house.read(cases.find, 1)).stands is State.PROPOSED
    assert await house.read(cases.find, 2) is None


async def test_a_decision_against_the_rule_is_visible_either_way(house):
    await house.propose()
    assert (await house.act(cases.decline, 1, 1, "借调期间数据不全", NOW)).against_rule
    plan = Plan(PLAN.reason, PLAN.steps, 3, 14, PLAN.ends_on)
    other = await house.act(cases.set_gray, 1, Unproposed(4, OCTOBER, Colour.YELLOW), plan, NOW)
    assert (other.stands, other.against_rule) == (State.GRAY, True)
    again = await house.act(cases.set_gray, 1, Unproposed(4, OCTOBER, Colour.GREEN), plan, NOW)
    assert again is Refused.OPEN_ALREADY
    assert await house.act(cases.set_gray, 1, Unproposed(9, OCTOBER, Colour.GREEN), plan, NOW) is Refused.NOT_A_MEMBER
    assert await house.act(cases.set_gray, 1, Unproposed(7, OCTOBER, Colour.GREEN), plan, NOW) is Refused.NOT_YOURS


async def test_what_is_written_is_never_in_the_clear(house):
    await house.gray()
    async with house.database.read() as session:
        fields = (await session.exec(select(RecordField))).all()
        entries = (await session.exec(select(AuditEntry))).all()
        lines = await lists.timeline(session, await cases.find(session, 1))
        assert await audit.verify(session) == len(entries)
    assert lines[-1].text == PLAN.reason
    assert not any(PLAN.reason.encode() in (field.sealed or b"") for field in fields)
    assert [entry.event for entry in entries] == ["重点关注：规则提示", "重点关注：决定"]
    assert {entry.over for entry in entries} == {2}


async def test_the_member_replies_and_appeals_once_a_decision(house):
    await house.gray()
    for stranger in (1, 3, 7):
        assert await house.act(cases.reply, stranger, 1, "替他说", NOW) is Refused.NOT_THE_PERSON
        assert await house.act(cases.appeal, stranger, 1, "替他申诉", NOW) is Refused.NOT_THE_PERSON
    await house.act(cases.reply, 2, 1, "那两个月在外地办案", NOW)
    _, appeal = await house.act(cases.appeal, 2, 1, "数据没有算公差", NOW)
    assert (appeal.due_on, appeal.provisional) == (date(2026, 12, 8), False)
    assert await house.act(cases.appeal, 2, 1, "再申诉", NOW) is Refused.APPEALED
    for who in (1, 2, 5, 6, 8):
        assert await house.act(cases.answer, who, 1, uphold=True, text="维持", now=NOW) is Refused.NOT_INSPECTOR
    assert (await house.act(cases.answer, 7, 1, uphold=True, text="依据充分", now=NOW)).stands is State.GRAY
    assert await house.act(cases.answer, 7, 1, uphold=True, text="依据充分", now=NOW) is Refused.NO_APPEAL
    assert await house.act(cases.appeal, 2, 1, "再申诉", NOW) is Refused.APPEALED_BEFORE
    later = NOW + timedelta(days=30)
    await house.act(cases.extend, 1, 1, reason="还需巩固", every=14, ends_on=date(2027, 3, 20), now=later)
    _, again = await house.act(cases.appeal, 2, 1, "已经好转", later)
    assert again.provisional
    lifted = await house.act(cases.answer, 7, 1, uphold=False, text="情况已好转", now=later)
    assert lifted.stands is State.LIFTED
    assert await house.kinds() == [
        Kind.PROPOSED, Kind.GRAY, Kind.REPLY, Kind.APPEAL, Kind.UPHELD, Kind.EXTENDED, Kind.APPEAL, Kind.REVOKED,
    ]  # fmt: skip


async def test_only_gray_can_be_appealed_against(house):
    await house.propose()
    assert await house.act(cases.appeal, 2, 1, "先申诉", NOW) is Refused.NOT_GRAY


async def test_the_helper_looks_in(house):
    await house.gray()
    assert await house.act(cases.review, 1, 1, "谈过", NOW) is Refused.NOT_HELPER
    await house.act(cases.review, 4, 1, "谈过，情绪平稳", NOW)
    reviews = await house.read(lists.reviews, 1)
    assert [bool(each.done_at) for each in reviews] == [True, False, False, False, False]


async def test_it_ends_by_itself_after_its_last_day(house):
    await house.gray()
    for day, ended in ((PLAN.ends_on, []), (PLAN.ends_on + timedelta(days=1), [1])):
        now = datetime.combine(day, NOW.timetz())
        async with house.database.write() as tx:
            assert [case.key for case in await cases.end_due(tx, now)] == ended
    assert (await house.read(cases.find, 1)).stands is State.ENDED
    assert await house.act(cases.lift, 1, 1, "好转", NOW) is Refused.NOT_GRAY
    assert await house.act(cases.extend, 1, 1, reason="x", every=7, ends_on=PLAN.ends_on, now=NOW) is Refused.NOT_GRAY
    assert (await house.propose(month=date(2027, 1, 1))).key == 2


async def test_an_extension_is_a_new_decision_with_later_end(house):
    await house.gray()
    for ends in (PLAN.ends_on, NOW.date(), date(2027, 6, 1)):
        assert await house.act(cases.extend, 1, 1, reason="x", every=7, ends_on=ends, now=NOW) is Refused.ENDS
    assert await house.act(cases.extend, 1, 1, reason="", every=7, ends_on=date(2027, 2, 1), now=NOW) is Refused.REASON
    case = await house.act(cases.extend, 1, 1, reason="再看看", every=30, ends_on=date(2027, 2, 1), now=NOW)
    assert case.ends_on == date(2027, 2, 1)
    assert [review.due_on for review in await house.read(lists.reviews, 1)] == [
        date(2026, 12, 24),
        date(2027, 1, 23),
        date(2027, 2, 1),
    ]


@pytest.mark.parametrize(
    ("number", "sees", "whole"),
    [(1, True, True), (2, True, True), (3, False, False), (4, True, False), (5, False, False),
     (6, True, True), (7, True, True), (8, True, True)],
)  # fmt: skip
async def test_who_sees_a_case(house, number, sees, whole):
    case = await house.gray()
    who = await house.who(number)
    assert (lists.sees(who, case), lists.sees_all(who, case)) == (sees, whole)
    assert bool(await house.read(lists.seen_by, who)) is sees


async def test_what_waits_for_whom(house):
    await house.propose()

    async def told(number, day=date(2026, 11, 24)):
        me, now = await house.who(number), datetime.combine(day, time(9), ZONE)
        found = await house.read(lists.waiting_for, me, now)
        assert any((await house.read(answers, me, now, waiting.asked(me))).values()) is bool(found)
        return [each.wants for each in found]

    assert [await told(number) for number in (1, 2, 3, 6)] == [[Wants.DECISION], [Wants.LOOK], [], [Wants.DECISION]]
    await house.act(cases.set_gray, 1, 1, PLAN, NOW)
    await house.act(cases.appeal, 2, 1, "不服", NOW)
    assert await told(7) == [Wants.ANSWER]
    assert await told(4, date(2026, 12, 22)) == [Wants.REVIEW, Wants.REVIEW]


async def test_the_ledger_holds_the_decision_and_the_look_ins_and_names_nobody_helped(house):
    await house.gray()
    year = Scope(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 20), ZONE)
    entries = await house.read(lists.ledger, year)
    assert [(entry.what, entry.on, entry.standing, entry.person) for entry in entries] == [
        ("对重点关注提示作出决定", date(2026, 12, 1), Standing.DONE, ""),
        ("帮扶回访", date(2026, 12, 8), Standing.LATE, "钱进"),
        ("帮扶回访", date(2026, 12, 22), Standing.DUE, "钱进"),
    ]
    helper = Scope(year.first, year.last, year.today, ZONE, None, 4)
    assert len(await house.read(lists.ledger, helper)) == 2
