"""What is counted and measured, as Prometheus reads it. Read only where METRICS_LISTEN is set.

A label's values are ours or the Bot API's, never a person's.
"""

from collections.abc import Iterable
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from handlers.kit.engine.vitals import Backlog, Vitals
from storage.engine.pulse import Beat, Spread, Where

BEATS = {
    Beat.HEARD: "Seconds since Telegram answered getUpdates, or was seen to deliver to the webhook",
    Beat.SWEPT: "Seconds since a sweep came to its end",
    Beat.COMMITTED: "Seconds since the database took a transaction",
}


class Metrics:
    """One process's."""

    KIND = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals
        self._process = CollectorRegistry()
        ProcessCollector(registry=self._process)

    async def text(self) -> bytes:
        """All of them, in Prometheus' own words."""
        registry = CollectorRegistry()
        registry.register(_Families([*self._counted(), *self._measured(), *_waiting(await self._vitals.backlog())]))
        return generate_latest(registry) + generate_latest(self._process)

    def _counted(self) -> Iterable[Metric]:
        pulse = self._vitals.pulse
        updates = CounterMetricFamily(
            "dangjian_updates", "Updates that came, by what the Bot API calls them", labels=["kind"]
        )
        for kind, number in pulse.updates.items():
            updates.add_metric([kind], number)
        failures = CounterMetricFamily(
            "dangjian_failures", "What failed, by its place; most is tried again with success", labels=["place"]
        )
        for place in Where:
            failures.add_metric([place], pulse.failures[place])
        yield updates
        yield failures
        yield CounterMetricFamily("dangjian_telegram_429", "How often Telegram asked to wait", pulse.held_back)
        yield _histogram("dangjian_update_seconds", "From an update's arrival until its work was done", pulse.answers)
        yield _histogram("dangjian_commit_seconds", "How long the database took for a commit", pulse.commits)
        sweeps = SummaryMetricFamily("dangjian_sweep_seconds", "How long each sweep took", labels=["sweep"])
        for name, spread in pulse.sweeps.items():
            sweeps.add_metric([name], sum(spread.counts), spread.sum)
        yield sweeps

    def _measured(self) -> Iterable[Metric]:
        pulse, vitals = self._vitals.pulse, self._vitals
        for beat, says in BEATS.items():
            yield GaugeMetricFamily(f"dangjian_{beat}_age_seconds", says, pulse.silent(beat))
        yield GaugeMetricFamily(
            "dangjian_unstored_age_seconds",
            "Seconds for which updates have waited that cannot be stored",
            pulse.unstored,
        )
        yield GaugeMetricFamily(
            "dangjian_disk_free_bytes", "Free on the fuller of the disks needed", vitals.disk_free()
        )
        yield GaugeMetricFamily("dangjian_disk_limit_bytes", "Below this the staff are told", vitals.disk_limit)
        if (age := vitals.backup_age()) is not None:
            yield GaugeMetricFamily("dangjian_backup_age_seconds", "Seconds since the newest nightly backup", age)


class _Families(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _histogram(name: str, says: str, spread: Spread) -> Metric:
    bounds = [*map(str, spread.BOUNDS), "+Inf"]
    return HistogramMetricFamily(
        name, says, list(zip(bounds, accumulate(spread.counts), strict=True)), sum_value=spread.sum
    )


def _waiting(backlog: Backlog | None) -> Iterable[Metric]:
    """Nothing where the database says nothing: a number that is not known is none."""
    if backlog is not None:
        yield GaugeMetricFamily("dangjian_outbox_pushes", "Pushes under way, or due and not sent", backlog.outbox)
        yield GaugeMetricFamily(
            "dangjian_outbox_age_seconds", "Seconds since the first of them was due", backlog.outbox_age
        )
        yield GaugeMetricFamily("dangjian_inbox_updates", "Updates that are not done with", backlog.inbox)
        yield GaugeMetricFamily(
            "dangjian_inbox_age_seconds", "Seconds since the oldest of them came", backlog.inbox_age
        )
        yield GaugeMetricFamily("dangjian_set_aside_updates", "Updates that wait for a decision", backlog.set_aside)
        yield GaugeMetricFamily("dangjian_database_bytes", "What the database takes on the disk", backlog.size)
