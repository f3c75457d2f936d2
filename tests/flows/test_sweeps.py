"""What the bot says by itself: meetings, duties, make-ups, and what happens when a sweep fails."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from reminders import schedule
from storage.engine.sweeps import apart, apart_in
from storage.mail.outbox import OutboxRow, Push
from storage.people import directory
from storage.people.directory import Branch
from tests.flows.test_calling_meetings import call


def texts(phone, word):
    return [message.text for message in phone.messages() if word in message.text]


async def called(house, when="明天下午3点"):
    secretary = house.phone("王芳")
    await call(house, secretary, when=when)
    await secretary.press("确认召集")
    return secretary


async def test_the_days_meetings_are_told_in_the_morning_and_a_quarter_of_an_hour_before(house):
    await called(house)
    member, outsider = house.phone("李雷"), house.phone("孙立")
    await house.sweep(hours=23)
    assert len(texts(member, "今天 15:00 开会")) == 0
    await house.sweep(minutes=30)
    assert len(texts(member, "今天 15:00 开会")) == 1
    await house.sweep(hours=6, minutes=10)
    assert texts(member, "分钟后") == []
    await house.sweep(minutes=5)
    (soon,) = texts(member, "15 分钟后（15:00）开始")
    assert "三楼会议室" in soon
    await house.sweep(minutes=1)
    assert len(texts(member, "分钟后")) == 1
    assert outsider.messages() == []


async def test_who_is_on_leave_is_not_reminded(house):
    secretary = await called(house)
    member = house.phone("李雷")
    await member.press("请假")
    await member.send("出差办案")
    await secretary.press("✅ 同意")
    await house.sweep(hours=29, minutes=50)
    assert texts(member, "分钟后") == []
    assert texts(house.phone("赵敏"), "分钟后")


async def test_a_meeting_that_moved_is_reminded_at_its_new_time(house):
    secretary = await called(house)
    await house.sweep(hours=29, minutes=50)
    await secretary.send("/meetings")
    await secretary.walk("我的会议", "11月党支部党员大会", "主持会议", "修改", "时间")
    await secretary.send("明天上午10点")
    await secretary.send("场地冲突")
    if any("确认" in label for label in secretary.screen.labels):
        await secretary.press("确认")
    member = house.phone("李雷")
    await house.sweep(hours=19)
    assert len(texts(member, "分钟后")) == 2


async def test_a_reminder_that_comes_after_the_beginning_is_not_sent(house):
    await called(house)
    await house.sweep(hours=31)
    assert texts(house.phone("李雷"), "分钟后") == []


async def test_the_chair_hears_that_nobody_can_check_in(house):
    secretary = await called(house)
    await house.sweep(hours=30, minutes=20)
    assert len(texts(secretary, "还没有开始签到")) == 1
    await house.sweep(hours=1)
    assert len(texts(secretary, "还没有开始签到")) == 1


async def test_duties_not_planned_are_told_to_the_secretary_five_days_before_the_months_end(house):
    secretary = house.phone("王芳")
    await house.sweep()
    assert texts(secretary, "还没有安排") == []
    await house.sweep(days=1)
    (told,) = texts(secretary, "还没有安排")
    assert "件事提醒您" in told
    for duty in ("党员大会暨主题党日", "支委会", "党小组会（第一党小组）"):
        assert duty in told
    assert "党支部党员大会</b>" not in told
    assert house.phone("李雷").messages() == []
    assert house.phone("郑局").messages() == []


async def test_a_duty_that_is_planned_is_not_told(house):
    secretary = await called(house, "11月28日下午3点")
    await house.sweep(days=1)
    assert all("党员大会暨主题党日" not in text for text in texts(secretary, "还没有安排"))


async def test_missed_duties_are_told_to_the_secretary_and_summed_up_for_the_staff(house):
    await house.sweep(days=7)
    assert "上月到11月30日没有完成支委会" in "".join(texts(house.phone("王芳"), "没有完成"))
    (summary,) = texts(house.phone("吴干"), "没有完成支委会的支部")
    assert "支委会的支部 1 个：第一支部" in summary


async def test_make_ups_are_reminded_before_on_and_after_their_day(house):
    secretary, member = await called(house), house.phone("李雷")
    await house.sweep(hours=30)
    await secretary.send("/meetings")
    await secretary.walk("我的会议", "11月党支部党员大会", "主持会议", "开始签到", "结束会议", "确认到会", "录像")
    await secretary.send_video()
    await secretary.press("完成")
    assert "录像上传了" in member.screen.text
    told = []
    for _ in range(20):
        await house.sweep(days=1)
        told.append(len(texts(member, "补课")) - 1)
    # The recording is of 25 November, in the afternoon: due on 10 December.
    assert [day for day in range(1, 20) if told[day] > told[day - 1]] == [13, 14, 15]
    assert "没有按时补课" in "".join(texts(secretary, "补课"))


async def test_a_sweep_that_fails_does_not_stop_the_others(house, monkeypatch, caplog):
    async def broken(session, local):
        raise RuntimeError("姓名等内容")

    await called(house)
    failing = schedule.Sweep("broken", broken, nudging=False)
    monkeypatch.setattr(schedule, "SWEEPS", (failing, *schedule.SWEEPS))
    await house.sweep(hours=29, minutes=50)
    assert texts(house.phone("李雷"), "分钟后")
    assert "sweep broken failed: RuntimeError" in caplog.text
    assert "姓名" not in caplog.text


async def test_a_subject_that_fails_does_not_stop_the_others_of_its_sweep(house, monkeypatch, caplog):
    async def find(session, _local):
        found = []
        for name in ("王芳", "李雷"):
            with apart(session):
                if name == "王芳":
                    raise KeyError("姓名等内容")
                found.append(Push("test", "test:1", "请看一看", person_id=2))
        return found

    async def work(tx, _local):
        for number, name in enumerate(("一", "二"), 1):
            async with apart_in(tx):
                tx.add(Branch(name=f"第{name}十支部"))
                await tx.flush()
                if number == 1:
                    raise KeyError("姓名等内容")
        return 1

    monkeypatch.setattr(schedule, "SWEEPS", (schedule.Sweep("提醒", find, nudging=False), schedule.Job("变更", work)))
    await house.sweep()
    assert texts(house.phone("李雷"), "请看一看")
    async with house.database.read() as session:
        assert "第一十支部" not in (names := list((await directory.branch_names(session)).values()))
        assert "第二十支部" in names
    assert "姓名" not in caplog.text
    staff = house.phone("吴干")
    await staff.send("/home")
    await staff.walk("更多", "未送达消息")
    assert "提醒（KeyError" in staff.screen.text
    assert "变更（KeyError" in staff.screen.text


@pytest.mark.parametrize("hour", [21, 23, 2, 8])
async def test_in_quiet_hours_no_nudge_is_queued(house, hour):
    house.world.clock.advance(timedelta(days=1, hours=hour - 9))
    await house.schedule.sweep()
    async with house.database.read() as session:
        kinds = (await session.exec(select(OutboxRow.kind).where(col(OutboxRow.nudge).is_(True)))).all()
    assert kinds == []


async def test_what_is_due_by_the_day_is_not_looked_for_at_every_tick(house, monkeypatch):
    looked = []

    def counting(name):
        async def find(_session, _local):
            looked.append(name)
            return []

        return find

    sweeps = (
        schedule.Sweep("by the day", counting("by the day")),
        schedule.Sweep("at once", counting("at once"), every=schedule.AT_ONCE),
    )
    monkeypatch.setattr(schedule, "SWEEPS", sweeps)
    for _ in range(3):
        await house.schedule.tick()
        house.world.clock.advance(timedelta(seconds=20))
    assert looked == ["by the day", "at once", "at once", "at once"]
    house.world.clock.advance(timedelta(minutes=5))
    await house.schedule.tick()
    assert looked[-2:] == ["by the day", "at once"]


async def test_what_the_day_makes_due_is_looked_for_from_the_morning_on(house, monkeypatch):
    looked = []

    async def find(_session, local):
        looked.append(f"{local:%d %H:%M}")
        return []

    monkeypatch.setattr(schedule, "SWEEPS", (schedule.Sweep("by the day", find, every=schedule.HOURLY),))
    for _ in range(4 * 24 * 2):
        await house.schedule.tick()
        house.world.clock.advance(timedelta(minutes=15))
    assert looked[:2] == ["24 09:00", "24 09:30"]
    assert [each for each in looked if each.startswith("25")] == [f"25 {hour:02}:30" for hour in range(8, 21)]
    # A clock that is set back begins another span; after a start everything is looked for.
    before = len(looked)
    house.world.clock.advance(timedelta(hours=-14))
    await house.schedule.tick()
    await house.schedule.sweep()
    assert len(looked) == before + 2


async def test_a_sweep_that_failed_is_tried_at_the_next_tick(house, monkeypatch):
    looked = []

    async def find(_session, _local):
        looked.append(1)
        if len(looked) == 1:
            raise RuntimeError
        return []

    monkeypatch.setattr(schedule, "SWEEPS", (schedule.Sweep("once broken", find),))
    for _ in range(3):
        await house.schedule.tick()
    assert len(looked) == 2


async def test_the_staff_see_which_sweep_fails_until_it_succeeds_again(house, monkeypatch):
    fails = [True]

    async def now_and_then(session, local):
        if fails:
            raise KeyError("what somebody wrote")
        return []

    monkeypatch.setattr(schedule, "SWEEPS", (schedule.Sweep("任务提醒", now_and_then, nudging=False),))
    staff = house.phone("吴干")
    await house.sweep()
    await staff.send("/home")
    await staff.walk("更多", "未送达消息")
    assert "任务提醒（KeyError" in staff.screen.text
    assert "所有消息都送到了" not in staff.screen.text
    assert "somebody" not in staff.screen.text
    fails.clear()
    await house.sweep()
    await staff.press_data("unsent:0")
    assert "任务提醒" not in staff.screen.text
    assert "所有消息都送到了" in staff.screen.text


def test_every_sweep_has_a_name_of_its_own():
    names = [each.name for each in (*schedule.SWEEPS, schedule.VANISHING, schedule.CODES, *schedule.CLEANING)]
    assert len(set(names)) == len(names)
