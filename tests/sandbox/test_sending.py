"""What the Bot API sends, and what it refuses to send, in Telegram's words."""

import json

import pytest
from telegram import (
    Bot,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, InvalidToken

from sandbox.telegram.phone import Phone, Sandbox, picture
from tests.sandbox.conftest import GROUP, NEW, SUPERGROUP, WANG, Client


def inline(*labels: str, **button: object) -> dict:
    return {"inline_keyboard": [[{"text": label, **(button or {"callback_data": "x"})} for label in labels]]}


REFUSED = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "字" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag at byte offset 0"),
    ({"text": "字<p>x</p>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 3'),
    ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ({"text": "x", "reply_markup": inline("a", callback_data="字" * 22)}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": inline("a", callback_data="")}, "BUTTON_DATA_INVALID"),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "reply_markup": inline("a", url="not a link")},
        "inline keyboard button URL 'not a link' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]] * 101}},
        "REPLY_MARKUP_TOO_LONG",
    ),
    ({"text": "x", "reply_markup": inline(*"abcdefghi")}, "REPLY_MARKUP_TOO_LONG"),
    ({"text": "x", "reply_markup": {"keyboard": []}}, "REPLY_MARKUP_INVALID"),
    ({"text": "x", "reply_markup": {"keyboard": [["a"]] * 301}}, "REPLY_MARKUP_TOO_LONG"),
    ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED)
async def test_refused_texts(client: Client, params: dict, reason: str):
    assert await client.refusal("sendMessage", chat_id=WANG, **params) == (400, f"Bad Request: {reason}")


async def test_longest_text_counts_after_the_entities(bot: Bot):
    message = await bot.send_message(WANG, f"<b>{'字' * 4096}</b>", parse_mode="HTML")
    assert len(message.text) == 4096


async def test_where_a_bot_may_write(client: Client, sandbox: Sandbox, wang: Phone):
    async def refused(chat: object) -> tuple[int, str]:
        return await client.refusal("sendMessage", chat_id=chat, text="x")

    assert await refused(4711) == (400, "Bad Request: chat not found")
    assert await refused("@nobody") == (400, "Bad Request: chat not found")
    assert await refused("") == (400, "Bad Request: chat_id is empty")
    assert await refused(NEW) == (403, "Forbidden: bot can't initiate conversation with a user")
    await wang.block()
    assert await refused(WANG) == (403, "Forbidden: bot was blocked by the user")
    await client.act(WANG, "remove_bot", chat=SUPERGROUP)
    assert await refused(SUPERGROUP) == (403, "Forbidden: bot was kicked from the supergroup chat")
    await client.act(WANG, "remove_bot", chat=GROUP)
    assert await refused(GROUP) == (403, "Forbidden: bot was kicked from the group chat")


async def test_after_a_migration_the_old_chat_names_the_new_one(client: Client):
    new = (await client.act(WANG, "migrate", chat=GROUP))["chat"]
    answer = await client.call("sendMessage", chat_id=GROUP, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert (await client.call("sendMessage", chat_id=new, text="x"))["ok"]


async def test_unknown_method_and_wrong_token(client: Client, sandbox: Sandbox):
    assert await client.refusal("sendNothing") == (404, "Not Found")
    answer = await client.http.post("/bot1:other/getMe")
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        await Bot("1:other", base_url=f"{sandbox.url}/bot").initialize()


async def test_parameters_come_in_four_encodings(client: Client, wang: Phone):
    path = "/bot1:sandbox/sendmessage"
    for sent in (
        {"params": {"chat_id": WANG, "text": "query"}},
        {"data": {"chat_id": str(WANG), "text": "form"}},
        {"json": {"chat_id": WANG, "text": "json"}},
        {"data": {"chat_id": str(WANG), "text": "multipart"}, "files": {"unused": b"x"}},
    ):
        assert (await client.http.post(path, **sent)).json()["ok"]
    assert wang.texts == ["query", "form", "json", "multipart"]
    answer = await client.http.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert answer.json()["description"] == "Bad Request: can't parse JSON object"


async def test_entities_are_found_and_shown(bot: Bot, wang: Phone):
    await bot.send_message(WANG, "<b>甲</b> &lt;乙&gt; <a href='https://a.example/'>链</a> /home", parse_mode="HTML")
    assert wang.screen.text == "甲 <乙> 链 /home"
    assert wang.screen.html == '<b>甲</b> &lt;乙&gt; <a href="https://a.example/">链</a> /home'
    assert [entity["type"] for entity in wang.screen.raw["entities"]] == ["bold", "text_link", "bot_command"]


async def test_photo_and_its_sizes_and_download(bot: Bot, wang: Phone):
    message = await bot.send_photo(WANG, picture(200, 100), caption="<i>图</i>", parse_mode="HTML")
    assert [(size.width, size.height) for size in message.photo] == [(90, 45), (200, 100)]
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == picture(200, 100) == wang.screen.read()
    again = await bot.send_photo(WANG, message.photo[0].file_id)
    assert again.photo[-1].file_id == message.photo[-1].file_id


async def test_every_kind_of_file(bot: Bot, wang: Phone):
    sent = [
        await bot.send_document(WANG, b"a,b", filename="表.csv"),
        await bot.send_video(WANG, b"film", duration=7),
        await bot.send_audio(WANG, b"song", title="歌"),
        await bot.send_voice(WANG, b"voice", duration=3),
        await bot.send_animation(WANG, b"gif"),
    ]
    assert sent[0].document.file_name == "表.csv"
    assert sent[0].document.mime_type == "text/csv"
    assert wang.messages()[1].video["duration"] == 7
    assert sent[2].audio.title == "歌"
    assert sent[3].voice
    assert sent[4].animation
    for message in sent:
        path = (await message.effective_attachment.get_file()).file_path
        assert path.startswith("http")


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendPhoto", {"photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://a.example/x.png"}, "failed to get HTTP URL content"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
        ("sendLocation", {"latitude": 91, "longitude": 0}, "wrong latitude specified"),
        ("sendLocation", {"latitude": 1}, "longitude is empty"),
        ("sendVenue", {"latitude": 1, "longitude": 1}, "venue title must be non-empty"),
        ("sendContact", {"phone_number": "1"}, "first name must be non-empty"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ],
)
async def test_refused_media(client: Client, method: str, params: dict, reason: str):
    assert await client.refusal(method, chat_id=WANG, **params) == (400, f"Bad Request: {reason}")


async def test_refused_uploads(bot: Bot):
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(WANG, b"no picture")
    with pytest.raises(BadRequest, match=r"(?i)PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(WANG, picture(400, 1))
    with pytest.raises(BadRequest, match=r"(?i)file must be non-empty"):
        await bot.send_document(WANG, b"")
    with pytest.raises(BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_photo(WANG, picture(), caption="字" * 1025)
    document = await bot.send_document(WANG, picture())
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await bot.send_photo(WANG, document.document.file_id)


async def test_more_than_20_mb_cannot_be_fetched(bot: Bot):
    message = await bot.send_document(WANG, b"x" * (20 * 1024 * 1024 + 1))
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await message.document.get_file()


async def test_album_and_again_by_file_id(bot: Bot, wang: Phone):
    first = await bot.send_media_group(
        WANG, [InputMediaPhoto(picture(shade=shade)) for shade in (1, 2, 3)], caption="三张"
    )
    assert len({message.media_group_id for message in first}) == 1
    again = await bot.send_media_group(WANG, [InputMediaPhoto(message.photo[-1].file_id) for message in first])
    assert again[0].media_group_id != first[0].media_group_id
    assert [screen.caption for screen in wang.messages()][:3] == ["三张", "", ""]


async def test_refused_albums(bot: Bot, client: Client):
    photo = InputMediaPhoto(picture())
    for media, reason in (
        ([photo] * 11, "too many messages to send as an album"),
        ([photo], "too few messages to send as an album"),
        ([photo, InputMediaDocument(b"x")], "document can't be mixed with other media types"),
        ([InputMediaAudio(b"x"), InputMediaVideo(b"x")], "audio can't be mixed with other media types"),
    ):
        with pytest.raises(BadRequest, match=rf"(?i){reason}"):
            await bot.send_media_group(WANG, media)
    lost = [{"type": "photo", "media": "attach://none"}] * 2
    reason = (400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert await client.refusal("sendMediaGroup", chat_id=WANG, media=json.dumps(lost)) == reason


async def test_places_and_contacts(bot: Bot, wang: Phone):
    await bot.send_location(WANG, 29.1, 121.4)
    assert wang.screen.location == {"latitude": 29.1, "longitude": 121.4}
    await bot.send_venue(WANG, 29.1, 121.4, "活动室", "二楼")
    await bot.send_contact(WANG, "110", "值班室")
    assert wang.screen.raw["contact"]["phone_number"] == "110"
    assert await bot.send_chat_action(WANG, "typing")


async def test_reply_keyboards(bot: Bot, wang: Phone):
    contact = KeyboardButton("分享手机号", request_contact=True)
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardMarkup([[contact], ["取消"]]))
    assert wang.keyboard == ["分享手机号", "取消"]
    await bot.send_message(WANG, "x", reply_markup=ReplyKeyboardRemove())
    assert wang.keyboard == []
    with pytest.raises(BadRequest, match=r"(?i)phone number can be requested in private chats only"):
        await bot.send_message(GROUP, "x", reply_markup=ReplyKeyboardMarkup([[contact]]))


async def test_forward_and_copy(bot: Bot, wang: Phone, li: Phone):
    said = await wang.send("原话")
    forwarded = await bot.forward_message(1002, WANG, said.id)
    assert forwarded.forward_origin.sender_user.id == WANG
    copied = await bot.copy_message(1002, WANG, said.id)
    assert li.screen.id == copied.message_id
    assert "forward_origin" not in li.screen.raw
    kept = await bot.send_message(WANG, "x", protect_content=True)
    with pytest.raises(BadRequest, match=r"(?i)the message can't be forwarded"):
        await bot.forward_message(1002, WANG, kept.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to copy not found"):
        await bot.copy_message(1002, WANG, 999)
