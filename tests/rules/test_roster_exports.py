"""Rosters as personnel systems really write them: what can be meant is taken, about the rest it is asked, and nothing is guessed wrong."""

import io
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from storage.people.posts import Category, Post
from storage.people.roster_file import COLUMNS, RosterFile, read_roster, template
from storage.people.roster_said import Unknown
from storage.people.roster_words import category_of, core, heading, post_words, posts_of
from storage.sheets.cells import BadCell, day_or_month
from tests.rules.exports import FILES, csv_of
from tests.rules.rosters import serial

TODAY = date(2026, 11, 24)
OURS = ["刑侦支部", "机关支部", "治安支部"]


def read(name: str, **known: object) -> RosterFile:
    return read_roster(name, FILES[name][0](), TODAY, **known)


@pytest.mark.parametrize("name", FILES)
def test_of_twenty_six_people_in_three_files_one_waits_for_a_word(name):
    file = read(name)
    assert len(file.rows) + len(file.refused) == FILES[name][1]
    assert [refusal.what for refusal in file.refused] == (["033112 沈月"] if name == "党员名册.csv" else [])


def test_words_of_other_offices():
    file = read("党员名册.csv", branches=["刑侦大队支部", "机关支部"])
    by_name = {row.name: row for row in file.rows}
    assert by_name["王芳"].posts == (Post.SECRETARY,)
    assert by_name["李雷"].posts == (Post.DEPUTY_SECRETARY, Post.ORGANISATION)
    assert (by_name["赵敏"].police_no, by_name["赵敏"].posts) == ("033103", (Post.DISCIPLINE,))
    assert by_name["郑局"].posts == (Post.COMMITTEE_SECRETARY,)
    assert by_name["韩冰"].posts == ()
    assert [by_name[name].category for name in ("王芳", "钱进", "陈新", "蒋平", "朱明")] == [
        Category.FULL_MEMBER, Category.PROBATIONARY, Category.NON_MEMBER, Category.ACTIVIST, Category.APPLICANT,
    ]  # fmt: skip
    assert by_name["王芳"].branch == "刑侦大队支部"
    assert file.likened == {"刑侦大队党支部": "刑侦大队支部", "机关党支部": "机关支部"}
    assert Unknown("职务", "支委", 1, ("党内职务",)) in file.unknown
    assert Unknown("支部", "治安大队党支部", 7) in file.unknown
    assert (by_name["吴干"].phone, by_name["吴干"].unsaid) == (None, {"手机号"})


def test_a_month_stays_a_month():
    by_name = {row.name: row for row in read("党员名册.csv").rows}
    assert (by_name["王芳"].joined_on, by_name["王芳"].months) == (date(2008, 7, 1), {"入党日期", "转正日期"})
    assert (by_name["卫国"].joined_on, by_name["卫国"].months) == (date(2009, 7, 1), frozenset())


def test_a_word_explained_is_understood():
    file = read("党员名册.csv", meanings={("职务", "支委"): Post.PUBLICITY.value})
    assert {row.name: row.posts for row in file.rows}["沈月"] == (Post.PUBLICITY,)
    assert not file.refused
    assert len(read("党员名册.csv", meanings={("列", "党内职务"): ""}).rows) == 15


def test_merged_cells_and_a_header_in_two_lines():
    file = read("党员信息采集表.xlsx")
    assert [row.branch for row in file.rows] == ["刑侦支部"] * 3 + ["治安支部"] * 3
    by_name = {row.name: row for row in file.rows}
    assert set(by_name) == {"王芳", "李雷", "赵敏", "欧阳娜娜", "买买提·艾力", "䶮堃"}
    assert (by_name["王芳"].joined_on, by_name["王芳"].full_on) == (date(2008, 7, 1), date(2009, 7, 1))
    assert by_name["王芳"].months == {"入党日期"}
    assert by_name["欧阳娜娜"].posts == (Post.GROUP_LEADER,)
    assert by_name["䶮堃"].category is Category.NON_MEMBER
    assert by_name["王芳"].phone == "+8613800000001"


def test_a_sheet_is_a_branch():
    file = read("各支部名册.xlsx", branches=OURS)
    assert [row.branch for row in file.rows] == ["刑侦支部"] * 2 + ["治安支部"] * 3
    assert (file.rows[0].posts, file.rows[0].position) == ((Post.SECRETARY,), "教导员")
    assert (file.rows[1].posts, file.rows[1].position) == ((), "副大队长")
    assert file.notes == ["没有读的工作表：填表说明、汇总"]


def test_lines_between_the_people_name_the_branch():
    header = ("姓名", "警号", "政治面貌", "入党时间", "转正时间")
    people = [(f"王{n}", n, "中共党员", "2001-07-01", "2002-07-01") for n in range(1, 5)]
    content = csv_of(
        header, ("刑侦党支部（2人）",), *people[:2], ("机关党支部",), *people[2:], header, ("合计", "4 人"), encoding="utf-8"
    )  # fmt: skip
    file = read_roster("名册.csv", content, TODAY, branches=OURS)
    assert [row.branch for row in file.rows] == ["刑侦支部", "刑侦支部", "机关支部", "机关支部"]
    assert not file.refused


def test_a_csv_that_lost_its_merged_cells_is_filled_down_and_says_so():
    rows = [("刑侦支部" if n == 1 else "", n, f"王{n}", "群众") for n in range(1, 6)]
    file = read_roster("r.csv", csv_of(("支部", "警号", "姓名", "类别"), *rows), TODAY)
    assert {row.branch for row in file.rows} == {"刑侦支部"}
    assert "按上一行" in file.notes[0]


@pytest.mark.parametrize(
    ("joined", "full", "category"),
    [
        ("2008-07-01", "2009-07-01", Category.FULL_MEMBER),
        ("2026-03", "", Category.PROBATIONARY),
        ("2026-03-01", "2027-03-01", Category.PROBATIONARY),
        ("2008-07-01", "", None),
        ("", "", None),
    ],
)
def test_who_is_in_the_party_is_a_full_member_only_where_a_date_says_so(joined, full, category):
    header = ("警号", "姓名", "支部", "政治面貌", "入党时间", "转正时间")
    content = csv_of(header, (1, "王芳", "一", "中共党员", joined, full))
    file = read_roster("r.csv", content, TODAY)
    assert [row.category for row in file.rows] == ([category] if category else [])
    told = read_roster("r.csv", content, TODAY, {("类别", "中共党员"): "正式党员"})
    assert [row.category for row in told.rows] == [category or Category.FULL_MEMBER]


def test_of_two_columns_about_the_same_the_one_that_knows_counts():
    header = ("警号", "姓名", "支部", "人员类别", "政治面貌", "党员类别")
    rows = [
        (1, "甲", "一", "民警", "中共党员", "预备党员"),
        (2, "乙", "一", "借调", "群众", ""),
        (3, "丙", "一", "借调", "", ""),
    ]
    file = read_roster("r.csv", csv_of(header, *rows), TODAY)
    assert [row.category for row in file.rows] == [Category.PROBATIONARY, Category.NON_MEMBER]
    assert file.unknown == [Unknown("类别", "借调", 1, ("人员类别",))]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("＊所在 党支部：", "支部"), ("联系电话（手机）", "手机号"), ("警号/辅警编号", "警号"), ("加入党组织日期", "入党日期"),
        ("加入中国共产党时间", "入党日期"), ("转为正式党员日期(年/月/日)", "转正日期"), ("入党时间（格式：2008-07-01）", "入党日期"), ("民警姓名", "姓名"), ("行政职务", "岗位"),
        ("党内职务", "职务"), ("支部书记", "支部书记"), ("备注", "备注"), ("曾用名", "曾用名"), ("申请入党时间", "申请入党时间"),
        ("身份证号", "身份证号"), ("介绍人姓名", "介绍人姓名"),
    ],
)  # fmt: skip
def test_headings(written, column):
    assert heading(written) == column


@pytest.mark.parametrize(
    ("written", "posts"),
    [
        ("副书记兼组织委员", (Post.DEPUTY_SECRETARY, Post.ORGANISATION)), ("纪检委员（兼）", (Post.DISCIPLINE,)), ("党支部书记兼大队长", (Post.SECRETARY,)),
        ("刑侦大队党支部书记", (Post.SECRETARY,)), ("组宣委员", (Post.ORGANISATION, Post.PUBLICITY)), ("第二党小组组长", (Post.GROUP_LEADER,)),
        ("海滨县公安局党委书记", (Post.COMMITTEE_SECRETARY,)), ("民警", ()), ("宣传委员及青年工作干事", (Post.PUBLICITY,)),
    ],
)  # fmt: skip
def test_posts(written, posts):
    assert tuple(post for word in post_words(written) for post in posts_of(word)) == posts


@pytest.mark.parametrize(
    "word",
    ["支委", "党委委员", "机关党委书记", "党总支书记", "纪委书记", "党务工作者", "书记员", "纪检组长", "原支部书记"],
)
def test_a_post_that_may_be_another_is_asked_about(word):
    with pytest.raises(KeyError):
        posts_of(word)


@pytest.mark.parametrize(
    "written",
    ["前任支部书记", "原任党支部书记", "原刑侦支部书记", "支部书记（原）", "支部书记（已免）", "支部书记【拟任】", "拟任支部书记", "代理支部书记", "原海滨县公安局党委书记",
     "副党小组长", "原第二党小组组长", "组织委员（2021年卸任）"],
)  # fmt: skip
def test_a_post_that_somebody_held_or_is_to_hold_is_asked_about(written):
    with pytest.raises(KeyError):
        [posts_of(word) for word in post_words(written)]


@pytest.mark.parametrize(
    "word",
    ["取消预备党员资格", "原预备党员", "非中共预备党员", "正式党员（预备期满）", "中共党员（停止党籍）", "正式党员（已转出）", "中共党员(失联)", "群众（发展对象）", "群众（积极分子）",
     "辅警（中共党员）", "辅警党员", "非辅警", "共青团员（入党积极分子）", "团员（已递交入党申请书）"],
)  # fmt: skip
def test_a_note_that_says_otherwise_is_asked_about(word):
    with pytest.raises(KeyError):
        category_of(word)


def test_what_a_note_does_not_change_is_taken():
    assert category_of("中共预备党员（2026年3月入党）") is category_of("党员（延长预备期）") is Category.PROBATIONARY
    assert category_of("群众（女）") is Category.NON_MEMBER
    assert category_of("中共党员（退休）") == "党员"
    assert [posts_of(word) for word in post_words("民警（未定级）")] == [()]
    assert [posts_of(word) for word in post_words("原州支部书记")] == [(Post.SECRETARY,)]


def taken(header: tuple[str, ...], *values: str) -> RosterFile:
    content = csv_of(("警号", "姓名", "支部", *header), ("1", "王芳", "一", *values))
    return read_roster("r.csv", content, TODAY)


@pytest.mark.parametrize("heading", ["用工性质", "人员性质", "人员身份", "人员类别"])
def test_being_employed_in_full_is_not_membership(heading):
    assert [row.category for row in taken((heading, "政治面貌"), "正式", "群众").rows] == [Category.NON_MEMBER]
    assert taken((heading, "政治面貌"), "正式", "中共党员").rows == []
    assert [row.category for row in taken(("党员类别",), "正式").rows] == [Category.FULL_MEMBER]


def test_who_is_in_the_party_and_outside_it_is_asked_about():
    (refusal,) = taken(("政治面貌", "党员类别"), "群众", "正式党员").refused
    assert "又是“群众”又是党员" in refusal.reason
    assert [row.category for row in taken(("政治面貌", "党员类别"), "共青团员", "预备党员").rows] == [
        Category.PROBATIONARY
    ]


def test_days_of_another_party_are_not_taken_for_ours():
    file = taken(("政治面貌", "参加党派时间"), "民革党员", "2010-07-01")
    assert [(row.category, row.joined_on) for row in file.rows] == [(Category.NON_MEMBER, None)]
    assert "入党日期" in file.rows[0].unsaid
    assert file.notes == ["不是党员，入党、转正日期没有采用（1 行）"]


def test_a_post_of_another_branch_is_asked_about():
    def read_in(branch: str, post: str) -> RosterFile:
        content = csv_of(("警号", "姓名", "支部", "类别", "党内职务"), ("1", "王芳", branch, "正式党员", post))
        return read_roster("r.csv", content, TODAY, branches=OURS)

    assert "人却在治安支部" in read_in("治安支部", "刑侦支部书记").refused[0].reason
    assert read_in("刑侦党支部", "刑侦支部书记").rows[0].posts == (Post.SECRETARY,)
    assert read_in("中共海滨县公安局刑侦支部委员会", "刑侦党支部书记").rows[0].posts == (Post.SECRETARY,)


@pytest.mark.parametrize("remark", ["2026年8月调出", "已去世", "辞职", "2026.8转出至市局"])
def test_who_is_remarked_upon_as_gone_is_asked_about(remark):
    assert "是否还在册" in taken(("类别", "备注"), "正式党员", remark).refused[0].reason
    assert taken(("类别", "备注"), "正式党员", "曾从市局调出").rows
    assert taken(("类别", "备注"), "正式党员", "退休").rows


def test_a_sheet_of_those_who_are_gone_is_not_read_and_that_is_said():
    book = Workbook()
    for title, name in (("在职", "王芳"), ("已调出人员", "李雷"), ("去世", "赵敏")):
        sheet = book.create_sheet(title)
        sheet.append(["警号", "姓名", "支部", "类别"])
        sheet.append([f"9{len(book.sheetnames)}", name, "一", "正式党员"])
    out = io.BytesIO()
    book.save(out)
    file = read_roster("r.xlsx", out.getvalue(), TODAY)
    assert [row.name for row in file.rows] == ["王芳"]
    assert "没有读的工作表：Sheet、已调出人员、去世" in file.notes


def test_a_category_against_its_day_is_asked_about():
    assert "还没有到" in taken(("类别", "转正日期"), "正式党员", "2027-03").refused[0].reason
    assert "却有转正日期" in taken(("类别", "转正日期"), "预备党员", "2009-07-01").refused[0].reason


@pytest.mark.parametrize("written", ["王芳（已故）", "王芳(调出)", "王芳（2025年去世）", "王芳（已转出）"])
def test_who_is_said_to_be_gone_is_not_taken(written):
    file = read_roster("r.csv", csv_of(("警号", "姓名", "支部", "类别"), ("1", written, "一", "群众")), TODAY)
    assert file.rows == []
    assert "是否还在册" in file.refused[0].reason


@pytest.mark.parametrize("written", ["20087", "19987", "20121.0"])
def test_a_month_without_its_dot_is_not_a_day_in_the_fifties(written):
    with pytest.raises(BadCell, match="序号"):
        day_or_month(written)


@pytest.mark.parametrize("word", ["离退休", "停止党籍", "流动党员?", ""])
def test_a_category_that_is_not_known_is_asked_about(word):
    with pytest.raises(KeyError):
        category_of(word)


def test_hints_below_the_header_and_remarks_below_the_people_are_nobody():
    rows = [("警号", "姓名", "支部", "类别", "入党时间"), ("（必填）", "（必填）", "", "", "yyyy-mm-dd"), ("1", "王芳", "一", "党员（预备期）", "2026年1月1日入党"), ("2.请于本月底前上报",)]  # fmt: skip
    file = read_roster("r.csv", csv_of(*rows), TODAY)
    assert [(row.name, row.category, row.joined_on) for row in file.rows] == [
        ("王芳", Category.PROBATIONARY, date(2026, 1, 1))
    ]
    assert file.refused == []


def test_one_branch_in_three_ways_of_calling_it():
    assert {core(name) for name in ("中共海滨县公安局刑侦大队支部委员会", "刑侦大队党支部", "刑侦大队支部")} == {
        "刑侦大队"
    }
    assert core("第一党支部") != core("第二党支部")


def test_the_template_is_read_back():
    file = read_roster("花名册模板.xlsx", template(), TODAY)
    assert (file.rows, file.refused, file.said) == ([], [], set(COLUMNS))


days = st.dates(date(1922, 1, 1), date(2099, 12, 31))
shapes = st.sampled_from([
    "{0.year}-{0.month:02}-{0.day:02}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}.", "{0.year}年{0.month}月{0.day}日",
    "{0.year}{0.month:02}{0.day:02}", " {0.year} 年 {0.month} 月 {0.day} 号", "{0.year}-{0.month}-{0.day} 00:00:00", "{0.year}.{0.month:02}.{0.day:02}（预备）",
])  # fmt: skip
month_shapes = st.sampled_from(["{0.year}年{0.month}月", "{0.year}-{0.month:02}", "{0.year}/{0.month:02}", "{0.year}{0.month:02}", "{0.year}年{0.month:02}月份", "{0.year}.{0.month:02}"])  # fmt: skip


@given(days, shapes)
def test_a_day_is_never_another_one(when, shape):
    known = day_or_month(shape.format(when))
    assert (known.day, known.whole) == (when, True)


@given(days, month_shapes)
def test_a_month_is_never_another_one_and_never_a_day(when, shape):
    try:
        known = day_or_month(shape.format(when))
    except BadCell:
        assert shape.format(when).endswith(".1")
    else:
        assert (known.day, known.whole) == (when.replace(day=1), False)


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_a_serial_is_its_day(when):
    assume(not re.fullmatch(r"(19\d|20[0-3])\d[1-9]", str(serial(when))))
    assert day_or_month(str(serial(when))).day == when


words_of_dates = st.lists(st.sampled_from(["2008", "08", "7", "13", "31", "-", ".", "/", "年", "月", "日", " ", "（", "）", "左右", "预备", "１", "'", "0"]), max_size=8).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=20), words_of_dates))
@example("2008.13")
@example("200813")
@example("²008年7月")
def test_any_text_is_a_date_that_stands_in_it_or_a_sentence(text):
    try:
        known = day_or_month(text)
    except BadCell as error:
        assert str(error)
        return
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isdecimal())
    if known and not re.match(r"\d{5}(?:\.|\D|$)", unicodedata.normalize("NFKC", text).strip(" '")):
        assert digits.startswith(f"{known.day.year}")
        assert str(known.day.month) in digits[4:]


pieces = st.sampled_from(
    [
        "书记",
        "副",
        "党支部",
        "支部",
        "兼",
        "、",
        "委员",
        "组织",
        "（",
        "）",
        "(兼)",
        "大队长",
        "党小组",
        "组长",
        " ",
        "第一",
        "＋",
        "民警",
    ]
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_any_words_of_posts_are_posts_or_asked_about(text):
    for word in post_words(text):
        try:
            assert all(isinstance(post, Post) for post in posts_of(word))
        except KeyError:
            continue


@given(
    st.lists(
        st.lists(
            st.one_of(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8), pieces),
            min_size=6,
            max_size=6,
        ),
        max_size=6,
    )
)
def test_any_cells_below_other_offices_headings_give_rows_or_reasons(rows):
    header = ("警员编号", "民警姓名", "所在党支部", "政治面貌", "党内职务", "入党时间")
    file = read_roster("r.csv", csv_of(header, *rows, encoding="utf-8"), TODAY, branches=OURS)
    assert all(refusal.reason.endswith("。") for refusal in file.refused)
    assert all(row.police_no and row.name and row.branch for row in file.rows)
