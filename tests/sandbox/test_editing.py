"""Edits, deletions, pins, reactions, answers to presses; and their refusals."""

from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest

from sandbox.telegram.phone import Phone, Sandbox, picture
from tests.sandbox.conftest import GROUP, SUPERGROUP, WANG, Client

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="ok")]])


async def test_edit_text(bot: Bot, wang: Phone):
    message = await bot.send_message(WANG, "一", reply_markup=KEYS)
    await message.edit_text("<b>二</b>", parse_mode="HTML")
    assert (wang.screen.html, wang.screen.buttons, wang.screen.edited) == ("<b>二</b>", [], True)


async def test_unchanged_edits_are_refused(bot: Bot):
    message = await bot.send_message(WANG, "<b>一</b>", parse_mode="HTML", reply_markup=KEYS)
    unchanged = (
        "Message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    with pytest.raises(BadRequest, match=unchanged):
        await message.edit_text("<b>一</b>", parse_mode="HTML", reply_markup=KEYS)
    with pytest.raises(BadRequest, match="not modified"):
        await message.edit_reply_markup(KEYS)
    await message.edit_text("<b>一</b>", parse_mode="HTML")
    await message.edit_text("一")


async def test_what_cannot_be_edited(bot: Bot, wang: Phone, client: Client):
    mine = await wang.send("我的")
    photo = await bot.send_photo(WANG, picture())
    text = await bot.send_message(WANG, "x")
    keyed = await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup([["键"]]))
    for number, reason in (
        (999, "message to edit not found"),
        (mine.id, "message can't be edited"),
        (keyed.message_id, "message can't be edited"),
        (photo.message_id, "there is no text in the message to edit"),
    ):
        refused = await client.refusal("editMessageText", chat_id=WANG, message_id=number, text="y")
        assert refused == (400, f"Bad Request: {reason}")
    refused = await client.refusal("editMessageCaption", chat_id=WANG, message_id=text.message_id, caption="y")
    assert refused == (400, "Bad Request: there is no caption in the message to edit")
    refused = await client.refusal("editMessageText", chat_id=WANG, message_id=text.message_id, text="")
    assert refused == (400, "Bad Request: message text is empty")
    keyboard = {"keyboard": [["键"]]}
    refused = await client.refusal(
        "editMessageText", chat_id=WANG, message_id=text.message_id, text="y", reply_markup=keyboard
    )
    assert refused == (400, "Bad Request: inline keyboard expected")


async def test_caption_and_media(bot: Bot, wang: Phone):
    message = await bot.send_photo(WANG, picture(), caption="一")
    await message.edit_caption("二")
    assert wang.screen.caption == "二"
    await message.edit_media(InputMediaPhoto(picture(shade=9), caption="三"))
    assert (wang.screen.caption, wang.screen.read()) == ("三", picture(shade=9))
    text = await bot.send_message(WANG, "x")
    await text.edit_media(InputMediaPhoto(message.photo[-1].file_id))
    assert wang.screen.photo
    assert wang.screen.text == ""


async def test_deleting(bot: Bot, wang: Phone, sandbox: Sandbox):
    mine, own = await wang.send("x"), await bot.send_message(WANG, "y")
    assert await bot.delete_message(WANG, mine.id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(WANG, mine.id)
    sandbox.world.clock.advance(timedelta(hours=49))
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await own.delete()
    more = [await bot.send_message(WANG, "z") for _ in range(2)]
    assert await bot.delete_messages(WANG, [more[0].message_id, more[1].message_id, 999])
    assert [screen.id for screen in wang.messages()] == [own.message_id]
    theirs = await wang.send("z", chat=SUPERGROUP)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(SUPERGROUP, theirs.id)


async def test_answers_to_presses(bot: Bot, wang: Phone, sandbox: Sandbox, client: Client):
    await bot.send_message(WANG, "x", reply_markup=KEYS)
    await wang.press("好")
    query = (await bot.get_updates())[-1].callback_query
    assert (query.data, query.message.text, wang.waiting()) == ("ok", "x", ["ok"])
    refused = await client.refusal("answerCallbackQuery", callback_query_id=query.id, text="字" * 201)
    assert refused == (400, "Bad Request: MESSAGE_TOO_LONG")
    await query.answer("好的", show_alert=True)
    assert (wang.toast, wang.alert, wang.waiting()) == ("好的", True, [])
    await wang.press("好")
    assert wang.toast is None
    sandbox.world.clock.advance(61)
    assert wang.waiting() == []
    late = (await bot.get_updates())[-1].callback_query
    gone = "query is too old and response timeout expired or query id is invalid"
    with pytest.raises(BadRequest, match=rf"(?i){gone}"):
        await late.answer()
    with pytest.raises(BadRequest, match=rf"(?i){gone}"):
        await bot.answer_callback_query("17")


async def test_pins(bot: Bot, wang: Phone, client: Client):
    message = await bot.send_message(WANG, "x")
    await message.pin()
    shown = await client.get("chat", user=WANG)
    assert [pinned["message_id"] for pinned in shown["pinned"]] == [message.message_id]
    assert (await bot.get_chat(WANG)).pinned_message.text == "x"
    assert wang.screen.text == "x"
    assert wang.messages()[-1].raw["pinned_message"]["text"] == "x"
    await message.unpin()
    await message.pin()
    await bot.unpin_all_chat_messages(WANG)
    with pytest.raises(BadRequest, match=r"(?i)message to unpin not found"):
        await bot.unpin_chat_message(WANG)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to manage pinned messages"):
        await (await bot.send_message(GROUP, "x")).pin()


async def test_reactions(bot: Bot, wang: Phone, client: Client):
    mine = await wang.send("x")
    assert await bot.set_message_reaction(WANG, mine.id, "👍")
    shown = (await client.get("messages", user=WANG))["messages"][-1]
    assert shown["reactions"] == [{"emoji": "👍", "count": 1, "mine": False}]
    assert await bot.set_message_reaction(WANG, mine.id, [])
    refused = await client.refusal(
        "setMessageReaction", chat_id=WANG, message_id=mine.id, reaction=[{"type": "emoji", "emoji": "字"}]
    )
    assert refused == (400, "Bad Request: REACTION_INVALID")
