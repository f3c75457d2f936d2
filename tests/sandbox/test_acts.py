"""What people do, and what the bot gets to know of it."""

import pytest
from telegram import (
    Bot,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)

from sandbox.telegram import group_acts
from sandbox.telegram.phone import CannotActError, Group, Phone, Sandbox, picture
from tests.sandbox.conftest import GROUP, LI, NEW, SUPERGROUP, WANG, Client

FORUM = -1_002_600_000_009
LINK = "https://t.me/dangjian_bot?start="


async def news(bot: Bot) -> list[Update]:
    """The updates since the last call."""
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


async def test_texts_with_commands_and_replies(bot: Bot, wang: Phone):
    asked = await bot.send_message(WANG, "几点？")
    await wang.send("/at@dangjian_bot 3点", reply_to=asked.message_id)
    (update,) = await news(bot)
    assert update.message.entities[0].type == "bot_command"
    assert update.message.reply_to_message.text == "几点？"
    with pytest.raises(CannotActError, match="empty"):
        await wang.send("  ")
    with pytest.raises(CannotActError, match="4096"):
        await wang.send("字" * 4097)
    with pytest.raises(CannotActError, match="no message 999"):
        await wang.send("x", reply_to=999)


async def test_contacts(bot: Bot, wang: Phone):
    await wang.contact()
    await wang.contact_of(LI)
    await wang.contact_without_account("16000009999", "外人")
    own, other, nobody = [update.message.contact for update in await news(bot)]
    assert (own.user_id, own.phone_number) == (WANG, "+8616000000001")
    assert (other.user_id, other.phone_number) == (LI, "+8616000000002")
    assert (nobody.user_id, nobody.first_name) == (None, "外人")


async def test_files_and_places(bot: Bot, wang: Phone):
    await wang.send_photo(caption="图 /start")
    await wang.send_album(3, caption="三张")
    await wang.send_document("表.csv", b"a,b")
    await wang.send_voice()
    await wang.send_video()
    await wang.send_audio()
    await wang.location(29.1, 121.4)
    messages = [update.message for update in await news(bot)]
    assert messages[0].caption_entities[0].type == "bot_command"
    assert len({message.media_group_id for message in messages[1:4]}) == 1
    assert messages[4].document.file_name == "表.csv"
    file = await messages[4].document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"a,b"
    assert messages[5].voice.mime_type == "audio/ogg"
    assert messages[6].video
    assert messages[7].audio
    assert messages[8].location.latitude == 29.1
    with pytest.raises(CannotActError, match="2 to 10"):
        await wang.send_album(1)
    with pytest.raises(CannotActError, match="IMAGE_PROCESS_FAILED"):
        await wang.send_photo(b"no picture")
    with pytest.raises(CannotActError, match="no such place"):
        await wang.location(91, 0)


async def test_pressing(bot: Bot, wang: Phone):
    rows = [
        [InlineKeyboardButton("上一页", callback_data="1"), InlineKeyboardButton("下一页", callback_data="2")],
        [InlineKeyboardButton("官网", url="https://a.example"), InlineKeyboardButton("绑定", url=LINK + "abc")],
    ]
    await bot.send_message(WANG, "x", reply_markup=InlineKeyboardMarkup(rows))
    await wang.press("下一")
    await wang.press_data("forged")
    assert [update.callback_query.data for update in await news(bot)] == ["2", "forged"]
    assert await wang.press("官网") == "https://a.example"
    assert wang.screen.urls["官网"] == "https://a.example"
    assert await wang.press("绑定") == LINK + "abc"
    assert [update.message.text for update in await news(bot)] == ["/start abc"]
    with pytest.raises(AssertionError, match="上一页"):
        await wang.press("页")
    with pytest.raises(AssertionError, match="下一页"):
        await wang.press("没有")


async def test_the_newest_of_equal_buttons_is_pressed(bot: Bot, wang: Phone):
    for data in ("old", "new"):
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("返回", callback_data=data)]])
        message = await bot.send_message(WANG, data, reply_markup=keys)
    await wang.press("返回")
    await wang.press("返回", message=message.message_id - 1)
    assert [update.callback_query.data for update in await news(bot)] == ["new", "old"]


async def test_a_press_on_a_deleted_message_is_a_press(bot: Bot, wang: Phone, sandbox: Sandbox):
    message = await bot.send_message(WANG, "x")
    kept = sandbox.world.chats[WANG].messages[message.message_id]
    await wang.delete(message.message_id)
    sandbox.world.ask(WANG, kept, "late")
    (update,) = await news(bot)
    assert not update.callback_query.message.is_accessible


async def test_keys(bot: Bot, wang: Phone):
    keys = [[KeyboardButton("手机号", request_contact=True), KeyboardButton("位置", request_location=True)], ["取消"]]
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup(keys, one_time_keyboard=True))
    await wang.press("手机号")
    assert wang.keyboard == []
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup(keys))
    await wang.press("位置")
    await wang.press("取消")
    contact, place, text = [update.message for update in await news(bot)]
    assert contact.contact.user_id == WANG
    assert place.location
    assert text.text == "取消"


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (LINK + "abc_-9", "/start abc_-9"),
        ("abc", "/start abc"),
        ("tg://resolve?domain=dangjian_bot&start=abc", "/start abc"),
        (LINK + "a" * 65, "/start"),
        ("a" * 65, "/start"),
        (LINK + "中文", "/start"),
        ("https://t.me/dangjian_bot", "/start"),
    ],
)
async def test_deep_links(bot: Bot, sandbox: Sandbox, link: str, text: str):
    phone = Phone(sandbox.world, NEW)
    await phone.open_link(link)
    (update,) = await news(bot)
    assert update.message.text == text
    assert phone.person.started


async def test_foreign_links_lead_nowhere(wang: Phone):
    with pytest.raises(CannotActError, match="does not lead to the bot"):
        await wang.open_link("https://t.me/other_bot?start=abc")


async def test_blocking_and_coming_back(bot: Bot, wang: Phone):
    await wang.block()
    with pytest.raises(CannotActError, match="blocked"):
        await wang.send("x")
    await wang.open_link("abc")
    blocked, back, start = await news(bot)
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member.new_chat_member.status == "member"
    assert start.message.text == "/start abc"


async def test_editing_deleting_reacting(bot: Bot, wang: Phone):
    await news(bot)
    mine = await wang.send("一")
    photo = await wang.send_photo(caption="一")
    await news(bot)
    await wang.edit(mine, "二")
    await wang.edit(photo, "二")
    await wang.react("👍", mine)
    await wang.react("", mine)
    text, caption, on, off = await news(bot)
    assert (text.edited_message.text, text.message) == ("二", None)
    assert caption.edited_message.caption == "二"
    assert on.message_reaction.new_reaction[0].emoji == "👍"
    assert off.message_reaction.new_reaction == ()
    await wang.delete(mine)
    assert [screen.id for screen in wang.messages()] == [photo.id]
    theirs = await bot.send_message(WANG, "x")
    with pytest.raises(CannotActError, match="own"):
        await wang.edit(theirs.message_id, "y")


async def test_reactions_come_only_to_who_asks_for_them(bot: Bot, wang: Phone):
    mine = await wang.send("x")
    await bot.get_updates(allowed_updates=[])
    await wang.react("👍", mine)
    assert len(await bot.get_updates()) == 1


async def test_privacy_in_groups(bot: Bot, wang: Phone, li: Phone):
    said = await bot.send_message(GROUP, "问")
    for text in ("闲聊", "/start", "/start@dangjian_bot", "/start@other_bot", "说 /start"):
        await wang.send(text, chat=GROUP)
    await li.send("答", chat=GROUP, reply_to=said.message_id)
    assert [update.message.text for update in await news(bot)] == ["/start", "/start@dangjian_bot", "答"]


async def test_administrators_see_everything(bot: Bot, wang: Phone, client: Client):
    await client.act(WANG, "promote_bot", chat=GROUP)
    mine = await wang.send("闲聊", chat=GROUP)
    await wang.edit(mine, "改过", chat=GROUP)
    await news(bot)
    await wang.react("👍", mine, chat=GROUP)
    await client.act(LI, "leave", chat=GROUP)
    await client.act(LI, "join", chat=GROUP)
    kinds = [(bool(u.message_reaction), bool(u.message), bool(u.chat_member)) for u in await news(bot)]
    assert kinds == [(True, False, False)] + [(False, True, False), (False, False, True)] * 2


async def test_video_chats(bot: Bot, wang: Phone, li: Phone, sandbox: Sandbox):
    await wang.video_chat(SUPERGROUP, "scheduled", 2_000_000_000)
    await wang.video_chat(SUPERGROUP, "started")
    sandbox.world.clock.advance(600)
    await wang.video_chat(SUPERGROUP, "ended")
    scheduled, started, ended = [update.message for update in await news(bot)]
    assert scheduled.video_chat_scheduled
    assert started.video_chat_started
    assert ended.video_chat_ended.to_dict()["duration"] in (600, 601)
    with pytest.raises(CannotActError, match="no administrator"):
        await li.video_chat(SUPERGROUP, "started")
    with pytest.raises(CannotActError, match="no video chat"):
        await wang.video_chat(SUPERGROUP, "ended")


async def test_the_bot_in_and_out_of_groups(bot: Bot, client: Client):
    await client.act(WANG, "remove_bot", chat=GROUP)
    await client.act(WANG, "add_bot", chat=GROUP)
    await client.act(WANG, "promote_bot", chat=GROUP)
    changes = [
        update.my_chat_member.new_chat_member.status if update.my_chat_member else "message"
        for update in await news(bot)
    ]
    assert changes == ["kicked", "member", "message", "administrator"]
    assert [member.status for member in await bot.get_chat_administrators(GROUP)] == ["creator", "administrator"]
    assert (await bot.get_chat_member(GROUP, LI)).status == "member"
    assert (await bot.get_chat_member(GROUP, NEW)).status == "left"
    assert (await bot.get_chat_member(GROUP, bot.id)).status == "administrator"
    assert await bot.get_chat_member_count(GROUP) == 3
    assert (await bot.get_chat(GROUP)).title == "一支部"
    assert await bot.leave_chat(GROUP)
    (update,) = await news(bot)
    assert update.my_chat_member.new_chat_member.status == "left"


async def test_migration(bot: Bot, wang: Phone, client: Client):
    new = (await client.act(WANG, "migrate", chat=GROUP))["chat"]
    before, after = [update.message for update in await news(bot)]
    assert (before.chat.id, before.migrate_to_chat_id) == (GROUP, new)
    assert (after.chat.id, after.migrate_from_chat_id) == (new, GROUP)
    with pytest.raises(CannotActError, match="has become"):
        await wang.send("x", chat=GROUP)
    assert await wang.send("/x", chat=new)


async def test_who_is_not_there_cannot_act(sandbox: Sandbox):
    with pytest.raises(CannotActError, match="no person 4711"):
        Phone(sandbox.world, 4711)
    with pytest.raises(CannotActError, match="is not in chat"):
        await Phone(sandbox.world, NEW).send("x", chat=GROUP)


async def test_menus_of_commands(bot: Bot, wang: Phone, li: Phone, client: Client):
    await bot.set_my_commands([("start", "开始")])
    await bot.set_my_commands([("mine", "我的")], scope=BotCommandScopeChat(WANG))
    assert (wang.commands(), li.commands(), wang.commands(GROUP)) == (["mine"], ["start"], ["start"])
    assert [command.command for command in await bot.get_my_commands(scope=BotCommandScopeChat(WANG))] == ["mine"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(WANG))
    assert wang.commands() == ["start"]
    for commands, reason in (
        ([{"command": "Bad Name", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ):
        assert await client.refusal("setMyCommands", commands=commands) == (400, f"Bad Request: {reason}")
    scope = {"type": "chat", "chat_id": 4711}
    assert await client.refusal("setMyCommands", commands=[], scope=scope) == (400, "Bad Request: chat not found")


async def test_the_bots_own_face(bot: Bot, client: Client):
    await bot.set_my_description("说明")
    await bot.set_my_short_description("简介")
    assert await bot.set_chat_menu_button()
    shown = await client.get("me")
    assert (shown["description"], shown["short_description"]) == ("说明", "简介")
    assert shown["link"] == "https://t.me/dangjian_bot"


async def test_profile_photos_come_newest_first_and_can_be_sent_again(bot: Bot, client: Client, wang: Phone):
    assert (await bot.get_user_profile_photos(WANG)).total_count == 0
    older, newer = picture(100, 100, shade=10), picture(120, 100)
    await wang.set_profile_photo(older)
    await wang.set_profile_photo(newer)
    found = await bot.get_user_profile_photos(WANG, limit=1)
    assert (found.total_count, len(found.photos)) == (2, 1)
    largest = found.photos[0][-1]
    assert (largest.width, largest.height) == (120, 100)
    assert bytes(await (await bot.get_file(largest.file_id)).download_as_bytearray()) == newer
    assert (await bot.send_photo(LI, largest.file_id)).photo
    assert len((await bot.get_user_profile_photos(WANG, offset=1)).photos) == 1
    assert await client.refusal("getUserProfilePhotos", user_id=5) == (400, "Bad Request: user not found")


async def test_a_phone_reads_what_it_sees(bot: Bot, wang: Phone, sandbox: Sandbox):
    with pytest.raises(AssertionError, match="no message from the bot"):
        _ = wang.screen
    with pytest.raises(TimeoutError):
        await sandbox.world.until(lambda: wang.screen, timeout=0.05)
    await bot.send_photo(WANG, picture(), caption="<b>图</b>", parse_mode="HTML")
    await bot.send_message(GROUP, "群里")
    assert (wang.texts, wang.newest(GROUP).text) == (["图"], "群里")
    assert (wang.screen.html, wang.screen.from_bot) == ("<b>图</b>", True)


async def test_a_forum_has_topics_that_open_and_close(bot: Bot, sandbox: Sandbox, client: Client):
    sandbox.world.add_group(Group(FORUM, "论坛", [WANG, LI], forum=True))
    begun = await client.act(WANG, "topic", chat=FORUM, name="通知")
    number = begun["message_id"]
    await client.act(LI, "send", chat=FORUM, topic=number, text="/bind")
    command = (await news(bot))[-1].message
    assert (command.message_thread_id, command.is_topic_message, command.chat.is_forum) == (number, True, True)
    sent = await bot.send_message(FORUM, "x", message_thread_id=number)
    assert (sent.message_thread_id, sent.is_topic_message) == (number, True)
    refused = {"chat_id": FORUM, "text": "x", "message_thread_id": 99}
    assert await client.refusal("sendMessage", **refused) == (400, "Bad Request: message thread not found")
    await client.act(WANG, "close_topic", chat=FORUM, topic=number)
    refused["message_thread_id"] = number
    assert await client.refusal("sendMessage", **refused) == (400, "Bad Request: TOPIC_CLOSED")
    await client.act(WANG, "close_topic", chat=FORUM, topic=number, open=True)
    assert (await bot.send_message(FORUM, "x", message_thread_id=number)).message_id
    with pytest.raises(CannotActError, match="no forum"):
        group_acts.topic(sandbox.world, WANG, SUPERGROUP, "通知")


async def test_where_administrators_alone_may_write(bot: Bot, client: Client):
    await client.act(WANG, "mute", chat=GROUP)
    refused = "Bad Request: not enough rights to send text messages to the chat"
    assert await client.refusal("sendMessage", chat_id=GROUP, text="x") == (400, refused)
    await client.act(WANG, "mute", chat=GROUP, open=True)
    assert (await bot.send_message(GROUP, "x")).message_id


async def test_an_administrator_may_write_as_the_group(bot: Bot, wang: Phone, li: Phone):
    await wang.send("/bind", chat=GROUP, anonymous=True)
    message = (await news(bot))[-1].message
    assert (message.from_user.id, message.from_user.username) == (1087968824, "GroupAnonymousBot")
    assert message.sender_chat.id == GROUP
    with pytest.raises(CannotActError, match="administrators"):
        await li.send("/bind", chat=GROUP, anonymous=True)
