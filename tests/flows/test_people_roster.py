"""The roster in chat: a file with a dry run, removals that a person decides, binding somebody anew."""

import io
import threading

import openpyxl
import pytest

from sandbox.telegram.phone import Phone
from storage.people import directory
from storage.people.directory import Person
from storage.sheets import reading
from tests.rules.rosters import xlsx_bytes
from tests.rules.workbooks import row, text, workbook

HEADER = "警号,姓名,支部,党小组,类别,职务,手机号,岗位,入党日期,转正日期\n"
KEPT = [
    "100001,王芳,第一支部,第一党小组,正式党员,支部书记,13800000001,,,",
    "100002,李雷,第一支部,第一党小组,正式党员,党小组长,13800000002,,,",
    "100003,赵敏,第一支部,第一党小组,正式党员,纪检委员,13800000003,,,",
    "100004,钱进,第一支部,第二党小组,预备党员,,13800000004,,,",
    "100005,孙立,第一支部,,群众,,13800000005,,,",
    "100006,周全,机关支部,,正式党员,支部书记,13800000006,,,",
    "100007,吴干,机关支部,,正式党员,党务干部,13800000007,,,",
    "100008,郑局,机关支部,,正式党员,党委书记,13800000008,,,",
    "100009,陈新,第一支部,第二党小组,正式党员,,13800000009,,,",
]


def roster(*rows, without=()):
    kept = [row for row in KEPT if row[:6] not in without]
    return (HEADER + "\n".join([*kept, *rows]) + "\n").encode("gb18030")


async def test_a_file_is_tried_first_and_taken_over_on_confirmation(house):
    phone = house.phone("吴干")
    file = roster("100020,新人,第一支部,,正式党员,,,,,", "bad,,第一支部,,正式党员,,,,,", without={"100005"})
    await phone.send_document("花名册.csv", file)
    text = phone.screen.text
    assert "新增 1 · 变更 0 · 未变 8 · 拟移出 1 · 未采纳 1" in text
    assert "100005 孙立" in text
    assert "第 11 行" in text
    async with house.database.read() as session:
        assert await directory.who_has_number(session, "100020") is None
    await phone.press("确认导入")
    assert "已导入" in phone.screen.text
    async with house.database.read() as session:
        assert (await directory.who_has_number(session, "100020")).name == "新人"
        assert (await directory.who_has_number(session, "100005")).name == "孙立"
    await phone.send_document("花名册.csv", file)
    assert "没有可写入的变化" in phone.screen.text
    assert "确认导入" not in "".join(phone.screen.labels)


async def test_who_vanished_leaves_only_by_a_persons_decision(house):
    phone = house.phone("吴干")
    await phone.send_document("r.csv", roster(without={"100005", "100004"}))
    await phone.walk("确认导入", "待确认移出")
    await phone.press("移出 孙立")
    await phone.press("保留 钱进")
    assert "没有待确认" in phone.screen.text
    async with house.database.read() as session:
        assert await directory.who_has_number(session, "100005") is None
        assert await directory.who_has_number(session, "100004") is not None
    gone = house.phone("孙立")
    assert "已不在本局名册上" in gone.screen.text
    assert gone.commands() == ["start"]
    await gone.send("/home")
    assert "请先绑定身份" in gone.screen.text


async def test_a_file_that_is_no_roster_is_named_and_another_may_follow(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "导入花名册")
    await phone.send_document("r.csv", b"\x00\x01\x02")
    assert "导入花名册" in phone.screen.text
    await phone.send("导入吧")
    assert "收不了" in phone.texts[-2]
    await phone.send_document("r.csv", roster())
    assert "没有可写入的变化" in phone.screen.text
    await phone.press("取消")
    assert "已取消" in phone.screen.text


async def test_only_staff_may_import(house):
    for name in ("王芳", "钱进", "郑局"):
        phone = house.phone(name)
        await phone.send_document("r.csv", roster("100020,新人,第一支部,,正式党员,,,,,"))
        assert "没有这项权限" in phone.screen.text
        await phone.press_data("import_yes")
        assert phone.alert
    async with house.database.read() as session:
        assert await directory.who_has_number(session, "100020") is None


async def test_a_secretary_sees_the_own_branch_and_no_other(house):
    phone = house.phone("王芳")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定")
    assert "第一支部" in phone.screen.text
    await phone.press("○ 陈新")
    assert "绑定链接" not in "".join(phone.screen.labels)
    await phone.press_data("roster_branch:2:0")
    assert "没有这项权限" in phone.toast
    await phone.press_data("roster_person:8")
    assert phone.alert
    await phone.press_data("invite:9")
    assert "没有这项权限" in phone.toast


async def test_a_lost_phone_is_taken_off_and_the_person_binds_another(house):
    staff, old, new = house.phone("吴干"), house.phone("李雷"), house.phone(1000)
    await old.send("/home")
    await staff.send("/home")
    await staff.walk("更多", "名册与绑定", "第一支部", "● 李雷", "解除绑定", "确认解除")
    assert "已解除" in staff.screen.text
    assert "请先绑定身份" in old.screen.text
    assert old.commands() == ["start"]
    await staff.walk("返回", "生成绑定链接")
    link = next(word for word in staff.screen.text.split() if word.startswith("https://"))
    await new.open_link(link)
    assert "李雷同志" in new.texts[-2]
    async with house.database.read() as session:
        assert (await session.get(Person, 2)).telegram_id == 2000


async def test_an_account_bound_again_gets_its_menu_back(house):
    staff, member = house.phone("吴干"), house.phone("李雷")
    await member.send("/home")
    await staff.send("/home")
    await staff.walk("更多", "名册与绑定", "第一支部", "● 李雷", "解除绑定", "确认解除")
    await member.contact()
    assert "checkin" in member.commands()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.xlsx", workbook(row(text("x")) * 30_000), "里有内容，超出了 20000 行"),
        ("r.xlsx", workbook(f'<row r="1048576">{text("x", "XFD1048576")}</row>'), "单元格 XFD1048576 里有内容"),
        ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office 文件"),
        ("r.docx", workbook("", more={"word/document.xml": ""}), "这是 Word 文件"),
        ("r.pdf", b"%PDF-1.7", "“r.pdf”不是 CSV 或 XLSX 文件"),
    ],
)
async def test_whoever_sends_a_file_hears_what_is_wrong_with_it_and_is_asked_again(house, name, content, said):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "导入花名册")
    await phone.send_document(name, content)
    assert any(said in message.text for message in phone.messages() if message.from_bot)
    assert "请发送人事部门的花名册文件" in phone.screen.text
    await phone.send_document("r.xlsx", xlsx_bytes([line.split(",") for line in [HEADER.strip(), *KEPT]]))
    assert "未变 9" in phone.screen.text


async def test_while_a_file_is_read_everybody_else_is_answered(house, monkeypatch):
    going_on = threading.Event()
    real = reading.workbook_apart
    monkeypatch.setattr(reading, "workbook_apart", lambda content: going_on.wait(60) and real(content))
    phone, other = Phone(house.world, 1007), Phone(house.world, 1002)
    await phone.send_document("r.xlsx", xlsx_bytes([HEADER.strip().split(",")]))
    await house.world.until(lambda: any("正在读取" in message.text for message in phone.messages()), timeout=20)
    await other.send("/home")
    await house.world.until(lambda: "李雷" in other.screen.text, timeout=20)
    going_on.set()
    await house.settle()
    assert "新增 0" in phone.screen.text


def part(columns, *rows):
    return ("\n".join([columns, *rows]) + "\n").encode()


BARE = [",".join(row.split(",")[index] for index in (0, 1, 2, 4)) for row in KEPT]


async def post_of(house, number):
    async with house.database.read() as session:
        return {post.value for post in (await directory.who_has_number(session, number)).posts}


async def test_a_file_with_four_columns_leaves_everything_else(house):
    phone = house.phone("吴干")
    await phone.send_document("r.csv", part("警号,姓名,支部,类别", *BARE))
    assert "未变 9" in phone.screen.text
    assert "没有可写入的变化" in phone.screen.text
    assert "不改动的列：党小组、职务、手机号" in phone.screen.text
    assert await post_of(house, "100001") == {"支部书记"}


async def test_a_post_is_lost_by_a_typed_word_alone(house):
    phone = house.phone("吴干")
    emptied = [row + "," for row in BARE if row[:6] != "100007"] + [BARE[6] + ",党务干部"]
    await phone.send_document("r.csv", part("警号,姓名,支部,类别,职务", *emptied))
    text = phone.screen.text
    assert "100001 王芳：支部书记 → 无" in text
    assert "职务变更（5 人）" in text
    assert "确认导入" not in "".join(phone.screen.labels)
    await phone.press("下一步：核对")
    assert "5 人将失去权限" in phone.screen.text
    assert "100008 郑局：不再是党委书记" in phone.screen.text
    await phone.send("好的")
    assert "还没有导入，什么也没有改" in phone.texts[-1]
    assert await post_of(house, "100001") == {"支部书记"}
    await phone.send("确认导入")
    assert "已导入" in phone.screen.text
    assert await post_of(house, "100001") == set()
    await phone.press("撤销这次导入")
    assert "100001 王芳：无 → 支部书记" in phone.screen.text
    await phone.press("确认撤销")
    assert "已撤销" in phone.screen.text
    assert await post_of(house, "100001") == {"支部书记"}
    await phone.press_data("import_undo")
    assert "没有可以撤销" in phone.toast


async def test_a_mistyped_branch_is_asked_about_with_its_likes(house):
    phone = house.phone("吴干")
    await phone.send_document("r.csv", roster("100020,新人,机关二支部,,正式党员,,,,,"))
    assert "“机关二支部”是什么支部" in phone.screen.text
    await phone.walk("先不管", "下一步：核对")
    assert "机关二支部（现有名称相近的：机关支部" in phone.screen.text
    await phone.press("取消")
    async with house.database.read() as session:
        assert len(await directory.branches(session)) == 2


async def test_phones_are_masked_old_and_new(house):
    phone = house.phone("吴干")
    changed = [row.replace("13800000002", "13911112222") for row in KEPT]
    await phone.send_document("r.csv", (HEADER + "\n".join(changed)).encode())
    assert "100002 李雷：+86138****0002 → +86139****2222" in phone.screen.text
    assert "13911112222" not in "\n".join(phone.texts)


async def test_a_long_list_comes_whole_as_a_file(house):
    phone = house.phone("吴干")
    moved = [row.replace("第一支部,第一党小组", "第一支部,第三党小组").replace(",,,", ",民警,,") for row in KEPT]
    await phone.send_document("r.csv", (HEADER + "\n".join(moved)).encode())
    assert "……共 9 项" in phone.screen.text
    sent = [message for message in phone.messages() if message.document][-1]
    book = openpyxl.load_workbook(io.BytesIO(sent.read()))
    rows = [tuple(cell.value for cell in row) for row in book["变更"].iter_rows()]
    assert ("100009", "陈新", "岗位", "无", "民警") in rows


async def test_what_was_agreed_to_is_what_is_done(house):
    """Somebody else's import in between changes what the file would do: it is shown anew."""
    phone = house.phone("吴干")
    await phone.send_document("r.csv", roster("100020,新人,第一支部,,正式党员,,,,,"))
    async with house.database.write() as tx:
        person = await tx.get(Person, 4)
        person.position = "科员"
        tx.add(person)
    await phone.press("确认导入")
    assert "又有变化" in phone.screen.text
    assert "100004 钱进：科员 → 无" in phone.screen.text
    await phone.press("确认导入")
    assert "已导入" in phone.screen.text


async def test_only_staff_take_an_import_back(house):
    staff = house.phone("吴干")
    await staff.send_document("r.csv", roster("100020,新人,第一支部,,正式党员,,,,,"))
    await staff.press("确认导入")
    for name in ("王芳", "郑局"):
        phone = house.phone(name)
        await phone.send("/home")
        await phone.press_data("import_undo_yes:1", phone.screen)
        assert "没有这项权限" in phone.toast
    await staff.walk("返回", "撤销上次导入", "确认撤销")
    await staff.walk("返回", "待确认移出", "移出 新人")
    async with house.database.read() as session:
        assert await directory.who_has_number(session, "100020") is None


async def test_the_question_about_an_undo_stands_below_its_table(house):
    staff = house.phone("吴干")
    await staff.send_document("r.csv", roster(*[f"10002{n},新人{n},第一支部,,正式党员,,,,," for n in range(8)]))
    await staff.press("确认导入")
    await staff.press("撤销这次导入")
    last = list(staff.messages())[-1]
    assert "全部内容见上面的表格" in last.text
    assert "↩ 确认撤销" in last.labels
    await staff.press("确认撤销")
    assert "已撤销" in staff.screen.text
