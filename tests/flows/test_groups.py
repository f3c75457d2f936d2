"""A branch's group: forums and their topics, groups that refuse what is said, and administrators without a name."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from sandbox.telegram import group_acts as acts
from sandbox.telegram.members import set_bot
from sandbox.telegram.phone import Group
from storage.mail.outbox import DRAWN, OutboxRow, Push, State
from storage.meetings import checkin, lists
from storage.people.directory import Branch
from tests.flows.conftest import GROUP
from tests.flows.test_attending_meetings import called, opened  # noqa: F401 - fixtures
from tests.flows.test_delivery import due, put

FORUM = -1_002_600_000_001
RIGHT, TOPIC, GONE = "没有发言的权限", "话题已关闭或删除", "机器人已不在"


@pytest.fixture
def forum(house):
    return topic_for_notices(house)


def topic_for_notices(house):
    """A forum of the first branch has it."""
    house.world.add_group(Group(FORUM, "第一支部论坛", [1001, 1002, 1003], creator=1001, forum=True))
    return acts.topic(house.world, 1001, FORUM, "通知").id


async def branch(house):
    async with house.database.read() as session:
        return await session.get(Branch, 1)


async def bound(house, chat=GROUP):
    async with house.database.write() as tx:
        await tx.exec(update(Branch).where(col(Branch.id) == 1).values(chat_id=chat))


def to_group(subject="1", chat=GROUP, **facts):
    return Push("test", subject, f"通知{subject}", chat_id=chat, **facts)


def said(house, chat, number=1):
    """The bot's newest messages in a chat."""
    written = [message for message in house.world.chats[chat].messages.values() if message.sender == house.world.bot_id]
    return written[-number:]


async def test_what_goes_to_a_forum_goes_to_the_topic_where_it_was_bound(house, forum):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=FORUM, topic=forum)
    (answer,) = said(house, FORUM)
    assert "这个话题已绑定第一支部" in answer.data["text"]
    photo = (await secretary.send_photo()).photo[-1]["file_id"]
    voice = (await secretary.send_voice()).voice["file_id"]
    quiz = '{"question": "问", "options": ["甲", "乙"]}'
    await put(
        house,
        to_group("字", FORUM),
        to_group("图", FORUM, files=(("photo", photo),)),
        to_group("图册", FORUM, files=(("photo", photo), ("photo", photo), ("voice", voice))),
        to_group("题", FORUM, files=(("quiz", quiz),)),
        to_group("画", FORUM, files=((DRAWN, "birthday:2:2026"),)),
    )
    await due(house)
    async with house.database.read() as session:
        assert {row.state for row in (await session.exec(select(OutboxRow))).all()} == {State.SENT}
    messages = said(house, FORUM, 8)
    assert {message.data.get("message_thread_id") for message in messages} == {forum}
    assert sum("photo" in message.data for message in messages) >= 3
    assert sum("poll" in message.data for message in messages) == 1


async def test_where_it_is_no_administrator_the_group_reads_what_that_costs_and_what_to_press(house):
    await house.phone("王芳").send("/bind", chat=GROUP)
    (answer,) = said(house, GROUP)
    assert "本群已绑定" in answer.data["text"]
    assert "还不是本群的管理员（隐私模式也开着" in answer.data["text"]
    assert "收不到书记用表情作的答复" in answer.data["text"]
    assert "添加管理员" in answer.data["text"]
    acts.promote_bot(house.world, 1001, GROUP)
    await house.settle()
    assert "已是本群的管理员" in said(house, GROUP)[0].data["text"]
    await house.phone("王芳").send("/bind", chat=GROUP)
    assert "⚠️" not in said(house, GROUP)[0].data["text"]
    set_bot(house.world, house.world.chats[GROUP], "member", by=1001)
    await house.settle()
    assert "还不是本群的管理员" in said(house, GROUP)[0].data["text"]


async def test_a_group_that_is_no_branchs_hears_nothing_of_it(house):
    acts.promote_bot(house.world, 1001, GROUP)
    await house.settle()
    assert said(house, GROUP) == []


async def test_the_general_topic_and_a_chain_of_replies_are_no_topics(house, forum):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=FORUM, topic=forum)
    await secretary.send("/bind", chat=FORUM)
    assert (await branch(house)).thread_id is None
    assert "本群已绑定" in said(house, FORUM)[0].data["text"]
    await put(house, to_group("字", FORUM))
    await due(house)
    assert "message_thread_id" not in said(house, FORUM)[0].data
    chain = {"message_thread_id": 7, "text": "/bind", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
    house.world.updates.put("message", house.world.post(house.world.chats[GROUP], 1001, chain).data)
    await house.settle()
    assert (await branch(house)).chat_id == GROUP
    assert (await branch(house)).thread_id is None


async def test_the_video_chat_of_a_forum_is_told_in_its_topic(called):  # noqa: F811
    forum = topic_for_notices(called)
    await called.phone("王芳").send("/bind", chat=FORUM, topic=forum)
    called.world.clock.advance(timedelta(hours=29))
    await called.phone("王芳").video_chat(FORUM, "started")
    (message,) = said(called, FORUM)
    assert "开始直播" in message.data["text"]
    assert message.data["message_thread_id"] == forum


async def test_a_group_in_which_it_may_not_write_is_let_go_and_the_secretary_told_once(house):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=GROUP)
    acts.mute(house.world, 1001, GROUP)
    await put(house, to_group("1"), to_group("2"))
    await due(house)
    assert [RIGHT in text for text in secretary.texts] == [True]
    assert "第一支部" in secretary.texts[0]
    assert (await branch(house)).chat_id is None
    acts.mute(house.world, 1001, GROUP, muted=False)
    await secretary.send("/bind", chat=GROUP)
    assert "已绑定" in said(house, GROUP)[0].data["text"]
    await put(house, to_group("3"))
    await due(house)
    assert "通知3" in said(house, GROUP)[0].data["text"]


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_topic_that_is_closed_or_deleted_is_told(house, forum, deleted):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=FORUM, topic=forum)
    if deleted:
        house.world.chats[FORUM].topics.remove(forum)
    else:
        acts.close_topic(house.world, 1001, FORUM, forum)
    await put(house, to_group("1", FORUM))
    await due(house)
    assert [TOPIC in text for text in secretary.texts] == [True]
    assert ((await branch(house)).chat_id, (await branch(house)).thread_id) == (None, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("not enough rights to send text messages to the chat", RIGHT),
        ("not enough rights to send photos to the chat", RIGHT),
        ("have no rights to send a message", RIGHT),
        ("need administrator rights in the channel chat", RIGHT),
        ("CHAT_WRITE_FORBIDDEN", RIGHT),
        ("CHAT_SEND_PLAIN_FORBIDDEN", RIGHT),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", RIGHT),
        ("CHAT_RESTRICTED", RIGHT),
        ("TOPIC_CLOSED", TOPIC),
        ("TOPIC_DELETED", TOPIC),
        ("message thread not found", TOPIC),
        ("chat not found", GONE),
        ("PEER_ID_INVALID", GONE),
        ("message text is empty", None),
        ("can't parse entities: unexpected end tag", None),
        ("BUTTON_DATA_INVALID", None),
    ],
)
async def test_only_what_refuses_the_group_lets_it_go(house, words, told):
    await bound(house)
    house.world.faults.add("400", "sendMessage", chat=GROUP, words=words)
    await put(house, to_group())
    await due(house)
    assert [told in text for text in house.phone("王芳").texts] == ([True] if told else [])
    assert (await branch(house)).chat_id == (None if told else GROUP)


async def test_a_person_is_not_taken_for_lost_by_what_is_said_of_groups(house):
    house.world.faults.add(
        "400", "sendMessage", chat=1002, words="not enough rights to send text messages to the chat", times=1
    )
    await put(house, Push("test", "1", "通知1", person_id=2), Push("test", "2", "通知2", person_id=2))
    await due(house)
    assert house.phone("李雷").texts == ["通知2"]
    assert house.phone("王芳").texts == []


async def test_who_binds_a_group_in_which_it_may_not_write_hears_of_it_in_private(house):
    acts.mute(house.world, 1001, GROUP)
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=GROUP)
    assert RIGHT in secretary.texts[-1]
    assert (await branch(house)).chat_id is None
    assert said(house, GROUP) == []


async def test_other_words_in_such_a_group_are_no_failure(called):  # noqa: F811
    await called.phone("王芳").send("/bind", chat=GROUP)
    acts.mute(called.world, 1001, GROUP)
    called.world.clock.advance(timedelta(hours=29))
    await called.phone("王芳").video_chat(GROUP, "started")
    assert sum(RIGHT in text for text in called.phone("王芳").texts) == 1
    await called.phone("李雷").send("/home", chat=GROUP)
    assert "出了点问题" not in "".join(called.phone("李雷").texts)


async def test_an_administrator_without_a_name_is_told_what_to_do(house):
    secretary = house.phone("王芳")
    await secretary.send("/bind", chat=GROUP, anonymous=True)
    assert "关闭“匿名”" in said(house, GROUP)[0].data["text"]
    assert (await branch(house)).chat_id is None
    await secretary.send("/bind", chat=GROUP)
    assert "已绑定" in said(house, GROUP)[0].data["text"]


@pytest.mark.parametrize("words", ["MESSAGE_ID_INVALID", "message can't be edited", "message to edit not found"])
async def test_a_screen_that_cannot_be_changed_is_shown_anew(house, words):
    phone = house.phone("李雷")
    await phone.send("/home")
    before = len(phone.messages())
    house.world.faults.add("400", "editMessageText", words=words)
    await phone.press("三会一课")
    assert len(phone.messages()) == before + 1
    assert "三会一课" in phone.screen.text


@pytest.mark.parametrize("words", ["MESSAGE_ID_INVALID", "message can't be edited"])
async def test_the_picture_of_a_code_that_cannot_be_changed_comes_anew(opened, words):  # noqa: F811
    chair = opened.phone("王芳")
    opened.world.faults.add("400", "editMessageMedia", words=words)
    await chair.press_data("mt_code:1")
    (before,) = [message.id for message in chair.messages() if message.photo]
    await chair.press("显示最新签到码")
    (after,) = [message.id for message in chair.messages() if message.photo]
    assert after > before


async def test_a_code_is_told_that_no_meeting_waits_for_it_and_digits_alone_may_be_something_else(house):
    phone = house.phone("李雷")
    await phone.send("签到 985912")
    assert "现在没有您要参加的会议在签到" in phone.screen.text
    await phone.send("985912")
    assert "签到" not in phone.screen.text


@pytest.mark.parametrize("written", ["{} {}", "签到 {}{}", "签到码：{}-{}", "/checkin {}{}"])
async def test_a_code_counts_as_people_write_it(opened, written):  # noqa: F811
    async with opened.database.read() as session:
        code = checkin.code_at(await lists.find(session, 1), opened.clock.now())
    member = opened.phone("李雷")
    await member.send(written.format(code[:3], code[3:]))
    assert "签到成功" in member.screen.text


async def test_who_may_not_bind_a_group_is_told_once_a_minute_and_the_secretary_at_once(house):
    member, secretary = house.phone("李雷"), house.phone("王芳")
    for number in range(5):
        await member.send(f"/bind {number}", chat=GROUP)

    def told(word):
        return sum(word in screen.text for screen in secretary.messages(GROUP))

    assert told("请由本支部书记") == 1
    await secretary.send("/bind", chat=GROUP)
    assert told("已绑定第一支部") == 1
    house.world.clock.advance(timedelta(minutes=2))
    await member.send("/bind", chat=GROUP)
    assert told("请由本支部书记") == 2
