"""Of backups people hear only when there is none."""

from reminders.backups import NAME
from storage.engine import sweeps
from storage.people.directory import PostHeld


async def failing(house, problem):
    async with house.database.write() as tx:
        await sweeps.note(tx, NAME, problem, house.clock.now())


def told(house, name):
    return [text for text in house.phone(name).texts if "每日备份没有做成" in text]


async def test_the_staff_hear_once_a_day_that_none_was_made_and_nobody_else(house):
    async with house.database.write() as tx:
        tx.add(PostHeld(person_id=3, post="党务干部"))
    await house.sweep(minutes=1)
    assert told(house, "赵敏") == []
    await failing(house, "BackupError")
    for _ in range(2):
        await house.sweep(minutes=10)
    (first,) = told(house, "赵敏")
    assert "11月24日以来没有新的备份。" in first
    await house.sweep(days=2)
    assert "11月24日以来没有新的备份，已经 2 天。" in told(house, "赵敏")[1]
    assert [told(house, name) for name in ("王芳", "李雷", "孙立")] == [[], [], []]
    await failing(house, None)
    await house.sweep(days=1)
    assert len(told(house, "赵敏")) == 2
