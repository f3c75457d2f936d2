"""The bureau's own rules lie over those that are shipped, key by key, and outlive an upgrade."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from scoring import own_rules, ranking
from scoring.index import rules as index
from scoring.own_rules import changes, laid_over
from storage.index.index import rules_in_force
from storage.risks import catalogue
from storage.rules import regulations
from storage.rules.regulations import basis
from storage.rules.switches import Switch, is_on
from storage.study.topics import topics

DECIDED = 'decided = { by = "郑局", on = 2026-12-01, ground = "会议纪要" }'


@pytest.fixture(autouse=True)
def bureau(operators_folder, monkeypatch):
    for name in ("DATABASE_URL", "DATA_DIR", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    Path("data").mkdir(mode=0o700)
    yield
    own_rules.lie_in(None)


def laid(name, text):
    (Path("data") / name).write_text(text, encoding="utf-8")
    own_rules.lie_in(Path("data"))


def test_a_key_is_changed_and_all_others_are_as_shipped():
    shipped = dict(regulations.load())
    laid("regulations.toml", "[urge_rest]\nvalues = { hours = 48 }\n")
    own = dict(regulations.own())
    assert own.pop("urge_rest").integer("hours") == 48
    assert own == {key: rule for key, rule in shipped.items() if key != "urge_rest"}
    assert "本局对这一条另有规定" in basis("urge_rest")
    assert "本局对这一条另有规定" not in basis("quorum_and_vote")


def test_a_switch_is_turned_by_name_and_a_meeting_of_the_bureaus_own_is_added():
    laid(
        "regulations.toml",
        f"[{Switch.STUDY_IN_INDEX}]\nvalues = {{ on = true }}\n{DECIDED}\n"
        '[own_lecture]\nsubject = "局党课"\ntext = "每月一次党课。"\ndocument = "本局规定"\nset_by = "本局"\n'
        'status = "已核实"\neffect = "warns"\nvalues = { meeting = ["党课"], per = "month", count = 1 }\n',
    )
    assert is_on(Switch.STUDY_IN_INDEX)
    assert not is_on(Switch.RANKING)
    assert rules_in_force().indicator("study") is not None
    assert "own_lecture" in {rule.key for rule in regulations.duty_rules(regulations.own())}


def test_weights_points_and_topics_are_changed_likewise():
    laid("index.toml", "[indicators.meetings]\nweight = 80\n[colours]\ngreen = 85\n")
    laid("ranking.toml", "[weights]\nexams = 55\nstudy = 40\n")
    laid("risks.toml", '[canteen]\nname = "食堂"\nwords = ["食堂"]\npoints = [{ text = "点", measure = "措施" }]\n')
    laid("study.toml", 'topics = ["本局专题"]\n')
    assert index.own().indicator("meetings").weight == 80
    assert index.own().indicator("meetings").curve == index.load().indicator("meetings").curve
    assert index.own().colours.green == 850
    # Another version of the index, which says so by its mark.
    assert index.own().version != index.load().version
    assert (ranking.own().exams, ranking.own().practice) == (55, 5)
    assert [catalogue.own()[0], catalogue.own()[-1].key] == [catalogue.load()[0], "canteen"]
    assert topics() == ("本局专题",)


WRONG = [
    ("regulations.toml", "[urge_rest]\nvalues = { hours = 0 }", "urge_rest: values.hours 须是不小于 1 的整数"),
    ("regulations.toml", "[urge_rest]\nvalues = { hours = 99999999 }", "urge_rest: values.hours 不能大于 10000"),
    ("regulations.toml", "[birthday_greeting]\nvalues = { at_hour = 24 }", "values.at_hour 不能大于 23"),
    ("regulations.toml", "[urge_rets]\nvalues = { hours = 48 }", "是不是 urge_rest"),
    ("regulations.toml", "[urge_rest]\nvalue = { hours = 48 }", "urge_rest: 不认识 value"),
    ("regulations.toml", "[app_ranking]\nvalues = { on = true }", "app_ranking: 开启的要写明是谁"),
    ("regulations.toml", "urge_rest = 5", "urge_rest: 应写成一个表"),
    ("regulations.toml", "[urge_rest\nhours", "data/regulations.toml 第 1 行不是 TOML"),
    ("index.toml", "[indicators.meetings]\nweight = -1", "indicators.meetings.weight: 须是 0 到 1000 的整数"),
    ("index.toml", "[indicators.likes]\nweight = 1", "indicators: 须是"),
    ("index.toml", "colours = 3", "colours: 须有且只有"),
    ("ranking.toml", "[weights]\nexams = 61", "加起来须是 100"),
    ("ranking.toml", "[weights]\nlikes = 1", "不认识 likes"),
    ("ranking.toml", "weights = 5", "须有 version、weights"),
    ("risks.toml", '[canteen]\nname = "食堂"', "canteen: 须有且只有 name"),
    ("study.toml", "topics = 5", "topics 须是文字的列表"),
    ("study.toml", 'topic = ["x"]', "不认识 topic"),
    ("development_materials.toml", '[oath]\nstep = "sung"', "oath: step 不认识 sung"),
    ("development_materials.toml", '[photo]\nname = "照片"', "photo: 须有 name、step"),
    ("development_materials.toml", '[oath]\nwanted = "no"', "oath: wanted 须是 true 或 false"),
    ("development_samples.toml", '[notice]\ntext = ""', "notice: text 须是 3000 字以内"),
    ("regulation.toml", "", "是不是 regulations.toml？"),
    ("zz9.toml", "", "只认 regulations.toml、"),
]


@pytest.mark.parametrize(("name", "text", "told"), WRONG)
@pytest.mark.parametrize("command", [["rules"], []])
def test_what_is_wrong_is_one_line_with_file_and_key_and_nothing_starts(monkeypatch, capsys, name, text, told, command):
    monkeypatch.setenv("BOT_TOKEN", "123456:ABC")
    (Path("data") / name).write_text(text, encoding="utf-8")
    assert bot.main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert f"data/{name}" in line
    assert not Path("data/dangjian.db").exists()


def test_a_file_that_is_no_text_is_told(capsys):
    Path("data/ranking.toml").write_bytes(b"\xff\xfe")
    assert bot.main(["rules"]) == 1
    assert "data/ranking.toml 不是 UTF-8 文本" in capsys.readouterr().err


def test_the_differences_are_shown(capsys):
    laid("regulations.toml", '[urge_rest]\nvalues = { hours = 48 }\ntext = "两天。"\n')
    assert bot.main(["rules"]) == 0
    shown = capsys.readouterr().out
    assert "规定和开关：data/regulations.toml 改了 2 处" in shown
    assert "  urge_rest.values.hours：24 → 48\n" in shown
    assert "学习排名的权重：和发布的一样（要改就写 data/ranking.toml）" in shown


TABLES = st.recursive(
    st.integers() | st.text(max_size=2), lambda below: st.dictionaries(st.sampled_from("abc"), below, max_size=3)
)


@given(*[st.dictionaries(st.sampled_from("abc"), TABLES, max_size=3)] * 2)
def test_what_is_laid_over_holds_and_nothing_else_changes(shipped, own):
    whole = laid_over(shipped, own)
    assert not list(changes(whole, own))
    assert laid_over(whole, own) == whole
    assert all(whole[key] == shipped[key] for key in shipped.keys() - own.keys())
    assert bool(list(changes(shipped, own))) == (whole != shipped)


def test_numbers_stay_exact():
    laid("index.toml", "[indicators.meetings]\nparts = { topic = 0.3 }\n")
    assert index.own().indicator("meetings").parts == {"meeting": 1, "topic": Fraction(3, 10)}


@pytest.mark.parametrize("text", ["a=1e999999999", "a=nan", f"a={'9' * 5000}", f"a={'[' * 5000}{']' * 5000}"])
def test_what_no_machine_reads_is_told(tmp_path, text):
    (tmp_path / "index.toml").write_text(text)
    own_rules.lie_in(tmp_path)
    try:
        with pytest.raises(own_rules.RuleFileError, match="太大的数"):
            own_rules.RuleFile(tmp_path / "none.toml", "index.toml").differing(Fraction)
    finally:
        own_rules.lie_in(None)
