"""An insider: the one a sign is about, an account handed to another person, a post lost meanwhile, rights over one's own case."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from storage.development import cases as development
from storage.development import comments
from storage.development.cases import Entry
from storage.development.rows import Refused
from storage.exams.rows import Sitting
from storage.people import bindings
from storage.people.directory import Person, PostHeld, who_has_id
from storage.risks import signs
from storage.rules.grades import Level
from storage.sealed import audit, pin
from storage.talks.rows import Talk
from tests.flows.exams import fill, set_exam, start
from tests.flows.talking import WORDS, inspector, record, set_pin, unlocked
from tests.refusing import refuses

MARK = "标记近期情绪低落"
BOARD = "苗头处置"


async def note(house, by, on):
    """A sign on somebody that was due to be dealt with long ago."""
    async with house.database.write() as tx:
        now = house.clock.local()
        return await signs.note(
            tx,
            await who_has_id(tx, by),
            person_id=on,
            what=MARK,
            since=now.date(),
            level=Level.HIGH,
            now=now,
        )


async def give(house, person, *posts):
    """The posts of a person from now on."""
    async with house.database.write() as tx:
        for held in (await tx.exec(select(PostHeld).where(PostHeld.person_id == person))).all():
            await tx.delete(held)
        await tx.flush()
        tx.add_all(PostHeld(person_id=person, post=post) for post in posts)


async def hand_over(house, to, name):
    """The account of `name` is bound to another person."""
    account = house.phone(name).user
    async with house.database.write() as tx:
        former = await tx.get(Person, account - 1000)
        former.telegram_id = None
        tx.add(former)
        await tx.flush()
        person = await tx.get(Person, to)
        person.telegram_id = account
        tx.add(person)


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption} {screen.labels}" for screen in phone.messages())


async def test_the_board_counts_no_sign_about_the_one_who_looks(house):
    await note(house, 3, 1)
    phone = house.phone("王芳")
    for command in ("/board", "/ledger", "/risk", "/home", "/mydata"):
        await phone.send(command)
    assert f"{BOARD}　⏳1" not in everything(phone)
    await phone.send("/board")
    await phone.press("XLSX")
    book = openpyxl.load_workbook(io.BytesIO(phone.messages()[-1].read()))
    assert BOARD in str(list(book["各支部"].values))
    assert not any(BOARD in str(row) for row in book["各支部分类"].values)


async def test_the_board_shows_signs_to_those_alone_who_may_see_them(house):
    await note(house, 3, 2)
    staff, head = house.phone("吴干"), house.phone("郑局")
    for phone in (staff, head):
        await phone.send("/board")
        await phone.walk("逐个支部", "第一支部")
    assert BOARD not in everything(staff)
    assert f"{BOARD}　⏳1" in head.screen.text
    await staff.send("/board")
    await staff.press("XLSX")
    book = openpyxl.load_workbook(io.BytesIO(staff.messages()[-1].read()))
    assert not any(BOARD in str(list(sheet.values)) for sheet in book)


async def test_a_look_at_somebodys_index_on_the_board_is_on_the_trail(house):
    phone = house.phone("郑局")
    await phone.send("/board")
    await phone.walk("逐个支部", "第一支部", "李雷")
    async with house.database.read() as session:
        found, _ = await audit.trail(session, audit.Filter(event=audit.Event.HEALTH_SEEN))
    assert {(entry.by, entry.over, entry.subject) for entry in found} == {
        (8, 2, "health:2026-10"),
        (8, None, "health_list:1"),
    }


async def test_an_inspector_finds_nothing_of_a_sign_about_themself_on_the_trail(house):
    await inspector(house)
    await note(house, 6, 7)
    await note(house, 3, 2)
    phone = await unlocked(house, "吴干")
    await phone.send("/audit")
    assert "苗头 2" in phone.screen.text
    assert "苗头 1" not in phone.screen.text
    await phone.send("/risk")
    await phone.press("苗头提示")
    assert not any("机关支部" in label for label in phone.screen.labels)


async def test_a_draft_is_its_persons_not_the_accounts(house):
    """李雷's account is bound to 陈新 while a talk is being written on it."""
    await record(house, "李雷", "赵敏", voice=False, save=False)
    await hand_over(house, 9, "李雷")
    phone = house.phone("李雷")
    house.running.application.bot_data.locks.unlock(9, phone.user, house.clock.now(), 60)
    question = phone.screen
    await phone.press_data("q_save", question)
    await phone.press_data("q_way:0", question)
    await phone.press_data("flow_resume", question)
    assert "没有正在填写" in phone.toast
    await phone.send("你好")
    await phone.send("/home")
    assert "记录谈话" not in phone.screen.text
    assert not any("继续填写" in label for label in phone.screen.labels)
    assert WORDS["text"] not in "\n".join(phone.texts)
    async with house.database.read() as session:
        assert (await session.exec(select(Talk))).all() == []


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


async def changing(house):
    """李雷 has given the old PIN and is asked for the new one."""
    await set_pin(house, "李雷")
    phone = house.phone("李雷")
    await phone.send("/lock")
    await phone.press_data("pin_home")
    await phone.press("修改 PIN")
    await phone.walk(*"739164")
    assert "请设置 6 位 PIN" in phone.screen.text
    return phone


async def sealed(house, person):
    async with house.database.read() as session:
        return (await session.get(pin.Pin, person)).record_id


async def test_a_keypad_of_one_person_sets_no_pin_of_another(house, quick):
    await set_pin(house, "陈新")
    before = await sealed(house, 9)
    phone = await changing(house)
    await hand_over(house, 9, "李雷")
    await phone.press("2")
    assert "失效" in phone.toast
    assert await sealed(house, 9) == before


async def test_who_finds_the_phone_later_sets_no_new_pin(house, quick):
    phone = await changing(house)
    before = await sealed(house, 2)
    house.world.clock.advance(timedelta(minutes=6))
    await phone.press("6")
    assert "失效" in phone.toast
    assert await sealed(house, 2) == before


async def test_what_was_unlocked_for_one_person_is_locked_for_the_next(house, quick):
    phone = await unlocked(house, "王芳")
    await note(house, 3, 2)
    await phone.send("/risk")
    await phone.press("苗头提示")
    assert any("李雷" in label for label in phone.screen.labels)
    await give(house, 9, "支部书记")
    await hand_over(house, 9, "王芳")
    await phone.press_data("sign_read:1")
    assert MARK not in everything(phone)
    assert "设置 6 位 PIN" in phone.screen.text


async def test_a_post_lost_before_the_last_step_takes_the_right_with_it(house):
    await note(house, 3, 2)
    phone = await unlocked(house, "王芳")
    await phone.send("/risk")
    await phone.walk("苗头提示", "李雷", "结束")
    await give(house, 1)
    await phone.send("情况已经好转")
    async with house.database.read() as session:
        assert (await session.get(signs.Sign, 1)).open
    await give(house, 1, "支部书记")
    async with house.database.write() as tx:
        person = await tx.get(Person, 1)
        person.branch_id, person.group_id = 2, None
        tx.add(person)
    await phone.send("情况已经好转")
    async with house.database.read() as session:
        assert (await session.get(signs.Sign, 1)).open


async def test_no_setter_looks_an_answer_up_while_sitting_the_exam(house):
    """Neither in the bank nor by the day's practice, before the paper is in."""
    await fill(house, 3)
    await set_exam(house, "吴干", "全局党员", 3)
    phone = await start(house, "王芳")
    paper = phone.screen
    for data in ("qb_q:1", "qb_q:2", "qb_q:3"):
        await phone.press_data(data, paper)
        assert "交卷后" in phone.toast
    await phone.press_data("pr", paper)
    await phone.press_data("pr_a:0:1", paper)
    assert "交卷后" in phone.toast
    assert "的道理" not in everything(phone)
    async with house.database.read() as session:
        number = (await session.exec(select(Sitting.id))).one()
    await phone.press_data(f"ex_in:{number}:1", paper)
    await phone.press_data("qb_q:1", phone.screen)
    assert "的道理" in phone.screen.text


async def test_a_setter_who_moved_on_sees_no_results_of_the_former_branch(house):
    await fill(house, 3)
    phone = await set_exam(house, "王芳", count=3)
    async with house.database.write() as tx:
        person = await tx.get(Person, 1)
        person.branch_id, person.group_id = 2, None
        tx.add(person)
    for data in ("ex_sum:1", "ex_who:1:0:0", "ex_xls:1", "ex_off:1:1", "ex_urge:1", "ex_more:1"):
        await phone.press_data(data, phone.screen)
        assert "只有出卷人" in phone.toast, data
    assert not any(message.document for message in phone.messages())


async def test_who_gives_an_account_does_not_also_reset_its_pin(house):
    """Otherwise one of the staff alone could become the inspector, on an account of their own."""
    await set_pin(house, "李雷")
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.press_data("pin_reset:2:1", staff.screen)
    assert "等本人确认" in staff.screen.text
    async with house.database.write() as tx:
        await bindings.unbind(tx, 2, by=7, now=house.clock.now())
        await bindings.make_invite(tx, 2, house.clock.now(), by=7)
    await staff.press_data("pin_reset:2:1", staff.screen)
    assert "另一位党务干部" in staff.toast
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=8, post="党务干部"))
    other = house.phone("郑局")
    await other.send("/home")
    await other.press_data("pin_reset:2:1", other.screen)
    assert "等本人确认" in other.screen.text


async def applied(house, person=5):
    async with house.database.write() as tx:
        me = await who_has_id(tx, 1)
        case = await development.begin(tx, me, person, date(2025, 1, 10), house.clock.local())
        step = await development.record(
            tx, me, case.number, Entry(development.Step.TALKED, date(2025, 1, 20), True), house.clock.local()
        )
    return case.number, step.id


async def test_a_step_is_taken_back_neither_by_the_person_concerned_nor_from_another_branch(house):
    _, step = await applied(house)
    await give(house, 5, "党务干部")
    async with house.database.write() as tx:
        with refuses(Refused.OWN):
            await development.undo(tx, await who_has_id(tx, 5), step, "改动", house.clock.local())
        person = await tx.get(Person, 1)
        person.branch_id, person.group_id = 2, None
        tx.add(person)
    async with house.database.write() as tx:
        with refuses(Refused.NOTHING_TO_UNDO):
            await development.undo(tx, await who_has_id(tx, 1), step, "改动", house.clock.local())
        await development.undo(tx, await who_has_id(tx, 7), step, "改动", house.clock.local())


async def test_an_inspector_does_not_learn_who_commented_on_themself(house):
    case, _ = await applied(house)
    async with house.database.write() as tx:
        found, _ = await comments.comment(
            tx,
            await who_has_id(tx, 2),
            case,
            "平时不太细致",
            objection=False,
            confidential=True,
            now=house.clock.local(),
        )
    await give(house, 5, "纪检监察")
    async with house.database.write() as tx:
        with refuses(Refused.OWN):
            await comments.author(tx, await who_has_id(tx, 5), found.number, "了解情况", house.clock.local())
