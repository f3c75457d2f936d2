"""Cases that move with their person, and corrected rules that are applied to open cases."""

import json
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from scoring.development_steps import Step
from storage import transfers as branch_transfers
from storage.development import cases, comments, corrections, documents, dossiers, lists, transfers
from storage.development.rows import DevelopmentCase, DevelopmentStep, Refused, RuleDecision, RuleEdition
from storage.people import register, roster
from storage.people.directory import Person, PostHeld, who_has_id
from storage.people.register import Stamp, Way
from storage.people.roster_file import read_roster
from storage.rules import regulations
from storage.sealed.audit import AuditEntry
from tests.refusing import refuses
from tests.storage.test_development import LOCAL, begun, do, filled, record

DAY = timedelta(days=1)


@pytest.fixture
async def house(database):
    return await filled(database)


async def move(database, branch, person=3):
    """As the roster's file does."""
    async with database.write() as tx:
        row = await tx.get(Person, person)
        row.branch_id = branch
        tx.add(row)


async def file_of(database, case=1):
    async with database.read() as session:
        return await dossiers.load(session, case)


async def test_until_it_is_accepted_both_branches_look_and_nobody_records(house):
    await begun(house)
    await move(house, 2)
    file = await file_of(house)
    assert (file.is_moving, file.handed_over, file.home, file.case.branch_id) == (True, None, 2, 1)
    for who in (1, 2, 4, 5):
        with refuses(Refused.MOVING):
            await record(house, who, Step.TALKED)
        async with house.read() as session:
            assert dossiers.sees_inside(await who_has_id(session, who), file)
    made, _ = await do(house, comments.comment, 7, 1, "意见", objection=True, confidential=False, now=LOCAL)
    for who in (1, 4):
        with refuses(Refused.NOT_RUNNING):
            await do(house, cases.end, who, 1, "调离", LOCAL)
        with refuses(Refused.NOT_RUNNING):
            await do(house, documents.attach, who, 1, ("photo", "x"), LOCAL)
        with refuses(Refused.NOT_RUNNING):
            await do(house, comments.answer, who, made.id, "好", LOCAL)
    async with house.read() as session:
        assert await lists.votable(session, 1, LOCAL.date()) == []


async def test_the_rosters_file_sets_a_case_moving_and_an_undone_import_brings_it_back(house):
    await begun(house)
    for branch, moving_now in (("机关支部", True), ("第一支部", False)):
        words = f"警号,姓名,支部,类别\n100003,孙立,{branch},入党申请人\n"
        async with house.write() as tx:
            await roster.apply(tx, read_roster("roster.csv", words.encode()), LOCAL)
        assert (await file_of(house)).is_moving is moving_now


async def test_the_old_branch_hands_over_and_the_new_one_accepts(house):
    await begun(house)
    with refuses(Refused.NOT_MOVING):
        await do(house, transfers.hand_over, 1, 1, LOCAL)
    with refuses(Refused.NOT_MOVING):
        await do(house, transfers.accept, 4, 1, LOCAL)
    await move(house, 2)
    with refuses(Refused.NOT_HANDED_OVER):
        await do(house, transfers.accept, 4, 1, LOCAL)
    for who in (4, 6, 7):
        with refuses(Refused.NOT_OLD_BRANCH):
            await do(house, transfers.hand_over, who, 1, LOCAL)
    with refuses(Refused.OWN):
        await do(house, transfers.hand_over, 3, 1, LOCAL)
    await do(house, transfers.hand_over, 2, 1, LOCAL)
    with refuses(Refused.NOT_MOVING):
        await do(house, transfers.hand_over, 1, 1, LOCAL)
    for who in (1, 5, 7):
        with refuses(Refused.NOT_NEW_BRANCH):
            await do(house, transfers.accept, who, 1, LOCAL)
    transfer = await do(house, transfers.accept, 4, 1, LOCAL)
    assert (transfer.accepted_by, transfer.accepted_on) == (4, LOCAL.date())
    file = await file_of(house)
    assert (file.is_moving, file.case.branch_id, file.facts.moved) == (False, 2, (LOCAL.date(),))
    # What was served counts, and the new branch goes on from there.
    await record(house, 4, Step.TALKED)
    with refuses(Refused.NOT_RUNNING):
        await record(house, 1, Step.RECOMMENDED)
    async with house.read() as session:
        assert not dossiers.sees_inside(await who_has_id(session, 1), file)
        found = [(entry.event, entry.by, entry.over) for entry in (await session.exec(select(AuditEntry))).all()]
    assert found == [("移交发展党员档案", 2, 3), ("接收发展党员档案", 4, 3)]


async def test_who_comes_back_before_the_acceptance_has_not_moved(house):
    await begun(house)
    await move(house, 2)
    await do(house, transfers.hand_over, 1, 1, LOCAL)
    await move(house, 1)
    assert not (await file_of(house)).is_moving
    with refuses(Refused.NOT_MOVING):
        await do(house, transfers.accept, 4, 1, LOCAL)
    later = LOCAL + timedelta(hours=1)
    await do(house, cases.record, 1, 1, cases.Entry(Step.TALKED, LOCAL.date()), later)
    await move(house, 2)
    with refuses(Refused.NOT_HANDED_OVER):
        await do(house, transfers.accept, 4, 1, later)


async def test_the_case_goes_with_the_transfer(house):
    """Of somebody who has moved all that a branch keeps is handed over and accepted by one word each."""
    await begun(house)
    async with house.write() as tx:
        await register.settle(tx, [3], Stamp(None, None, LOCAL - DAY, Way.EARLIER))
        row = await tx.get(Person, 3)
        row.branch_id = 2
        tx.add(row)
        await register.settle(tx, [3], Stamp(LOCAL.date(), 5, LOCAL, Way.FILE))
        (found,) = await branch_transfers.find_new(tx, LOCAL)
        assert await branch_transfers.find_new(tx, LOCAL) == []
        assert (found.from_branch, found.to_branch, found.on) == (1, 2, LOCAL.date())
        assert (await branch_transfers.following(tx, 3)).case == 1
    for who, work, word in (
        (4, branch_transfers.hand_over, branch_transfers.Refused.NOT_OLD_BRANCH),
        (3, branch_transfers.hand_over, branch_transfers.Refused.OWN),
        (4, branch_transfers.accept, branch_transfers.Refused.NOT_HANDED),
        (1, branch_transfers.hand_over, None),
        (1, branch_transfers.accept, branch_transfers.Refused.NOT_NEW_BRANCH),
        (4, branch_transfers.accept, None),
    ):
        with refuses(word):
            await do(house, work, who, found.id, LOCAL)
    file = await file_of(house)
    assert (file.is_moving, file.case.branch_id) == (False, 2)


async def test_the_staff_hand_over_for_a_branch_without_anybody(house):
    await begun(house)
    await move(house, 2)
    await do(house, transfers.hand_over, 5, 1, LOCAL)


def corrected(text, **more):
    """The rules with another 公示."""
    words = regulations.FILE.read_text(encoding="utf-8")
    assert text in words
    return regulations.parse(words.replace(text, more["by"]))


@pytest.fixture
def seven_days(monkeypatch):
    rules = corrected("values = { working_days = 5 }", by="values = { working_days = 7 }")
    monkeypatch.setattr(corrections, "own", lambda: rules)
    monkeypatch.setattr(cases, "own", lambda: rules)
    return rules


async def in_notice(house):
    await begun(house, date(2024, 1, 10))
    async with house.write() as tx:
        for step in list(Step)[1 : Step.NOTICE.place]:
            tx.add(DevelopmentStep(case_id=1, step=step.value, on=date(2026, 1, 5), by=1, at=LOCAL))
        tx.add(DevelopmentStep(case_id=1, step="notice", on=date(2026, 11, 16), by=1, at=LOCAL))


async def test_no_correction_without_another_wording(house):
    await in_notice(house)
    async with house.read() as session:
        assert await corrections.corrections(session, LOCAL.date()) == []
    with refuses(Refused.NOTHING_CORRECTED):
        await do(house, corrections.apply, 5, "notice_period", document="1号", reason="更正", now=LOCAL)


async def test_a_correction_names_the_cases_and_what_changes_and_waits_for_the_decision(house, seven_days):
    assert seven_days["notice_period"].integer("working_days") == 7
    async with house.write() as tx:
        tx.add(Person(id=8, police_no="100008", name="新人", branch_id=1, category="群众"))
    with pytest.MonkeyPatch.context() as before:
        before.setattr(cases, "own", regulations.own)
        await in_notice(house)
    await do(house, cases.begin, 1, 8, date(2026, 11, 20), LOCAL)
    async with house.read() as session:
        (found,) = await corrections.corrections(session, date(2026, 11, 24))
        file = await dossiers.load(session, 1)
    assert found.rule.key == "notice_period"
    (touched,) = found.touched
    assert (touched.each.person.name, touched.before.integer("working_days")) == ("孙立", 5)
    assert len(touched.changes) == 1
    assert touched.changes[0].startswith("公示结果：可以办理 → 公示不满 7 个工作日")
    # The 23rd was the fifth working day: until the decision the case goes by the rules of its first day.
    assert file.numbers.notice_days == 5


@pytest.mark.parametrize(("who", "refused"), [(1, Refused.NOT_ABOVE), (6, Refused.NOT_ABOVE), (3, Refused.NOT_ABOVE)])
async def test_who_does_not_decide_applies_no_correction(house, monkeypatch, who, refused):
    await in_notice(house)
    rules = corrected("values = { working_days = 5 }", by="values = { working_days = 7 }")
    monkeypatch.setattr(corrections, "own", lambda: rules)
    with refuses(refused):
        await do(house, corrections.apply, who, "notice_period", document="1号", reason="更正", now=LOCAL)


async def test_the_decision_binds_the_open_cases_to_that_rule_alone_and_is_on_the_trail(house, monkeypatch):
    await in_notice(house)
    words = regulations.FILE.read_text(encoding="utf-8")
    rules = regulations.parse(
        words.replace("values = { working_days = 5 }", "values = { working_days = 7 }").replace(
            "values = { days = 3, hours = 24 }", "values = { days = 5, hours = 40 }"
        )
    )
    monkeypatch.setattr(corrections, "own", lambda: rules)

    async def apply(**facts):
        return await do(house, corrections.apply, 5, "notice_period", now=LOCAL, **facts)

    with refuses(Refused.BLANK):
        await apply(document=" ", reason="更正")
    with refuses(Refused.BLANK):
        await apply(document="局党委〔2026〕9号", reason="")
    decision, touched = await apply(document="局党委〔2026〕9号", reason="原文为7个工作日")
    assert (decision.cases, decision.by, len(touched)) == ([1], 5, 1)
    file = await file_of(house)
    assert (file.numbers.notice_days, file.numbers.training_days) == (7, 3)
    with refuses(Refused.NOTHING_CORRECTED):
        await apply(document="局党委〔2026〕9号", reason="再来一次")
    async with house.read() as session:
        assert [each.rule.key for each in await corrections.corrections(session, LOCAL.date())] == ["short_training"]
        (entry,) = (await session.exec(select(AuditEntry))).all()
        assert (entry.event, entry.by, entry.over, entry.subject) == ("档案适用更正后的规定", 5, 3, "development:1")
        assert [each.id for each in await corrections.decisions(session, 1)] == [decision.id]
        assert await corrections.decisions(session, 2) == []
        assert len((await session.exec(select(RuleDecision))).all()) == 1


@pytest.mark.parametrize(("effective", "allowed"), [("2026-11-24", True), ("2026-11-25", False)])
async def test_a_rule_is_applied_from_the_day_on_which_it_is_in_force(house, monkeypatch, effective, allowed):
    await in_notice(house)
    changed = own_with(effective)
    monkeypatch.setattr(corrections, "own", lambda: changed)
    async with house.read() as session:
        me, found = await who_has_id(session, 5), await corrections.correction(session, "notice_period", LOCAL.date())
    with nullcontext() if allowed else refuses(Refused.NOT_IN_FORCE):
        corrections.check_apply(me, found, LOCAL.date())


def own_with(effective):
    """Our rules, 公示's in force from that day on."""
    head, rest = regulations.FILE.read_text(encoding="utf-8").split("[notice_period]")
    return regulations.parse(f"{head}[notice_period]{rest.replace('2026-05-11', effective, 1)}")


async def test_nobody_applies_a_correction_to_their_own_case(house, monkeypatch):
    await in_notice(house)
    async with house.write() as tx:
        tx.add(PostHeld(person_id=3, post="党务干部"))
    rules = corrected("values = { working_days = 5 }", by="values = { working_days = 7 }")
    monkeypatch.setattr(corrections, "own", lambda: rules)
    with refuses(Refused.OWN):
        await do(house, corrections.apply, 3, "notice_period", document="1号", reason="更正", now=LOCAL)


async def test_a_case_from_before_a_rule_or_a_number_was_there_stays_readable(house):
    await begun(house)
    async with house.write() as tx:
        edition = (await tx.exec(select(RuleEdition))).one()
        tables = json.loads(edition.tables)
        del tables["introducers"]
        del tables["pre_review"]["values"]["months"]
        tables["notice_period"]["values"]["working_days"] = 7
        tx.add(RuleEdition(hash="earlier", tables=json.dumps(tables, ensure_ascii=False), since=edition.since))
        await tx.flush()
        await tx.exec(update(DevelopmentCase).values(edition="earlier"))
    file = await file_of(house)
    assert (file.numbers.introducers, file.numbers.leaving_months, file.numbers.notice_days) == (2, 3, 7)
    async with house.read() as session:
        assert [each.rule.key for each in await corrections.corrections(session, LOCAL.date())] == ["notice_period"]
