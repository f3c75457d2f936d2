"""The process as seen from outside: /healthz, /metrics, and the dashboard and alerts made for them."""

import json
import re
import shutil
import subprocess
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families as families

from handlers.kit.engine import outside
from handlers.kit.engine.vitals import Vitals
from storage.engine.clock import ZONE
from storage.engine.disk import MB
from storage.engine.errors import OperatorError
from storage.engine.pulse import LIMITS, Beat, Where
from storage.engine.settings import Settings
from storage.mail import inbox, outbox
from storage.mail.outbox import Push
from storage.sealed.keyring import Sealed
from tests.conftest import NOW
from tests.processes import ROOT, TOKEN

MONITORING = ROOT / "deploy" / "monitoring"
ALERTS = MONITORING / "alerts.yml"
NAME = re.compile(r"\b(?:dangjian|process)_\w+")
CLOCK = SimpleNamespace(now=lambda: NOW, local=lambda: NOW.astimezone(ZONE))
over_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def vitals(database, tmp_path, unused_tcp_port):
    made = Vitals(settings(tmp_path, unused_tcp_port), CLOCK, database.pulse)
    made.database = database
    made.pulse.begin()
    return made


def settings(folder, port):
    (folder / "backups").mkdir()
    (folder / "backups" / "dangjian-20261123-0300.tar.gz").touch()
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        data_dir=folder,
        backup_dir=folder / "backups",
        database_url=f"sqlite+aiosqlite:///{folder}/bot.db",
        metrics_listen=str(port),
    )


@asynccontextmanager
async def asking(vitals):
    """`await ask(path)` gives the status and the text that is answered there."""
    async with outside.seen(vitals._settings, vitals), ClientSession() as client:

        async def ask(path):
            async with client.get(f"http://{vitals._settings.metrics_listen}{path}") as answer:
                return answer.status, await answer.text()

        yield ask


async def health(ask):
    status, text = await ask("/healthz")
    told = json.loads(text)
    wrong = {name for name, fact in told.items() if isinstance(fact, dict) and not fact["ok"]}
    assert (status, told["ok"]) == ((503, False) if wrong or not told["works"] else (200, True))
    return told, wrong


async def waiting(database, minutes):
    """An update and a push that have waited for so long, and an update that was set aside."""
    async with database.write() as tx:
        since = NOW - timedelta(minutes=minutes)
        await inbox.keep(tx, {number: Sealed(f"0.{number}", b"") for number in (1, 2)}, since)
        await inbox.set_aside(tx, 2, "ValueError", "文字")
        await outbox.put(tx, since, Push("test", "test:1", "通知", chat_id=-1))


async def test_each_fact_comes_with_its_limit_and_one_beyond_it_is_503(vitals, database, monkeypatch):
    async with asking(vitals) as ask:
        told, wrong = await health(ask)
        assert wrong == set()
        assert told["heard_seconds"]["limit"] == LIMITS[Beat.HEARD]
        assert told["outbox_seconds"] == {"value": 0.0, "limit": 900, "ok": True}
        await waiting(database, 14)
        told, wrong = await health(ask)
        assert (told["set_aside"]["value"], told["inbox_seconds"]["value"], wrong) == (1, 840, set())
        monkeypatch.setattr(CLOCK, "now", lambda: NOW + timedelta(minutes=2))
        assert (await health(ask))[1] == {"inbox_seconds", "outbox_seconds"}
        monkeypatch.setitem(LIMITS, Beat.COMMITTED, -1)
        monkeypatch.setattr(vitals, "disk_free", lambda: 199 * MB)
        told, wrong = await health(ask)
        assert wrong == {"inbox_seconds", "outbox_seconds", "committed_seconds", "disk_free_mb"}
        assert told["disk_free_mb"] == {"value": 199, "limit": 200, "ok": False}


@over_sqlite
async def test_a_process_that_starts_or_has_no_database_is_not_well(vitals):
    async with asking(vitals) as ask:
        vitals.pulse.works = False
        assert (await health(ask))[0]["ok"] is False
        vitals.pulse.works = True
        vitals.database = None
        assert (await health(ask))[1] == {"inbox_seconds", "outbox_seconds", "set_aside"}


async def test_what_is_counted_is_read_by_prometheus_and_names_nobody(vitals, database):
    pulse = vitals.pulse
    pulse.updates["message"] += 2
    pulse.failed(Where.SWEEP)
    pulse.held_back += 1
    pulse.answers.add(0.02)
    await waiting(database, 5)
    async with asking(vitals) as ask:
        status, text = await ask("/metrics")
    assert status == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value for family in families(text) for sample in family.samples
    }
    assert found["dangjian_updates_total", "message"] == 2
    assert found["dangjian_failures_total", "sweep"] == found["dangjian_telegram_429_total",] == 1
    assert found["dangjian_update_seconds_bucket", "0.01"] == 0
    assert found["dangjian_update_seconds_bucket", "0.025"] == found["dangjian_update_seconds_bucket", "+Inf"] == 1
    assert found["dangjian_inbox_age_seconds",] == found["dangjian_outbox_age_seconds",] == 300
    assert found["dangjian_set_aside_updates",] == found["dangjian_outbox_pushes",] == 1
    assert found["dangjian_database_bytes",] > 0
    assert found["dangjian_backup_age_seconds",] == 30 * 3600
    assert found["process_resident_memory_bytes",] > 0


@over_sqlite
async def test_dashboard_and_alerts_name_only_what_is_there(vitals):
    vitals.pulse.updates["message"] += 1
    vitals.pulse.sweeps["任务提醒"].add(0.1)
    async with asking(vitals) as ask:
        _, text = await ask("/metrics")
    there = {sample.name for family in families(text) for sample in family.samples}
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    named = set(NAME.findall(" ".join(asked) + ALERTS.read_text(encoding="utf-8")))
    assert named <= there
    assert {
        name for name in there if name.startswith("dangjian") and not name.endswith(("_created", "_count", "_sum"))
    } <= named


@over_sqlite
async def test_an_address_that_is_taken_is_told_in_one_line(vitals):
    async with asking(vitals):
        with pytest.raises(OperatorError, match=r"METRICS_LISTEN .* 不能监听"):
            async with outside.seen(vitals._settings, vitals):
                pass


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus' promtool is not on this machine")
@pytest.mark.parametrize("what", [["check", "rules", ALERTS], ["test", "rules", MONITORING / "alerts.test.yml"]])
def test_prometheus_takes_the_alerts_and_they_ring_when_they_should(what):
    done = subprocess.run(["promtool", *map(str, what)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@over_sqlite
async def test_nothing_is_taken_in_from_who_asks(vitals):
    address = f"http://{vitals._settings.metrics_listen}/healthz"
    async with outside.seen(vitals._settings, vitals), ClientSession() as client:
        async with client.post(address, data=bytes(outside.LARGEST + 1)) as answer:
            assert answer.status == 400
        async with client.get(address) as answer:
            assert answer.status == 200
