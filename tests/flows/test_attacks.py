"""A curious member, a stranger and a clumsy user: forged buttons, endless texts, things at the wrong step."""

import logging
from datetime import timedelta

import pytest

from handlers.kit.screens.buttons import Button
from sandbox.telegram import acts
from scoring.duties import MeetingKind
from storage.meetings import checkin, leave, minutes, planning
from storage.people.directory import Person
from tests.flows.beginnings import beginning
from tests.flows.conftest import GROUP
from tests.flows.test_calling_meetings import call

TITLE = "绝密会议"
SAMPLES = {
    "int": ("1", "0", "999", "-1", str(2**31), str(2**70)),
    "str": ("2026-11", "x", "write", "0001-01-01", "9999-12", "2026-11-24"),
}


def kinds_of_button(base=Button):
    for kind in base.__subclasses__():
        yield kind
        yield from kinds_of_button(kind)


def forgeries(samples=6):
    """Data for every kind of button: the first samples are likely ids, the later ones absurd."""
    for kind in sorted(set(kinds_of_button()), key=lambda each: each.prefix):
        types = [each.__name__ for each in kind.fields.values()]
        for sample in range(samples):
            values = [
                SAMPLES.get(name, SAMPLES["str"])[sample % len(SAMPLES.get(name, SAMPLES["str"]))] for name in types
            ]
            data = ":".join([kind.prefix, *values])
            if len(data.encode()) <= 64:
                yield data


@beginning()
async def secret(house):
    """王芳 has called and opened a meeting whose name nobody outside her branch may read."""
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("改名称")
    await chair.send(TITLE)
    await chair.press("确认召集")


def everything(phone):
    return "\n".join(f"{screen.text} {screen.caption} {screen.labels}" for screen in phone.messages())


async def forge(phone, data):
    """Press all of that on one message, in heaps; gives each heap with the answers to its presses."""
    start, data = phone.screen, sorted(data)
    for first in range(0, len(data), 40):
        heap = data[first : first + 40]
        presses = [acts.forge(phone.world, phone.user, start.id, each, phone.user) for each in heap]
        await phone.house.settle()
        yield heap, [press.text or "" for press in presses]


@pytest.mark.sweeping
@pytest.mark.parametrize("who", ["周全", "路人"])
async def test_no_forged_button_opens_what_is_not_ones_own(secret, caplog, who):
    caplog.set_level(logging.ERROR)
    phone = secret.phone(1000 if who == "路人" else who)
    await phone.send("/start")
    async for heap, answers in forge(phone, set(forgeries(1 if who == "路人" else 3))):
        assert phone.waiting() == [], heap
        assert TITLE not in everything(phone), heap
        assert not any(TITLE in answer for answer in answers), heap
        assert "failed" not in caplog.text, heap
    if who == "路人":
        assert all("绑定" in text for text in phone.texts)


async def test_no_forged_button_breaks_anything_for_who_may_press_it(secret, caplog):
    caplog.set_level(logging.ERROR)
    phone = secret.phone("王芳")
    await phone.send("/home")
    async for heap, _ in forge(phone, set(forgeries())):
        assert phone.waiting() == [], heap
        assert "failed" not in caplog.text, heap


@pytest.mark.sweeping
async def test_the_longest_texts_fit_every_screen(secret, caplog):
    caplog.set_level(logging.ERROR)
    chair = secret.phone("王芳")
    async with secret.database.write() as tx:
        extra = [
            Person(police_no=f"2{number:05}", name="欧阳娜娜" * 3, branch_id=1, category="正式党员")
            for number in range(300)
        ]
        tx.add_all(extra)
        await tx.flush()
        meeting = await planning.call(
            tx,
            kinds=frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY}),
            branch_id=1,
            group_id=None,
            title="&" * 60,
            starts_at=secret.clock.now() + timedelta(days=1),
            place="<" * 100,
            live_url=None,
            agenda="😀" * 1500,
            chair_id=1,
            expected=[1, 2, *(person.id for person in extra)],
            now=secret.clock.now(),
        )
        await checkin.open_check_in(tx, meeting.number, secret.clock.now(), 1)
        for person in extra[:40]:
            await leave.ask(tx, meeting.number, person.id, "😀" * 160)
        await minutes.write(tx, meeting.number, "😀&" * 1500, add=False)
    await chair.send(f"/start live_{meeting.number}")
    for data in sorted(set(forgeries())):
        parts = data.split(":")
        if len(parts) > 1 and parts[1] == "1" and "no" not in parts[0]:
            await chair.press_data(":".join([parts[0], str(meeting.number), *parts[2:]]), chair.screen)
            assert "failed" not in caplog.text, data


async def test_what_turns_the_direction_of_writing_turns_only_itself(house):
    chair = house.phone("王芳")
    await call(house, chair)
    await chair.press("改名称")
    await chair.send("冬季\u202e安保")
    await chair.press("确认召集")
    for phone in (chair, house.phone("李雷")):
        assert "\u2068冬季\u202e安保\u2069" in phone.screen.text


async def test_whatever_is_sent_at_any_step_is_answered_and_the_step_stays(house, caplog):
    caplog.set_level(logging.ERROR)
    phone = house.phone("王芳")
    await phone.send("/meetings")
    await phone.walk("召集会议", "党课", "11月党课")
    for act in (
        phone.send_photo,
        phone.send_voice,
        lambda: phone.send_document("a.bin", b"\0"),
        lambda: phone.location(1.0, 2.0),
        lambda: phone.send("\u202e" + "长" * 4000),
        lambda: phone.send("/nosuch"),
        lambda: phone.send("😀"),
    ):
        before = len(phone.texts)
        await act()
        assert len(phone.texts) > before
        assert "failed" not in caplog.text
    await phone.send("明天上午9点")
    assert "在哪里开" in phone.screen.text


@pytest.mark.parametrize("payload", ["ci_999999999_000000", "live_999999999", "ci_1", "b_", "b_" + "x" * 60, "x"])
async def test_a_forged_link_is_answered(house, caplog, payload):
    caplog.set_level(logging.ERROR)
    for name in ("李雷", 1000):
        phone = house.phone(name)
        before = len(phone.texts)
        await phone.open_link(payload)
        assert len(phone.texts) > before
        assert "failed" not in caplog.text


async def test_the_bot_put_out_of_the_group_stops_nothing(secret, caplog):
    caplog.set_level(logging.ERROR)
    chair = secret.phone("王芳")
    await chair.send("/bind", chat=GROUP)
    secret.world.chats[GROUP].bot = "kicked"
    await chair.send("/meetings")
    await chair.walk(TITLE, "主持会议", "开始签到")
    assert "开始签到了" in secret.phone("李雷").screen.text
    assert "failed" not in caplog.text
