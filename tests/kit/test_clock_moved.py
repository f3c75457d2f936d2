"""The sweeps go on when the machine's clock is set back or forward, at once; and a process in which they do not ends."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminders import schedule
from reminders.delivery import Delivery
from reminders.schedule import Schedule, Sweep, SweepsStopped
from storage.engine import sweeps
from storage.engine.clock import SystemClock

ZONE = ZoneInfo("Asia/Shanghai")
READS_THE_MACHINES_CLOCK = ("apscheduler.schedulers.base", "reminders.schedule", "storage.engine.clock")


class MachineClock(datetime):
    """`datetime`, whose `now` can be moved."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead


@pytest.fixture
async def ticking(database, monkeypatch):
    """A schedule of one sweep that ticks many times a second; `await ran()` waits for the next run."""
    runs = asyncio.Condition()

    async def find(_session, _local):
        async with runs:
            runs.notify_all()
        return []

    async def ran():
        async with asyncio.timeout(20), runs:
            await runs.wait()

    for module in READS_THE_MACHINES_CLOCK:
        monkeypatch.setattr(f"{module}.datetime", MachineClock)
    monkeypatch.setattr(MachineClock, "ahead", timedelta())
    monkeypatch.setattr(schedule, "EVERY_SECONDS", 0.02)
    monkeypatch.setattr(schedule, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(schedule, "VANISHING", schedule.Job("nothing", _nothing))
    monkeypatch.setattr(schedule, "CLEANING", ())
    monkeypatch.setattr(schedule, "SWEEPS", (Sweep("one", find, nudging=False, every=timedelta(seconds=0.01)),))
    clock = SystemClock(ZONE)
    made = Schedule(database, clock, Delivery(database, clock, None))
    await made.start()
    watching = asyncio.create_task(made.watch())
    yield ran
    made.stop()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def _nothing(_tx, _now):
    return 0


async def test_the_sweeps_go_on_however_the_clock_is_moved(ticking):
    await ticking()
    for hours in (-25, 25, 25, -50, 24 * 40, 24 * 365 * 50, -24 * 365 * 60):
        MachineClock.ahead += timedelta(hours=hours)
        for _ in range(3):
            await ticking()


@pytest.mark.parametrize("hours", [-25, 25])
async def test_what_is_due_by_the_day_is_looked_for_at_once(ticking, monkeypatch, hours):
    """A span of a year has begun, or begun again, only because the clock was moved."""
    runs = asyncio.Event()

    async def find(_session, _local):
        runs.set()
        return []

    unhurried = Sweep("unhurried", find, nudging=False, every=timedelta(hours=25))
    monkeypatch.setattr(schedule, "SWEEPS", (*schedule.SWEEPS, unhurried))
    await ticking()
    await asyncio.wait_for(runs.wait(), 300)
    runs.clear()
    for _ in range(3):
        await ticking()
    assert not runs.is_set()
    MachineClock.ahead += timedelta(hours=hours)
    await asyncio.wait_for(runs.wait(), 300)


async def test_a_process_whose_sweeps_do_not_run_ends_with_a_line(database, monkeypatch):
    async def stuck(_session, _local):
        await asyncio.Event().wait()

    monkeypatch.setattr(schedule, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(schedule, "SILENT", 0.05)
    monkeypatch.setattr(schedule, "SWEEPS", (Sweep("stuck", stuck, nudging=False),))
    clock = SystemClock(ZONE)
    made = Schedule(database, clock, Delivery(database, clock, None))
    sweeping = asyncio.create_task(made.sweep())
    with pytest.raises(SweepsStopped, match="没有运行过"):
        await asyncio.wait_for(made.watch(), 300)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_what_a_former_process_noted_of_its_sweeps_is_taken_away_by_the_first_that_succeeds(
    database, monkeypatch
):
    async def find(_session, _local):
        return []

    monkeypatch.setattr(schedule, "SWEEPS", (Sweep("one", find, nudging=False),))
    monkeypatch.setattr(schedule, "VANISHING", schedule.Job("nothing", _nothing))
    monkeypatch.setattr(schedule, "CLEANING", ())
    clock = SystemClock(ZONE)
    async with database.write() as tx:
        for name in ("one", "of yesterday"):
            await sweeps.note(tx, name, "KeyError", clock.now())
    made = Schedule(database, clock, Delivery(database, clock, None))
    await made.start()
    made.stop()
    async with database.read() as session:
        assert await sweeps.failing(session) == []
