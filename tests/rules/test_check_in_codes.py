"""What is a check-in code as people write it, and what only has six digits in it."""

import pytest

from handlers.meetings.checkin import code_in

CODES = [
    "985912", " 985912 ", "985 912", "985-912", "985－912", "985·912", "98 59 12", "9 8 5 9 1 2", "９８５９１２", "985\n912",
    "签到 985912", "签到985912", "签到：985912", "签到码985912", "签到码：985 912", "签到码是985912。", "签到码 为 985912",
    "我要签到 985912", "985912签到", "985912 签到", "（985912）", "“985912”", "985912。", "码 985912", "验证码：985912", "打卡985912",
    "/checkin 985912", "/checkin@dangjian_bot 985 912", "　985912　",
]  # fmt: skip
OTHERS = [
    "", "98591", "9859123", "985912 985912", "20261124", "2026-11", "26-12-05", "12-05-26", "签到", "/checkin", "我的警号985912",
    "任务985912", "985912人", "9:85912", "学习985912", "八五九一二", "98.5912", "+985912", "九85912", "请985912签到", "/start 985912",
]  # fmt: skip


@pytest.mark.parametrize("text", CODES)
def test_a_code_however_it_is_written(text):
    assert code_in(text) == "985912"


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_none(text):
    assert code_in(text) is None


def test_a_message_without_text_is_none():
    assert code_in(None) is None
