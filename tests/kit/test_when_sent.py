"""What counts days in a push is worded on the day on which it goes out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from handlers.kit.screens import when_sent

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 12, 3)
NOON = datetime(2026, 12, 3, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("word", "before", "on", "after"),
    [
        (when_sent.left, "还有 1 天", "⚠️ 今天到期", "已逾期 1 天"),
        (when_sent.near, "⏰ 快到期", "⚠️ 今天到期", "❗ 已逾期"),
        (when_sent.day, "明天", "今天", "1 天前"),
        (when_sent.late, "", "", "（迟到的提醒，原定12月3日）"),
        (when_sent.since, "-1 天", "0 天", "1 天"),
    ],
)
def test_each_word_on_the_day_before_on_it_and_after(word, before, on, after):
    text = str(Markup("<b>{}</b>：{}。").format("学习", word(DAY)))
    for shift, expected in ((-1, before), (0, on), (1, after)):
        assert when_sent.worded(text, NOON + timedelta(days=shift)) == f"<b>学习</b>：{expected}。"


@pytest.mark.parametrize(("minutes", "said"), [(15, "15 分钟后"), (1, "1 分钟后"), (0, "现在"), (-15, "现在")])
def test_minutes_are_counted_from_the_moment_of_sending(minutes, said):
    text = str(when_sent.soon(NOON))
    assert when_sent.worded(text, NOON - timedelta(minutes=minutes)) == said


def test_nothing_that_people_write_is_taken_for_such_a_word():
    written = '<sent word="left" on="2026-12-03"/>'
    text = str(Markup("{}").format(written))
    assert when_sent.worded(text, NOON) == text


def test_a_word_of_another_version_is_refused_rather_than_shown():
    for text in ('<sent word="of_tomorrow" on="2026-12-03"/>', '<sent word="left" on="Thursday"/>'):
        with pytest.raises((KeyError, ValueError)):
            when_sent.worded(text, NOON)
