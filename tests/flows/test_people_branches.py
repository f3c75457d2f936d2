"""A branch under another name; one that is no more, and is again; auxiliaries, who are called where their branch says so and never count."""

from datetime import date

from sqlmodel import select

from storage.ledger import Scope
from storage.meetings.ledger import duties
from storage.meetings.rows import Attendance
from storage.people import directory
from storage.people.branch_ends import BranchEnd
from storage.people.directory import Branch, Person
from storage.people.posts import Post
from storage.people.register import Stamp, Way, settle
from storage.sealed import audit
from storage.terms import lists as terms
from storage.terms.rows import CommitteeTerm
from tests.flows.test_calling_meetings import bound_group, call
from tests.flows.test_people_by_hand import LI, SUN, open_person
from tests.flows.test_people_roster import HEADER, KEPT
from tests.flows.test_second_person import press, told


async def test_a_branch_is_renamed_with_all_that_is_its_own(house):
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.press_data("roster_branch:1:0", phone.screen)
    await phone.press("✏️ 更名")
    await phone.send("机关支部")
    await phone.press("✅ 更名")
    assert "已有同名的支部" in phone.toast
    await phone.send("巡特警支部")
    assert "第一支部 → 巡特警支部" in phone.screen.text
    await phone.press("✅ 更名")
    assert "已更名为巡特警支部" in phone.screen.text
    async with house.database.read() as session:
        assert (await directory.who_has_id(session, 1)).branch == "巡特警支部"
    # A file with the former name stops before it makes a branch of it.
    await phone.send_document("r.csv", (HEADER + "\n".join(KEPT) + "\n").encode())
    assert "第一支部" in phone.screen.text
    assert "没有这项权限" in await press(house, "王芳", "branch_rename:1")


async def third(house, *people):
    """A third branch with a group and a term, to which those people belong."""
    async with house.database.write() as tx:
        tx.add(Branch(name="巡特警支部", chat_id=-300))
        await tx.flush()
        tx.add(
            CommitteeTerm(
                branch_id=3, begun_on=date(2024, 1, 1), years=3, ends_on=date(2027, 1, 1), by=7, at=house.clock.now()
            )
        )
        for number in people:
            tx.add(person := await tx.get(Person, number))
            person.branch_id, person.group_id = 3, None
        await settle(tx, people, Stamp(None, None, house.clock.now(), Way.EARLIER))


async def owed_by(house, branch, first, last):
    scope = Scope(first, last, house.clock.local().date(), house.clock.zone, branch_id=branch)
    async with house.database.read() as session:
        return [entry for entry in await duties(session, scope) if entry.branch_id == branch]


async def test_a_branch_without_people_is_closed_and_opened_again(house):
    await third(house, SUN)
    assert "没有这项权限" in await press(house, "王芳", "branch_end:3")
    assert "还有在册人员" in await press(house, "吴干", "branch_end:3")
    phone = await open_person(house, "孙立", "变更")
    await phone.walk("调到别的支部", "机关支部", "不编入党小组", "今天", "确认登记")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "巡特警支部  0/0")
    assert "没有在册人员" in phone.screen.text
    await phone.press("撤销支部")
    await phone.send("局党委〔2026〕5号")
    await phone.press("确认撤销")
    assert "巡特警支部已撤销" in phone.screen.text
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定")
    assert "2 个支部" in phone.screen.text
    today = house.clock.local().date()
    async with house.database.read() as session:
        assert list(await directory.present_names(session)) == [1, 2]
        assert list(await directory.present_names(session, since=today)) == [1, 2, 3]
        assert (await directory.branch_names(session))[3] == "巡特警支部（已撤销）"
        assert (await session.get(Branch, 3)).chat_id is None
        assert await terms.open_terms(session) == []
    # It owes nothing of the month in which it ended, nor later; before, it does.
    month = today.replace(day=1)
    assert await owed_by(house, 3, month, today) == []
    assert await owed_by(house, 1, month, today)
    # A file that names it is told, and takes nobody into it.
    kept = [row.replace("第一支部,,群众", "巡特警支部,,群众") for row in KEPT]
    await phone.send_document("r.csv", (HEADER + "\n".join(kept) + "\n").encode())
    assert "巡特警支部已撤销，请填现在的支部" in phone.screen.text
    # Nor does taking back what has led out of it.
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "撤销上次登记")
    assert "→ 巡特警支部" not in phone.screen.text
    assert "已经撤销" in await press(house, "吴干", "branch_end:3")
    assert "没有这项权限" in await press(house, "王芳", "branch_again_yes:3")
    assert "没有撤销" in await press(house, "吴干", "branch_again_yes:2")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "已撤销的支部", "巡特警支部")
    assert "依据：局党委〔2026〕5号" in phone.screen.text
    await phone.walk("恢复支部", "确认恢复")
    assert "没有在册人员" in phone.screen.text
    async with house.database.read() as session:
        assert list(await directory.present_names(session)) == [1, 2, 3]
        found, _ = await audit.trail(session, audit.Filter())
    assert {"撤销支部", "恢复支部"} <= {entry.event for entry in found}


async def test_a_branch_goes_into_another_one_with_its_people(house):
    await third(house, LI, SUN)
    assert "没有这项权限" in await press(house, "李雷", "branch_merge:3")
    phone = house.phone("吴干")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "巡特警支部  2/2", "🔀 合并")
    assert "巡特警支部" not in "".join(phone.screen.labels)
    await phone.press("第一支部")
    await phone.send("局党委〔2026〕5号")
    for words in ("巡特警支部并入第一支部", "2 人转入", "支部变更（2 人）", "100002 李雷：党小组长 → 无"):
        assert words in phone.screen.text
    # Somebody goes meanwhile: what was shown is not what would be done.
    async with house.database.write() as tx:
        person = await tx.get(Person, SUN)
        person.branch_id = 1
        tx.add(person)
    await phone.press("确认合并")
    assert "重新核对" in phone.toast
    assert "1 人转入" in phone.screen.text
    await phone.press("确认合并")
    assert "1 人已转入第一支部，巡特警支部已撤销" in phone.screen.text
    async with house.database.read() as session:
        who = await directory.who_has_id(session, LI)
        assert (who.branch_id, who.posts) == (1, frozenset())
        assert (await session.get(BranchEnd, 3)).into_id == 1
    await house.sweep()
    assert told(house.phone("王芳"), "李雷")
    assert "并入：第一支部" in await press(house, "吴干", "roster_branch:3:0")
    # Taken back: the branch is there again, and then its people.
    await press(house, "吴干", "branch_again_yes:3")
    await phone.send("/home")
    await phone.walk("更多", "名册与绑定", "撤销上次登记", "确认撤销")
    async with house.database.read() as session:
        who = await directory.who_has_id(session, LI)
    assert (who.branch_id, who.posts) == (3, {Post.GROUP_LEADER})


async def test_auxiliaries_are_called_where_the_branch_says_so_and_have_no_vote(house):
    await bound_group(house)
    phone = await open_person(house, "孙立", "变更")
    await phone.walk("类别", "辅警", "今天", "确认登记")
    secretary = house.phone("王芳")
    await secretary.send("/home")
    await secretary.walk("更多", "名册与绑定")
    await secretary.press("主题党日、党课：列入辅警")
    assert "不再列入辅警" in "".join(secretary.screen.labels)
    for name in ("李雷", "周全", "吴干"):
        await press(house, name, "branch_aux:1:0")
    assert "应到 6 人" in (await call(house, secretary, kind="主题党日")).text
    await secretary.walk("确认召集", "查看会议", "主持会议", "开始签到")
    async with house.database.read() as session:
        (row,) = (await session.exec(select(Attendance).where(Attendance.person_id == SUN))).all()
        everybody = (await session.exec(select(Attendance))).all()
    assert not row.entitled
    assert sum(each.entitled for each in everybody) == 4
    assert "应到 5 人" in (await call(house, secretary)).text
