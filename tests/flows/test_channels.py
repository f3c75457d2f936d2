"""备用提醒: an address that is shown to be one's own, and rings without a word of content when Telegram does not reach its owner."""

import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtplib import SMTPException

from handlers.channels import forms
from reminders.bells import Mail, Refusing
from reminders.ringing import Ringing
from storage import channels
from storage.channels import Way
from storage.mail import outbox
from storage.mail.outbox import Push
from storage.people.whose import Whose
from tests.flows.conftest import running_house

ADDRESS = "lilei@example.com"


class Post:
    """A mail server; `gone` addresses it refuses."""

    def __init__(self):
        self.letters, self.gone = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.gone:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter["Subject"], letter.get_content()))
        return "250 OK"


@pytest.fixture(scope="module")
def server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Post(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def post(server):
    server.handler.letters.clear()
    server.handler.gone.clear()
    return server.handler


@pytest.fixture
def ringing(house, server, post):
    bell = Mail(f"smtp://127.0.0.1:{server.port}?from=bot@example.com")
    return Ringing(house.database, house.clock, {Way.EMAIL: bell})


@pytest.fixture
async def house(database):
    async with running_house(database, ways=(Way.EMAIL,)) as made:
        yield made


async def begin(house, name="李雷"):
    phone = house.phone(name)
    await phone.send("/home")
    await phone.walk("更多", "备用提醒", "登记")
    return phone


async def registered(house, ringing, post, name="李雷"):
    """A phone whose person has a second way, from just now."""
    phone = await begin(house, name)
    await phone.send(ADDRESS)
    assert await ringing.ring_due() == 1
    (to, subject, text) = post.letters.pop()
    assert (to, subject) == ([ADDRESS], "掌上党建验证码")
    await phone.press("输入验证码")
    await phone.send(text.partition("：")[2][:6])
    assert "已验证" in phone.screen.text
    return phone


async def push(house, person=2, words="明天下午三点开会", subject="x:1"):
    async with house.database.write() as tx:
        await outbox.put(tx, house.clock.now(), Push("test", subject, words, person_id=person))
    await house.settle()


async def test_when_telegram_does_not_reach_one_a_letter_says_so_without_content(house, ringing, post):
    phone = await registered(house, ringing, post)
    await phone.block()
    await push(house)
    assert await ringing.ring_due() == 0
    house.world.clock.advance(timedelta(hours=1, minutes=10))
    await house.settle()
    assert await ringing.ring_due() == 1
    (to, subject, text) = post.letters.pop()
    assert (to, subject) == ([ADDRESS], "您有待办")
    assert "1 条消息等您查看" in text
    assert "开会" not in text
    assert await ringing.ring_due() == 0
    await push(house, subject="x:2")
    house.world.clock.advance(timedelta(hours=1, minutes=10))
    assert await ringing.ring_due() == 0
    house.world.clock.advance(timedelta(hours=3))
    assert await ringing.ring_due() == 1
    assert "2 条消息等您查看" in post.letters.pop()[2]


async def test_what_telegram_delivers_rings_only_for_who_asked_for_it(house, ringing, post):
    phone = await registered(house, ringing, post)
    house.world.clock.advance(timedelta(minutes=1))
    await push(house)
    assert await ringing.ring_due() == 0
    await phone.press("改为：有新消息就提醒")
    assert await ringing.ring_due() == 1
    assert await ringing.ring_due() == 0


async def test_at_night_nobody_is_rung(house, ringing, post):
    phone = await registered(house, ringing, post)
    await phone.press("改为：有新消息就提醒")
    house.world.clock.advance(timedelta(hours=13))
    await push(house)
    assert await ringing.ring_due() == 0
    house.world.clock.advance(timedelta(hours=11))
    assert await ringing.ring_due() == 1


async def test_a_wrong_code_is_counted_and_five_end_it(house, ringing, post):
    phone = await begin(house)
    await phone.send(ADDRESS)
    await ringing.ring_due()
    code = post.letters.pop()[2].partition("：")[2][:6]
    await phone.press("输入验证码")
    for wrong in ("12345", "没有收到", "🔢", "１２３４５６", "0"):
        await phone.send(wrong)
        assert "验证码不对" in phone.texts[-1]
    await phone.send(code)
    assert "验证码已过期或输错次数太多" in phone.texts[-1]
    async with house.database.read() as session:
        assert await channels.ways_of(session, Whose(people=(2,))) == {}


async def test_an_address_must_look_like_one_and_a_new_code_has_to_wait(house, ringing, post):
    phone = await begin(house)
    for wrong in ("李雷", "a@b", "a@b.c, d@e.f", "a@b.c\nBcc: d@e.f"):
        await phone.send(wrong)
        assert "邮箱地址应形如" in phone.texts[-1]
    await phone.send(ADDRESS)
    await phone.walk("返回", "换一个地址")
    await phone.send("other@example.com")
    assert "请过一分钟再试" in phone.texts[-1]
    house.world.clock.advance(timedelta(minutes=2))
    await phone.send("other@example.com")
    await ringing.ring_due()
    assert post.letters.pop()[0] == ["other@example.com"]


async def test_an_address_that_takes_nothing_is_shown_to_its_owner(house, ringing, post):
    post.gone.add(ADDRESS)
    phone = await begin(house)
    await phone.send(ADDRESS)
    assert await ringing.ring_due() == 0
    await phone.press("返回")
    assert "最近一次没有发出去：地址收不到" in phone.screen.text


async def test_it_can_be_given_up_and_is_in_ones_data_until_then(house, ringing, post):
    phone = await registered(house, ringing, post)
    await phone.send("/mydata")
    await phone.press("备用提醒")
    assert ADDRESS in phone.screen.text
    await phone.send("/home")
    await phone.walk("更多", "备用提醒", "不再提醒", "确认，不再提醒")
    assert "您还没有登记" in phone.screen.text
    await push(house)
    house.world.clock.advance(timedelta(hours=2))
    assert await ringing.ring_due() == 0


async def test_who_keeps_the_roster_sees_the_way_and_never_the_address(house, ringing, post):
    await registered(house, ringing, post)
    boss = house.phone("王芳")
    await boss.send("/find 李雷")
    await boss.press("👤 李雷")
    assert "提醒方式：Telegram、邮箱" in boss.screen.text
    assert ADDRESS not in str(boss.texts)


async def test_where_nothing_is_set_up_it_says_so(database):
    async with running_house(database) as house:
        phone = await begin(house)
        assert "本单位还没有开通" in phone.toast


async def test_a_mail_server_says_what_may_be_tried_again(server, post):
    bell = Mail(f"smtp://127.0.0.1:{server.port}?from=bot@example.com")
    post.gone.add("nobody@example.com")
    with pytest.raises(Refusing):
        await bell.ring("nobody@example.com", "您有待办", "…")
    with pytest.raises(OSError, match=r".*"):
        await Mail("smtp://127.0.0.1:1?from=bot@example.com").ring("a@example.com", "您有待办", "…")


async def test_nobody_is_flooded_with_codes(house, ringing, post):
    phone = await begin(house)
    for asked in range(channels.MOST_CODES):
        await phone.send(f"{asked}@example.com")
        assert "验证码正在发往" in phone.screen.text
        await phone.walk("返回", "不再提醒", "确认，不再提醒", "登记")
        await phone.send(ADDRESS)
        assert "请过一分钟再试" in phone.texts[-1]
        house.world.clock.advance(timedelta(minutes=2))
    await phone.send(ADDRESS)
    assert "请过一天再试" in phone.texts[-1]
    await phone.send("/cancel")
    assert await ringing.ring_due() == 0
    house.world.clock.advance(timedelta(days=1))
    async with house.database.write() as tx:
        assert await channels.forget(tx, house.clock.now()) == channels.MOST_CODES
    await phone.send("/home")
    await phone.walk("更多", "备用提醒", "登记")
    await phone.send(ADDRESS)
    assert await ringing.ring_due() == 1


async def test_an_address_that_takes_nothing_is_let_alone(house, ringing, post):
    phone = await registered(house, ringing, post)
    await phone.block()
    await push(house)
    post.gone.add(ADDRESS)
    house.world.clock.advance(timedelta(hours=2))
    assert await ringing.ring_due() == 0
    post.gone.clear()
    house.world.clock.advance(timedelta(hours=4))
    assert await ringing.ring_due() == 0
    house.world.clock.advance(timedelta(hours=20))
    assert await ringing.ring_due() == 1


@pytest.mark.parametrize(
    ("way", "address", "taken"),
    [
        (Way.WECOM, "ZhangSan", True),
        (Way.WECOM, "110.wang@x_y-z", True),
        (Way.WECOM, "@all", False),
        (Way.WECOM, "a|b", False),
        (Way.WECOM, "a\n", False),
        (Way.EMAIL, "a@example.com", True),
        (Way.EMAIL, "a@example.com\n", False),
        (Way.EMAIL, "a@b.c,d@e.f", False),
    ],
)
def test_an_address_is_one_persons(way, address, taken):
    """To 企业微信 `@all` is everybody, and `|` stands between several."""
    assert bool(forms.ADDRESSES[way][0].fullmatch(address)) is taken


async def test_a_password_goes_over_no_open_line_unasked(server, post):
    address = f"smtp://bot:geheim@127.0.0.1:{server.port}?from=bot@example.com"
    for url, said in ((address, "STARTTLS"), (f"{address}&tls=no", "AUTH")):
        with pytest.raises(SMTPException, match=said):
            await Mail(url).ring(ADDRESS, "您有待办", "…")
