import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.bureau.people import Bureau
from storage.people.posts import MEMBERS, Category, Post
from storage.people.roster_file import COLUMNS, REQUIRED, RosterFile, read_roster
from storage.sheets import reading
from storage.sheets.table import SheetUnreadable
from storage.sheets.workbook import read_workbook
from tests.rules.rosters import GOOD, HEADER, csv_bytes, line, serial, xlsx_bytes

ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def in_this_process():
    """Workbooks read without a process for each of a hundred; that one reads them is told by its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "workbook_apart", read_workbook)
        yield


def read(*rows: dict[str, object], today: date | None = None) -> RosterFile:
    return read_roster("花名册.csv", csv_bytes(rows), today)


def reason(**changes: object) -> str:
    """Why the one changed row is refused; a good row beside it must pass."""
    file = read(line(警号="9", 姓名="李四", 手机号=""), line(**changes), today=date(2026, 11, 24))
    assert [row.name for row in file.rows] == ["李四"]
    (refusal,) = file.refused
    assert refusal.line == 3
    return refusal.reason


def test_a_whole_row():
    (row,) = read(line(职务="支部书记、组织委员", 党小组="")).rows
    assert (row.line, row.police_no, row.name, row.branch, row.group) == (2, "100123", "张三", "第一支部", None)
    assert row.category is Category.FULL_MEMBER
    assert row.posts == (Post.SECRETARY, Post.ORGANISATION)
    assert (row.phone, row.position) == ("+8616012345678", "民警")
    assert (row.joined_on, row.full_on) == (date(2019, 7, 1), date(2020, 7, 1))


def test_the_invented_bureau_is_read_whole():
    bureau = Bureau.generate(today=date(2026, 11, 24))
    for encoding in ("utf-8-sig", "gb18030"):
        file = read_roster("r.csv", bureau.roster_csv().encode(encoding), date(2026, 11, 24))
        assert not file.refused
        assert len(file.rows) == len(bureau.people)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"警号": ""}, "缺少警号"),
        ({"姓名": "　 "}, "缺少姓名"),
        ({"支部": ""}, "缺少支部"),
        ({"类别": ""}, "缺少类别"),
        ({"警号": "", "姓名": ""}, "缺少警号、姓名"),
        ({"类别": "离退休"}, "正式党员、预备党员"),
        ({"类别": "党员", "转正日期": ""}, "看不出是正式还是预备"),
        ({"职务": "支委"}, "支部书记、支部副书记"),
        ({"职务": "支部书记、青年委员"}, "青年委员"),
        ({"职务": "支部书记", "支部": ""}, "却没有支部"),
        ({"职务": "党小组长", "党小组": ""}, "却没有党小组"),
        ({"手机号": "12345678901"}, "不是 11 位手机号"),
        ({"手机号": "0571-88888888"}, "不是 11 位手机号"),
        ({"手机号": "16012345678/16012345679"}, "只填一个"),
        ({"手机号": "1.6E+10"}, "不是 11 位手机号"),
        ({"警号": "1.2E+05"}, "不是警号"),
        ({"入党日期": "2019.1"}, "看不出是 1 月还是 10 月"),
        ({"入党日期": "2019"}, "没有写到月"),
        ({"入党日期": "2019-02-30"}, "没有 2019年2月30日 这一天"),
        ({"入党日期": "7/1/2019"}, "不是日期"),
        ({"入党日期": "1819-07-01"}, "不在可能的年份里"),
        ({"入党日期": "2020-07-01", "转正日期": "2019-07-01"}, "早于入党日期"),
        ({"入党日期": "2027-07-01", "转正日期": ""}, "还没有到"),
        ({"姓名": "=HYPERLINK(1)"}, "像是公式"),
        ({"姓名": "+张三"}, "像是公式"),
        ({"姓名": "-张三"}, "像是公式"),
        ({"姓名": "@张三"}, "像是公式"),
        ({"姓名": "#REF!"}, "错误值"),
        ({"支部": "=A1"}, "像是公式"),
        ({"姓名": "张" * 61}, "超过 60 个字"),
        ({"警号": "9", "手机号": ""}, "警号与第 2 行相同"),
    ],
)
def test_refused_with_a_reason_that_tells_what_to_do(changes: dict[str, str], said: str):
    assert said in reason(**changes)


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    said = reason(姓名="", 类别="离退休", 手机号="1")
    assert all(word in said for word in ("缺少姓名", "类别", "手机号"))
    assert said.endswith("。")


def test_who_is_named_as_far_as_known():
    file = read(line(类别=""), line(警号="", 姓名="李四"), line(警号="", 姓名=""))
    assert [refusal.what for refusal in file.refused] == ["100123 张三", "李四", ""]


def test_same_number_and_same_phone_refuse_the_later_row():
    file = read(line(), line(姓名="李四", 手机号=""), line(警号="8", 手机号="+86 160-1234-5678"))
    assert [row.line for row in file.rows] == [2]
    assert "警号与第 2 行相同" in file.refused[0].reason
    assert "手机号与第 2 行相同" in file.refused[1].reason


def test_a_number_of_a_refused_row_is_free():
    assert [row.line for row in read(line(类别="?"), line()).rows] == [3]


def test_a_future_day_passes_where_no_day_is_given():
    assert read(line(入党日期="2090-07-01", 转正日期="")).rows


@pytest.mark.parametrize(
    "written", ["支部书记,宣传委员", "支部书记，宣传委员", "支部书记/宣传委员", "支部书记；宣传委员;支部书记"]
)
def test_posts_are_joined_in_many_ways(written: str):
    assert read(line(职务=written)).rows[0].posts == (Post.SECRETARY, Post.PUBLICITY)


@pytest.mark.parametrize("nothing", ["", "-", "/", "无", "　"])
def test_signs_for_nothing(nothing: str):
    (row,) = read(line(职务=nothing, 手机号=nothing, 岗位=nothing, 党小组=nothing, 转正日期=nothing)).rows
    assert (row.posts, row.phone, row.position, row.group, row.full_on) == ((), None, None, None, None)


@pytest.mark.parametrize(
    "written",
    ["160 1234 5678", "160-1234-5678", "+8616012345678", "+86 160 1234 5678", "008616012345678", "8616012345678",
     "１６０１２３４５６７８", "16012345678.0"],
)  # fmt: skip
def test_phones(written: str):
    assert read(line(手机号=written)).rows[0].phone == "+8616012345678"


DAYS_AS_TEXT = [
    "2019-07-01",
    "2019/7/1",
    "2019.7.1",
    "20190701",
    "2019年7月1日",
    "２０１９年７月１日",
    "2019-07-01 00:00:00",
    "43647",
]


@pytest.mark.parametrize("written", DAYS_AS_TEXT)
def test_days_as_text(written: str):
    assert read(line(入党日期=written)).rows[0].joined_on == date(2019, 7, 1)


@pytest.mark.parametrize(
    "cell", [*DAYS_AS_TEXT, 43647, 43647.0, 43647.5, 20190701, datetime(2019, 7, 1), date(2019, 7, 1)]
)
def test_days_in_a_workbook(cell: object):
    row = {**GOOD, "入党日期": cell}
    file = read_roster("r.xlsx", xlsx_bytes([HEADER, [row[word] for word in HEADER]]))
    assert file.rows[0].joined_on == date(2019, 7, 1)


def test_names_lose_the_spaces_that_align_them_and_keep_the_rest():
    file = read(
        line(姓名="　张　三 "), line(警号="2", 姓名="Ali Khan", 手机号=""), line(警号="3", 姓名="䶮堃", 手机号="")
    )
    assert [row.name for row in file.rows] == ["张三", "Ali Khan", "䶮堃"]


def test_workbook_numbers_keep_what_they_mean():
    rows = [HEADER, [100123.0, "张三", "一", None, "群众", None, 16012345678.0, None, None, None]]
    rows.append(["000123", "李四", "一", None, "群众", None, None, None, None, None])
    file = read_roster("r.xlsx", xlsx_bytes(rows))
    assert [row.police_no for row in file.rows] == ["100123", "000123"]
    assert file.rows[0].phone == "+8616012345678"


def test_a_formula_without_a_stored_result_is_refused_not_lost():
    values = list(GOOD.values())
    values[HEADER.index("手机号")] = "=A2"
    file = read_roster("r.xlsx", xlsx_bytes([HEADER, values, [*["2", "李四", "一", "", "群众"], *[""] * 5]]))
    assert [row.name for row in file.rows] == ["李四"]
    assert "没有结果的公式" in file.refused[0].reason


def test_title_and_blank_lines_and_strange_columns():
    data = csv_bytes(
        [line(), {}, line(警号="2", 手机号="")],
        header=("序号", " 姓　名 ", *HEADER),
        before="海滨县公安局花名册,,\n,\n",
    )
    data = data.replace(" 姓　名 ".encode(), "备注".encode())
    file = read_roster("r.csv", data)
    assert [row.line for row in file.rows] == [4, 6]
    assert file.ignored_columns == ["序号", "备注"]
    assert not file.refused


def test_headers_may_hold_spaces():
    assert read_roster("r.csv", csv_bytes([line()]).replace("姓名".encode(), " 姓　名 ".encode())).rows


def test_a_line_cut_in_the_wrong_places_is_refused():
    wide = csv_bytes([line()]) + "2,李四,一,,群众,,,,,,多出来的\n".encode()
    assert "比表头多出几格" in read_roster("r.csv", wide).refused[0].reason
    swallowed = csv_bytes([line()]) + '2,"李四,一,,群众,,,,,\n3,王五,一,,群众,,,,,\n'.encode()
    assert "引号没有成对" in read_roster("r.csv", swallowed).refused[0].reason


def unreadable(content: bytes) -> str:
    with pytest.raises(SheetUnreadable) as caught:
        read_roster("r", content)
    return str(caught.value)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def test_files_that_cannot_be_read():
    assert "空的" in unreadable(b"")
    assert "空的" in unreadable(b" \r\n")
    assert "超过 5 MB" in unreadable(b"x" * (5 * 1024 * 1024 + 1))
    assert "编码" in unreadable(b"\x81\xff\xff\xff")
    assert "表头要有这些列：警号、姓名、支部、类别，可以有：党小组、" in unreadable("你好，世界\n".encode())
    assert "不是 CSV 或 XLSX" in unreadable(b"%PDF-1.7 ...")
    assert "旧版" in unreadable(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "密码" in unreadable(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert "压缩包" in unreadable(zipped(a__txt=b"x"))
    assert "已损坏" in unreadable(xlsx_bytes([HEADER])[:-200])
    assert "已损坏" in unreadable(b"PK\x03\x04 nothing")


def test_a_zip_bomb_and_entities_are_refused():
    content = {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b" " * (9 * 1024 * 1024)}
    assert "展开后过大" in unreadable(zipped(**content))
    content["xl/workbook.xml"] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "不该有的内容" in unreadable(zipped(**content))


def test_too_many_rows():
    assert "超过 20000 行" in unreadable(csv_bytes([]) + b"1,a\n" * 20_010)
    assert len(read_roster("r.csv", csv_bytes([]) + b"1,a\n" * 20_000).refused) == 20_000


def test_every_sheet_with_people_is_read():
    row = [GOOD[word] for word in HEADER]
    file = read_roster("r.xlsx", xlsx_bytes([["说明"]], [HEADER, row], [HEADER, row]))
    assert len(file.rows) == 1
    assert str(file.refused[0]).startswith("“Sheet2”第 2 行 100123 张三：警号与“Sheet1”第 2 行相同")
    assert file.notes == ["没有读的工作表：Sheet"]


@given(st.sets(st.sampled_from(REQUIRED), min_size=1, max_size=3), st.sampled_from(ENCODINGS))
def test_missing_columns_are_named(missing: set[str], encoding: str):
    header = [word for word in COLUMNS if word not in missing]
    said = unreadable(csv_bytes([line()], header=header, encoding=encoding))
    assert all(word in said.split("缺少")[1] for word in missing)


@given(st.sampled_from(COLUMNS), st.sampled_from(",;\t"))
def test_a_doubled_column_is_named(word: str, delimiter: str):
    said = unreadable(csv_bytes([line()], header=(*HEADER, word), delimiter=delimiter))
    assert f"“{word}”出现了不止一次" in said


# What is five digits there may be a month without its dot: 20087.
FIFTIES = range(1952, 1969)
han = st.text("张王李赵䶮堃一二三海滨县", min_size=1, max_size=6)
days = st.dates(date(1950, 1, 1), date(2026, 1, 1))
people = st.lists(
    st.fixed_dictionaries(
        {
            "警号": st.from_regex(r"[0-9A-Z]{1,8}", fullmatch=True),
            "姓名": han,
            "支部": han,
            "党小组": han,
            "类别": st.sampled_from(Category),
            "职务": st.lists(st.sampled_from(Post), unique=True, max_size=3).map("、".join),
            "手机号": st.integers(13_000_000_000, 19_999_999_999).map(str),
            "岗位": han.filter(lambda text: text != "一"),
        }
    ),
    unique_by=(lambda row: row["警号"].casefold(), lambda row: row["手机号"]),
    max_size=6,
)
day_forms = st.sampled_from(
    [
        lambda day: day.isoformat(),
        lambda day: f"{day.year}/{day.month}/{day.day}",
        lambda day: f"{day:%Y%m%d}",
        lambda day: f"{day.year}年{day.month}月{day.day}日",
        lambda day: day.isoformat() if day.year in FIFTIES else str(serial(day)),
    ]
)


def expect(file: RosterFile, rows: list[dict[str, object]], joined: list[date]) -> None:
    assert not file.refused
    assert [
        (r.police_no, r.name, r.branch, r.group, r.category, "、".join(r.posts), r.position) for r in file.rows
    ] == [tuple(row[word] for word in ("警号", "姓名", "支部", "党小组", "类别", "职务", "岗位")) for row in rows]
    assert [r.phone for r in file.rows] == [f"+86{row['手机号']}" for row in rows]
    # Nobody who is not in the Party has joined it.
    assert [r.joined_on for r in file.rows] == [
        day if row["类别"] in MEMBERS else None for row, day in zip(rows, joined, strict=True)
    ]


@given(people, st.permutations(HEADER), st.sampled_from(ENCODINGS), st.sampled_from(",;\t"), st.data())
def test_csv_of_every_shape_is_read_back(rows, header, encoding, delimiter, data):
    if encoding == "gbk":
        rows = [{k: v.replace("䶮", "龙") for k, v in row.items()} for row in rows]
    joined = [data.draw(days) for _ in rows]
    lines: list[dict[str, object]] = []
    for row, day in zip(rows, joined, strict=True):
        lines += [{}] * data.draw(st.integers(0, 2))
        lines.append({**row, "入党日期": data.draw(day_forms)(day)})
    before = data.draw(st.sampled_from(["", "\n", "花名册\n\n", f"花名册{delimiter * 3}\n"]))
    content = csv_bytes(lines, header=header, encoding=encoding, delimiter=delimiter, before=before)
    expect(read_roster("r.csv", content), rows, joined)


@pytest.mark.usefixtures("in_this_process")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.permutations(HEADER), st.data())
def test_workbooks_of_every_shape_are_read_back(rows, header, data):
    joined = [data.draw(days) for _ in rows]
    cells: list[list[object]] = [["花名册"], [], list(header)]
    for row, day in zip(rows, joined, strict=True):
        as_cell = data.draw(
            st.sampled_from(
                [
                    lambda d: d if d.year in FIFTIES else serial(d),
                    lambda d: d,
                    lambda d: datetime(d.year, d.month, d.day),
                    date.isoformat,
                ]
            )
        )
        full = {**row, "类别": str(row["类别"]), "入党日期": as_cell(day)}
        if row["警号"].isdecimal() and not row["警号"].startswith("0"):
            full["警号"] = float(row["警号"])
        cells += [[None]] * data.draw(st.integers(0, 2))
        cells.append([full.get(word) for word in header])
    expect(read_roster("r.xlsx", xlsx_bytes(cells)), rows, joined)


def readable_or_not(content: bytes) -> None:
    try:
        file = read_roster("r", content, date(2026, 1, 1))
    except SheetUnreadable as error:
        assert str(error).endswith("。")
    else:
        assert isinstance(file, RosterFile)
        assert all(refusal.reason.endswith("。") for refusal in file.refused)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_roster_or_a_sentence(content: bytes):
    readable_or_not(content)


@given(st.sampled_from(["", "PK\x03\x04", "警号,姓名,支部,类别\n"]), st.text(max_size=300), st.sampled_from(ENCODINGS))
def test_any_text_gives_a_roster_or_a_sentence(start: str, text: str, encoding: str):
    readable_or_not((start + text).encode(encoding, "ignore"))


WORKBOOK = xlsx_bytes([HEADER, list(GOOD.values())])


@pytest.mark.usefixtures("in_this_process")
@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_workbook_gives_a_roster_or_a_sentence(damage: list[tuple[int, int]]):
    content = bytearray(WORKBOOK)
    for position, byte in damage:
        content[position] = byte
    readable_or_not(bytes(content))


cells_of_any_kind = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=8), st.datetimes(datetime(1901, 1, 1)), st.times(),
)  # fmt: skip


@pytest.mark.usefixtures("in_this_process")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells_of_any_kind, min_size=10, max_size=10), max_size=4))
def test_a_workbook_of_any_cells_gives_a_roster_or_a_sentence(rows):
    readable_or_not(xlsx_bytes([HEADER, *rows]))
