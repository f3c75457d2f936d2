"""The keypad as people meet it."""

import logging

import pytest
from argon2 import PasswordHasher

from storage.sealed import pin
from storage.sealed.pin import Pin

PIN, OTHER = "739164", "628503"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pin, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


async def enter(phone, digits):
    for each in digits:
        await phone.press(each)


async def set_up(phone, digits=PIN):
    """Set a first PIN by the screen of it."""
    await phone.send("/lock")
    await phone.press_data("pin_home")
    await enter(phone, digits)
    await enter(phone, digits)


async def test_the_first_use_sets_it_twice_and_goes_on(house):
    phone = house.phone("李雷")
    await phone.send("/lock")
    await phone.press_data("pin_home")
    assert "设置一个 PIN" in phone.screen.text
    await enter(phone, "123456")
    assert "容易被猜到" in phone.screen.text
    await enter(phone, "000002"[::-1])
    assert "请换一个" in phone.screen.text
    await enter(phone, PIN)
    assert "再输一遍" in phone.screen.text
    await enter(phone, OTHER)
    assert "不一样" in phone.screen.text
    await enter(phone, PIN)
    await enter(phone, PIN)
    assert "已解锁" in phone.screen.text


async def test_nobody_forgets_what_they_are_setting(house):
    phone, staff = house.phone("李雷"), house.phone("吴干")
    await phone.send("/lock")
    await phone.press_data("pin_home")
    before = list(staff.texts)
    assert "忘记 PIN" not in phone.screen.labels
    await phone.press_data("pin_forgot")
    assert "您还没有设置 PIN，请直接设置" in phone.toast
    assert list(staff.texts) == before
    await enter(phone, PIN)
    assert "忘记 PIN" not in phone.screen.labels
    await enter(phone, PIN)
    assert "忘记 PIN" in phone.screen.labels
    await phone.press("修改 PIN")
    assert "忘记 PIN" in phone.screen.labels
    await enter(phone, PIN)
    assert "设置 6 位" in phone.screen.text
    assert "忘记 PIN" not in phone.screen.labels


async def test_only_dots_are_shown_and_no_button_knows_what_came_before(house, caplog):
    caplog.set_level(logging.INFO)
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.press("立即锁定")
    await phone.press_data("pin_home")
    await phone.press("修改 PIN")
    seen = []
    for each in PIN[:4]:
        await phone.press(each)
        seen.append((phone.toast, phone.screen.text, phone.screen.raw["reply_markup"]))
    assert [toast for toast, *_ in seen] == ["●", "●●", "●●●", "●●●●"]
    assert "● ● ● ● ○ ○" in seen[3][1]
    await phone.press("⌫")
    assert "● ● ● ○ ○ ○" in phone.screen.text
    assert all(buttons == seen[0][2] for *_, buttons in seen)
    assert PIN not in caplog.text


async def test_changing_it_asks_for_the_old_one_even_when_unlocked(house):
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.press("修改 PIN")
    await enter(phone, OTHER)
    assert "PIN 不对，再错 4 次将锁定" in phone.screen.text
    await enter(phone, PIN)
    await enter(phone, OTHER)
    await enter(phone, OTHER)
    assert "已解锁" in phone.screen.text
    await phone.press("修改 PIN")
    await enter(phone, PIN)
    assert "PIN 不对" in phone.screen.text


async def test_five_wrong_ones_lock_it(house):
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.press("修改 PIN")
    for _ in range(5):
        await enter(phone, OTHER)
    assert "已锁定到" in phone.screen.text
    await phone.press_data("pin_home")
    assert "已锁定到" in phone.screen.text
    house.world.clock.advance(pin.lock_after(1))
    await phone.press_data("pin_home")
    await phone.press("修改 PIN")
    await enter(phone, PIN)
    assert "设置 6 位" in phone.screen.text


async def test_an_old_keypad_and_forged_digits_do_nothing(house):
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.press("修改 PIN")
    old = phone.screen
    await phone.send("/home")
    await phone.press_data("pin_home")
    await phone.press("修改 PIN")
    for data in ("pin:5", "pin_rub"):
        await phone.press_data(data, old)
        assert "失效" in phone.toast
    await phone.press_data("pin:12")
    assert "失效" in phone.toast


async def test_a_press_does_not_say_which_digit_it_was(house):
    phone = house.phone("李雷")
    await set_up(phone)
    seen = []
    for _ in range(2):
        await phone.press_data("pin_home")
        await phone.press("修改 PIN")
        rows = phone.screen.raw["reply_markup"]["inline_keyboard"]
        seen.append(
            {button["text"]: button["callback_data"] for row in rows for button in row if button["text"].isdigit()}
        )
    assert len(set(seen[0].values()) | set(seen[1].values())) == 20
    assert len({len(data) for data in seen[0].values()}) == 1


async def test_after_a_restart_the_keypad_is_drawn_anew_with_a_word(house):
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.walk("修改 PIN", *PIN[:3])
    locks = house.running.application.bot_data.locks
    locks.keypads.clear()
    locks.until.clear()
    await phone.press(PIN[3])
    assert "重新启动过" in phone.screen.text
    assert "○ ○ ○ ○ ○ ○" in phone.screen.text
    await enter(phone, PIN)
    assert "已解锁" in phone.screen.text


async def test_digits_sent_as_text_are_taken_out_of_the_chat(house):
    phone = house.phone("李雷")
    await set_up(phone)
    await phone.press("修改 PIN")
    await phone.send(PIN)
    assert not any(message.text == PIN for message in phone.messages())
    assert "不要用文字" in phone.screen.text
    await enter(phone, PIN)
    assert "设置 6 位" in phone.screen.text
    house.world.clock.advance(pin.lock_after(1))
    await phone.send("739165")
    assert "没有看懂" in phone.screen.text


async def test_a_reset_goes_through_staff_and_the_persons_own_chat(house):
    phone, staff, other = house.phone("李雷"), house.phone("吴干"), house.phone("赵敏")
    await set_up(phone)
    await phone.press("忘记 PIN")
    assert "已告诉党务干部" in phone.screen.text
    assert "李雷" in staff.screen.text
    await staff.walk("发起重置", "已核实，发起重置")
    assert "等本人确认" in staff.screen.text
    await other.send("/home")
    await other.press_data("pin_yes:1")
    assert "没有待您确认的重置" in other.toast
    await phone.press("确认重置")
    assert "PIN 已重置" in phone.screen.text
    assert any("李雷" in text and "已确认" in text for text in staff.texts)
    await phone.press_data("pin_home")
    assert "设置一个 PIN" in phone.screen.text


@pytest.mark.parametrize("name", ["王芳", "郑局", "李雷", "孙立"])
async def test_nobody_but_staff_begins_a_reset(house, name):
    victim = house.phone("赵敏")
    await set_up(victim)
    phone = house.phone(name)
    await phone.send("/home")
    await phone.press_data("pin_reset:3:1")
    assert "没有这项权限" in phone.toast
    async with house.database.read() as session:
        assert (await session.get(Pin, 3)).reset_at is None


async def test_what_the_person_did_not_ask_for_changes_nothing(house):
    phone, staff = house.phone("李雷"), house.phone("吴干")
    await set_up(phone)
    await staff.send("/home")
    await staff.press_data("pin_reset:2:1")
    await phone.press("不是我要求的")
    assert "不变" in phone.screen.text
    assert any("不是本人要求" in text for text in staff.texts)
    await staff.press_data("pin_reset:7:1")
    assert "不能为自己" in staff.toast
