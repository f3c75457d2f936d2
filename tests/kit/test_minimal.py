"""What is kept of an update: nothing that only repeats what the bot itself has said."""

import json

import pytest
from telegram import Update

from handlers.kit.engine.minimal import minimised

CHAT = {"id": 1002, "type": "private", "first_name": "李雷"}
SENDER = {"id": 1002, "is_bot": False, "first_name": "李雷", "username": "lilei", "language_code": "zh"}
BOT = {"id": 1, "is_bot": True, "first_name": "党建"}
KEYBOARD = {"inline_keyboard": [[{"text": "● 赞成", "callback_data": "bl_mark:1:abc"}]]}
SAID = {"message_id": 7, "date": 1795482000, "chat": CHAT, "from": BOT, "text": "机密原话", "reply_markup": KEYBOARD}


def press(**message):
    query = {"id": "5", "from": SENDER, "chat_instance": "x", "data": "bl_mark:1:abc", "message": {**SAID, **message}}
    return {"update_id": 1, "callback_query": query}


def test_of_a_press_stay_who_where_and_what():
    kept = minimised(press())
    assert not {
        word for word in ("机密", "赞成", "inline_keyboard", "lilei") if word in json.dumps(kept, ensure_ascii=False)
    }
    update = Update.de_json(kept, None)
    query = update.callback_query
    assert (query.data, query.from_user.id, update.effective_chat.id) == ("bl_mark:1:abc", 1002, 1002)
    assert (query.message.message_id, query.message.text) == (7, "")


def test_it_is_the_same_after_a_restart():
    kept = minimised(press())
    assert minimised(kept) == kept
    again = json.loads(Update.de_json(kept, None).to_json())
    assert minimised(again) == kept


def test_a_picture_is_no_text_and_a_message_out_of_reach_stays_so():
    picture = press(caption="机密原话", photo=[])
    del picture["callback_query"]["message"]["text"]
    assert Update.de_json(minimised(picture), None).callback_query.message.text is None
    gone = Update.de_json(minimised(press(date=0)), None).callback_query.message
    assert not gone.is_accessible


def test_nudges_together_keep_their_buttons():
    kept = minimised(press(text="🔔 有 3 件事提醒您\n\n1. 机密"))["callback_query"]["message"]
    assert kept["reply_markup"] == KEYBOARD
    assert "机密" not in str(kept)


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_an_answer_to_a_message_does_not_carry_that_message(kind):
    said = {"message_id": 8, "date": 1795482000, "chat": CHAT, "from": SENDER, "text": "我的话", "reply_to_message": SAID,
            "quote": {"text": "机密原话"}}  # fmt: skip
    kept = minimised({"update_id": 2, kind: said})[kind]
    assert kept["text"] == "我的话"
    assert "机密" not in str(kept)
