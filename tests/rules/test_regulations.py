from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.duties import MeetingKind, Period
from scoring.votes import Bound
from storage.rules.regulations import Effect, RegulationError, SetBy, Status, basis, duty_rules, load, parse, vote_rule
from storage.rules.switches import Switch

HALF, MORE = Bound(Fraction(1, 2)), Bound(Fraction(1, 2), more=True)
RULE = """
[rule]
subject = "事"
text = "文。"
document = "文件"
set_by = "中央"
status = "已核实"
effect = "warns"
values = {{ {values} }}
{more}
"""


def rule(values: str = "", more: str = "") -> str:
    return RULE.format(values=values, more=more)


@pytest.mark.parametrize(
    ("key", "status", "values"),
    [
        ("general_meeting_central", "已核实", {"per": Period.QUARTER, "count": 1}),
        ("general_meeting_bureau", "已核实", {"per": Period.MONTH, "count": 1, "publish": True}),
        ("quorum_and_vote", "已核实", {"quorum": HALF, "majority": MORE}),
        ("committee_meeting", "已核实", {"per": Period.MONTH}),
        ("group_meeting", "已核实", {"per": Period.MONTH, "each_group": True}),
        ("lecture", "待核实", {"per": Period.QUARTER}),
        ("theme_day", "待核实", {"per": Period.MONTH}),
        ("theme_day_fixed", "待核实", {"days": 1}),
        ("life_meeting", "已核实", {"per": Period.YEAR}),
        ("appraisal", "已核实", {"per": Period.YEAR}),
        ("study_hours", "已核实", {"hours": 32}),
        ("leader_study_hours", "待核实", {"hours": 56}),
        ("talks", "待核实", {"per": Period.YEAR, "count": 1}),
        ("application_talk", "待核实", {"months": 1}),
        ("cultivation", "待核实", {"months": 12, "inspection": Period.HALF_YEAR, "contacts_min": 1, "contacts_max": 2}),
        ("notice_period", "已核实", {"working_days": 5}),
        ("short_training", "已核实", {"days": 3, "hours": 24}),
        ("pre_review_to_meeting", "待核实", {"months": 1}),
        ("acceptance_vote", "已核实", {"quorum": MORE, "majority": MORE, "secret": True}),
        ("full_membership_vote", "已核实", {"quorum": MORE, "majority": MORE, "secret": True}),
        ("introducers", "已核实", {"introducers": 2}),
        ("pre_review", "已核实", {"months": 3}),
        ("full_membership_deferral", "已核实", {"months": 6}),
        ("committee_approval", "待核实", {"months": 3, "special_months": 6}),
        ("oath", "已核实", {"months": 1}),
        ("probation", "待核实", {"months": 12}),
        ("full_membership_approval", "待核实", {"months": 3}),
        ("probation_extension", "已核实", {"count": 1, "months_min": 6, "months_max": 12}),
    ],
)
def test_the_numbers_the_rules_need(key: str, status: str, values: dict[str, object]):
    found = load()[key]
    assert found.status == status
    assert {name: found.values[name] for name in values} == values


def test_the_rules_on_development_say_their_article_and_since_when_they_hold():
    found = {key: rule for key, rule in load().items() if "发展党员工作细则" in rule.document}
    assert found["recommendation"].article == "第八条"
    assert (found["political_review"].article, found["introducers"].article) == ("第十六条", "第十四条")
    assert (found["pre_review"].article, found["probation_extension"].article) == ("第十八条", "第三十一条")
    for key, each in found.items():
        assert each.article, key
        assert each.effective == date(2026, 5, 11), key


def test_a_rule_is_of_who_made_its_document():
    makers = {"本局规定": SetBy.BUREAU, "本系统的约定": SetBy.SYSTEM, "通常做法": SetBy.SYSTEM}
    for key, found in load().items():
        assert found.set_by is makers.get(found.document, SetBy.CENTRAL), key
        assert found.set_by is not SetBy.SYSTEM or not found.verified, key


@pytest.mark.parametrize(
    ("document", "since"),
    [
        ("中国共产党支部工作条例（试行）", date(2018, 10, 28)),
        ("中国共产党党员教育管理工作条例", date(2019, 5, 6)),
        ("中国共产党章程", date(2022, 10, 22)),
        ("中国共产党基层组织选举工作条例", date(2020, 7, 13)),
    ],
)
def test_every_rule_of_a_document_says_since_when(document: str, since: date):
    found = [rule for rule in load().values() if rule.document == document]
    assert found
    assert {rule.effective for rule in found} == {since}
    assert all(f"{since} 起施行" in basis(rule.key) for rule in found)


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("committee_meeting", "《中国共产党支部工作条例（试行）》第十二条"),
        ("group_meeting", "《中国共产党支部工作条例（试行）》第十三条"),
        ("theme_day", "《中国共产党支部工作条例（试行）》第十六条"),
        ("theme_day_fixed", "《中国共产党支部工作条例（试行）》第十六条"),
        ("talks", "《中国共产党支部工作条例（试行）》第十九条"),
        ("acceptance_vote", "《中国共产党发展党员工作细则（2026）》第十九条、第二十条（中央，2026-05-11 起施行）"),
        ("standing", "《中国共产党章程》第七条"),
        ("lecture", "本系统的约定"),
        ("post_risk_check", "本系统的约定"),
        ("sign_low", "本系统的约定"),
        ("sign_middle", "本系统的约定"),
        ("sign_high", "本系统的约定"),
        ("reminder_due", "本系统的约定"),
        ("appraisal_poll", "通常做法"),
        ("appraisal_excellent", "通常做法"),
        ("reminder_month", "本局规定"),
    ],
)
def test_the_source_that_a_rule_names(key: str, source: str):
    assert f"出处：{source}" in basis(key)


def test_the_bureaus_own_words_give_the_four_leads_alone():
    for cadence in ("year", "half_year", "quarter", "month"):
        assert "逾期" not in load()[f"reminder_{cadence}"].text


def test_fields_become_what_they_are():
    found = parse(rule('per = "month", hours = 3, quorum = "> 2/3", at_most = "1/3"', "effective = 2019-05-06"))["rule"]
    assert (found.effective, found.effect, found.status, found.article) == (
        date(2019, 5, 6),
        Effect.WARNS,
        Status.VERIFIED,
        None,
    )
    assert (found.period(), found.integer("hours"), found.bound("quorum"), found.share("at_most")) == (
        Period.MONTH,
        3,
        Bound(Fraction(2, 3), more=True),
        Fraction(1, 3),
    )
    assert not found.flag("secret")  # fmt: skip
    with pytest.raises(RegulationError, match=r"rule: values\.months 是 None"):
        found.integer("months")
    with pytest.raises(RegulationError, match="majority"):
        vote_rule(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule = 1", "应写成一个表"),
        ("[rule]\nsubject = 'x'", "缺 text、document"),
        ("[rule", "不是 TOML"),
        (rule(more='colour = "red"'), "不认识 colour"),
        (rule(more='article = ""'), "article 须是文字"),
        (rule(more='effective = "2019"'), "effective 须是日期"),
        (rule(more="effective = 2019-05-06T10:00:00"), "effective 须是日期"),
        (rule().replace("中央", "上级"), "只能是 中央、本局、支部"),
        (rule().replace("已核实", "?"), "status 是 '?'"),
        (rule().replace("warns", "shouts"), "effect 是 'shouts'"),
        (rule("hours = 0"), "不小于 1"),
        (rule("hours = true"), "不小于 1"),
        (rule('hours = "3"'), "不小于 1"),
        (rule('per = "week"'), "只能是 month、quarter"),
        (rule('at_most = "3/2"'), "须是份额"),
        (rule('at_most = "1/0"'), "须是份额"),
        (rule('quorum = "1/2"'), "（不少于）或"),
        (rule('majority = "> 1"'), "（不少于）或"),
        (rule("at_most = 0.5"), "须是份额"),
        (rule("quorum = 0.5"), "（不少于）或"),
        (rule("secret = 1"), "true 或 false"),
        (rule("hour = 1"), "不是程序认识的数"),
        (rule("meeting = []"), "会议种类的列表"),
        (rule('meeting = ["茶话会"], per = "month", count = 1'), "茶话会"),
        (rule('meeting = ["党课"]'), "要写明 per 和 count"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str):
    with pytest.raises(RegulationError) as caught:
        parse(text)
    assert said in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_is_rules_or_an_error(text: str):
    try:
        parse(text)
    except RegulationError:
        return


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RegulationError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_basis_says_rule_source_setter_and_state():
    said = basis("general_meeting_central")
    for part in (
        "一般每季度召开1次",
        "《中国共产党支部工作条例（试行）》第十一条",
        "（中央，2018-10-28 起施行）",
        "已核实",
    ):
        assert part in said
    assert "待核实，以原文为准" in basis("probation")
    assert "2019-05-06 起施行" in basis("rule", parse(rule(more="effective = 2019-05-06")))
    with pytest.raises(RegulationError, match="没有这条规定"):
        basis("nothing")


def test_every_basis_can_be_shown():
    assert all(len(basis(key)) < 1000 for key in load())


def test_duties_come_from_the_rules_that_name_a_meeting():
    rules = {found.key: found for found in duty_rules(load())}
    assert len(rules) == 8
    assert rules["general_meeting_bureau"].kinds == {MeetingKind.GENERAL, MeetingKind.THEME_DAY}
    (own,) = duty_rules(parse(rule('meeting = ["党课"], per = "half_year", count = 2')))
    assert (own.per, own.count, own.kinds) == (Period.HALF_YEAR, 2, {MeetingKind.LECTURE})


DECISION = 'decided = { by = "郑局", on = 2026-12-01, ground = "会议纪要" }'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "要写明是谁"),
        ('decided = "郑局"', "要写明是谁"),
        ('decided = { by = "郑局", on = 2026-12-01 }', "要写明是谁"),
        (DECISION.replace("郑局", " "), "须是文字"),
        (DECISION.replace("2026-12-01", '"明天"'), "须是日期"),
    ],
)
def test_what_a_regulation_speaks_against_is_on_only_by_name(more: str, said: str):
    with pytest.raises(RegulationError, match=said):
        parse(rule("on = true", more=more))
    assert not parse(rule("on = false"))["rule"].flag("on")


def test_who_switched_it_on_is_shown():
    assert "本局已开启：郑局，2026-12-01，会议纪要" in basis("rule", parse(rule("on = true", more=DECISION)))


def test_every_switch_is_off_as_shipped():
    assert [switch for switch in Switch if load()[switch].flag("on")] == []
