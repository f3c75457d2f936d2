"""The year's study hours: credited from lessons, meetings and training outside; who lags, urging, and reminders."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from scoring.duties import MeetingKind
from storage.meetings.rows import Attendance, How, Meeting, MeetingState, kinds_word
from storage.sealed.audit import AuditEntry
from storage.study import credits as study_credits

YEAR = date(2026, 1, 1), date(2026, 12, 31)


async def hold(house, *kinds, title="会", days_ago=10, state=MeetingState.PUBLISHED, who=None):
    """A meeting of the first branch in the past: person → how they took part."""
    at = house.clock.now() - timedelta(days=days_ago)
    async with house.database.write() as tx:
        meeting = Meeting(branch_id=1, kinds=kinds_word(kinds), title=title, starts_at=at, place="会议室", chair_id=1,
                          called_by=1, called_at=at, state=state.value, secret="s")  # fmt: skip
        tx.add(meeting)
        await tx.flush()
        for person, how in (who or {}).items():
            tx.add(Attendance(meeting_id=meeting.number, person_id=person, entitled=True, how=how))


async def enter(house, *people, name="集中轮训", day="11月20日", hours="24", branch="第一支部"):
    phone = house.phone("吴干")
    await phone.send("/study")
    await phone.press("登记集中培训")
    for text in (name, day, hours):
        await phone.send(text)
    await phone.press(branch)
    for person in people:
        await phone.press(f"☐ {person}")
    await phone.walk("选好了", "下一步")
    await phone.send("海公党〔2026〕7号")
    await phone.press("下一步")
    return phone


async def test_meetings_of_the_rules_kinds_credit_those_who_took_part_once(house):
    lecture, theme = MeetingKind.LECTURE, MeetingKind.THEME_DAY
    await hold(house, lecture, who={2: How.ON_SPOT, 3: How.LIVE, 4: None})
    await hold(house, MeetingKind.GENERAL, theme, lecture, who={2: How.MADE_UP})
    await hold(house, MeetingKind.COMMITTEE, who={2: How.ON_SPOT})
    await hold(house, lecture, state=MeetingState.CANCELLED, who={2: How.ON_SPOT})
    await hold(house, lecture, days_ago=400, who={2: How.ON_SPOT})
    async with house.database.read() as session:
        hours = await study_credits.hours_in(session, *YEAR)
        branch = await study_credits.hours_in(session, *YEAR, branch_id=2)
        mine = await study_credits.credits_of(session, 2, *YEAR)
    assert (hours[2], hours[3], hours[4]) == (40, 20, 0)
    assert set(branch) == {6, 7, 8}
    assert [credit.tenths for credit in mine] == [20, 20]


async def test_the_years_edges_are_the_bureaus_days(house):
    # 31 December, 23:30 in Shanghai is still the old year, though UTC and Shanghai agree only until 16:00 UTC.
    house.world.clock.advance(timedelta(days=37, hours=14, minutes=30))
    assert house.clock.local().isoformat().startswith("2026-12-31T23:30")
    await hold(house, MeetingKind.LECTURE, days_ago=0, who={2: How.ON_SPOT})
    house.world.clock.advance(timedelta(hours=1))
    await hold(house, MeetingKind.LECTURE, days_ago=0, who={3: How.ON_SPOT})
    async with house.database.read() as session:
        old = await study_credits.hours_in(session, *YEAR)
        new = await study_credits.hours_in(session, date(2027, 1, 1), date(2027, 12, 31))
    assert (old[2], old[3], new[2], new[3]) == (20, 0, 0, 20)


async def test_staff_enter_training_and_the_persons_hear_of_it(house):
    phone = await enter(house, "李雷", "赵敏")
    for words in ("集中轮训", "11月20日", "每人 24 学时", "李雷、赵敏", "海公党"):
        assert words in phone.screen.text
    await phone.press("确认登记")
    assert "2 人，每人 24 学时" in phone.screen.text
    member = house.phone("李雷")
    assert "已为您登记集中培训集中轮训" in member.screen.text
    await member.press("我的学时")
    assert "24/32" in member.screen.text
    assert "11-20 集中轮训　24" in member.screen.text
    await member.press("依据")
    for words in ("不少于32学时", "每场计2学时", "待核实"):
        assert words in member.screen.text


async def test_the_same_training_is_not_entered_twice_for_a_person(house):
    await (await enter(house, "李雷")).press("确认登记")
    phone = await enter(house, "李雷", "赵敏")
    assert "不再重复计的：李雷" in phone.screen.text
    await phone.press("确认登记")
    assert "1 人，每人 24 学时" in phone.screen.text
    phone = await enter(house, "李雷")
    await phone.press("确认登记")
    assert "已经登记过" in phone.toast
    async with house.database.read() as session:
        assert (await study_credits.hours_in(session, *YEAR))[2] == 240


async def test_training_is_taken_back(house):
    phone = await enter(house, "李雷")
    await phone.walk("确认登记", "查看")
    assert "证明：海公党" in phone.screen.text
    await phone.walk("撤销", "确认撤销")
    async with house.database.read() as session:
        assert (await study_credits.hours_in(session, *YEAR))[2] == 0
    await phone.press_data("st_tr:1")
    assert "已经撤销" in phone.toast


async def test_people_of_several_branches_and_a_photo_as_proof(house):
    phone = house.phone("吴干")
    await phone.send("/study")
    await phone.press("登记集中培训")
    for text in ("业务培训", "明年1月1日"):
        await phone.send(text)
    assert "今天或以前的日期" in phone.screen.text
    await phone.send("昨天")
    await phone.send("许多")
    assert "学时请写" in phone.screen.text
    await phone.send("7.5")
    assert not any("下一步" in label for label in phone.screen.labels)
    await phone.walk("第一支部", "☐ 李雷", "选好了", "机关支部", "全选", "选好了", "第一支部（1）")
    assert "☑ 李雷" in phone.screen.labels
    await phone.walk("选好了", "下一步")
    await phone.send_photo()
    await phone.walk("下一步", "确认登记")
    assert "4 人，每人 7.5 学时" in phone.screen.text
    await phone.press("查看")
    assert phone.screen.photo


async def test_a_secretary_sees_who_lags_and_urges_with_one_button(house):
    await (await enter(house, "李雷", hours="32")).press("确认登记")
    phone = house.phone("王芳")
    await phone.send("/study")
    await phone.press("支部学时")
    for words in ("落后 4", "达标 1", "⏳ 赵敏　0/56", "✅ 李雷　32/32"):
        assert words in phone.screen.text
    assert "孙立" not in phone.screen.text
    await phone.press("催办落后的（3）")
    assert "正在提醒 3 人" in phone.toast
    assert "学时 0/56，按进度应有" in house.phone("赵敏").screen.text
    await phone.press("催办落后的（3）")
    assert "24 小时内" in phone.toast
    await phone.press("赵敏")
    assert "赵敏　2026年学时" in phone.screen.text
    await phone.press("返回")
    await house.sweep(days=1)
    await phone.press("催办落后的（3）")
    assert "正在提醒 3 人" in phone.toast


@pytest.mark.parametrize("name", ["吴干", "郑局"])
async def test_the_bureaus_posts_see_every_branch(house, name):
    phone = house.phone(name)
    await phone.send("/study")
    await phone.press("各支部学时")
    assert "全局 8 人，落后于进度 8 人" in phone.screen.text
    await phone.press("5/5 落后　第一支部")
    assert "钱进" in phone.screen.text


async def test_hours_of_others_are_not_everybodys_to_see(house):
    phone = house.phone("李雷")
    await phone.send("/study")
    assert not any("支部" in label for label in phone.screen.labels)
    for data in ("st_paces:0", "st_pace:1:2026:0", "st_hurry:1"):
        await phone.press_data(data)
        assert "没有这项权限" in phone.toast
    await phone.press_data("st_hours:3:2026:0")
    assert "没有这项权限" in phone.toast
    other = house.phone("周全")
    await other.send("/study")
    for data in ("st_pace:1:2026:0", "st_hurry:1", "st_hours:3:2026:0", "st_basis:3:2026"):
        await other.press_data(data)
        assert "没有这项权限" in other.toast
    committee = house.phone("赵敏")
    await committee.send("/study")
    await committee.press("支部学时")
    assert not any("催办" in label for label in committee.screen.labels)
    await committee.press_data("st_pace:1:9999:0")
    assert "失效" in committee.toast


async def test_who_owes_no_hours_has_none_to_lag_behind(house):
    phone = house.phone("孙立")
    await phone.send("/home")
    assert "学时" not in phone.screen.text
    await phone.send("/study")
    await phone.press("我的学时")
    assert "对您没有年度要求" in phone.screen.text


async def test_the_year_is_reminded_of_a_month_ahead_on_its_last_day_and_after_it(house):
    await (await enter(house, "李雷", hours="32")).press("确认登记")
    done, lagging, head = house.phone("李雷"), house.phone("钱进"), house.phone("王芳")

    def told():
        return [text for text in lagging.texts if "年学时" in text]

    await house.sweep(days=5)
    assert told() == []
    await house.sweep(days=1)  # 30 November
    assert "学时 0/32，请在 12 月 31 日前学够" in told()[0]
    assert "本支部2026年学时还没有达标的有 4 人" in "\n".join(head.texts)
    await house.sweep(days=30)
    assert len(told()) == 1
    await house.sweep(days=1)
    assert len(told()) == 2
    await house.sweep(days=1)
    assert "没有达到要求" in told()[2]
    await house.sweep(days=5)
    assert len(told()) == 3
    assert not any("年学时" in text for text in done.texts)
    await lagging.send("/study")
    await lagging.walk("我的学时", "◀ 2026年")
    assert "0/32 学时　❗ 未达标" in lagging.screen.text
    assert "今天应有" not in lagging.screen.text


async def test_who_entered_training_and_took_it_back_stands_in_the_trail(house):
    phone = await enter(house, "李雷")
    await phone.walk("确认登记", "查看", "撤销", "确认撤销")
    async with house.database.read() as session:
        entries = (await session.exec(select(AuditEntry).where(col(AuditEntry.subject) == "training:1"))).all()
    assert [(entry.event, entry.by) for entry in entries] == [("登记集中培训", 7), ("撤销集中培训", 7)]
