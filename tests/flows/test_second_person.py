"""Nobody takes an account over, or gives a post that opens confidential things, alone: every way round, from both sides."""

from datetime import timedelta

import pytest

from storage.people import directory
from storage.people.access import may
from storage.people.directory import PostHeld
from storage.people.rights import Act
from storage.sealed import audit
from tests.flows.talking import set_pin, unlocked
from tests.flows.test_people_roster import HEADER, KEPT

WANG, LI, ZHAO, WU, ZHENG = 1, 2, 3, 7, 8
STRANGER = 1000


async def give(house, person, post):
    """Somebody has held that post for long."""
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=person, post=post))


async def hold(house, *pairs):
    for person, post in pairs:
        await give(house, person, post)


def rows(**changed):
    """The roster with `n100002="党务干部"` in place of that person's post, or a whole function of the row; None leaves it out."""
    found = []
    for row in KEPT:
        change = changed.get(f"n{row[:6]}", row)
        if callable(change):
            found.append(change(row))
        elif change is row:
            found.append(row)
        elif change is not None:
            cells = row.split(",")
            cells[5] = change
            found.append(",".join(cells))
    return (HEADER + "\n".join(found) + "\n").encode()


async def take(house, name, content):
    """An import from the file to the last word."""
    phone = house.phone(name)
    await phone.send_document("r.csv", content)
    if any("核对" in label for label in phone.screen.labels):
        await phone.press("下一步：核对")
        await phone.send("确认导入")
    else:
        await phone.press("确认导入")
    assert "已导入" in phone.screen.text
    return phone


async def press(house, name, data):
    """A press of a button that need not be there; gives what is said."""
    phone = house.phone(name)
    await phone.send("/home")
    await phone.press_data(data, phone.screen)
    return phone.toast or phone.screen.text


async def post_of(house, person):
    async with house.database.read() as session:
        who = await directory.who_has_id(session, person)
    return {post.value for post in who.posts}, {post.value for post in who.waiting}


async def events(house, over):
    async with house.database.read() as session:
        found, _ = await audit.trail(session, audit.Filter(person_id=over))
    return [(entry.event, entry.by) for entry in found]


def told(phone, word):
    return any(word in text for text in phone.texts)


async def become(house, name, link=None):
    """A stranger binds by the link, or by the phone that is in the roster now."""
    stranger = house.phone(STRANGER)
    if link:
        await stranger.open_link(link)
    else:
        await stranger.contact()
    assert told(stranger, f"{name}同志，您好")
    return stranger


def with_phone(row):
    cells = row.split(",")
    cells[6] = "13900000000"
    return ",".join(cells)


async def test_removed_by_file_and_brought_back_with_another_phone(house):
    """The whole takeover: remove the secretary, bring them back with an accomplice's phone, reset the PIN."""
    await hold(house, (ZHAO, "纪检监察"), (ZHENG, "党务干部"))
    await set_pin(house, "王芳")
    kept = {"n100003": "纪检委员、纪检监察", "n100008": "党委书记、党务干部"}
    staff = await take(house, "吴干", rows(n100001=None, **kept))
    await staff.press("待确认移出")
    await staff.press("移出 王芳")
    assert told(house.phone("赵敏"), "王芳（支部书记）办理了账号：移出名册")
    await take(house, "吴干", rows(n100001=with_phone, **kept))
    stranger = await become(house, "王芳")
    assert "待第二人确认" in stranger.screen.text
    assert "另一位党务干部" in await press(house, "吴干", "pin_reset:1:1")
    assert "您登记的" in await press(house, "吴干", "posts_yes:1:1")
    await stranger.send("/risk")
    await stranger.press_data("sign_new", stranger.screen)
    await stranger.press_data("trail:0:0", stranger.screen)
    assert await post_of(house, WANG) == ({"支部书记"}, {"支部书记"})
    # From the other side: somebody who took no part in it.
    assert "等本人确认" in await press(house, "郑局", "pin_reset:1:1")
    second = house.phone("赵敏")
    await second.send("/home")
    await second.press("待确认的职务")
    assert "账号由吴干办理过" in second.screen.text
    await second.press("确认 王芳")
    assert await post_of(house, WANG) == ({"支部书记"}, set())
    assert ("确认职务", ZHAO) in await events(house, WANG)


@pytest.mark.parametrize("post", ["纪检监察", "党务干部", "党委书记", "支部副书记", "组织委员"])
async def test_a_post_by_file_waits_for_a_second_person(house, post):
    await hold(house, (ZHENG, "纪检监察"))
    await take(house, "吴干", rows(n100002=post, n100008="党委书记、纪检监察"))
    assert await post_of(house, LI) == ({post}, {post})
    member = house.phone("李雷")
    assert told(member, "待第二人确认")
    assert told(house.phone("郑局"), f"李雷（{post}）")
    await member.send("/home")
    assert "待第二人确认" in member.screen.text
    assert "您登记的" in await press(house, "吴干", "posts_yes:2:1")
    said = await press(house, "李雷", "posts_yes:2:1")
    assert "待第二人确认" in said or "没有这项权限" in said
    second = house.phone("郑局")
    await second.send("/home")
    await second.walk("待确认的职务", "确认 李雷")
    assert await post_of(house, LI) == ({post}, set())
    assert told(member, "郑局已确认您的职务")
    assert told(house.phone("吴干"), "郑局确认了李雷的职务")
    assert [event for event in await events(house, LI) if "职务" in event[0]] == [
        ("确认职务", ZHENG),
        ("职务待第二人确认", WU),
    ]


async def test_an_inspector_who_waits_sees_nothing_and_is_told_why(house):
    await hold(house, (ZHENG, "纪检监察"))
    await take(house, "吴干", rows(n100002="纪检监察", n100008="党委书记、纪检监察"))
    phone = await unlocked(house, "李雷")
    await phone.send("/audit")
    assert "您的职务待第二人确认" in phone.screen.text
    assert "audit" not in phone.commands()
    await (await unlocked(house, "郑局")).send("/home")
    await press(house, "郑局", "posts_yes:2:1")
    await phone.send("/audit")
    assert "待第二人确认" not in phone.screen.text.split("\n")[0]
    assert "权限变更" in phone.screen.text


async def test_no_ends_the_post_and_both_hear_of_it(house):
    await hold(house, (ZHENG, "纪检监察"))
    await take(house, "吴干", rows(n100002="纪检监察", n100008="党委书记、纪检监察"))
    second = house.phone("郑局")
    await second.send("/home")
    await second.walk("待确认的职务", "不同意 李雷")
    assert await post_of(house, LI) == (set(), set())
    assert told(house.phone("李雷"), "没有同意")
    assert told(house.phone("吴干"), "不同意了李雷的职务")
    assert ("不同意职务", ZHENG) in await events(house, LI)
    assert "没有待确认的职务" in await press(house, "郑局", "posts_yes:2:1")


async def test_an_officer_who_waits_gives_resets_and_confirms_nothing(house):
    """A puppet of the importer is no second person."""
    await set_pin(house, "王芳")
    await take(house, "吴干", rows(n100002="党务干部", n100003="纪检委员、纪检监察"))
    for data in ("pin_reset:1:1", "invite:9", "unbind_yes:1", "posts_yes:3:1", "removals:0", "import", "posts_wait:0"):
        assert "待第二人确认" in await press(house, "李雷", data), data
    phone = house.phone("李雷")
    await phone.send_document("r.csv", rows())
    assert "待第二人确认" in phone.screen.text


async def test_what_is_no_secret_begins_at_once(house):
    await take(house, "吴干", rows(n100004="党小组长", n100009="支部副书记"))
    assert await post_of(house, 4) == ({"党小组长"}, set())
    async with house.database.read() as session:
        deputy = await directory.who_has_id(session, 9)
    assert may(deputy, Act.CALL_MEETING)
    assert not may(deputy, Act.SEE_SIGNS)


async def test_two_imports_in_a_row_confirm_nothing(house):
    await hold(house, (ZHENG, "党务干部"), (ZHAO, "纪检监察"))
    kept = {"n100008": "党委书记、党务干部", "n100003": "纪检委员、纪检监察"}
    await take(house, "吴干", rows(n100002="纪检监察", **kept))
    other = house.phone("郑局")
    await other.send_document("r.csv", rows(n100002="纪检监察", **kept))
    assert "没有可写入的变化" in other.screen.text
    await take(house, "吴干", rows(n100002="", **kept))
    await take(house, "吴干", rows(n100002="纪检监察", **kept))
    assert await post_of(house, LI) == ({"纪检监察"}, {"纪检监察"})
    assert "您登记的" in await press(house, "吴干", "posts_yes:2:1")
    assert "已确认" in await press(house, "郑局", "posts_yes:2:1")


async def test_inspectors_who_are_taken_out_by_a_file_hear_of_it(house):
    await hold(house, (ZHAO, "纪检监察"))
    await take(house, "吴干", rows(n100002="纪检监察"))
    phone = house.phone("赵敏")
    assert told(phone, "赵敏（纪检监察）")
    assert told(phone, "待确认的职务：李雷（纪检监察）")
    assert told(phone, "您不再担任：纪检监察")
    assert not told(house.phone("钱进"), "纪检监察")


async def test_a_changed_phone_is_told_without_the_number(house):
    await hold(house, (ZHAO, "纪检监察"))
    await take(house, "吴干", rows(n100001=with_phone, n100003="纪检委员、纪检监察"))
    secretary, inspector, other = house.phone("王芳"), house.phone("赵敏"), house.phone("李雷")
    assert told(secretary, "您的手机号被改过（由吴干登记）")
    assert told(inspector, "改了手机号：王芳")
    assert not told(other, "手机号")
    assert not any("139" in text for phone in (secretary, inspector) for text in phone.texts)
    # The account is the same one: nothing of it ends.
    assert await post_of(house, WANG) == ({"支部书记"}, set())


async def test_who_has_changed_the_phone_does_not_reset_the_pin(house):
    await hold(house, (ZHENG, "党务干部"))
    await set_pin(house, "王芳")
    await take(house, "吴干", rows(n100001=with_phone, n100008="党委书记、党务干部"))
    assert "另一位党务干部" in await press(house, "吴干", "pin_reset:1:1")
    assert "等本人确认" in await press(house, "郑局", "pin_reset:1:1")


async def handed(house, number, name):
    """吴干 takes somebody's account off and has a stranger bind by a link."""
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.press_data(f"unbind_yes:{number}", staff.screen)
    await staff.press_data(f"invite:{number}", staff.screen)
    link = next(word for word in staff.screen.text.split() if word.startswith("https://"))
    return await become(house, name, link)


async def test_an_account_that_is_bound_anew_opens_nothing_until_somebody_else_agrees(house):
    await hold(house, (ZHAO, "纪检监察"), (ZHENG, "纪检监察"))
    stranger = await handed(house, ZHAO, "赵敏")
    assert told(house.phone("郑局"), "解除绑定")
    await stranger.send("/audit")
    assert "待第二人确认" in stranger.screen.text
    assert "由另一位" in await press(house, "吴干", "posts_yes:3:1")
    second = house.phone("郑局")
    await second.send("/home")
    await second.walk("待确认的职务", "不同意 赵敏")
    # The post was not in doubt: it stays with the person, and the account is gone.
    assert (await post_of(house, ZHAO))[0] == {"纪检委员", "纪检监察"}
    assert told(stranger, "账号绑定经核实已解除")
    await stranger.send("/home")
    assert "请先绑定身份" in stranger.screen.text


async def test_the_second_officers_account_in_the_same_hands_is_no_second_one(house):
    """Their phone is changed, their account taken off, and an accomplice binds it: that officer confirms and resets nothing."""
    await hold(house, (ZHENG, "党务干部"), (ZHAO, "纪检监察"))
    await set_pin(house, "王芳")
    kept = {"n100003": "纪检委员、纪检监察"}
    changed = with_phone(KEPT[7]).replace("党委书记", "党委书记、党务干部")
    await take(house, "吴干", rows(n100008=lambda _row: changed, n100002="纪检监察", **kept))
    assert told(house.phone("郑局"), "您的手机号被改过")
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.press_data("unbind_yes:8", staff.screen)
    stranger = await become(house, "郑局")
    await stranger.send("/home")
    for data in ("posts_yes:2:1", "pin_reset:1:1"):
        await stranger.press_data(data, stranger.screen)
        assert "待第二人确认" in stranger.toast
    assert (await post_of(house, LI))[1] == {"纪检监察"}


async def test_a_secretary_moved_by_file_waits_in_the_other_branch(house):
    moved = KEPT[5].replace("机关支部", "第一支部")
    await take(house, "吴干", rows(n100006=lambda _row: moved))
    assert await post_of(house, 6) == ({"支部书记"}, {"支部书记"})


async def test_taking_an_import_back_gives_back_what_was_and_no_more(house):
    await hold(house, (ZHENG, "党务干部"), (ZHAO, "纪检监察"))
    kept = {"n100008": "党委书记、党务干部"}
    staff = await take(house, "吴干", rows(**kept))
    assert (await post_of(house, ZHAO))[0] == {"纪检委员"}
    await staff.walk("撤销这次导入", "确认撤销")
    assert await post_of(house, ZHAO) == ({"纪检委员", "纪检监察"}, set())
    # Another officer who gives back what one has ended gives it.
    await take(house, "吴干", rows(**kept))
    other = house.phone("郑局")
    await other.send("/home")
    await other.walk("更多", "名册与绑定", "撤销上次导入", "确认撤销")
    assert await post_of(house, ZHAO) == ({"纪检委员", "纪检监察"}, {"纪检监察"})


async def test_taking_an_import_back_gives_no_post_to_an_account_that_was_handed_on(house):
    """The inspector's post is ended by file, the account handed on, the file taken back."""
    await hold(house, (ZHAO, "纪检监察"))
    await take(house, "吴干", rows(n100003="纪检委员"))
    stranger = await handed(house, ZHAO, "赵敏")
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "名册与绑定", "撤销上次导入", "确认撤销")
    assert (await post_of(house, ZHAO))[1] == {"纪检委员", "纪检监察"}
    await stranger.send("/audit")
    assert "待第二人确认" in stranger.screen.text


async def test_a_reset_that_was_offered_to_one_account_is_not_taken_by_the_next(house):
    await hold(house, (ZHENG, "党务干部"))
    await set_pin(house, "王芳")
    assert "等本人确认" in await press(house, "郑局", "pin_reset:1:1")
    house.world.clock.advance(timedelta(minutes=5))
    stranger = await handed(house, WANG, "王芳")
    await stranger.send("/home")
    await stranger.press_data("pin_yes:1", stranger.screen)
    assert "没有待您确认的重置" in stranger.toast


@pytest.mark.parametrize("post", ["纪检监察", "党务干部", "支部副书记"])
async def test_a_post_that_waits_opens_no_board_with_everybodys_index(house, post):
    await hold(house, (ZHENG, "纪检监察"))
    await take(house, "吴干", rows(n100002=post, n100008="党委书记、纪检监察"))
    for data in (
        "board:",
        "board_br:1:2026-11:0",
        "board_p:4:2026-11",
        "board_xlsx:2026-11",
        "board_head:2026-11:0",
    ):
        said = await press(house, "李雷", data)
        assert "待第二人确认" in said, data
    assert "board" not in house.phone("李雷").commands()
    await press(house, "郑局", "posts_yes:2:1")
    phone = house.phone("李雷")
    await phone.send("/board")
    assert "待第二人确认" not in phone.screen.text


async def test_who_gives_an_account_another_name_has_a_hand_in_it(house):
    """Two entries swap their names: the inspector's would then stand for an accomplice's account."""
    await hold(house, (ZHAO, "纪检监察"), (ZHENG, "纪检监察"))

    def renamed(name):
        return lambda row: ",".join([row.split(",")[0], name, *row.split(",")[2:]])

    kept = {"n100008": "党委书记、纪检监察"}
    swapped = {
        "n100003": renamed("钱进"),
        "n100004": lambda row: renamed("赵敏")(row).replace("党员,,", "党员,纪检监察,"),
    }
    await take(house, "吴干", rows(**swapped, **kept))
    assert told(house.phone("赵敏"), "您的姓名由“赵敏”改成了“钱进”（由吴干登记）")
    second = house.phone("郑局")
    assert told(second, "改了姓名：赵敏 → 钱进（100003）、钱进 → 赵敏（100004）")
    await second.send("/home")
    await second.press("待确认的职务")
    assert "账号由吴干办理过" in second.screen.text
    assert ("更改姓名", WU) in await events(house, 4)
    assert await post_of(house, 4) == ({"纪检监察"}, {"纪检监察"})
    # Taken back by who had imported it, everything is as it was.
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "名册与绑定", "撤销上次导入", "确认撤销")
    assert await post_of(house, ZHAO) == ({"纪检委员", "纪检监察"}, set())
    async with house.database.read() as session:
        assert (await directory.who_has_id(session, ZHAO)).name == "赵敏"


async def test_an_account_that_was_handed_on_sets_no_first_pin_alone(house):
    """李雷 never needed a PIN to confide in the inspectors; whoever takes the account off must not set one and read it."""
    await hold(house, (ZHENG, "党务干部"), (ZHAO, "纪检监察"))
    member = house.phone("李雷")
    await member.send("/home")
    await member.walk("更多", "💡 意见建议", "提意见建议", "只给纪检监察")
    await member.send("标记戊党务干部处事不公")
    await member.press("提交")
    stranger = await handed(house, LI, "李雷")
    await stranger.send("/home")
    await stranger.press_data("fb_read:1", stranger.screen)
    assert "第一次设置 PIN 须由另一位党务干部核实" in stranger.screen.text
    await stranger.press_data("pin_home", stranger.screen)
    assert "第一次设置 PIN 须由另一位党务干部核实" in stranger.screen.text
    await stranger.press("申请核实")
    assert told(house.phone("郑局"), "换了账号，申请核实后设置 PIN")
    assert "另一位党务干部" in await press(house, "吴干", "pin_reset:2:1")
    assert not any("标记戊" in text for text in stranger.texts)
    # From the other side: a second officer has seen who it is.
    assert "等本人确认" in await press(house, "郑局", "pin_reset:2:1")
    await stranger.press("确认重置")
    await stranger.press_data("fb_read:1", stranger.screen)
    assert "请设置 6 位 PIN" in stranger.screen.text


async def test_a_second_person_who_stands_for_the_account_allows_its_pin(house):
    await hold(house, (ZHENG, "纪检监察"))
    stranger = await handed(house, WANG, "王芳")
    await stranger.send("/home")
    await stranger.press_data("pin_home", stranger.screen)
    assert "核实" in stranger.screen.text
    assert "已确认" in await press(house, "郑局", "posts_yes:1:1")
    await stranger.send("/home")
    await stranger.press_data("pin_home", stranger.screen)
    assert "请设置 6 位 PIN" in stranger.screen.text
