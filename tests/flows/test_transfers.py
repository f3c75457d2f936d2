"""Somebody goes to another branch: what is theirs goes along, what the branch keeps is handed over and accepted."""

from sqlmodel import select

from storage.care.rows import HealthCase
from storage.tasks.rows import Assignment, Task
from storage.transfers import Transfer
from tests.flows.test_people_by_hand import SUN, ZHAO, open_person
from tests.flows.test_second_person import give, press, told


async def move(house, name, branch="机关支部"):
    phone = await open_person(house, name, "变更")
    await phone.walk("调到别的支部", branch, "不编入党小组")
    if "在新支部担任什么职务" in phone.screen.text:
        await phone.press("下一步")
    await phone.walk("今天", "确认登记")
    await house.sweep(minutes=1)
    return phone


async def number_of(house):
    async with house.database.read() as session:
        return (await session.exec(select(Transfer.id))).one()


async def test_the_old_branch_hands_over_and_the_new_one_accepts(house):
    today = house.clock.local().date()
    async with house.database.write() as tx:
        task = Task(
            giver_id=1, branch_id=1, what="整理台账", cadence="once", proof="none", due_on=today, since=today,
            first_due=today, of_month=today.day, given_at=house.clock.now(),
        )  # fmt: skip
        tx.add(task)
        await tx.flush()
        tx.add(Assignment(task_id=task.key, branch_id=1, person_id=SUN, due_on=today, since=today, state="given"))
        tx.add(HealthCase(person_id=SUN, branch_id=1, month=today, proposed="灰", opened_at=house.clock.now()))
    await move(house, "孙立")
    wang, zhou = house.phone("王芳"), house.phone("周全")
    assert told(wang, "孙立已调到机关支部")
    assert told(wang, "未完成的任务 1 项、其他须交接的事项")
    assert told(zhou, "孙立从第一支部调入")
    mine = house.phone("孙立")
    assert told(mine, "您已调入机关支部")
    assert not told(mine, "其他须交接")
    number = await number_of(house)
    assert "原支部还没有移交" in await press(house, "周全", f"tf_take:{number}")
    assert "由原支部书记" in await press(house, "周全", f"tf_give:{number}")
    await wang.send("/home")
    await wang.press("移交：孙立 的调动")
    assert "未完成的任务 1 项" in wang.screen.text
    await wang.press("确认移交")
    assert told(zhou, "第一支部已移交孙立的事项")
    await zhou.send("/home")
    await zhou.walk("接收：孙立 的调动", "确认接收")
    assert told(wang, "机关支部已接收孙立的事项")
    async with house.database.read() as session:
        for table in (Assignment, HealthCase):
            assert set((await session.exec(select(table.branch_id).where(table.person_id == SUN))).all()) == {2}
    assert "已经接收过了" in await press(house, "周全", f"tf_take:{number}")
    await mine.send("/mydata")
    assert "任职和变动" in mine.screen.text


async def test_nothing_to_hand_over_is_only_told_and_a_move_taken_back_asks_nobody(house):
    staff = await move(house, "钱进")
    assert told(house.phone("王芳"), "没有须移交的事项")
    async with house.database.read() as session:
        row = (await session.exec(select(Transfer))).one()
    assert row.accepted_at is not None
    await staff.walk("撤销这次登记", "确认撤销")
    assert "没有这项调动" in await press(house, "王芳", f"tf_one:{row.id}")


async def test_others_see_no_transfer(house):
    await give(house, ZHAO, "纪检监察")
    await move(house, "钱进")
    number = await number_of(house)
    for name in ("李雷", "钱进", "郑局"):
        for data in (f"tf_one:{number}", f"tf_give:{number}", f"tf_take:{number}", "tf:0"):
            assert "没有这项权限" in await press(house, name, data)


async def test_a_move_after_one_that_was_taken_back_is_seen_though_it_has_its_number(house):
    staff = await move(house, "钱进")
    await staff.walk("撤销这次登记", "确认撤销")
    await move(house, "李雷")
    assert told(house.phone("王芳"), "李雷已调到机关支部")
    async with house.database.read() as session:
        rows = (await session.exec(select(Transfer).order_by(Transfer.id))).all()
    assert [(row.person_id, row.entry > 0) for row in rows] == [(4, False), (2, True)]
