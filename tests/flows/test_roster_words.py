"""A personnel system's own words in the roster's file: taken where they can be meant, asked about once where they cannot."""

from datetime import date

from sqlmodel import select

from storage.people import directory
from storage.people.directory import Person
from storage.people.known_months import KnownMonth
from tests.flows.test_people_roster import KEPT, post_of
from tests.rules.exports import csv_of

HEADER = (
    "警员编号",
    "民警姓名",
    "所在党支部",
    "党小组",
    "政治面貌",
    "党内职务",
    "联系电话",
    "工作岗位",
    "入党时间",
    "转正时间",
)
OTHERS = [tuple(line.split(",")) for line in KEPT]


def export(*rows):
    return csv_of(HEADER, *OTHERS, *rows)


async def test_a_word_is_asked_about_once_and_remembered(house):
    phone = house.phone("吴干")
    rows = [
        ("100021", "林青", "第一党支部", "", "中共党员", "支委", "", "民警", "2008.7", "2009.7"),
        ("100022", "何洁（女）", "第一党支部", "", "中共党员", "", "", "民警", "2010年7月1日", ""),
        ("100023", "罗成", "第一党支部", "", "群众", "工会主席", "", "民警", "", ""),
        ("合计", "3人", "", "", "", "", "", "", "", ""),
    ]
    await phone.send_document("导出.csv", export(*rows))
    assert "“支委”是什么职务？" in phone.screen.text
    assert "文件里 1 行有这个词（“党内职务”一列）" in phone.screen.text
    await phone.press("宣传委员")
    assert "“中共党员”是什么类别？" in phone.screen.text
    assert "看不出是正式党员还是预备党员" in phone.screen.text
    assert "发展对象" not in phone.screen.labels
    await phone.walk("正式党员", "不是党内职务")
    assert "新增 3 · 变更 0 · 未变 9 · 拟移出 0 · 未采纳 0" in phone.screen.text
    assert "按本局支部理解：第一党支部 → 第一支部" in phone.screen.text
    assert "只写到月的日期 2 处" in phone.screen.text
    await phone.press("确认导入")
    assert await post_of(house, "100021") == {"宣传委员"}
    await phone.send_document("导出.csv", export(*rows))
    assert "没有可写入的变化" in phone.screen.text
    await phone.press("取消")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "名册用词")
    assert "职务“支委” → 宣传委员　吴干" in phone.screen.text
    await phone.press("🗑 支委")
    assert "支委" not in phone.screen.text
    await phone.send_document("导出.csv", export(*rows))
    assert "“支委”是什么职务？" in phone.screen.text


async def test_who_asks_for_nothing_has_the_row_refused_and_the_rest_taken(house):
    phone = house.phone("吴干")
    await phone.send_document("导出.csv", export(("100021", "林青", "第一支部", "", "离退休", "支委", "", "", "", "")))
    await phone.press("其余的都先不管")
    assert "新增 0 · 变更 0 · 未变 9 · 拟移出 0 · 未采纳 1" in phone.screen.text
    assert "“离退休”不认识" in phone.screen.text
    assert "“支委”不认识" in phone.screen.text


async def test_a_heading_that_may_be_one_of_ours_is_asked_about_once(house):
    phone = house.phone("吴干")
    header = tuple({"警员编号": "编码", "党内职务": "担任的职务"}.get(each, each) for each in HEADER)
    file = csv_of(header, *OTHERS, ("100021", "林青", "第一支部", "", "群众", "宣传委员", "", "", "", ""))
    await phone.send_document("导出.csv", file)
    assert "“编码”是什么列？" in phone.screen.text
    assert "10 行填了内容" in phone.screen.text
    await phone.press("警号")
    assert "“担任的职务”是什么列？" in phone.screen.text
    await phone.press("职务")
    assert "新增 1 · 变更 0 · 未变 9 · 拟移出 0 · 未采纳 0" in phone.screen.text
    await phone.press("取消")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "名册用词")
    assert "列“编码” → 警号" in phone.screen.text
    await phone.press("🗑 担任的职务")
    await phone.send_document("导出.csv", file)
    await phone.press("不读这一列")
    assert "文件里没有、因此不改动的列：职务" in phone.screen.text
    await phone.press("取消")
    await phone.send_document("导出.csv", file)
    assert "是什么列" not in phone.screen.text


async def test_a_whole_column_is_put_aside(house):
    phone = house.phone("吴干")
    others = [(*row[:5], "", *row[6:]) for row in OTHERS]
    await phone.send_document(
        "导出.csv", csv_of(HEADER, *others, ("100021", "林青", "第一支部", "", "群众", "书记员", *[""] * 4))
    )
    await phone.press("忽略“党内职务”一列")
    assert "文件里没有、因此不改动的列：职务" in phone.screen.text
    assert "新增 1 · 变更 0 · 未变 9" in phone.screen.text


async def test_nobody_claims_a_day_that_nobody_knew(house):
    phone = house.phone("吴干")
    known = [(*row[:8], "2011-07-15", "") if row[0] == "100002" else row for row in OTHERS]
    await phone.send_document("一.csv", csv_of(HEADER, *known))
    await phone.press("确认导入")
    vague = [
        (*row[:8], "2011-07", "") if row[0] == "100002" else (*row[:8], "2012.7", "") if row[0] == "100003" else row
        for row in OTHERS
    ]
    await phone.send_document("二.csv", csv_of(HEADER, *vague))
    await phone.press("确认导入")
    async with house.database.read() as session:
        days = dict((await session.exec(select(Person.police_no, Person.joined_on))).all())
    # What was known to the day stays so.
    assert (days["100002"], days["100003"]) == (date(2011, 7, 15), date(2012, 7, 1))
    await phone.walk("返回", "第一支部", "赵敏")
    assert "入党日期：2012年7月\n" in phone.screen.text
    member = house.phone("赵敏")
    await member.send("/birthday")
    assert "2012年7月" in member.screen.text
    assert "7月1日" not in member.screen.text
    exact = [(*row[:8], "2012-07-01", "") if row[0] == "100003" else row for row in known]
    await phone.send_document("三.csv", csv_of(HEADER, *exact))
    assert "没有可写入的变化" in phone.screen.text


async def test_the_words_are_the_officers_alone(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    for data in ("roster_words:0", "roster_word_no:1", "roster_template"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
    async with house.database.read() as session:
        assert not (await session.exec(select(KnownMonth))).all()
        assert await directory.branches(session)


async def test_a_template_is_given_and_taken(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "导入花名册", "下载模板")
    sent = [message for message in phone.messages() if message.document][-1]
    await phone.send_document("花名册.xlsx", sent.read())
    assert "新增 0 · 变更 0" in phone.screen.text


async def test_a_party_offices_list_of_names_changes_those_whom_it_means_and_nobody_else(house):
    """One branch's members, without police numbers, categories or a column for the branch."""
    phone = house.phone("吴干")
    rows = [("第一党支部党员名册",), ("姓名", "性别", "入党时间", "转正时间"), ("王　芳", "女", "2008年7月", "2009年7月"), ("李雷", "男", "2010-07-01", "2011-07-01"), ("没有这个人", "男", "", "")]  # fmt: skip
    await phone.send_document("名册.csv", csv_of(*rows))
    assert "变更 2 · 未变 0 · 拟移出 7 · 未采纳 1" in phone.screen.text
    assert "没有警号，按姓名认出（2 行）" in phone.screen.text
    assert "名册里也没有这位同志；新增的人要有警号" in phone.screen.text
    await phone.press("只是一部分人")
    assert "拟移出 0" in phone.screen.text
    await phone.press("确认导入")
    async with house.database.read() as session:
        people = {person.police_no: person for person in (await session.exec(select(Person))).all()}
    assert people["100001"].joined_on == date(2008, 7, 1)
    assert all(person.missing_since is None for person in people.values())
    assert (people["100001"].category, people["100001"].phone) == ("正式党员", "+8613800000001")
    assert await post_of(house, "100001") == {"支部书记"}
