"""A task in one line, as people write it: what is certain is read, what is not is asked, and no word is lost."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cadence import Cadence
from scoring.chinese.names import folded, tidy
from scoring.task_line.days import read_words
from scoring.task_line.line import read_line
from scoring.task_line.names import branch_names, short_names
from scoring.task_line.receivers import Named

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 14, 10, 0, tzinfo=ZONE)  # a Monday
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
    assert (line.receivers.to, line.words.what, line.words.cadence) == (to, what, cadence)
    assert line.words.due == (date.fromisoformat(due) if due else None)
    assert line.receivers.unclear == []


NUMBERS = {"王芳": 1, "刘建国": 2, "李明": 3, "李明明": 4, "艾力": 5}
PEOPLE = {name: Named((number,)) for name, number in NUMBERS.items() if name != "艾力"}
PEOPLE |= {"买买提·艾力": Named((5,)), "全体党员": Named((1, 2, 3, 4, 5), together=True)}
BRANCHES = {"刑侦": "刑侦大队党支部", "交警": "交警大队党支部", "机关一": "机关第一党支部", "机关": "机关党支部"}
UNITS = {
    **{name: Named((i,), whole=True) for i, each in enumerate(BRANCHES.values()) for name in short_names(each)},
    **{name: Named((i,)) for i, each in enumerate(BRANCHES.values()) for name in branch_names(each)},
    "各支部": Named((0, 1, 2, 3), together=True),
}
NUMBERS |= {name: number for number, name in enumerate(BRANCHES)}


def as_people_write_them() -> list[list[str]]:
    lines = (Path(__file__).parent / "assign_lines.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("level", "text", "who", "what", "due", "often"), as_people_write_them())
def test_as_people_write_them(level, text, who, what, due, often):
    now = datetime(2026, 11, 28, 10, 0, tzinfo=ZONE)
    line = read_line(text, PEOPLE if level == "P" else UNITS, now)
    named = who.split()
    to = [NUMBERS[name] for name in named if name in NUMBERS]
    assert line.receivers.to == ([1, 2, 3, 4, 5] if who == "全体" else to)
    assert bool(line.receivers.unclear) == ("问" in named)
    assert bool(line.receivers.said) == ("除" in named)
    if who == "问" and not what:
        return
    words = line.words
    assert words.what == what
    if due.startswith("问"):
        assert words.due is None
        assert [f"{choice.due:%m-%d}" for choice in words.choices] == due.split()[1:]
    else:
        assert words.due is not None
        assert f"{words.due:%m-%d}" == due
    assert bool(words.often) == (often == "问")
    assert (words.cadence.value if words.cadence else "") == often.removeprefix("问")


def test_who_and_a_day_that_share_a_letter_are_asked_with_what_each_leaves():
    (doubt,) = read_line("李明明天整理档案", PEOPLE, NOW).receivers.unclear
    assert {number: body.strip() for number, body in doubt.bodies.items() if number} == {
        3: "明天整理档案",
        4: "天整理档案",
    }


def test_only_with_the_chosen_day_its_words_are_taken_out():
    words = read_words("12月5日前交初稿，12月20日前交终稿", NOW)
    assert [choice.what for choice in words.choices] == ["交初稿，12月20日前交终稿", "12月5日前交初稿，交终稿"]
    words = read_words("学习12月1日会议精神 12月10日", NOW)
    assert [choice.what for choice in words.choices] == ["学习12月1日会议精神 12月10日", "学习12月1日会议精神"]


@pytest.mark.parametrize(
    ("text", "unclear"),
    [("王伟 交总结 明天", [[8, 9]]), ("刑侦 交总结 明天", [[5]]), ("王伟、李雷 交总结 明天", [[8, 9]])],
)
def test_a_name_that_fits_several_or_only_in_part_is_left_open(text, unclear):
    line = read_line(text, NAMES, NOW)
    assert [doubt.numbers for doubt in line.receivers.unclear] == unclear
    assert line.words.what == "交总结"


@pytest.mark.parametrize("text", ["李雷 交总结 下周", "李雷 交总结 9月1日", "李雷 交总结 2月30日", "李雷 交总结 月初"])
def test_a_day_that_cannot_be_or_may_be_several_is_left_open_and_said(text):
    line = read_line(text, NAMES, NOW)
    assert line.words.due is None
    assert line.words.problem
    assert line.receivers.to == [10]


@given(st.text(max_size=120))
def test_whatever_is_written_is_read_without_falling_over(text):
    line = read_line(text, NAMES, NOW)
    assert line.words.due is None or line.words.due >= NOW.date()


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
    assert line.receivers.to == []
    assert [doubt.word for doubt in line.receivers.unclear if not doubt.known] == ([unknown] if unknown else [])
    assert line.words.what == what


def test_a_receiver_nobody_is_called_comes_with_those_who_are_called_nearly_so():
    (doubt,) = read_line("王方 写总结 12月10日", PEOPLE, NOW).receivers.unclear
    assert (doubt.known, doubt.numbers) == (False, [1])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王 芳", "王芳"),
        ("王\u3000芳\u200b", "王芳"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("第１支部", "第1支部"),
    ],
)
def test_a_name_is_kept_one_way(written, kept):
    assert tidy(written) == kept
    assert folded(written) == folded(kept)


# Words that hold what looks like a day or a cadence, as the middle of a task.
PSEUDO = [
    "完成4/5G网络检修", "3号卡点执勤", "走访6号地块", "落实12号通知", "上报30日内到期案件", "复核行政拘留5日案件", "整理20261205号卷宗",
    "七日内反馈情况", "把人员分到3个组", "从1到5编号", "写《明天会更好》观后感", "整理每月例会记录", "汇总每季度数据", "组织学习线下",
    "学习12月1日会议精神", "准备周三党课", "写年底总结", "修订V12.5版本", "走访3-5户", "学习“七一”讲话", "做好15点会议保障", "核对1.5倍工时",
    "清理5日前存量案件", "讲明天值班安排", "统计1/3以上缺勤", "办理〔2026〕12号文件", "提交半年总结", "跟进5号楼消防", "布置12月5日至12月8日值班",
]  # fmt: skip
PLAIN = ["整理档案", "交表", "报送学习情况", "打扫会议室", "走访群众", "准备材料"]
DEADLINES = ["{}", "{}前", "{}之前", "（{}前）", "截止{}", "截止日期：{}"]
DAYS = [
    "{0.month}月{0.day}日",
    "{0.month}月{0.day}号",
    "{0:%Y-%m-%d}",
    "{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
]


@given(
    st.lists(st.sampled_from(PSEUDO + PLAIN), min_size=1, max_size=3, unique=True),
    st.sampled_from(["，", " ", "、"]),
    st.integers(1, 300),
    st.sampled_from(DAYS),
    st.sampled_from(DEADLINES),
    st.booleans(),
    st.sampled_from(["王芳 ", "王芳、刘建国 ", "王芳同志，", "请王芳 "]),
)
def test_whatever_a_task_holds_its_words_stay_and_a_day_read_wrong_is_asked(
    tasks, between, ahead, form, deadline, first, who
):
    day = (NOW + timedelta(days=ahead)).date()
    task = between.join(tasks)
    until = deadline.format(form.format(day))
    line = read_line(who + (f"{until} {task}" if first else f"{task} {until}"), PEOPLE, NOW)
    assert line.receivers.to[:1] == [1]
    assert line.receivers.unclear == []
    words = line.words
    for each in tasks:
        assert each in words.what
    assert words.cadence is None
    if words.due is None:
        assert day in [choice.due for choice in words.choices]
        for choice in words.choices:
            assert all(each in choice.what for each in tasks) or choice.due != day
    else:
        assert (words.due, words.what) == (day, task)
