"""Cases of 发展党员 as they are kept: rights, pinned rules, sealed comments, decisions that need their ballot."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from scoring.development_steps import Step
from storage import discipline
from storage.development import cases, categories, comments, dossiers, ledger, plan
from storage.development.cases import Blocked, Entry
from storage.development.rows import DevelopmentCase, DevelopmentComment, DevelopmentStep, Origin, Refused, RuleEdition
from storage.development.rules import freeze, numbers_of, thaw
from storage.discipline import Decided, Kind
from storage.ledger import Scope, Standing
from storage.people.directory import Branch, Person, PostHeld, who_has_id
from storage.people.posts import Category, Post
from storage.rules.regulations import own
from storage.sealed.audit import AuditEntry
from storage.sealed.records import RecordField
from tests.conftest import NOW
from tests.refusing import refuses

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
LOCAL = NOW.astimezone(ZONE)
PEOPLE = [
    (1, "王芳", 1, Category.FULL_MEMBER, Post.SECRETARY),
    (2, "李雷", 1, Category.FULL_MEMBER, Post.ORGANISATION),
    (3, "孙立", 1, Category.NON_MEMBER, None),
    (4, "周全", 2, Category.FULL_MEMBER, Post.SECRETARY),
    (5, "吴干", 2, Category.FULL_MEMBER, Post.PARTY_STAFF),
    (6, "赵检", 2, Category.FULL_MEMBER, Post.INSPECTOR),
    (7, "钱进", 1, Category.PROBATIONARY, None),
]


@pytest.fixture
async def house(database):
    return await filled(database)


async def filled(database):
    """Two branches with PEOPLE."""
    async with database.write() as tx:
        tx.add_all([Branch(id=1, name="第一支部"), Branch(id=2, name="机关支部")])
        await tx.flush()
        for number, name, branch, category, post in PEOPLE:
            tx.add(Person(id=number, police_no=f"10000{number}", name=name, branch_id=branch, category=category.value))
            await tx.flush()
            if post:
                tx.add(PostHeld(person_id=number, post=post.value))
    return database


async def do(database, work, who, *arguments, **named):
    async with database.write() as tx:
        return await work(tx, await who_has_id(tx, who), *arguments, **named)


async def begun(database, applied=date(2026, 11, 20)):
    return await do(database, cases.begin, 1, 3, applied, LOCAL)


async def record(database, who, step, on=date(2026, 11, 23), **facts):
    return await do(database, cases.record, who, 1, Entry(step, on, **facts), LOCAL)


@pytest.mark.parametrize(
    ("who", "person", "refused"),
    [
        (4, 3, Refused.NOT_HERE),
        (5, 3, Refused.NOT_HERE),
        (1, 2, Refused.MEMBER),
        (1, 1, Refused.OWN),
        (1, 99, Refused.NOT_HERE),
        (7, 3, Refused.NOT_RUNNING),
    ],
)
async def test_who_begins_a_case_of_whom(house, who, person, refused):
    with refuses(refused):
        await do(house, cases.begin, who, person, date(2026, 11, 20), LOCAL)


async def test_a_case_begins_once_and_not_in_the_future(house):
    with pytest.raises(Blocked):
        await begun(house, date(2026, 11, 25))
    async with house.read() as session:
        assert (await session.exec(select(DevelopmentCase))).all() == []
    await begun(house)
    with refuses(Refused.ALREADY):
        await begun(house)


async def test_a_step_is_recorded_with_who_and_when(house):
    await begun(house)
    row = await record(house, 2, Step.TALKED, note="谈话人王芳")
    assert (row.by, row.at, row.on, row.late, row.note) == (2, LOCAL, date(2026, 11, 23), 0, "谈话人王芳")
    with pytest.raises(Blocked, match="依据：中国共产党发展党员工作细则"):
        await record(house, 1, Step.TALKED)
    for who, refused in (
        (3, Refused.OWN),
        (4, Refused.NOT_RUNNING),
        (6, Refused.NOT_RUNNING),
        (7, Refused.NOT_RUNNING),
    ):
        with refuses(refused):
            await record(house, who, Step.RECOMMENDED)
    with refuses(Refused.NOT_ABOVE):
        await record(house, 1, Step.APPROVED)
    with refuses(Refused.NO_BALLOT):
        await record(house, 1, Step.ADMITTED)
    with refuses(Refused.GONE):
        await do(house, cases.record, 1, 99, Entry(Step.TALKED, date(2026, 11, 23)), LOCAL)


async def test_contacts_are_full_members_and_not_the_applicant(house):
    await begun(house)
    for step in (Step.TALKED, Step.RECOMMENDED, Step.ACTIVIST):
        await record(house, 1, step)
    for people in ([3], [7], [99], [2, 7]):
        with refuses(Refused.NOT_MEMBERS):
            await record(house, 1, Step.CONTACTS, people=people)
    with pytest.raises(Blocked) as blocked:
        await record(house, 1, Step.CONTACTS, people=[])
    assert [block.rule for block in blocked.value.blocks] == ["cultivation"]
    row = await record(house, 1, Step.CONTACTS, people=[2, 2])
    assert row.people == [2]


async def test_the_rules_are_pinned_word_for_word(house):
    text, edition = freeze(own())
    assert numbers_of(thaw(text)) == numbers_of(own())
    assert thaw(text)["cultivation"].text == own()["cultivation"].text
    case = await begun(house)
    async with house.read() as session:
        kept = await session.get(RuleEdition, case.edition)
        assert (kept.hash, kept.tables) == (edition, text)
        file = await dossiers.load(session, case.number)
    assert file.rules["notice_period"].integer("working_days") == 5


async def test_a_confidential_comment_is_sealed_and_an_inspector_leaves_a_trace(house):
    await begun(house)
    made, code = await do(
        house, comments.comment, 7, 1, "请再核实工作经历", objection=True, confidential=True, now=LOCAL
    )
    async with house.read() as session:
        row = await session.get(DevelopmentComment, made.id)
        fields = (await session.exec(select(RecordField))).all()
        assert row.person_id is None
        assert code not in row.model_dump_json()
        assert not any("核实".encode() in field.sealed or b" 7" in field.sealed for field in fields)
        assert await comments.text_of(session, row) == "请再核实工作经历"
        anybody = await who_has_id(session, 4)
        assert await comments.own(session, anybody, made.id, code) == row
        with refuses(Refused.WRONG_CODE):
            await comments.own(session, anybody, made.id, "0" * 16)
    for who in (1, 4, 5, 7):
        with refuses(Refused.NOT_INSPECTOR):
            await do(house, comments.author, who, made.id, "想知道", LOCAL)
    with refuses(Refused.BLANK):
        await do(house, comments.author, 6, made.id, "  ", LOCAL)
    async with house.read() as session:
        assert (await session.exec(select(AuditEntry))).all() == []
    assert await do(house, comments.author, 6, made.id, "核实线索", LOCAL) == "钱进（第一支部）"
    async with house.read() as session:
        (entry,) = (await session.exec(select(AuditEntry))).all()
        assert (entry.by, entry.subject) == (6, f"comment:{made.id}")
        assert "核实线索" not in entry.note


async def test_authors_of_long_and_short_numbers_seal_to_the_same_length(house):
    await begun(house)
    for who in (1, 7):
        await do(house, comments.comment, who, 1, "同", objection=False, confidential=True, now=LOCAL)
    async with house.read() as session:
        rows = (await session.exec(select(RecordField).where(RecordField.name == "author"))).all()
        assert len({len(row.sealed) for row in rows}) == 1


async def test_only_those_who_run_it_answer_and_once(house):
    await begun(house)
    made, _ = await do(house, comments.comment, 7, 1, "意见", objection=True, confidential=False, now=LOCAL)
    for who, refused in ((3, Refused.OWN), (4, Refused.NOT_RUNNING), (7, Refused.NOT_RUNNING)):
        with refuses(refused):
            await do(house, comments.answer, who, made.id, "好", LOCAL)
    with refuses(Refused.BLANK):
        await do(house, comments.answer, 1, made.id, " ", LOCAL)
    assert (await do(house, comments.answer, 5, made.id, "已核实", LOCAL)).answered_on == LOCAL.date()
    with refuses(Refused.ANSWERED):
        await do(house, comments.answer, 1, made.id, "又", LOCAL)


async def test_the_category_follows_one_press_of_the_staff(house):
    await begun(house)
    async with house.read() as session:
        ((file, person, wanted),) = await categories.waiting(session)
    assert (person.name, wanted) == ("孙立", Category.APPLICANT)
    with refuses(Refused.NOT_ABOVE):
        await do(house, categories.confirm, 1, file.case.number, "APPLICANT", LOCAL)
    with refuses(Refused.NOTHING_TO_CONFIRM):
        await do(house, categories.confirm, 5, 1, "PROSPECT", LOCAL)
    person, category = await do(house, categories.confirm, 5, 1, "APPLICANT", LOCAL)
    assert (person.category, category) == ("入党申请人", Category.APPLICANT)
    with refuses(Refused.NOTHING_TO_CONFIRM):
        await do(house, categories.confirm, 5, 1, "APPLICANT", LOCAL)


async def test_the_plan(house):
    with refuses(Refused.NOT_RUNNING):
        await do(house, plan.propose, 4, 1, [3], year=2027, now=LOCAL)
    with refuses(Refused.NOT_HERE):
        await do(house, plan.propose, 1, 1, [2], year=2027, now=LOCAL)
    assert await do(house, plan.propose, 1, 1, [3], year=2027, now=LOCAL) == 1
    assert await do(house, plan.propose, 1, 1, [3], year=2027, now=LOCAL) == 0
    with refuses(Refused.NOT_ABOVE):
        await do(house, plan.approve, 1, 1, LOCAL)
    assert (await do(house, plan.approve, 5, 1, LOCAL)).approved_by == 5
    with refuses(Refused.NOT_ABOVE):
        await do(house, plan.remove, 1, 1)
    with refuses(Refused.NOT_PLANNED):
        await do(house, plan.remove, 5, 9)


async def test_the_ledger_knows_what_is_due_late_and_done(house):
    await begun(house)

    async def standing(today):
        scope = Scope(date(2026, 11, 1), date(2026, 12, 31), today, ZONE, branch_id=1)
        async with house.read() as session:
            return [(entry.what, entry.standing, entry.on) for entry in await ledger.entries(session, scope)]

    due = date(2026, 12, 20)
    assert ("派人谈话", Standing.DUE, due) in await standing(due)
    assert ("派人谈话", Standing.LATE, due) in await standing(due + timedelta(days=1))
    await record(house, 1, Step.TALKED)
    assert ("派人谈话", Standing.DONE, date(2026, 11, 23)) in await standing(due)


async def test_what_is_undone_no_longer_counts(house):
    await begun(house)
    row = await record(house, 1, Step.TALKED)
    with refuses(Refused.NOTHING_TO_UNDO):
        await do(house, cases.undo, 2, row.id, "", LOCAL)
    await do(house, cases.undo, 5, row.id, "写错", LOCAL)
    async with house.read() as session:
        file = await dossiers.load(session, 1)
    assert not file.facts.has(Step.TALKED)
    with refuses(Refused.NOTHING_TO_UNDO):
        await do(house, cases.undo, 5, file.steps[0].id, "", LOCAL)


async def activist_with_introducers_ahead(house, case=1):
    """Everything up to being listed, written down without its rules."""
    await begun(house, date(2024, 1, 10))
    async with house.write() as tx:
        for step in list(Step)[1 : Step.INTRODUCERS.place]:
            tx.add(DevelopmentStep(case_id=case, step=step.value, on=date(2026, 1, 5), by=1, at=LOCAL))


@pytest.mark.parametrize("kind", list(Kind))
async def test_an_introducer_has_nothing_standing_against_them_on_that_day(house, kind):
    await activist_with_introducers_ahead(house)
    since, until = date(2026, 3, 1), date(2026, 8, 31)
    async with house.write() as tx:
        staff = await who_has_id(tx, 5)
        await discipline.enter(tx, staff, 2, Decided(kind, since, until, "违反纪律", "纪〔2026〕1号"), LOCAL)
    for on, able in ((since - DAY, True), (since, False), (until, False), (until + DAY, True)):
        async with house.read() as session:
            file = await dossiers.load(session, 1)
            offered = [who.person_id for who in await cases.choosable(session, file, Step.INTRODUCERS, on)]
        assert (2 in offered) is able
        if not able:
            with refuses(Refused.NOT_INTRODUCERS):
                await record(house, 1, Step.INTRODUCERS, on, people=[1, 2])
            continue
        row = await record(house, 1, Step.INTRODUCERS, on, people=[1, 2])
        await do(house, cases.undo, 1, row.id, "再试", LOCAL)


async def test_the_interview_is_held_by_a_full_member_of_the_bureau(house):
    await activist_with_introducers_ahead(house)
    async with house.write() as tx:
        for step in (Step.INTRODUCERS, Step.REVIEWED, Step.TRAINED, Step.PRE_REVIEWED, Step.ADMITTED):
            tx.add(DevelopmentStep(case_id=1, step=step.value, on=date(2026, 1, 6), by=1, at=LOCAL, special=True))
    for people in ([7], [3], [99]):
        with refuses(Refused.NOT_MEMBERS):
            await record(house, 5, Step.INTERVIEWED, people=people, note="同意")
    with refuses(Refused.NOT_ABOVE):
        await record(house, 1, Step.INTERVIEWED, people=[4], note="同意")
    with pytest.raises(Blocked) as blocked:
        await record(house, 5, Step.INTERVIEWED, people=[4], note=" ")
    assert [block.rule for block in blocked.value.blocks] == ["approval_interview"]
    assert (await record(house, 5, Step.INTERVIEWED, people=[4], note="同意")).people == [4]


async def test_a_case_whose_past_is_being_entered_makes_nobody_less_than_they_are(house):
    case = await do(house, cases.begin, 1, 7, date(2024, 1, 10), LOCAL, origin=Origin.OUTSIDE)
    async with house.read() as session:
        assert await categories.waiting(session) == []
    with refuses(Refused.NOTHING_TO_CONFIRM):
        await do(house, categories.confirm, 5, case.number, "APPLICANT", LOCAL)


@pytest.mark.parametrize("origin", [Origin.OUTSIDE, Origin.EARLIER])
async def test_what_was_decided_before_the_case_came_here_is_entered_from_the_papers(house, origin):
    await activist_with_introducers_ahead(house)
    case = await do(house, cases.begin, 1, 7, date(2024, 1, 10), LOCAL, origin=origin)
    async with house.write() as tx:
        for number in (1, case.number):
            for step in list(Step)[1 : Step.ADMITTED.place]:
                row = DevelopmentStep(
                    case_id=number, step=step.value, on=date(2026, 1, 5), by=1, at=LOCAL, special=True
                )
                tx.add(row)

    async def admit(number, on):
        return await do(house, cases.record, 1, number, Entry(Step.ADMITTED, on), LOCAL)

    with refuses(Refused.NO_BALLOT):
        await admit(1, date(2026, 2, 1))
    with refuses(Refused.NO_BALLOT):
        await admit(case.number, LOCAL.date())
    row = await admit(case.number, LOCAL.date() - DAY)
    assert (row.on, row.passed, row.ballot_id) == (LOCAL.date() - DAY, True, None)
    async with house.read() as session:
        file = await dossiers.load(session, case.number)
    assert file.facts.moved_in_on_probation is (origin is Origin.OUTSIDE)
    # Who held the interview elsewhere is nobody of the roster's; here it has to be somebody.
    held = Entry(Step.INTERVIEWED, LOCAL.date() - DAY, note="原单位组织员谈话")
    with pytest.raises(Blocked) as blocked:
        await do(house, cases.record, 5, case.number, replace(held, on=LOCAL.date()), LOCAL)
    assert [block.rule for block in blocked.value.blocks] == ["approval_interview"]
    await do(house, cases.record, 5, case.number, held, LOCAL)


async def test_the_number_of_a_comment_does_not_tell_between_which_others_it_was_left(house):
    await begun(house)
    left = [
        await do(house, comments.comment, 4, 1, "意见", objection=False, confidential=bool(n % 2), now=LOCAL)
        for n in range(12)
    ]
    numbers = [made.number for made, _ in left]
    assert numbers != sorted(numbers)
    assert max(numbers) > 12
