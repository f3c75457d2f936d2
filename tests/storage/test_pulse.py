"""When the process was last seen at work."""

import time

from storage.engine.pulse import LIMITS, Beat, Pulse, Spread


def test_what_it_does_again_and_again_is_late_after_its_limit(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pulse = Pulse()
    now[0] += LIMITS[Beat.HEARD]
    pulse.beat(Beat.SWEPT)
    assert (pulse.silent(Beat.HEARD), pulse.late()) == (120, [Beat.COMMITTED])
    now[0] += 1
    pulse.beat(Beat.COMMITTED)
    assert pulse.late() == [Beat.HEARD]
    pulse.begin()
    assert pulse.late() == []


def test_a_spread_counts_each_once_at_the_smallest_bound_that_holds_it():
    spread = Spread()
    for seconds in (0.0, 0.005, 0.006, 60.0, 61.0):
        spread.add(seconds)
    assert spread.counts == [2, 1, *[0] * 10, 1, 1]
    assert spread.sum == 121.011


async def test_a_commit_is_seen(database):
    async with database.write():
        pass
    assert sum(database.pulse.commits.counts) == 1
