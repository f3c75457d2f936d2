"""Of backups people hear only when there is none."""

from reminders.backups import NAME, Backups
from reminders.schedule import Schedule
from storage.engine import sweeps
from storage.engine.backup import daily
from storage.engine.settings import load_settings
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


async def test_a_backup_that_fails_is_noted_until_one_succeeds(house, tmp_path, monkeypatch):
    def unreadable(*_):
        raise PermissionError

    backups = Backups.by(load_settings(backup_dir=tmp_path))
    schedule = Schedule(house.database, house.clock, house.delivery, backing_up=backups)
    for due, names in ((unreadable, [NAME]), (lambda *_: False, [])):
        monkeypatch.setattr(daily, "is_due", due)
        await schedule.back_up()
        async with house.database.read() as session:
            assert [each.name for each in await sweeps.failing(session)] == names
