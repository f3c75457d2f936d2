"""任期与换届: entered by the staff, reminded of, made longer, ended by an election whose result gives the posts."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from storage.people import register
from storage.people.access import may
from storage.people.directory import Person, PostHeld, who_has_id
from storage.people.rights import Act
from storage.terms.rows import CommitteeTerm, TermElection
from tests.flows.conftest import NAMES
from tests.flows.talking import inspector
from tests.flows.test_ballots import full, meeting
from tests.flows.test_elections import count, vote

__all__ = ["full", "meeting"]


async def entered(house, lines="第一支部 2023-12-10\n局党委 2022-05-06"):
    staff = house.phone("吴干")
    await staff.send("/terms")
    await staff.press("登记任期")
    await staff.send(lines)
    await staff.press("保存")
    assert "已登记" in staff.screen.text
    return staff


def all_said(phone):
    return "\n".join(f"{screen.text} {screen.labels}" for screen in phone.messages())


async def terms(house):
    async with house.database.read() as session:
        return (await session.exec(select(CommitteeTerm).order_by(CommitteeTerm.id))).all()


async def posts(house):
    async with house.database.read() as session:
        rows = (await session.exec(select(PostHeld).where(PostHeld.person_id.in_([1, 2, 3, 9])))).all()
    return {(row.person_id, row.post, row.waiting_since is not None) for row in rows}


async def test_staff_enter_all_terms_in_one_message_and_wrong_lines_are_told(house):
    staff = house.phone("吴干")
    await staff.send("/terms")
    assert "➖ 第一支部　任期未登记" in staff.screen.labels
    await staff.press("登记任期")
    await staff.send("第一支部 2027-12-10\n第九支部 2024-01-01\n局党委 2022-05-06 9\n机关支部")
    for words in ("还没有到", "没有这个支部", "1 到 5 年", "写成：支部"):
        assert words in all_said(staff)
    await staff.send("第一支部 2023-12-10\n局党委 2022-05-06")
    assert "第一支部　2023-12-10 起 3 年，2026-12-10 届满" in staff.screen.text
    assert "局党委　2022-05-06 起 5 年，2027-05-06 届满" in staff.screen.text
    await staff.walk("保存", "返回")
    assert "⏳ 2026-12-10　第一支部" in staff.screen.labels


async def test_the_secretary_and_the_staff_are_reminded_and_told_when_it_is_over(house):
    await entered(house)
    await house.sweep()
    for name in ("王芳", "吴干"):
        assert "第一支部　2026-12-10 任期届满，请准备换届" in all_said(house.phone(name)), name
    assert "任期届满" not in all_said(house.phone("李雷"))
    head = house.phone("王芳")
    await head.send("/home")
    assert any("12月10日" in label and "准备换届" in label for label in head.screen.labels)
    await house.sweep(days=17)
    assert "任期已届满，还没有换届" in all_said(head)
    await head.send("/ledger")
    await head.press("换届")
    assert "任期届满，未换届" in head.screen.text
    # As long as it is overdue it stands in the ledger of whatever month it is.
    house.world.clock.advance(timedelta(days=60))
    await head.send("/ledger")
    await head.press("换届")
    assert "任期届满，未换届" in head.screen.text


async def test_a_term_is_made_longer_by_the_staff_alone(house):
    await entered(house)
    head = house.phone("王芳")
    await head.send("/terms")
    await head.press("延期或提前换届")
    await head.send("2026-12-10")
    assert "和原来的一样" in all_said(head)
    await head.send("2028-12-10")
    await head.send("班子成员借调专案")
    assert "一般不超过 12 个月" in head.screen.text
    await head.press("提交")
    assert (await terms(house))[0].ends_on == date(2026, 12, 10)
    staff = house.phone("吴干")
    assert "申请届满日期改为 2028-12-10" in staff.screen.text
    await staff.press("不同意")
    await staff.send("请改为一年以内")
    assert "没有同意：请改为一年以内" in all_said(head)
    await head.send("/terms")
    await head.press("延期或提前换届")
    await head.send("2027-06-10")
    await head.send("班子成员借调专案")
    await head.press("提交")
    await staff.press("✅ 同意")
    assert (await terms(house))[0].ends_on == date(2027, 6, 10)
    await head.send("/terms")
    assert "按规定是 2026-12-10，已批准更改" in head.screen.text
    for data in ("tm_new", "tm_chg_no:1", "tm_res_no:1"):
        await head.press_data(data)
    assert "没有这项权限" in str(head.toast) + head.screen.text


async def test_an_election_from_the_draft_to_the_posts(full):
    house = full
    await entered(house)
    head = house.phone("王芳")
    await head.send("/terms")
    await head.press("准备换届选举")
    assert "应选 3 名，候选人 4 名：王芳、赵敏、李雷、陈新" in head.screen.text
    await head.press("少一名")
    await head.press("候选人")
    await head.walk("☑ 李雷", "保存")
    assert "应选 2 名，候选人 3 名：王芳、赵敏、陈新" in head.screen.text
    await head.send("/meetings")
    await head.walk("我的会议", "11月党支部党员大会", "主持会议", "表决", "发起表决", "换届选举：应选 2 名")
    assert "无记名　王芳、赵敏、陈新" in head.screen.text
    await head.press("发起表决")
    await vote(house, 1, [["赵敏", "陈新"], ["赵敏", "陈新"], ["赵敏", "陈新"]])
    await count(house, 1)
    await head.send("/terms")
    await head.walk("换届选举", "登记结果，报上级")
    assert "支部书记由哪位当选的同志担任" in head.screen.text
    assert "王芳" not in head.screen.labels
    await head.walk("赵敏", "空缺", "陈新", "空缺", "陈新")
    assert "当选 2 名：赵敏、陈新" in head.screen.text
    await head.press("📤 报上级")
    assert await posts(house) == {(1, "支部书记", False), (2, "党小组长", False), (3, "纪检委员", False)}
    await inspector(house, "郑局")
    staff = house.phone("吴干")
    await staff.press("✅ 同意")
    assert "已同意" in staff.screen.text
    assert await posts(house) == {
        (2, "党小组长", False), (3, "支部书记", True), (9, "组织委员", True), (9, "纪检委员", True),
    }  # fmt: skip
    assert "您担任：支部书记。其中支部书记待第二人确认" in all_said(house.phone("赵敏"))
    assert "不再担任：支部书记" in all_said(head)
    assert "换届的职务待第二人确认" in all_said(house.phone("郑局"))
    before, now = (await terms(house))[0], (await terms(house))[-1]
    assert before.ended_on == now.begun_on
    async with house.database.read() as session:
        held = await register.tenures(session, branch_id=1)
        # Until a second person has said so it opens nothing confidential.
        new = await who_has_id(session, NAMES["赵敏"])
    assert {(each.name, each.post.value, each.over) for each in held if each.since == now.begun_on} >= {
        ("赵敏", "支部书记", False)
    }
    assert not may(new, Act.SEE_TALKS) or not may(new, Act.HANDLE_SIGN)
    await house.phone("赵敏").send("/terms")
    assert "支部书记　赵敏" in house.phone("赵敏").screen.text


async def test_a_result_on_paper_is_sent_back_and_reported_anew(house):
    await entered(house)
    head = house.phone("王芳")
    await head.send("/terms")
    await head.walk("准备换届选举", "登记结果，报上级")
    await head.press("昨天")
    await head.walk("☐ 王芳", "☐ 赵敏", "☐ 李雷", "下一步", "王芳", "李雷", "李雷", "赵敏", "赵敏")
    await head.press("📤 报上级")
    staff = house.phone("吴干")
    await staff.press("查看")
    assert "不是本系统计票" in staff.screen.text
    await staff.send("/home")
    await staff.press("换届选举结果待答复（1）")
    await staff.press("退回")
    await staff.send("副书记须另行酝酿")
    assert "被退回：副书记须另行酝酿" in all_said(head)
    await head.press("查看")
    await head.press("登记结果，报上级")
    await head.press("昨天")
    await head.walk("☐ 王芳", "☐ 赵敏", "☐ 李雷", "下一步", "王芳", "空缺", "李雷", "赵敏", "赵敏")
    await head.press("📤 报上级")
    await staff.press("✅ 同意")
    assert await posts(house) == {
        (1, "支部书记", False), (2, "党小组长", False), (2, "组织委员", True), (3, "宣传委员", True), (3, "纪检委员", False),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["李雷", "赵敏", "孙立", "周全"])
async def test_nobody_else_prepares_reports_or_agrees(house, name):
    await entered(house)
    head = house.phone("王芳")
    await head.send("/terms")
    await head.press("准备换届选举")
    phone = house.phone(name)
    await phone.send("/home")
    for data in (
        "tm_prep:1",
        "tm_seats:1:1",
        "tm_cand:1",
        "tm_res:1",
        "tm_new",
        "tm_chg:1",
        "req_ok:term_result:1:0:0",
        "tm_posts:2:0",
    ):
        await phone.press_data(data)
    async with house.database.read() as session:
        (row,) = (await session.exec(select(TermElection))).all()
    assert (row.seats, row.reported_at, row.agreed) == (3, None, None)


async def reported_on_paper(house):
    await entered(house)
    head = house.phone("王芳")
    await head.send("/terms")
    await head.walk("准备换届选举", "登记结果，报上级")
    await head.press("昨天")
    await head.walk("☐ 王芳", "☐ 赵敏", "☐ 李雷", "下一步", "王芳", "空缺", "李雷", "赵敏", "赵敏", "📤 报上级")
    return head


async def test_nobody_who_has_gone_since_is_given_a_post(house):
    await reported_on_paper(house)
    before = await posts(house)
    async with house.database.write() as tx:
        (await tx.get(Person, 2)).branch_id = 2
    staff = house.phone("吴干")
    await staff.press("✅ 同意")
    assert "李雷已不在本支部" in str(staff.toast) + staff.screen.text
    assert await posts(house) == before
    assert (await terms(house))[0].ended_on is None


async def test_a_result_of_a_term_that_staff_have_ended_begins_no_second_one(house):
    head = await reported_on_paper(house)
    staff = house.phone("吴干")
    await entered(house, "第一支部 2026-11-20")
    await staff.send("/home")
    await staff.press("换届选举结果待答复（1）")
    await staff.press("✅ 同意")
    assert "已登记新的一届" in str(staff.toast) + staff.screen.text
    assert [term.ended_on is None for term in await terms(house) if term.branch_id == 1] == [False, True]
    assert "您担任" not in all_said(head)
