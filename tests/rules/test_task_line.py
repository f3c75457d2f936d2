"""A task in one line, as people write it: what is certain is read, what is not is left open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.tasks.line import Named, read_line
from scoring.cadence import Cadence

NOW = datetime(2026, 9, 14, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
NAMES = {
    "第三支部": Named((3,)),
    "第三党支部": Named((3,)),
    "第3支部": Named((3,)),
    "刑侦大队": Named((5,)),
    "刑侦大队党支部": Named((5,)),
    "周一鸣": Named((7,)),
    "王伟": Named((8, 9)),
    "李雷": Named((10,)),
    "李雷明": Named((11,)),
    "各支部": Named((3, 5), together=True),
}


@pytest.mark.parametrize(
    ("text", "to", "what", "due", "cadence"),
    [
        ("第三支部 提交半年总结 10月30日", [3], "提交半年总结", "2026-10-30", None),
        ("第3支部提交半年总结，10月30日前", [3], "提交半年总结", "2026-10-30", None),
        ("给第三支部 10月30日之前提交半年总结", [3], "提交半年总结", "2026-10-30", None),
        ("10月30日前 第三支部 提交半年总结", [3], "提交半年总结", "2026-10-30", None),
        ("请第三支部、刑侦大队 于10月30日前报送名单", [3, 5], "报送名单", "2026-10-30", None),
        ("各支部 下周五前 上报学习情况", [3, 5], "上报学习情况", "2026-09-25", None),
        ("周一鸣 写心得 下周三", [7], "写心得", "2026-09-23", None),
        ("李雷明 写心得 明天", [11], "写心得", "2026-09-15", None),
        ("李雷和周一鸣 打扫会议室 后天", [10, 7], "打扫会议室", "2026-09-16", None),
        ("李雷 每月25日 交月报", [10], "交月报", "2026-09-25", Cadence.MONTHLY),
        ("李雷 每月底 交月报", [10], "交月报", "2026-09-30", Cadence.MONTHLY),
        ("李雷 每季度 交总结 9月30日", [10], "交总结", "2026-09-30", Cadence.QUARTERLY),
        ("李雷 每半年 交总结 12月31日", [10], "交总结", "2026-12-31", Cadence.HALF_YEARLY),
        ("李雷 每年12月20日 交总结", [10], "交总结", "2026-12-20", Cadence.YEARLY),
        ("李雷 交表 周五下午3点", [10], "交表（15:00前）", "2026-09-18", None),
        ("李雷 学习二十大精神", [10], "学习二十大精神", None, None),
        ("李雷", [10], "", None, None),
    ],
)
def test_what_is_read(text, to, what, due, cadence):
    line = read_line(text, NAMES, NOW)
    assert (line.to, line.what, line.cadence) == (to, what, cadence)
    assert line.due == (date.fromisoformat(due) if due else None)
    assert line.unclear == []


@pytest.mark.parametrize(
    ("text", "unclear"),
    [("王伟 交总结 明天", [[8, 9]]), ("刑侦 交总结 明天", [[5]]), ("王伟、李雷 交总结 明天", [[8, 9]])],
)
def test_a_name_that_fits_several_or_only_in_part_is_left_open(text, unclear):
    line = read_line(text, NAMES, NOW)
    assert line.unclear == unclear
    assert line.what == "交总结"


@pytest.mark.parametrize("text", ["李雷 交总结 下周", "李雷 交总结 9月1日", "李雷 交总结 2月30日", "李雷 交总结 月初"])
def test_a_day_that_cannot_be_or_may_be_several_is_left_open_and_said(text):
    line = read_line(text, NAMES, NOW)
    assert line.due is None
    assert line.problem
    assert line.to == [10]


@given(st.text(max_size=120))
def test_whatever_is_written_is_read_without_falling_over(text):
    line = read_line(text, NAMES, NOW)
    assert line.due is None or line.due >= NOW.date()


@pytest.mark.parametrize(
    ("text", "unknown", "what"),
    [
        ("第九支部 提交半年总结 10月30日", "第九支部", "提交半年总结"),
        ("请禁毒大队、10月30日前 报送名单", "禁毒大队", "报送名单"),
        ("走访派出所 周五", None, "走访派出所"),
        ("提交半年总结 10月30日", None, "提交半年总结"),
    ],
)
def test_a_receiver_nobody_is_called_is_told_from_the_words(text, unknown, what):
    line = read_line(text, NAMES, NOW)
    assert (line.to, line.unclear, line.unknown, line.what) == ([], [], unknown, what)
